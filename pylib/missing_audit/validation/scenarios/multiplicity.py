"""Families of tests: how often any of them raises a false alarm, and what share of the alarms is false."""

from __future__ import annotations

import numpy as np
from scipy import stats

from missing_audit.statistics.multiplicity import benjamini_hochberg, holm
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_TESTS, _REAL, _SHIFT = 20, 5, 3.0


def _any(rng: np.random.Generator) -> Outcome:
    return Outcome(rejected=min(holm(rng.random(_TESTS).tolist())) < 0.05)


def _false(rng: np.random.Generator) -> Outcome:
    real = np.arange(_TESTS) < _REAL
    p = stats.norm.sf(rng.normal(size=_TESTS) + _SHIFT * real)
    alarm = np.array(benjamini_hochberg(p.tolist())) <= 0.05
    share = float((alarm & ~real).sum() / max(alarm.sum(), 1))
    return Outcome(error=share - 0.05 * (_TESTS - _REAL) / _TESTS)


SCENARIOS = (
    Scenario("holm", "Any false alarm among tests adjusted by Holm's method",
             f"{_TESTS} tests that do not depend on each other, of nothing that is there.", _any, "size"),
    Scenario("benjamini-hochberg", "Share of false alarms among tests adjusted by Benjamini and Hochberg's method",
             f"{_TESTS} tests that do not depend on each other, of which {_REAL} are of something that is there; the "
             "error is that share less 3.75%, which the method should come to.", _false, "bias"),
)
