"""Children with many rows: ratios and differences by models that know which rows are of one child."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.fitted import Fitted
from missing_audit.statistics.panel import averaged, mixed_linear, mixed_poisson
from missing_audit.validation.scenario import Outcome, Scenario
from missing_audit.validation.scenarios.counts import repeated

__all__ = ["SCENARIOS"]

_LOG_RATIO, _SLOPE, _CHILDREN, _ROWS = np.log(1.6), 0.5, 60, 4


def _told(fit: Fitted, truth: float) -> Outcome:
    row = fit.table.iloc[1]
    low, high = (row["low"], row["high"]) if np.isnan(row["ratio"]) else np.log([row["low"], row["high"]])
    return Outcome(covered=bool(low <= truth <= high), error=float(row["coefficient"] - truth), width=float(high - low))


def _averaged(rng: np.random.Generator) -> Outcome:
    y, x, exposure, child = repeated(rng)
    return _told(averaged(y, x, child, family="poisson", exposure=exposure), _LOG_RATIO)


def _own_level(rng: np.random.Generator) -> Outcome:
    y, x, exposure, child = repeated(rng)
    return _told(mixed_poisson(y, x, exposure, child), _LOG_RATIO)


def _measured(rng: np.random.Generator) -> Outcome:
    child = pd.Series(np.repeat(np.arange(_CHILDREN), _ROWS))
    x = pd.DataFrame({"level": 1.0, "time": rng.normal(size=len(child))})
    own = np.repeat(rng.normal(size=_CHILDREN), _ROWS)
    y = 1 + _SLOPE * x["time"].to_numpy() + own + rng.normal(size=len(child))
    try:
        return _told(mixed_linear(y, x, child), _SLOPE)
    except RefusalError:
        return Outcome()


_WHO = ("200 children with three stretches of time each, half of them with 1.6 times the rate of the others, children "
        "who differ by a gamma frailty of shape 0.9; scale of log ratios")
SCENARIOS = (
    Scenario("equations", "Rate ratio, generalised estimating equations", _WHO, _averaged, "nominal"),
    Scenario("own-level-counts", "Rate ratio, Poisson regression with a level of each child's own", _WHO, _own_level,
             "nominal"),
    Scenario("own-level", "Slope, linear regression with a level of each child's own",
             f"{_CHILDREN} children with {_ROWS} rows each, whose levels vary as much as their rows; scale of the "
             "slope", _measured, "nominal"),
)
