"""Hazard ratios of events that recur, when children differ in more than is known of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.hazards import cox
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS", "recurrent"]

_CHILDREN, _DAYS, _RATE, _RATIO, _UNEVEN = 150, 365, 0.006, 1.5, 1.0
_MANY = 400


def recurrent(rng: np.random.Generator, children: int = _CHILDREN, *, uneven: float = _UNEVEN) -> pd.DataFrame:
    """Runs of time between episodes of children who differ, each seen for some part of a year from its first day."""
    group = rng.permutation(children) % 2
    followed = rng.uniform(_DAYS / 3, _DAYS, children)
    rate = _RATE * _RATIO**group * (rng.gamma(1 / uneven, uneven, children) if uneven else 1)
    child = np.repeat(np.arange(children), rng.poisson(rate * followed))
    stops = pd.concat([pd.DataFrame({"child": child, "stop": rng.uniform(0, followed[child]), "event": 1}),
                       pd.DataFrame({"child": np.arange(children), "stop": followed, "event": 0})])
    stops = stops.sort_values(["child", "stop"], ignore_index=True)
    return stops.assign(start=stops.groupby("child")["stop"].shift(fill_value=0.0), group=group[stops["child"]])


def _outcome(rows: pd.DataFrame, strata: str | None = None) -> Outcome:
    table = cox(rows, columns=["group"], start="start", stop="stop", event="event", child="child", strata=strata)
    ratio, low, high = np.log(table.loc[0, ["ratio", "low", "high"]].to_numpy(float))
    truth = np.log(_RATIO)
    return Outcome(covered=bool(low <= truth <= high), error=float(ratio - truth), width=float(high - low))


def _draw(rng: np.random.Generator) -> Outcome:
    return _outcome(recurrent(rng))


def _gaps(rng: np.random.Generator) -> Outcome:
    rows = recurrent(rng, _MANY, uneven=0)
    return _outcome(rows.assign(stop=rows["stop"] - rows["start"], start=0.0,
                                stage=rows.groupby("child").cumcount().clip(upper=3)), "stage")


SCENARIOS = (
    Scenario("cox", "Hazard ratio of events that recur, variance clustered on the child",
             f"{_CHILDREN} children followed for up to a year, half of them in a group with {_RATIO} times the rate of "
             "the others; each child's own rate varies about that by a gamma distribution of variance 1. Errors and "
             "widths are on the log scale.", _draw, "nominal"),
    Scenario("gap-times", "Hazard ratio by the time since the last event, those alike who had as many before",
             f"{_MANY} children followed as long, alike within each group, with {_RATIO} times the rate in one; from "
             "the fourth event on all are one stratum. Errors and widths are on the log scale.", _gaps,
             "nominal"),
)
