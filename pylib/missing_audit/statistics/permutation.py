"""Tests by permutation: how often labels dealt anew give a statistic as large as the one seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import stats

from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import RefusalError

__all__ = ["permuted", "permuted_means", "permuted_pairs", "permuted_ranks"]

_BATCH, _MOST = 500, 1e9
"""Permutations held in memory at a time, and what stands for a statistic without bound."""
_FEWEST = 2


def permuted(statistic: Callable[..., float | np.ndarray], values: np.ndarray, groups: np.ndarray, *,
             draws: int = 9999, seed: int) -> Difference:
    """Test that groups do not differ, by dealing the groups' labels anew among the values [@phipson2010].

    Every value must be of another child, or of something else that could as well have stood in another group. All
    ways of dealing are gone through where they are no more than `draws`; otherwise the p-value counts the data as
    seen among the draws, so that it is never 0.

    Parameters
    ----------
    statistic
        Given one array of values for each group, in the order of the groups' labels, returns one number: the larger,
        the more the groups differ. If it takes an argument ``axis``, the arrays hold many permutations at once.
    values
        One per child.
    groups
        The label of each.
    draws
        Permutations drawn at random where there are more.
    seed
        Of the draws.

    Returns
    -------
    Difference
        The statistic as seen, its p-value and the number of values; no degrees of freedom.

    Raises
    ------
    RefusalError
        If there are fewer than two groups, a group has fewer than two values, or all values are alike.

    Examples
    --------
    >>> def apart(first, second):
    ...     return abs(first.mean() - second.mean())
    >>> values, groups = np.array([1.0, 2, 3, 11, 12, 13]), np.array(list("aaabbb"))
    >>> permuted(apart, values, groups, seed=1).p
    0.1
    """
    samples = _samples(np.asarray(values, dtype=float), np.asarray(groups))
    return _run(samples, statistic, "independent", draws, seed)


def permuted_means(first: np.ndarray, second: np.ndarray, *, draws: int = 9999, seed: int) -> Difference:
    """Test that two groups have the same mean, by permuting Welch's t.

    Being divided by its standard error, the statistic keeps the test's level in large samples where the groups differ
    in spread alone [@chung2013].

    Parameters
    ----------
    first, second
        One value per child.
    draws, seed
        As for `permuted`.

    Returns
    -------
    Difference
        Of the absolute value of t.

    Raises
    ------
    RefusalError
        As for `permuted`.

    Examples
    --------
    >>> permuted_means(np.array([1.0, 2, 3]), np.array([11.0, 12, 13]), seed=1).p
    0.1
    """
    return _run(_checked([first, second]), _welch, "independent", draws, seed)


def permuted_ranks(first: np.ndarray, second: np.ndarray, *, draws: int = 9999, seed: int) -> Difference:
    """Test that a value of one group is as often above as below one of the other, by permuting a studentised statistic.

    The statistic is that of Brunner and Munzel [@brunner2000], whose permutation keeps the level where the groups
    differ in spread [@neubert2007].

    Parameters
    ----------
    first, second
        One value per child; only their order counts.
    draws, seed
        As for `permuted`.

    Returns
    -------
    Difference
        Of the absolute value of the statistic.

    Raises
    ------
    RefusalError
        As for `permuted`.

    Examples
    --------
    >>> permuted_ranks(np.array([1.0, 2, 3]), np.array([11.0, 12, 13]), seed=1).p
    0.1
    """
    return _run(_checked([first, second]), _brunner_munzel, "independent", draws, seed)


def permuted_pairs(before: np.ndarray, after: np.ndarray, *, draws: int = 9999, seed: int) -> Difference:
    """Test that pairs do not differ on average, by exchanging the two values of each pair.

    Parameters
    ----------
    before, after
        Two values of each child, in the same order.
    draws, seed
        As for `permuted`.

    Returns
    -------
    Difference
        Of the absolute value of the mean difference.

    Raises
    ------
    RefusalError
        If there are fewer than two pairs, or no pair differs.

    Examples
    --------
    >>> permuted_pairs(np.array([1.0, 2, 3, 4, 5]), np.array([2.0, 4, 4, 6, 6]), seed=1).p
    0.0625
    """
    differences = np.sort(np.asarray(after, dtype=float) - np.asarray(before, dtype=float))
    if len(differences) < _FEWEST or not differences.any():
        raise RefusalError("no two pairs differ, so there is nothing to judge")
    # A sample by itself has its signs dealt anew.
    return _run([differences], lambda sample, axis: np.abs(sample.mean(axis=axis)), "samples", draws, seed)


def _samples(values: np.ndarray, groups: np.ndarray) -> list[np.ndarray]:
    """The values of each group, in the order of the labels, checked."""
    if len(values) != len(groups):
        raise ValueError(f"permuted: {len(values)} values, but {len(groups)} labels; each value needs its own")
    return _checked([values[groups == label] for label in np.unique(groups)])


def _checked(samples: list[np.ndarray]) -> list[np.ndarray]:
    """Samples in the order of their content, so that nothing rests on the order of the rows."""
    samples = [np.sort(np.asarray(sample, dtype=float)) for sample in samples]
    if len(samples) < _FEWEST:
        raise RefusalError("there is only one group, so there is nothing to compare")
    if min(len(sample) for sample in samples) < _FEWEST:
        raise RefusalError("a group has fewer than two children, so that it cannot be compared")
    if len(np.unique(np.concatenate(samples))) == 1:
        raise RefusalError("all children are alike, so there is nothing to judge a difference by")
    return samples


def _run(samples: list[np.ndarray], statistic: Callable[..., float | np.ndarray], kind: str, draws: int,
         seed: int) -> Difference:
    found = stats.permutation_test(samples, statistic, permutation_type=kind, alternative="greater",
                                   n_resamples=draws, batch=_BATCH, rng=np.random.default_rng(seed))
    children = sum(len(sample) for sample in samples)
    return Difference(float(found.statistic), None, None, float(found.pvalue), children, "permutation")


def _studentised(difference: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Absolute difference over its standard error: 0 where both are 0, and as large as can be where the latter is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.abs(difference) / np.sqrt(variance)
    return np.minimum(np.nan_to_num(ratio, nan=0.0), _MOST)


def _welch(first: np.ndarray, second: np.ndarray, axis: int) -> np.ndarray:
    variance = sum(sample.var(axis=axis, ddof=1) / sample.shape[axis] for sample in (first, second))
    return _studentised(first.mean(axis=axis) - second.mean(axis=axis), variance)


def _brunner_munzel(first: np.ndarray, second: np.ndarray, axis: int) -> np.ndarray:
    """How far the chance to be above the other group is from a half, over its standard error."""
    m, n = first.shape[axis], second.shape[axis]
    parts = np.split(stats.rankdata(np.concatenate([first, second], axis=axis), axis=axis), [m], axis=axis)
    # A rank among all, less that within the own group, is how many of the other group lie below.
    below = [(part - stats.rankdata(sample, axis=axis)) / other
             for part, sample, other in zip(parts, (first, second), (n, m), strict=True)]
    variance = sum(part.var(axis=axis, ddof=1) / part.shape[axis] for part in below)
    return _studentised(below[1].mean(axis=axis) - 0.5, variance)
