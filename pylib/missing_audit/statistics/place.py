"""Rates by place: what a place's age and year would lead one to expect, what chance allows, and shrunken rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.estimate import RefusalError

__all__ = ["Funnel", "clumping", "empirical_bayes", "funnel", "standardised"]

_FEWEST_PLACES = 5
"""Places from which it can be told how much they vary."""


def standardised(events: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Events against what the county's rates by stratum lead one to expect: indirect standardisation [@breslow1987].

    Parameters
    ----------
    events, people
        One row per place, one column per stratum, such as an age in a year; `people` in persons or person-years.

    Returns
    -------
    DataFrame
        One row per place, in the order of `events`: `observed`, `expected` (events), `ratio` (of the two; missing
        where nothing is expected).

    Raises
    ------
    RefusalError
        If there are events in a stratum without people, or no events at all.

    Examples
    --------
    >>> events = pd.DataFrame({"young": [1, 3], "old": [9, 7]}, index=["a", "b"])
    >>> people = pd.DataFrame({"young": [100, 300], "old": [200, 200]}, index=["a", "b"])
    >>> standardised(events, people)["expected"].tolist()
    [9.0, 11.0]
    """
    people = people.reindex(index=events.index, columns=events.columns).fillna(0).astype(float)
    total, exposed = events.sum(), people.sum()
    if total.sum() == 0:
        raise RefusalError("there is no episode, so that nothing can be expected")
    if ((total > 0) & (exposed <= 0)).any():
        raise RefusalError("there are episodes at an age of which there are no people")
    rate = (total / exposed.where(exposed > 0)).fillna(0)
    observed, expected = events.sum(axis=1).astype(float), people @ rate
    return pd.DataFrame({"observed": observed, "expected": expected, "ratio": observed / expected.where(expected > 0)})


def clumping(per_child: Iterable[float]) -> float:
    """How many times as much a number of events varies as if each were another child's.

    That of a compound Poisson count: the sum of squares of the children's events over their sum.

    Examples
    --------
    >>> clumping([1, 1, 1]), clumping([4, 1, 1])
    (1.0, 3.0)
    """
    each = np.sort(np.asarray(list(per_child), dtype=float))
    if each.sum() <= 0:
        raise RefusalError("there is no episode, so that it cannot be told how they vary")
    return float((each**2).sum() / each.sum())


def empirical_bayes(observed: pd.Series, exposure: pd.Series, *, within: float = 1.0,
                    neighbours: Mapping[str, Iterable[str]] | None = None, confidence: float = 0.95) -> pd.DataFrame:
    """Rates drawn towards the mean, the more the less is known of a place: Marshall's estimator [@marshall1991].

    Parameters
    ----------
    observed, exposure
        Events and people, or expected events, by place.
    within
        Variance of a place's events over their mean, where they are not independent, as `clumping`.
    neighbours
        By place, the places next to it; without it, the mean of all places counts.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    DataFrame
        One row per place, in the order of `observed`: `raw` and `smoothed` (per unit of exposure), `weight` (of the
        place's own rate, 0 to 1), `low`, `high` (of a gamma distribution with the estimate's mean and variance; the
        mean and spread of all places are taken as known). The limits are the mean itself where places do not vary.

    Raises
    ------
    RefusalError
        If a place has no exposure, or there are fewer than five places.

    Examples
    --------
    >>> observed = pd.Series({"a": 2, "b": 30, "c": 12, "d": 9, "e": 7})
    >>> empirical_bayes(observed, pd.Series(10.0, observed.index))["smoothed"].round(2).tolist()
    [0.33, 2.76, 1.2, 0.94, 0.77]
    """
    exposure = exposure.reindex(observed.index).astype(float)
    _check(observed, exposure)
    around = {place: list(observed.index) for place in observed.index} if neighbours is None else {
        place: [other for other in observed.index if other == place or other in set(neighbours.get(place, ()))]
        for place in observed.index}
    prior = pd.DataFrame([_moments(observed[near], exposure[near], within) for near in around.values()],
                         index=observed.index, columns=["mean", "variance"])
    raw, chance = observed / exposure, within * prior["mean"] / exposure
    weight = (prior["variance"] / (prior["variance"] + chance)).fillna(0)
    smoothed, spread = prior["mean"] + weight * (raw - prior["mean"]), weight * chance
    shape = (smoothed**2 / spread.where(spread > 0))
    tail = (1 - confidence) / 2
    low, high = (pd.Series(stats.gamma.ppf(part, shape, scale=smoothed / shape), observed.index).fillna(smoothed)
                 for part in (tail, 1 - tail))
    return pd.DataFrame({"raw": raw, "smoothed": smoothed, "weight": weight, "low": low, "high": high})


