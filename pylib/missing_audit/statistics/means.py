"""Means and ranks of two groups, or of two times, each with an interval and the size of the difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from missing_audit.statistics.averages import known
from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["Comparison", "mann_whitney", "paired", "welch"]


@dataclass(frozen=True)
class Comparison:
    """How far two groups, or two times, lie apart.

    Attributes
    ----------
    estimate, low, high
        Of `welch` and `paired`, the difference of means in the values' own unit; of `mann_whitney`, the probability of
        superiority, from 0 to 1.
    effect, effect_low, effect_high
        The difference in standard deviations, with the correction for small samples; of `mann_whitney`, none.
    first, second
        Children in each.
    test
        That there is no difference.
    """

    estimate: float
    low: float
    high: float
    effect: float | None
    effect_low: float | None
    effect_high: float | None
    first: int
    second: int
    test: Difference


def welch(first: np.ndarray, second: np.ndarray, *, confidence: float = 0.95) -> Comparison:
    """Compare the means of two groups without taking their spread to be alike: Welch's t [@welch1947].

    The effect is Hedges' g [@hedges1981]: the difference over the pooled standard deviation, less the bias of small
    samples, with Bonett's interval [@bonett2008], in which the spread of the difference is not taken to be alike.

    Parameters
    ----------
    first, second
        One value per child.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Comparison
        First less second.

    Raises
    ------
    RefusalError
        If a group has fewer than ten children, or no value differs from another.

    Examples
    --------
    >>> found = welch(np.arange(1.0, 13.0), np.arange(3.0, 15.0))
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3), round(found.effect, 3)
    (-2.0, -5.053, 1.053, -0.536)
    """
    first, second = _both(first, second)
    found = stats.ttest_ind(first, second, equal_var=False)
    limits = found.confidence_interval(confidence)
    m, n = len(first), len(second)
    variances = first.var(ddof=1), second.var(ddof=1)
    pooled = ((m - 1) * variances[0] + (n - 1) * variances[1]) / (m + n - 2)
    difference = float(first.mean() - second.mean())
    raw = difference / np.sqrt(pooled)
    se = np.sqrt(raw**2 * (1 / (m - 1) + 1 / (n - 1)) / 8 + (variances[0] / m + variances[1] / n) / pooled)
    half = stats.norm.ppf((1 + confidence) / 2) * se
    test = Difference(float(found.statistic), float(found.df), None, float(found.pvalue), m + n, "t")
    return Comparison(difference, float(limits.low), float(limits.high), float(raw * (1 - 3 / (4 * (m + n) - 9))),
                      float(raw - half), float(raw + half), m, n, test)


def paired(before: np.ndarray, after: np.ndarray, *, confidence: float = 0.95) -> Comparison:
    """Compare two values of each child by the paired t [@student1908].

    The effect is the mean difference over the standard deviation of the two times (root of the mean of their
    variances), less the bias of small samples, with Bonett's interval [@bonett2008].

    Parameters
    ----------
    before, after
        Two values of each child, in the same order.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Comparison
        After less before.

    Raises
    ------
    RefusalError
        If there are fewer than ten children, or all differences are alike.

    Examples
    --------
    >>> found = paired(np.arange(10.0), np.arange(10.0) + np.tile([1.0, 2.0], 5))
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3), round(found.effect, 3)
    (1.5, 1.123, 1.877, 0.457)
    """
    before, after = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    difference = after - before
    count = len(difference)
    if count < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children have both values, too few for this comparison")
    if np.ptp(difference) == 0:
        raise RefusalError("all children differ by the same, so there is nothing to judge a difference by")
    found = stats.ttest_1samp(difference, 0.0)
    limits = found.confidence_interval(confidence)
    one, two = before.var(ddof=1), after.var(ddof=1)
    both = np.cov(before, after)[0, 1]
    unit = (one + two) / 2
    raw = difference.mean() / np.sqrt(unit)
    df = count - 1
    se = np.sqrt(raw**2 * (one**2 + two**2 + 2 * both**2) / (8 * df * unit**2) + (one + two - 2 * both) / (df * unit))
    half = stats.norm.ppf((1 + confidence) / 2) * se
    test = Difference(float(found.statistic), float(df), None, float(found.pvalue), count, "t")
    return Comparison(float(difference.mean()), float(limits.low), float(limits.high),
                      float(raw * np.sqrt((count - 2) / df)), float(raw - half), float(raw + half), count, count, test)


def mann_whitney(first: np.ndarray, second: np.ndarray, *, confidence: float = 0.95) -> Comparison:
    """Compare two groups by the order of their values [@mann1947], in a form that allows for unequal spread.

    The estimate is the probability of superiority: the chance that a child of the first group has a higher value than
    one of the second, ties counting half. It is U over the number of pairs. Test and interval are those of Brunner and
    Munzel [@brunner2000], the interval on the log odds, so that it stays between 0 and 1 [@neubert2007].

    Parameters
    ----------
    first, second
        One value per child; only their order counts.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Comparison

    Raises
    ------
    RefusalError
        If a group has fewer than ten children, or one group lies wholly above the other.

    Examples
    --------
    >>> found = mann_whitney(np.arange(1.0, 13.0), np.arange(3.0, 15.0))
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3)
    (0.347, 0.157, 0.602)
    """
    first, second = _both(first, second)
    m, n = len(first), len(second)
    ranks = stats.rankdata(np.concatenate([first, second]))
    # Of each child, how large a part of the other group lies below it.
    below = (ranks[:m] - stats.rankdata(first)) / n, (ranks[m:] - stats.rankdata(second)) / m
    chance = float(below[0].mean())
    parts = below[0].var(ddof=1) / m, below[1].var(ddof=1) / n
    variance = sum(parts)
    if variance == 0 or not 0 < chance < 1:
        raise RefusalError("one group lies wholly above the other, so there is no overlap to judge a difference by")
    df = variance**2 / (parts[0] ** 2 / (m - 1) + parts[1] ** 2 / (n - 1))
    statistic = (chance - 0.5) / np.sqrt(variance)
    log_odds = np.log(chance / (1 - chance))
    half = stats.t.ppf((1 + confidence) / 2, df) * np.sqrt(variance) / (chance * (1 - chance))
    low, high = (float(1 / (1 + np.exp(-(log_odds + sign * half)))) for sign in (-1, 1))
    test = Difference(float(statistic), float(df), None, float(2 * stats.t.sf(abs(statistic), df)), m + n, "t")
    return Comparison(chance, low, high, None, None, None, m, n, test)


def _both(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two groups that can be compared."""
    first, second = known(first), known(second)
    if min(len(first), len(second)) < FEWEST:
        raise RefusalError(f"a group has fewer than {FEWEST} children, too few for this comparison")
    if np.ptp(first) == 0 and np.ptp(second) == 0:
        raise RefusalError("within each group all children are alike, so there is nothing to judge a difference by")
    return first, second
