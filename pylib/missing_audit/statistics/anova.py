"""Whether the means of groups differ, by how much of the spread, and which of them: one value per child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["Explained", "classical", "explained", "games_howell", "welch"]

_FARTHEST = 1e7
"""No noncentrality that real groups have is larger."""


def welch(samples: Mapping[str, np.ndarray]) -> Difference:
    """Test that the means of all groups are equal, whatever the spread of each [@welch1951].

    Parameters
    ----------
    samples
        By group, one value per child; every child is in one group.

    Returns
    -------
    Difference
        F, its degrees of freedom (those within groups need not be whole), p-value and number of children.

    Raises
    ------
    RefusalError
        If there are fewer than two groups, a group has fewer than ten children, or those of a group are all alike.

    Examples
    --------
    >>> low, high = np.arange(20.0), np.arange(20.0) + 5
    >>> found = welch({"a": low, "b": high})
    >>> round(found.statistic, 4), found.df, found.df_within
    (7.1429, 1, 38.0)
    """
    values = _checked(samples)
    result = stats.f_oneway(*values, equal_var=False)
    number, weight = (np.array([part(value) for value in values]) for part in (len, _weight))
    share = weight / weight.sum()
    lack = (((1 - share) ** 2) / (number - 1)).sum()
    within = (len(values) ** 2 - 1) / (3 * lack)
    return Difference(float(result.statistic), len(values) - 1, float(within), float(result.pvalue), int(number.sum()))


def classical(samples: Mapping[str, np.ndarray]) -> Difference:
    """Test that the means of all groups are equal, where their spread is the same: Fisher's analysis of variance.

    Not for groups that may differ in spread; `welch` is. Kept to set beside it, and beside certified values.

    Parameters
    ----------
    samples
        As for `welch`.

    Returns
    -------
    Difference

    Raises
    ------
    RefusalError
        As for `welch`, but of groups with fewer than two children.

    Examples
    --------
    >>> round(classical({"a": np.arange(20.0), "b": np.arange(20.0) + 5}).statistic, 4)
    7.1429
    """
    values = _checked(samples, fewest=2)
    result = stats.f_oneway(*values)
    total = sum(len(value) for value in values)
    return Difference(float(result.statistic), len(values) - 1, total - len(values), float(result.pvalue), total)


@dataclass(frozen=True)
class Explained:
    """How much of the spread of all values goes with the groups.

    Attributes
    ----------
    omega
        ω²: share of the variance, 0 to 1.
    low, high
        Limits of its interval.
    children
        In all groups.
    """

    omega: float
    low: float
    high: float
    children: int


def explained(found: Difference, *, confidence: float = 0.95) -> Explained:
    """ω² of an analysis of variance with its interval, by turning the noncentral F round [@steiger2004].

    Exact for normal values of equal spread; of a `welch` result an approximation, since its F has no noncentral
    distribution of its own.

    Parameters
    ----------
    found
        As `welch` or `classical` returned it.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Explained
        An estimate below 0 is given as 0; the lower limit is 0 where the test does not reject at half of one less
        the level.

    Examples
    --------
    >>> part = explained(Difference(11.221, 4, 50, 0.0, 55), confidence=0.90)
    >>> round(part.low, 4), round(part.omega, 4), round(part.high, 4)
    (0.2606, 0.4264, 0.5654)
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence = {confidence}: must be strictly between 0 and 1")
    tail, number = (1 - confidence) / 2, found.children
    between = found.df * (found.statistic - 1)
    low, high = (_noncentrality(found, below) for below in (1 - tail, tail))
    return Explained(max(0.0, between / (between + number)), low / (low + number), high / (high + number), number)


def games_howell(samples: Mapping[str, np.ndarray], *, confidence: float | None = 0.95) -> pd.DataFrame:
    """Every pair of groups compared, whatever their spread, all intervals holding together [@games1976].

    Parameters
    ----------
    samples
        As for `welch`.
    confidence
        Of all intervals together, strictly between 0 and 1; nothing where no limits are wanted, which take long.

    Returns
    -------
    DataFrame
        One row per pair, in the order of the groups: `group`, `reference`, `difference` (mean of the first less that
        of the second), `low`, `high`, `p` (adjusted for the number of pairs), `children` (in the smaller group).

    Raises
    ------
    RefusalError
        As for `welch`.

    Examples
    --------
    >>> samples = {"a": np.arange(20.0), "b": np.arange(20.0) + 5, "c": np.arange(20.0)}
    >>> games_howell(samples, confidence=None)[["group", "reference", "difference"]].values.tolist()
    [['a', 'b', -5.0], ['a', 'c', 0.0], ['b', 'c', 5.0]]
    """
    values = _checked(samples)
    result = stats.tukey_hsd(*values, equal_var=False)
    limits = None if confidence is None else result.confidence_interval(confidence_level=confidence)
    return pd.DataFrame([{
        "group": first, "reference": second, "difference": float(result.statistic[i, j]),
        "low": np.nan if limits is None else float(limits.low[i, j]),
        "high": np.nan if limits is None else float(limits.high[i, j]),
        "p": float(result.pvalue[i, j]), "children": min(len(values[i]), len(values[j])),
    } for (i, first), (j, second) in combinations(enumerate(samples), 2)])


def _weight(value: np.ndarray) -> float:
    return len(value) / float(value.var(ddof=1))


def _checked(samples: Mapping[str, np.ndarray], fewest: int = FEWEST) -> list[np.ndarray]:
    """Values of each group in the order of their content, so that sums do not rest on the order of the rows."""
    values = [np.sort(np.asarray(value, dtype=float)) for value in samples.values()]
    if len(values) < 2:
        raise RefusalError("there is only one group, so there is nothing to compare")
    if min(len(value) for value in values) < fewest:
        raise RefusalError(f"a group has fewer than {fewest} children, too few for this test")
    if min(float(np.ptp(value)) for value in values) == 0:
        raise RefusalError("the children of a group do not vary, so there is nothing to judge a difference by")
    return values


def _noncentrality(found: Difference, below: float) -> float:
    """The noncentrality with which a share `below` of all F would lie under the one found; 0 where none is so small."""
    def excess(size: float) -> float:
        return float(special.ncfdtr(found.df, found.df_within, size, found.statistic)) - below
    if excess(0.0) <= 0:
        return 0.0
    most = max(1.0, found.df * found.statistic)
    while excess(most) > 0 and most < _FARTHEST:
        most *= 2
    return float(optimize.brentq(excess, 0.0, most, xtol=1e-10))
