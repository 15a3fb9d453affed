"""Whether groups of children differ in their rates of episodes, and by how much."""

from __future__ import annotations

import numpy as np

from missing_audit.statistics.compare import equal_ratios, rate_ratios
from missing_audit.validation.scenario import Outcome, Scenario
from missing_audit.validation.scenarios.estimate import skewed

__all__ = ["SCENARIOS"]

_ALIKE, _APART = (1.0, 1.0, 1.0), (1.0, 1.0, 1.4)


def _equal(rng: np.random.Generator, rates: tuple[float, ...]) -> Outcome:
    counts, own = skewed(rng, rates)
    return Outcome(rejected=equal_ratios(counts, own.sum(), own=own).p < 0.05)


def _ratio(rng: np.random.Generator) -> Outcome:
    counts, own = skewed(rng, (1.0, 1.4))
    pair = (counts.columns[1], counts.columns[0])
    row = rate_ratios(counts, own.sum(), [pair], own=own).iloc[0]
    return Outcome(covered=bool(row["low"] <= 1.4 <= row["high"]), error=float(np.log(row["ratio"] / 1.4)),
                   width=float(np.log(row["high"] / row["low"])))


SCENARIOS = (
    Scenario("equal-ratios-size", "Wald test that rates are equal, clustered on the child",
             "three groups of 250 children with the same rate", lambda rng: _equal(rng, _ALIKE), "size"),
    Scenario("equal-ratios-power", "Wald test that rates are equal, clustered on the child",
             "three groups of 250 children, one of them with 1.4 times the rate of the others",
             lambda rng: _equal(rng, _APART), "power"),
    Scenario("rate-ratios", "Rate ratio, interval clustered on the child",
             "two groups of 250 children, one of them with 1.4 times the other's rate; scale of log ratios", _ratio,
             "nominal"),
)
