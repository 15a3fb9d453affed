"""Hazard ratios of events that recur, when children differ in more than is known of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.hazards import cox
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS", "recurrent"]

_CHILDREN, _DAYS, _RATE, _RATIO, _UNEVEN = 150, 365, 0.006, 1.5, 1.0


def recurrent(rng: np.random.Generator) -> pd.DataFrame:
    """Runs of time between episodes of children who differ, each seen for some part of a year from its first day."""
    group = rng.permutation(_CHILDREN) % 2
    followed = rng.uniform(_DAYS / 3, _DAYS, _CHILDREN)
    rate = _RATE * _RATIO**group * rng.gamma(1 / _UNEVEN, _UNEVEN, _CHILDREN)
    child = np.repeat(np.arange(_CHILDREN), rng.poisson(rate * followed))
    stops = pd.concat([pd.DataFrame({"child": child, "stop": rng.uniform(0, followed[child]), "event": 1}),
                       pd.DataFrame({"child": np.arange(_CHILDREN), "stop": followed, "event": 0})])
    stops = stops.sort_values(["child", "stop"], ignore_index=True)
    return stops.assign(start=stops.groupby("child")["stop"].shift(fill_value=0.0), group=group[stops["child"]])


def _draw(rng: np.random.Generator) -> Outcome:
    table = cox(recurrent(rng), columns=["group"], start="start", stop="stop", event="event", child="child").iloc[0]
    low, high, truth = np.log(table["low"]), np.log(table["high"]), np.log(_RATIO)
    return Outcome(covered=bool(low <= truth <= high), error=float(np.log(table["ratio"]) - truth),
                   width=float(high - low))


SCENARIOS = (
    Scenario("cox", "Hazard ratio of events that recur, variance clustered on the child",
             f"{_CHILDREN} children followed for up to a year, half of them in a group with {_RATIO} times the rate of "
             "the others; each child's own rate varies about that by a gamma distribution of variance 1. Errors and "
             "widths are on the log scale.", _draw, "nominal"),
)
