"""P-values of tests that are read together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["benjamini_hochberg", "holm"]


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values so that the chance of any false alarm in the family is held [@holm1979].

    Parameters
    ----------
    p_values
        One per test of the family, in any order.

    Returns
    -------
    list of float
        Adjusted p-values, in the order given, at most 1.

    Examples
    --------
    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")
    return _as_given(np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p)))), order)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values so that the share of false alarms among all alarms is held [@benjamini1995].

    Parameters
    ----------
    p_values
        One per test of the family, in any order.

    Returns
    -------
    list of float
        Adjusted p-values, in the order given, at most 1.

    Examples
    --------
    >>> [round(p, 3) for p in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")[::-1]
    return _as_given(np.minimum.accumulate(p[order] * len(p) / np.arange(len(p), 0, -1)), order)


def _as_given(stepped: np.ndarray, order: np.ndarray) -> list[float]:
    """Adjusted p-values in the order of the tests, none over 1."""
    adjusted = np.empty_like(stepped)
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted.tolist()
