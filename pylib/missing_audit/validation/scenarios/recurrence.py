"""How soon and how often again, when children differ in more than is known of them."""

from __future__ import annotations

import numpy as np

from missing_audit.statistics.recurrence import mean_cumulative, share_by
from missing_audit.validation.scenario import Outcome, Scenario
from missing_audit.validation.scenarios.hazards import recurrent

__all__ = ["SCENARIOS"]

_AT, _MEAN = 120, 120 * 0.006 * (1 + 1.5) / 2


def _again(rng: np.random.Generator) -> Outcome:
    time, followed = rng.exponential(150 * rng.gamma(1, 1, 200)), rng.uniform(30, 730, 200)
    truth = 1 - _SURVIVING
    line = share_by(np.minimum(time, followed), time <= followed, [90]).iloc[0]
    return Outcome(covered=bool(line["low"] <= truth <= line["high"]), error=float(line["share"] - truth),
                   width=float(line["high"] - line["low"]))


def _surviving() -> float:
    """Chance that nothing has happened by day 90, over the gamma distribution of the mean time."""
    mean, step = np.linspace(1e-6, 40, 400_001, retstep=True)
    return float((np.exp(-mean) * np.exp(-90 / (150 * mean))).sum() * step)


_SURVIVING = _surviving()


def _often(rng: np.random.Generator) -> Outcome:
    line = mean_cumulative(recurrent(rng), [_AT], start="start", stop="stop", event="event", child="child").iloc[0]
    return Outcome(covered=bool(line["low"] <= _MEAN <= line["high"]), error=float(line["mean"] - _MEAN),
                   width=float(line["high"] - line["low"]))


SCENARIOS = (
    Scenario("kaplan-meier", "Share to whom it has happened by a day, Kaplan and Meier's estimate",
             "200 children, each with a mean time of its own, followed for between 30 and 730 days; the share by day "
             "90. Errors and widths are of the share.", _again, "nominal"),
    Scenario("mean-cumulative", "Mean number of events by a day, Nelson's function",
             "The children of the hazard ratio's scenario; the mean number by day 120. Errors and widths are of the "
             "mean.", _often, "nominal"),
)