def _moments(observed: pd.Series, exposure: pd.Series, within: float) -> tuple[float, float]:
    """Mean of the rates, and their variance beyond what chance gives each; never below 0."""
    mean = observed.sum() / exposure.sum()
    spread = (exposure * (observed / exposure - mean) ** 2).sum() / exposure.sum()
    return float(mean), float(max(spread - within * mean / exposure.mean(), 0.0))


@dataclass(frozen=True)
class Funnel:
    """Places against limits that allow for chance, and for how much places vary in any case.

    Attributes
    ----------
    table
        One row per place: `observed`, `expected`, `ratio`, `z` (standardised deviate by chance alone), `adjusted`
        (the same, places' own variation allowed for).
    dispersion
        Mean square of the winsorised deviates, over that of normal ones: 1 where places vary by chance alone.
    between
        Variance between places, of the square root of the ratio, that an additive funnel adds.
    factor
        What a multiplicative funnel multiplies the variance by.
    within
        Variance of a place's events over their mean.
    """

    table: pd.DataFrame
    dispersion: float
    between: float
    factor: float
    within: float

    def limits(self, expected: Iterable[float], confidence: float = 0.95) -> pd.DataFrame:
        """Lower and upper limit of the ratio of a place of which so much is expected.

        Returns
        -------
        DataFrame
            One row per number given, in order: `expected`, `low`, `high`.
        """
        expected = np.asarray(list(expected), dtype=float)
        half = stats.norm.ppf((1 + confidence) / 2) * np.sqrt(self.spread(expected))
        return pd.DataFrame({"expected": expected, "low": np.maximum(1 - half, 0) ** 2, "high": (1 + half) ** 2})

    def spread(self, expected: np.ndarray) -> np.ndarray:
        """Variance of the square root of the ratio of a place that does not stand out."""
        return self.factor * self.within / (4 * expected) + self.between


def funnel(observed: pd.Series, expected: pd.Series, *, within: float = 1.0, winsor: float = 0.1,
           kind: Literal["additive", "multiplicative"] = "additive") -> Funnel:
    """Funnel limits for ratios of observed to expected events, over-dispersion allowed for [@spiegelhalter2005].

    The square root of the ratio is compared with 1. Its deviates are winsorised, so that a place that stands out does
    not itself widen the limits; what they vary by beyond chance is added to the variance of every place, or multiplies
    it. The mean square of winsorised deviates is divided by that of normal ones, without which the limits would be too
    narrow. Places that vary less than chance would have it leave the limits as they are.

    Parameters
    ----------
    observed, expected
        Events by place.
    within
        As for `empirical_bayes`.
    winsor
        Share of places, at either end, whose deviates are drawn in.
    kind
        Whether the variation of places is added or multiplies.

    Returns
    -------
    Funnel

    Raises
    ------
    RefusalError
        If nothing is expected of a place, or there are fewer than five places.

    Examples
    --------
    >>> observed = pd.Series({"a": 20, "b": 30, "c": 25, "d": 16, "e": 36})
    >>> found = funnel(observed, pd.Series(25.0, observed.index), winsor=0.0)
    >>> found.table["z"].round(2).tolist(), round(found.dispersion, 2), round(found.between, 4)
    ([-1.06, 0.95, 0.0, -2.0, 2.0], 2.01, 0.0151)
    """
    expected = expected.reindex(observed.index).astype(float)
    _check(observed, expected)
    root, chance = np.sqrt(observed / expected), within / (4 * expected)
    z = (root - 1) / np.sqrt(chance)
    drawn_in = z.clip(*np.quantile(z, [winsor, 1 - winsor]))
    dispersion = float((drawn_in**2).mean()) / _winsorised(winsor)
    weight = 1 / chance
    lack = len(z) * dispersion - (len(z) - 1)
    additive = kind == "additive"
    between = float(max(lack / (weight.sum() - (weight**2).sum() / weight.sum()), 0.0)) if additive else 0.0
    made = Funnel(pd.DataFrame({"observed": observed, "expected": expected, "ratio": observed / expected, "z": z}),
                  dispersion, between, 1.0 if additive else max(dispersion, 1.0), within)
    return replace(made, table=made.table.assign(adjusted=(root - 1) / np.sqrt(made.spread(expected))))


def _winsorised(share: float) -> float:
    """Mean square of a standard normal deviate, winsorised."""
    if share == 0:
        return 1.0
    end = stats.norm.isf(share)
    return float(1 - 2 * share - 2 * end * stats.norm.pdf(end) + 2 * share * end**2)


def _check(observed: pd.Series, exposure: pd.Series) -> None:
    if len(observed) < _FEWEST_PLACES:
        raise RefusalError(f"there are fewer than {_FEWEST_PLACES} places, too few to tell how much places vary")
    if not (exposure > 0).all():
        raise RefusalError("a place has no people of these ages")
