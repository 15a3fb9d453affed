"""How unevenly events are spread over children, drawn from a skewed distribution."""

from __future__ import annotations

import numpy as np

from missing_audit.statistics.concentration import gini_interval
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_CHILDREN, _CHANCE = 200, 0.25
_TRUTH = (1 - _CHANCE) / (2 - _CHANCE)
"""Gini's coefficient of the geometric distribution from 1 on."""


def _draw(rng: np.random.Generator) -> Outcome:
    value, low, high = gini_interval(rng.geometric(_CHANCE, _CHILDREN), seed=int(rng.integers(2**31)), draws=399)
    return Outcome(covered=bool(low <= _TRUTH <= high), error=value - _TRUTH, width=high - low)


SCENARIOS = (
    Scenario("gini", "Gini's coefficient, children drawn anew",
             f"{_CHILDREN} children, each with a geometric number of episodes of mean {1 / _CHANCE:g}.", _draw,
             "approximate"),
)
