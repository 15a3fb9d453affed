"""Means and medians of children, with intervals."""

from __future__ import annotations

import numpy as np
from scipy import stats

from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["known", "mean", "median"]


def mean(values: np.ndarray, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Mean with an interval by Student's t [@student1908].

    Parameters
    ----------
    values
        One per child; values of rows of which a child has several belong in `clustered_ratios`.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Mean, lower and upper limit; the limits are missing with fewer than ten children.

    Raises
    ------
    RefusalError
        If there is no value.

    Examples
    --------
    >>> [round(x, 3) for x in mean(np.arange(1.0, 11.0))]
    [5.5, 3.334, 7.666]
    """
    values = known(values)
    middle, count = float(values.mean()), len(values)
    if count < FEWEST:
        return middle, np.nan, np.nan
    half = float(stats.t.ppf((1 + confidence) / 2, count - 1) * values.std(ddof=1) / np.sqrt(count))
    return middle, middle - half, middle + half


def median(values: np.ndarray, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Median with the interval between two of the ordered values, whatever their distribution [@conover1999].

    Parameters
    ----------
    values
        One per child. The limits are values of single children: print them only where that tells nothing of one.
    confidence
        Two-sided level, strictly between 0 and 1, that the interval has at least.

    Returns
    -------
    tuple
        Median, lower and upper limit; the limits are missing where there are too few values for the level, which for
        95% is fewer than six.

    Raises
    ------
    RefusalError
        If there is no value.

    Examples
    --------
    >>> median(np.arange(1.0, 11.0))
    (5.5, 2.0, 9.0)
    """
    values = np.sort(known(values))
    place = int(stats.binom.ppf((1 - confidence) / 2, len(values), 0.5))
    if place < 1:
        return float(np.median(values)), np.nan, np.nan
    return float(np.median(values)), float(values[place - 1]), float(values[-place])


def known(values: np.ndarray) -> np.ndarray:
    """Values that are there."""
    values = np.asarray(values, dtype=float)
    values = values[~np.isnan(values)]
    if not len(values):
        raise RefusalError("no child has a value")
    return values
