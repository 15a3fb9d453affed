"""What a model leaves over: columns that say nearly the same, rows that weigh much, and counts that vary too much."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special, stats

from missing_audit.statistics.design import LEVEL
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.linear import least_squares

__all__ = ["inflation", "left_over", "leverage", "spread", "times"]


def inflation(design: pd.DataFrame) -> pd.DataFrame:
    """Variance inflation factors: how many times less certain a coefficient is than if its column stood alone.

    Parameters
    ----------
    design
        One row per observation, with `LEVEL`.

    Returns
    -------
    DataFrame
        One row per column but `LEVEL`, in order: `term`, `vif`: 1 over the share of the column that the others do not
        explain [@belsley1980].

    Raises
    ------
    RefusalError
        If a column follows from the rest.

    Examples
    --------
    >>> inflation(pd.DataFrame({"level": 1.0, "a": [0.0, 0, 1, 1], "b": [0.0, 1, 0, 1]}))["vif"].round(9).tolist()
    [1.0, 1.0]
    """
    terms = [name for name in design.columns if name != LEVEL]
    centred = design[terms] - design[terms].mean()
    spread_out = np.sqrt((centred ** 2).sum())
    if (spread_out == 0).any():
        raise RefusalError(f"'{spread_out.index[spread_out == 0][0]}' is the same everywhere")
    fit = least_squares(np.zeros(len(design)), centred / spread_out)
    return pd.DataFrame({"term": terms, "vif": np.diag(fit.inverse)})


def leverage(design: pd.DataFrame, weights: np.ndarray | None = None) -> np.ndarray:
    """How far each row's own outcome decides what is expected of it, from 0 to 1; they add up to the coefficients.

    Parameters
    ----------
    design
        One row per observation.
    weights
        Of each row in the fit: of counts, mean / (1 + dispersion × mean); 1 unless given.

    Examples
    --------
    >>> leverage(pd.DataFrame({"a": [1.0, 1.0, 0.0], "b": [0.0, 0.0, 1.0]})).round(9).tolist()
    [0.5, 0.5, 1.0]
    """
    root = np.ones(len(design)) if weights is None else np.sqrt(np.asarray(weights, dtype=float))
    return (np.linalg.qr(design.to_numpy(float) * root[:, None])[0] ** 2).sum(axis=1)


def left_over(counts: np.ndarray, expected: np.ndarray, dispersion: float = 0.0) -> pd.DataFrame:
    """Residuals of counts.

    Parameters
    ----------
    counts, expected
        Of each row.
    dispersion
        Of the negative binomial model; 0 of Poisson's.

    Returns
    -------
    DataFrame
        One row per row: `expected`; `pearson` (difference over the standard deviation that the model expects);
        `deviance` (signed root of its part of the deviance [@mccullagh1989]).
    """
    y, mean = np.asarray(counts, dtype=float), np.asarray(expected, dtype=float)
    part = special.xlogy(y, y / mean)
    if dispersion:
        part -= (y + 1 / dispersion) * np.log((1 + dispersion * y) / (1 + dispersion * mean))
    else:
        part -= y - mean
    return pd.DataFrame({"expected": mean, "pearson": (y - mean) / np.sqrt(mean * (1 + dispersion * mean)),
                         "deviance": np.sign(y - mean) * np.sqrt(np.maximum(2 * part, 0))})


def spread(counts: np.ndarray, expected: np.ndarray, parameters: int, dispersion: float = 0.0, *,
           weights: np.ndarray | None = None) -> dict[str, float]:
    """Whether counts vary as the model has it: Pearson's chi-squared, and the deviance, over degrees of freedom.

    Parameters
    ----------
    counts, expected, dispersion
        As for `left_over`.
    parameters
        Numbers estimated.
    weights
        Rows that each row stands for.

    Returns
    -------
    dict
        `pearson`, `deviance` (about 1 where the model holds; the second only where counts are large), `df`.

    Examples
    --------
    >>> round(spread(np.array([1.0, 3.0]), np.array([2.0, 2.0]), 1)["pearson"], 9)
    1.0
    """
    rest = left_over(counts, expected, dispersion)
    each = np.ones(len(rest)) if weights is None else np.asarray(weights, dtype=float)
    df = each.sum() - parameters
    if df < 1:
        raise RefusalError("there are no more rows than coefficients")
    return {name: float(each @ rest[name] ** 2 / df) for name in ("pearson", "deviance")} | {"df": float(df)}


def times(expected: np.ndarray, ends: list[int], dispersion: float = 0.0,
          weights: np.ndarray | None = None) -> np.ndarray:
    """How many rows a model expects to have so many events.

    Parameters
    ----------
    expected
        Of each row.
    ends
        Last count of each band but the open one above, ascending: ``[0, 1, 3]`` is 0; 1; 2 to 3; 4 or more.
    dispersion
        Of the negative binomial model; 0 of Poisson's.
    weights
        Rows that each row stands for.

    Returns
    -------
    ndarray
        One number per band.

    Examples
    --------
    >>> times(np.array([1.0, 1.0]), [0]).round(4).tolist()
    [0.7358, 1.2642]
    """
    mean, top = np.asarray(expected, dtype=float)[:, None], np.asarray(ends)[None]
    below = stats.nbinom.cdf(top, 1 / dispersion, 1 / (1 + dispersion * mean)) if dispersion else (
        stats.poisson.cdf(top, mean))
    parts = np.diff(np.hstack([np.zeros_like(mean), below, np.ones_like(mean)]), axis=1)
    return parts.sum(axis=0) if weights is None else np.asarray(weights, dtype=float) @ parts
