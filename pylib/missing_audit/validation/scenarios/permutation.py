"""How often tests by permutation reject where nothing is there."""

from __future__ import annotations

import numpy as np

from missing_audit.statistics.permutation import permuted, permuted_means, permuted_ranks
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_DRAWS = 399


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


def _apart(*samples: np.ndarray, axis: int) -> np.ndarray:
    """Spread of the groups' means."""
    return np.var(np.stack([sample.mean(axis=axis) for sample in samples]), axis=0)


def _any(rng: np.random.Generator) -> Outcome:
    groups = np.repeat(["a", "b", "c"], [12, 20, 28])
    found = permuted(_apart, rng.negative_binomial(0.6, 0.2, 60), groups, draws=_DRAWS, seed=_seed(rng))
    return Outcome(rejected=found.p <= 0.05)


def _means(rng: np.random.Generator) -> Outcome:
    found = permuted_means(rng.normal(0, 3, 20), rng.normal(0, 1, 40), draws=_DRAWS, seed=_seed(rng))
    return Outcome(rejected=found.p <= 0.05)


def _ranks(rng: np.random.Generator) -> Outcome:
    found = permuted_ranks(rng.normal(0, 3, 20), rng.normal(0, 1, 40), draws=_DRAWS, seed=_seed(rng))
    return Outcome(rejected=found.p <= 0.05)


SCENARIOS = (
    Scenario("permutation", "Permutation of any statistic", "three groups of 60 children in all, lopsided counts with "
             "many zeros, nothing there", _any, "size"),
    Scenario("permutation-means", "Permutation of Welch's t", "20 and 40 children, the smaller group with three times "
             "the spread, equal means", _means, "size"),
    Scenario("permutation-ranks", "Permutation of Brunner and Munzel's statistic", "20 and 40 children, the smaller "
             "group with three times the spread, neither above the other", _ranks, "size"),
)
