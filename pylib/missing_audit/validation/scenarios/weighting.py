"""Shares of all rows from those that were answered, where answering goes with what is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.weighting import propensity, weighted_share
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_CHILDREN, _SPREAD = 300, 2.0
_COUNTED, _ANSWERED = (0.25, 0.55), (0.75, 0.4)
"""Mean share counted, and chance of an answer, of children without and with the trait."""
_TRUTH = sum(_COUNTED) / 2


def _weighted(rng: np.random.Generator) -> Outcome:
    trait = rng.integers(0, 2, _CHILDREN)
    mean = np.array(_COUNTED)[trait]
    own = rng.beta(_SPREAD * mean, _SPREAD * (1 - mean))
    child = np.repeat(np.arange(_CHILDREN), rng.geometric(1 / 3, _CHILDREN))
    far = rng.integers(0, 2, len(child))
    answered = rng.random(len(child)) < np.array(_ANSWERED)[trait[child]] - 0.1 * far
    counted = (rng.random(len(child)) < own[child]).astype(int)
    model = propensity(answered, pd.DataFrame({"trait": trait[child], "far": far}), child)
    share, low, high = weighted_share(counted, model)
    return Outcome(covered=low <= _TRUTH <= high, error=share - _TRUTH, width=high - low)


SCENARIOS = (
    Scenario("weighted-share", "Share of all episodes, from those with an interview, by inverse-probability weights",
             "300 children with three episodes on average; half of them have a trait that goes with a share of 55% "
             "instead of 25%, and with interviews after 35% instead of 70% of episodes; scale of shares",
             _weighted, "nominal"),
)
