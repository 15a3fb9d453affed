"""Means, medians and ranks of children of known distribution."""

from __future__ import annotations

import numpy as np
from scipy import stats

from missing_audit.statistics.averages import mean, median
from missing_audit.statistics.means import Comparison, mann_whitney, paired, welch
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_LEVEL = 0.05
_COUNTS = (1.5, 3.0)
"""Mean numbers of events a child in the two groups that are compared by ranks."""


def _held(low: float, estimate: float, high: float, truth: float) -> Outcome:
    return Outcome(covered=low <= truth <= high, error=estimate - truth, width=high - low)


def _tested(found: Comparison) -> Outcome:
    return Outcome(rejected=found.test.p < _LEVEL)


def _mean(rng: np.random.Generator) -> Outcome:
    estimate, low, high = mean(rng.gamma(4, 2.5, 60))
    return _held(low, estimate, high, 10.0)


def _median(rng: np.random.Generator) -> Outcome:
    estimate, low, high = median(rng.lognormal(2, 1, 35))
    return _held(low, estimate, high, float(np.exp(2)))


def _unequal(rng: np.random.Generator, apart: float) -> Comparison:
    """A small group that varies much, and a large one that varies little; both lopsided."""
    return welch(apart + 2 * rng.gamma(4, 1, 30), 4 + rng.gamma(4, 1, 90))


def _welch(rng: np.random.Generator) -> Outcome:
    found = _unequal(rng, 1.0)
    return _held(found.low, found.estimate, found.high, 1.0)


def _hedges(rng: np.random.Generator) -> Outcome:
    found = welch(rng.normal(0.5, 1, 30), rng.normal(0, 1, 45))
    return _held(found.effect_low, found.effect, found.effect_high, 0.5)


def _paired(rng: np.random.Generator) -> Outcome:
    child = rng.normal(0, 1, 40)
    found = paired(child + rng.normal(0, 1, 40), child + rng.normal(0.4, 1, 40))
    return _held(found.effect_low, found.effect, found.effect_high, 0.4 / np.sqrt(2))


def _superiority() -> float:
    """Chance that one child has more events than one of the other group, ties counting half."""
    number = np.arange(60)
    chances = [stats.poisson.pmf(number, average) for average in _COUNTS]
    below = np.cumsum(chances[1]) - chances[1] / 2
    return float((chances[0] * below).sum())


_TRUE_SUPERIORITY = _superiority()


def _mann_whitney(rng: np.random.Generator) -> Outcome:
    found = mann_whitney(*(rng.poisson(average, count) for average, count in zip(_COUNTS, (40, 60), strict=True)))
    return _held(found.low, found.estimate, found.high, _TRUE_SUPERIORITY)


SCENARIOS = (
    Scenario("mean", "Mean, Student's interval", "60 children, values gamma-distributed with mean 10 and skewness 1; "
             "in the values' unit", _mean, "nominal"),
    Scenario("median", "Median, interval between ordered values", "35 children, values lognormal; in the values' unit",
             _median, "conservative"),
    Scenario("welch", "Difference of means, Welch's interval", "30 and 90 children, the smaller group with twice the "
             "spread, both lopsided, 1 apart; in the values' unit", _welch, "nominal"),
    Scenario("welch-size", "Welch's test", "the same, with equal means", lambda rng: _tested(_unequal(rng, 0.0)),
             "size"),
    Scenario("welch-power", "Welch's test", "the same, 2 apart, which is 0.8 standard deviations",
             lambda rng: _tested(_unequal(rng, 2.0)), "power"),
    Scenario("hedges", "Hedges' g, Bonett's interval", "30 and 45 children, half a standard deviation apart; in "
             "standard deviations", _hedges, "nominal"),
    Scenario("paired", "Paired standardised difference, Bonett's interval", "40 children at two times, correlated by "
             "a half; in standard deviations", _paired, "nominal"),
    Scenario("mann-whitney", "Probability of superiority, Brunner and Munzel's interval", "40 and 60 children with "
             "Poisson counts of mean 1.5 and 3, many of them tied; as a probability", _mann_whitney, "nominal"),
)
