"""Two shares compared: their difference, their odds ratio and the exact test; of children, or of children's rows."""

from __future__ import annotations

import numpy as np
from scipy import stats

from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.shares import clustered_share, wilson

__all__ = ["clustered_odds_ratio", "clustered_share_difference", "fisher", "odds_ratio", "share_difference"]

Counts = tuple[int, int]
Parts = tuple[np.ndarray, np.ndarray]
"""By child, the rows that are counted, and out of how many, in one group."""


def share_difference(first: Counts, second: Counts, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Difference of two shares of children, with Newcombe's interval [@newcombe1998].

    Parameters
    ----------
    first, second
        Children counted, and out of how many, in each group.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        First less second, lower and upper limit, from -1 to 1.

    Raises
    ------
    RefusalError
        If a group has nobody.

    Examples
    --------
    >>> [round(x, 4) for x in share_difference((56, 70), (48, 80))]
    [0.2, 0.0524, 0.3339]
    """
    shares = []
    for counted, total in (first, second):
        if total <= 0:
            raise RefusalError("one of the groups has nobody in it")
        shares.append((counted / total, *wilson(counted / total, total, confidence=confidence)))
    return _squares_added(*shares)


def clustered_share_difference(first: Parts, second: Parts, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Difference of two shares of rows, where children have many rows: the same, from clustered intervals [@zou2008].

    Parameters
    ----------
    first, second
        By child, the rows counted, and out of how many, in each group. No child is in both.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        First less second, lower and upper limit, from -1 to 1.

    Raises
    ------
    RefusalError
        If a group has fewer than ten children.

    Examples
    --------
    >>> each = np.ones(20)
    >>> found = clustered_share_difference((np.arange(20) < 15, each), (np.arange(20) < 5, each))
    >>> [round(x, 3) for x in found]
    [0.5, 0.182, 0.699]
    """
    shares = [clustered_share(np.asarray(part, dtype=float), np.asarray(whole, dtype=float), confidence=confidence)
              for part, whole in _enough(first, second)]
    return _squares_added(*shares)


def odds_ratio(first: Counts, second: Counts, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Odds of the first group over those of the second, with Woolf's interval on the log scale [@woolf1955].

    Parameters
    ----------
    first, second
        Children counted, and out of how many, in each group.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Odds ratio, lower and upper limit. Where one of the four counts is 0, the exact interval of the conditional
        odds ratio stands in its place, of which a limit may be 0 or without bound.

    Raises
    ------
    RefusalError
        If a group has nobody, or everybody or nobody is counted in both.

    Examples
    --------
    >>> [round(x, 3) for x in odds_ratio((30, 50), (20, 60))]
    [3.0, 1.375, 6.544]
    """
    table = _table(first, second)
    if (table > 0).all():
        log = np.log(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]))
        return _exponent(log, np.sqrt((1 / table).sum()), stats.norm.ppf((1 + confidence) / 2))
    found = stats.contingency.odds_ratio(table)
    limits = found.confidence_interval(confidence)
    return float(found.statistic), float(limits.low), float(limits.high)


def clustered_odds_ratio(first: Parts, second: Parts, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Odds ratio of rows, where children have many rows: its variance with the child as cluster [@liang1986].

    Parameters
    ----------
    first, second
        By child, the rows counted, and out of how many, in each group. No child is in both.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Odds ratio, lower and upper limit, by Student's t on the children of the smaller group less one.

    Raises
    ------
    RefusalError
        If a group has fewer than ten children, or all or none of its rows are counted.

    Examples
    --------
    >>> each = np.ones(40)
    >>> found = clustered_odds_ratio((np.arange(40) < 30, each), (np.arange(40) < 20, each))
    >>> [round(x, 3) for x in found]
    [3.0, 1.115, 8.07]
    """
    logs, variances, many = [], [], []
    for part, whole in _enough(first, second):
        share, children = part.sum() / whole.sum(), int((whole > 0).sum())
        if not 0 < share < 1:
            raise RefusalError("in one of the groups all rows are alike, so that no odds can be had")
        residual = ((part - share * whole) ** 2).sum() / whole.sum() ** 2 * children / (children - 1)
        logs.append(np.log(share / (1 - share)))
        variances.append(residual / (share * (1 - share)) ** 2)
        many.append(children)
    t = stats.t.ppf((1 + confidence) / 2, min(many) - 1)
    return _exponent(logs[0] - logs[1], np.sqrt(sum(variances)), t)


def fisher(first: Counts, second: Counts) -> Difference:
    """Test that two shares of children are the same, by Fisher's exact test [@fisher1935].

    Parameters
    ----------
    first, second
        Children counted, and out of how many, in each group.

    Returns
    -------
    Difference
        The odds ratio as seen, and the exact two-sided p-value; no degrees of freedom.

    Raises
    ------
    RefusalError
        If a group has nobody, or everybody or nobody is counted in both.

    Examples
    --------
    >>> round(fisher((3, 4), (1, 4)).p, 4)
    0.4857
    """
    table = _table(first, second)
    found = stats.fisher_exact(table)
    return Difference(float(found.statistic), None, None, float(found.pvalue), int(table.sum()), "odds ratio")


def _squares_added(first: tuple[float, float, float], second: tuple[float, float, float]) -> tuple[float, float, float]:
    """A difference whose limits have the squared distances of both estimates from their own limits added."""
    (one, low, high), (two, lower, upper) = first, second
    difference = one - two
    return (float(difference), float(difference - np.hypot(one - low, upper - two)),
            float(difference + np.hypot(high - one, two - lower)))


def _exponent(log: float, se: float, z: float) -> tuple[float, float, float]:
    return tuple(float(np.exp(log + sign * z * se)) for sign in (0, -1, 1))


def _table(first: Counts, second: Counts) -> np.ndarray:
    """Counted and not counted, in each group."""
    table = np.array([[counted, total - counted] for counted, total in (first, second)])
    if (table.sum(axis=1) == 0).any():
        raise RefusalError("one of the groups has nobody in it")
    if (table.sum(axis=0) == 0).any():
        raise RefusalError("all children are alike, so there is nothing to compare")
    return table


def _enough(first: Parts, second: Parts) -> list[Parts]:
    """Both groups as numbers, each with enough children."""
    groups = [(np.asarray(part, dtype=float), np.asarray(whole, dtype=float)) for part, whole in (first, second)]
    if min(int((whole > 0).sum()) for _, whole in groups) < FEWEST:
        raise RefusalError(f"a group has fewer than {FEWEST} children, too few for this comparison")
    return groups
