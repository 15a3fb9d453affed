"""Shares of rows with intervals that allow for children who have many rows."""

from __future__ import annotations

import numpy as np
from scipy import stats

__all__ = ["clustered_share", "wilson"]


def clustered_share(part: np.ndarray, whole: np.ndarray, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """A share of rows with an interval that allows for children who have many of them.

    The variance is that of a ratio, with the child as cluster; the interval is Wilson's for as many independent rows
    as would be equally uncertain [@korn1998]. Where nothing varies, the children are counted in the rows' place.

    Parameters
    ----------
    part, whole
        By child, the rows that are counted, and out of how many.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Share, lower and upper limit, each from 0 to 1; missing where there is nothing to count.

    Examples
    --------
    >>> [round(float(x), 3) for x in clustered_share(np.array([1, 0, 0, 1]), np.array([1, 1, 1, 1]))]
    [0.5, 0.125, 0.875]
    """
    total, children = float(whole.sum()), int((whole > 0).sum())
    if total == 0:
        return np.nan, np.nan, np.nan
    share = float(part.sum()) / total
    residual = part - share * whole
    variance = float((residual**2).sum()) / total**2 * (children / max(children - 1, 1))
    alike = share * (1 - share) / variance if variance > 0 else children
    return share, *wilson(share, min(alike, total), confidence=confidence)


def wilson(share: float, number: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share of a number of rows, which need not be whole [@wilson1927].

    Parameters
    ----------
    share
        From 0 to 1.
    number
        Rows, or as many as would be equally uncertain.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Lower and upper limit.
    """
    z = float(stats.norm.ppf((1 + confidence) / 2))
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = z / (1 + z * z / number) * np.sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    # At a share of 0 or 1 one limit is the share itself, but for the last bit of the arithmetic.
    return max(min(float(middle - half), share), 0.0), min(max(float(middle + half), share), 1.0)
