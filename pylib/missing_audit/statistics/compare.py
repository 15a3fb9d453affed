"""Whether groups differ: one test over all of them, with the child as the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.estimate import RefusalError, ratio_covariance

__all__ = ["Difference", "equal_ratios", "rate_ratios"]

_FEWEST = 10
"""Children with an event that a group needs before a large-sample test is used."""


@dataclass(frozen=True)
class Difference:
    """Result of a test that several rates are one: Wald's chi-squared, degrees of freedom, p-value, children."""

    statistic: float
    df: int
    p: float
    children: int


def equal_ratios(counts: pd.DataFrame, exposure: pd.Series, *, own: pd.DataFrame | None = None) -> Difference:
    """Wald test that the rates of all groups are equal, by robust covariance clustered on the child [@liang1986].

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
        If there are fewer than two groups, or a group has fewer than ten children with an event.

    Examples
    --------
    >>> counts = pd.DataFrame(np.eye(40, 2, dtype=int)[np.arange(40) % 2], columns=["a", "b"])
    >>> equal_ratios(counts, pd.Series({"a": 100.0, "b": 100.0})).p
    1.0
    """
    if counts.shape[1] < 2:
        raise RefusalError("there is only one group, so there is nothing to compare")
    children = (counts > 0).sum()
    if children.min() < _FEWEST:
        raise RefusalError(f"a group has fewer than {_FEWEST} children with an event, too few for this test")
    logs = np.log((counts.sum() / exposure.reindex(counts.columns)).to_numpy(float))
    contrast = np.eye(len(logs))[1:] - np.eye(len(logs))[0]
    middle = contrast @ ratio_covariance(counts, exposure, own=own) @ contrast.T
    difference = contrast @ logs
    statistic = float(difference @ np.linalg.solve(middle, difference))
    df = len(logs) - 1
    return Difference(statistic, df, float(stats.chi2.sf(statistic, df)), int((counts > 0).any(axis=1).sum()))


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
    z = stats.norm.ppf((1 + confidence) / 2)
    lines = []
    for group, reference in pairs:
        fewest = int(min(children[group], children[reference]))
        line = {"group": group, "reference": reference, "children": fewest, "ratio": np.nan, "low": np.nan,
                "high": np.nan}
        if fewest >= _FEWEST:
            log = np.log(rate[group] / rate[reference])
            variance = (covariance.at[group, group] + covariance.at[reference, reference]
                        - 2 * covariance.at[group, reference])
            line |= {"ratio": np.exp(log), "low": np.exp(log - z * np.sqrt(variance)),
                     "high": np.exp(log + z * np.sqrt(variance))}
        lines.append(line)
    return pd.DataFrame(lines)
