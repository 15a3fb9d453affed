"""Hazard ratio of an interview after a return, from a landmark, where those gone again cannot be interviewed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.hazards import cox
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS", "returns"]

_CHILDREN, _RATIO, _RATE, _LANDMARK, _DAYS = 300, 0.75, 0.012, 3.0, 90.0


def returns(rng: np.random.Generator) -> pd.DataFrame:
    """Returns of children who differ in what is known of them; the more prone have more, and are interviewed less.

    An interview comes some time in the first three days, unless the child has gone before; from then on the hazard is
    `_RATIO` times as high.
    """
    prone = rng.normal(0, 0.7, _CHILDREN)
    child = np.repeat(np.arange(_CHILDREN), 1 + rng.poisson(2 * np.exp(0.5 * prone)))
    rate = _RATE * np.exp(prone[child])
    held = rng.uniform(0, _LANDMARK, len(child))
    wanted = rng.random(len(child)) < 1 / (1 + np.exp(0.5 * prone[child]))
    gone = rng.exponential(1 / rate)
    interviewed = wanted & (gone > held)
    # What is left of the time to go after the interview is stretched.
    gone = np.where(interviewed, held + (gone - held) / _RATIO, gone)
    return pd.DataFrame({"child": child, "prone": prone[child], "interview": interviewed.astype(float), "gone": gone})


def _counted(rows: pd.DataFrame, begin: float) -> Outcome:
    part = rows[rows["gone"] > begin]
    part = part.assign(start=0.0, stop=(part["gone"] - begin).clip(upper=_DAYS),
                       event=(part["gone"] - begin <= _DAYS).astype(int))
    line = cox(part, columns=["interview", "prone"], start="start", stop="stop", event="event", child="child").iloc[0]
    low, high, truth = np.log(line["low"]), np.log(line["high"]), np.log(_RATIO)
    return Outcome(covered=bool(low <= truth <= high), error=float(np.log(line["ratio"]) - truth),
                   width=float(high - low))


def _draw(rng: np.random.Generator) -> Outcome:
    return _counted(returns(rng), _LANDMARK)


def _from_the_return(rng: np.random.Generator) -> Outcome:
    return Outcome(error=_counted(returns(rng), 0.0).error)


_HOW = (f"{_CHILDREN} children with some three returns each; after an interview the hazard is {_RATIO} times as high; "
        "children who have gone again are not interviewed. ")
SCENARIOS = (
    Scenario("landmark", "Hazard ratio of the next episode from 72 hours after a return",
             f"{_HOW}Errors and widths are on the log scale.", _draw, "nominal"),
    Scenario("no-landmark", "Hazard ratio of the next episode from the return itself",
             f"{_HOW}This is not a method of the report; it shows what it would say, as an error on the log scale.",
             _from_the_return, "bias"),
)
