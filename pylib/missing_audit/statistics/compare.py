"""Whether groups differ: one test over all of them, with the child as the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.estimate import FEWEST, RefusalError, clusters, ratio_covariance

__all__ = ["Difference", "equal_ratios", "rate_ratios"]


@dataclass(frozen=True)
class Difference:
    """Result of a test.

    Attributes
    ----------
    statistic
        What is referred to its distribution; of `equal_ratios`, Wald's chi-squared over its degrees of freedom.
    df, df_within
        Degrees of freedom: of an F, between groups and within them; of a chi-squared or a t, `df` alone; of a normal
        deviate or a permutation, none.
    p
        P-value.
    children
        Children who contribute, by events or by exposure of their own.
    symbol
        What the statistic is called: ``F``, ``t``, ``χ²``, ``z``, or another.
    """

    statistic: float
    df: float | None
    df_within: float | None
    p: float
    children: int
    symbol: str = "F"


def equal_ratios(counts: pd.DataFrame, exposure: pd.Series, *, own: pd.DataFrame | None = None) -> Difference:
    """Wald test that the rates of all groups are equal, by robust covariance clustered on the child [@liang1986].

    The chi-squared is referred to F on the children of the smallest group less one, which is on the safe side.

    Parameters
    ----------
    counts, exposure, own
        As for `clustered_ratios`.

    Returns
    -------
    Difference

    Raises
    ------
    RefusalError
        If there are fewer than two groups, a group has fewer than ten children with an event, or children
        do not vary.

    Examples
    --------
    >>> counts = pd.DataFrame(np.eye(40, 2, dtype=int)[np.arange(40) % 2], columns=["a", "b"])
    >>> round(equal_ratios(counts, pd.Series({"a": 100.0, "b": 100.0})).p, 6)
    1.0
    """
    if counts.shape[1] < 2:
        raise RefusalError("there is only one group, so there is nothing to compare")
    children = (counts > 0).sum()
    if children.min() < FEWEST:
        raise RefusalError(f"a group has fewer than {FEWEST} children with an event, too few for this test")
    logs = np.log((counts.sum() / exposure.reindex(counts.columns)).to_numpy(float))
    contrast = np.eye(len(logs))[1:] - np.eye(len(logs))[0]
    middle = contrast @ ratio_covariance(counts, exposure, own=own) @ contrast.T
    difference = contrast @ logs
    if np.linalg.matrix_rank(middle) < len(middle):
        raise RefusalError("the children of a group do not vary, so there is nothing to judge a difference by")
    df, within = len(logs) - 1, int(clusters(counts, own=own).min()) - 1
    statistic = float(difference @ np.linalg.solve(middle, difference)) / df
    present = counts > 0 if own is None else (counts > 0) | (own.reindex_like(counts) > 0)
    return Difference(statistic, df, within, float(stats.f.sf(statistic, df, within)), int(present.any(axis=1).sum()))


def rate_ratios(counts: pd.DataFrame, exposure: pd.Series, pairs: Sequence[tuple[str, str]], *,
                own: pd.DataFrame | None = None, confidence: float = 0.95) -> pd.DataFrame:
    """How many times one group's rate is another's, with log-scale intervals clustered on the child [@liang1986].

    Parameters
    ----------
    counts, exposure, own, confidence
        As for `clustered_ratios`.
    pairs
        Groups to compare: the first's rate is divided by the second's.

    Returns
    -------
    DataFrame
        One row per pair, in order: `group`, `reference`, `ratio`, `low`, `high`, `children` (in the smaller group);
        the ratio and its limits are missing where either group has fewer than ten children with an event.

    Examples
    --------
    >>> counts = pd.DataFrame(np.eye(60, 2, dtype=int)[np.arange(60) % 2], columns=["a", "b"])
    >>> rate_ratios(counts, pd.Series({"a": 10.0, "b": 20.0}), [("a", "b")])["ratio"].tolist()
    [2.0]
    """
    covariance = pd.DataFrame(ratio_covariance(counts, exposure, own=own), counts.columns, counts.columns)
    rate, children = counts.sum() / exposure.reindex(counts.columns), (counts > 0).sum()
    many = clusters(counts, own=own)
    lines = []
    for group, reference in pairs:
        fewest = int(min(children[group], children[reference]))
        line = {"group": group, "reference": reference, "children": fewest, "ratio": np.nan, "low": np.nan,
                "high": np.nan}
        if fewest >= FEWEST:
            z = stats.t.ppf((1 + confidence) / 2, min(many[group], many[reference]) - 1)
            log = np.log(rate[group] / rate[reference])
            variance = (covariance.at[group, group] + covariance.at[reference, reference]
                        - 2 * covariance.at[group, reference])
            line |= {"ratio": np.exp(log), "low": np.exp(log - z * np.sqrt(variance)),
                     "high": np.exp(log + z * np.sqrt(variance))}
        lines.append(line)
    return pd.DataFrame(lines)
