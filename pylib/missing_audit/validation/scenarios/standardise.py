"""Standardised rates: whether their intervals hold the rates that the data are drawn from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.standardise import direct, indirect
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_RATES = np.array([0.002, 0.004, 0.010, 0.016])
_PEOPLE = np.array([3000.0, 1500.0, 1000.0, 400.0])
_STANDARD = np.array([1.0, 1.0, 1.5, 1.5])
_YEARS = np.array([0.6, 0.25, 0.15])
"""Shares of children who are counted in one, two and three years."""


def _direct(rng: np.random.Generator) -> Outcome:
    rows = [np.eye(4, dtype=int)[stratum] * (1 + rng.choice(3, size=number, p=_YEARS))[:, None]
            for stratum, number in enumerate(rng.poisson(_RATES * _PEOPLE))]
    truth = float(_STANDARD / _STANDARD.sum() @ _RATES) * float(_YEARS @ [1, 2, 3])
    rate, low, high = direct(pd.DataFrame(np.concatenate(rows)), pd.Series(_PEOPLE), pd.Series(_STANDARD))
    return Outcome(covered=low <= truth <= high, error=(rate - truth) / truth, width=(high - low) / truth)


def _indirect(rng: np.random.Generator) -> Outcome:
    time, rates, truth = pd.Series([200.0, 100.0, 50.0]), pd.Series([0.01, 0.03, 0.06]), 1.4
    events = int(rng.poisson(truth * float(time @ rates)))
    _, ratio, low, high = indirect(events, time, rates)
    return Outcome(covered=low <= truth <= high, error=(ratio - truth) / truth, width=(high - low) / truth)


SCENARIOS = (
    Scenario("direct-gamma", "Directly standardised rate, gamma interval",
             "Four strata, about 28 children with events, each counted in one to three years; errors and widths as "
             "shares of the true rate.", _direct, "conservative"),
    Scenario("indirect-exact", "Ratio of events to expected, exact limits",
             "About 11 children with events where 8 are expected; errors and widths as shares of the true ratio.",
             _indirect, "conservative"),
)
