"""Rate ratios of children of whom a few have very many episodes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.counts import count_regression
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS", "repeated"]

_CHILDREN, _ROWS, _RATIO, _SHAPE = 200, 3, 1.6, 0.9


def repeated(rng: np.random.Generator) -> tuple[np.ndarray, pd.DataFrame, np.ndarray, pd.Series]:
    """Counts, design, exposure and child: three rows a child, all of one child about a level of its own."""
    child = pd.Series(np.repeat(np.arange(_CHILDREN), _ROWS))
    x = pd.DataFrame({"level": 1.0, "care": (child % 2).astype(float), "age": rng.normal(size=len(child))})
    exposure = rng.uniform(0.2, 1, len(child))
    own = np.repeat(rng.gamma(_SHAPE, 1 / _SHAPE, _CHILDREN), _ROWS)
    mean = np.exp(x.to_numpy() @ [0.4, np.log(_RATIO), 0.3]) * exposure * own
    return rng.poisson(mean).astype(float), x, exposure, child


def _draw(rng: np.random.Generator) -> Outcome:
    row = count_regression(*repeated(rng)).table.iloc[1]
    low, high, truth = np.log(row["low"]), np.log(row["high"]), np.log(_RATIO)
    return Outcome(covered=bool(low <= truth <= high), error=float(row["coefficient"] - truth), width=float(high - low))


SCENARIOS = (
    Scenario("negative-binomial", "Adjusted rate ratio, negative binomial regression clustered on the child",
             f"{_CHILDREN} children with three stretches of time each, half of them with {_RATIO} times the rate of "
             "the others, children who differ by a gamma frailty of shape 0.9, and an age that goes with the rate; "
             "scale of log ratios", _draw, "nominal"),
)
