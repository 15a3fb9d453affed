"""Analyses of variance of groups that differ in size and in spread."""

from __future__ import annotations

import numpy as np

from missing_audit.statistics.anova import explained, games_howell, welch
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_SIZES, _SPREADS = (30, 60, 400), (3.0, 1.5, 1.0)
_APART = (0.0, 0.4, 0.6)


def _drawn(rng: np.random.Generator, means: tuple[float, ...], spreads: tuple[float, ...]) -> dict[str, np.ndarray]:
    groups = zip("abc", means, spreads, _SIZES, strict=True)
    return {name: rng.normal(mean, spread, size) for name, mean, spread, size in groups}


def _equal(rng: np.random.Generator) -> Outcome:
    return Outcome(rejected=welch(_drawn(rng, (0, 0, 0), _SPREADS)).p < 0.05)


def _pairs(rng: np.random.Generator) -> Outcome:
    pairs = games_howell(_drawn(rng, (0, 0, 0), _SPREADS), confidence=None)
    return Outcome(rejected=bool((pairs["p"] < 0.05).any()))


def _share(rng: np.random.Generator) -> Outcome:
    means, sizes = np.array(_APART), np.array(_SIZES)
    away = float((sizes * (means - np.average(means, weights=sizes)) ** 2).sum())
    truth = away / (away + sizes.sum())
    part = explained(welch(_drawn(rng, _APART, (1.0, 1.0, 1.0))))
    return Outcome(covered=part.low <= truth <= part.high, error=part.omega - truth, width=part.high - part.low)


_WHAT = "Three groups of 30, 60 and 400 normal values"
SCENARIOS = (
    Scenario("welch-anova", "Welch's analysis of variance", f"{_WHAT} with one mean, spreads 3, 1.5 and 1.", _equal,
             "size"),
    Scenario("games-howell", "Games and Howell's comparison of all pairs", f"{_WHAT} with one mean, spreads 3, 1.5 and "
             "1; it rejects where any of the three pairs does.", _pairs, "size"),
    Scenario("omega-squared", "ω² with the interval of a noncentral F", f"{_WHAT} with means 0, 0.4 and 0.6 and one "
             "spread; errors and widths in parts of the variance.", _share, "approximate"),
)
