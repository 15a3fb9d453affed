"""How far few children make up most of what is counted: Lorenz's curve, Gini's coefficient, the share of the top."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["gini", "gini_interval", "top_shares"]


def gini(counts: np.ndarray) -> float:
    """Gini's coefficient: half the mean difference of two children, over the mean [@gini1912].

    Parameters
    ----------
    counts
        One number per child, none below 0, not all 0.

    Returns
    -------
    float
        From 0, where all have equally many, to 1 - 1/n, where one has all.

    Examples
    --------
    >>> gini(np.array([1, 1, 2, 4]))
    0.3125
    """
    ordered = np.sort(np.asarray(counts, dtype=float))
    n = len(ordered)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum()))


def gini_interval(counts: np.ndarray, *, seed: int, draws: int = 999,
                  confidence: float = 0.95) -> tuple[float, float, float]:
    """Gini's coefficient, with an interval from children drawn anew with replacement [@dixon1987].

    Parameters
    ----------
    counts
        One number per child, each over 0.
    seed, draws
        Of the resampling.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Coefficient, lower and upper limit; the limits are percentiles of the resamples, moved by as much as their mean
        misses the coefficient.

    Raises
    ------
    RefusalError
        If there are fewer than ten children, or all have equally many.

    Examples
    --------
    >>> value, low, high = gini_interval(np.repeat([1, 2, 9], 20), seed=1)
    >>> low < value < high
    True
    """
    _refused(counts)
    value = gini(counts)
    drawn = np.array([gini(sample) for sample in _samples(counts, seed, draws)])
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    missed = value - drawn.mean()
    return value, float(low + missed), float(min(high + missed, 1.0))


def top_shares(counts: np.ndarray, tops: Sequence[int], *, seed: int, draws: int = 999,
               confidence: float = 0.95) -> pd.DataFrame:
    """What share of all events is that of the children with the most: points of Lorenz's curve [@lorenz1905].

    Parameters
    ----------
    counts
        One number per child, each over 0.
    tops
        How many children, from the most frequent, each point takes in; in rising order.
    seed, draws, confidence
        As for `gini_interval`.

    Returns
    -------
    DataFrame
        One row per point: `children` (taken in), `of_children` (their share of all), `share` (of events), `low`,
        `high` (percentiles of resamples, in each of which the same share of children is the top), `step` (children
        more than at the point before), `largest` (share of the step's events that is one child's own).

    Raises
    ------
    RefusalError
        As `gini_interval`.

    Examples
    --------
    >>> top_shares(np.repeat([1, 2, 9], 20), [20, 40], seed=1)["share"].tolist()
    [0.75, 0.9166666666666666]
    """
    _refused(counts)
    ordered = np.sort(np.asarray(counts, dtype=float))[::-1]
    tops, before = np.asarray(tops), np.concatenate([[0], tops[:-1]])
    drawn = np.array([np.sort(sample)[::-1].cumsum()[tops - 1] / sample.sum()
                      for sample in _samples(counts, seed, draws)])
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    steps = [ordered[a:z] for a, z in zip(before, tops, strict=True)]
    return pd.DataFrame({
        "children": tops, "of_children": tops / len(ordered), "share": ordered.cumsum()[tops - 1] / ordered.sum(),
        "low": low, "high": high, "step": tops - before, "largest": [step.max() / step.sum() for step in steps],
    })


def _refused(counts: np.ndarray) -> None:
    if len(counts) < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children are counted, too few to say how events are spread")
    if np.ptp(counts) == 0:
        raise RefusalError("all children have equally many")


def _samples(counts: np.ndarray, seed: int, draws: int) -> np.ndarray:
    """Children drawn anew, from an order that does not depend on how they stood."""
    ordered = np.sort(np.asarray(counts, dtype=float))
    return ordered[np.random.default_rng(seed).integers(0, len(ordered), (draws, len(ordered)))]
