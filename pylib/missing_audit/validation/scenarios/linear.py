"""Differences in a number whose spread is not the same for all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.linear import linear_regression
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_CHILDREN, _DIFFERENCE = 120, 1.0


def _draw(rng: np.random.Generator) -> Outcome:
    x = pd.DataFrame({"level": 1.0, "care": (np.arange(_CHILDREN) % 4 == 0).astype(float),
                      "age": rng.normal(size=_CHILDREN)})
    y = x.to_numpy() @ [2.0, _DIFFERENCE, 0.5] + rng.normal(size=_CHILDREN) * (1 + 2 * x["care"].to_numpy())
    row = linear_regression(y, x, pd.Series(range(_CHILDREN))).table.iloc[1]
    return Outcome(covered=bool(row["low"] <= _DIFFERENCE <= row["high"]),
                   error=float(row["coefficient"] - _DIFFERENCE), width=float(row["high"] - row["low"]))


SCENARIOS = (
    Scenario("least-squares", "Difference by least squares, HC3 errors",
             f"{_CHILDREN} children, a quarter of them in a group whose mean is 1 higher and whose spread is three "
             "times that of the others, and an age that goes with the outcome; scale of the outcome", _draw, "nominal"),
)
