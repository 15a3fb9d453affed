"""Whether intervals of agreement hold."""

from __future__ import annotations

import numpy as np

from missing_audit.statistics.agreement import Agreement, intraclass, krippendorff, weighted_kappa
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_SHARES = np.array([0.2, 0.5, 0.3])
_ALIKE = 0.6
"""Share of units that all judges judge as they are; each of the rest is judged at random."""
_GRADES = ["low", "medium", "high"]
_OF_UNITS, _OF_JUDGES = 1.0, 0.3
"""Variances of units and of judges, to that of what is left, 0.5."""


def _judged(rng: np.random.Generator, units: int, judges: int) -> np.ndarray:
    """Grades of two judges or more, whose agreement beyond chance is `_ALIKE` by any weights."""
    drawn = rng.choice(3, (units, judges), p=_SHARES)
    return np.where((rng.random(units) < _ALIKE)[:, None], drawn[:, :1], drawn)


def _told(found: Agreement, truth: float) -> Outcome:
    return Outcome(bool(found.low <= truth <= found.high), None, found.value - truth, found.high - found.low)


def _kappa(rng: np.random.Generator) -> Outcome:
    grades = np.array(_GRADES)[_judged(rng, 150, 2)]
    return _told(weighted_kappa(grades[:, 0], grades[:, 1], _GRADES), _ALIKE)


def _alpha(rng: np.random.Generator) -> Outcome:
    ratings = _judged(rng, 80, 3).astype(float)
    ratings[rng.random(ratings.shape) < 0.2] = np.nan
    return _told(krippendorff(ratings, level="nominal", seed=int(rng.integers(2**31)), draws=500), _ALIKE)


def _scale(rng: np.random.Generator, judges: float) -> np.ndarray:
    return (rng.normal(0, np.sqrt(_OF_UNITS), (30, 1)) + rng.normal(0, np.sqrt(judges), (1, 4))
            + rng.normal(0, np.sqrt(0.5), (30, 4)))


def _drawn_judges(rng: np.random.Generator) -> Outcome:
    return _told(intraclass(_scale(rng, _OF_JUDGES)), _OF_UNITS / (_OF_UNITS + _OF_JUDGES + 0.5))


def _fixed_judges(rng: np.random.Generator) -> Outcome:
    return _told(intraclass(_scale(rng, _OF_JUDGES), fixed=True), _OF_UNITS / (_OF_UNITS + 0.5))


SCENARIOS = (
    Scenario("kappa", "Weighted kappa", "150 units, two judges, three grades; true kappa 0.6.", _kappa, "nominal"),
    Scenario("alpha", "Krippendorff's alpha, units drawn anew",
             "80 units, three judges, a fifth of the judgements missing; true alpha 0.6.", _alpha, "approximate"),
    Scenario("icc-2-1", "Intraclass correlation, judges drawn from many", "30 units, four judges; true value 0.56.",
             _drawn_judges, "approximate"),
    Scenario("icc-3-1", "Intraclass correlation, these judges alone", "30 units, four judges; true value 0.67.",
             _fixed_judges, "nominal"),
)
