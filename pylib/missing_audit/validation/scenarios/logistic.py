"""Odds ratios: of children with several rows, and of groups of whom nearly all, or none, have the outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.logistic import firth, logistic_regression
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_CHILDREN, _ROWS, _ODDS = 200, 3, 2.0
_FEW, _RARE = 60, 6.0


def _told(table: pd.DataFrame, odds: float) -> Outcome:
    row, truth = table.iloc[1], np.log(odds)
    with np.errstate(divide="ignore"):
        low, high = np.log(row["low"]), np.log(row["high"])
    width = float(high - low) if np.isfinite(high - low) else None
    return Outcome(covered=bool(low <= truth <= high), error=float(row["coefficient"] - truth), width=width)


def _clustered(rng: np.random.Generator) -> Outcome:
    """Half of each child's rows are copies of its first, so that rows of one child are alike."""
    child = np.repeat(np.arange(_CHILDREN), _ROWS)
    group = (np.arange(_CHILDREN) % 2).astype(float)
    chance = special.expit(-0.7 + np.log(_ODDS) * group)
    first = rng.random(_CHILDREN) < chance
    again = rng.random(len(child)) < chance[child]
    y = np.where(rng.random(len(child)) < 0.5, first[child], again)
    x = pd.DataFrame({"level": 1.0, "care": group[child]})
    try:
        return _told(logistic_regression(y.astype(int), x, pd.Series(child)).table, _ODDS)
    except RefusalError:
        return Outcome()


def _separated(rng: np.random.Generator) -> Outcome:
    group = (np.arange(_FEW) % 6 == 0).astype(float)
    y = (rng.random(_FEW) < special.expit(0.3 + np.log(_RARE) * group)).astype(int)
    try:
        return _told(firth(y, pd.DataFrame({"level": 1.0, "care": group}), pd.Series(range(_FEW))).table, _RARE)
    except RefusalError:
        return Outcome()


SCENARIOS = (
    Scenario("logistic", "Odds ratio, logistic regression clustered on the child",
             f"{_CHILDREN} children with three rows each, half of which repeat the child's first outcome; half of the "
             f"children in a group with {_ODDS:g} times the odds of the others; scale of log odds", _clustered,
             "nominal"),
    Scenario("firth", "Odds ratio, Firth's penalised likelihood with profile intervals",
             f"{_FEW} children, ten of them in a group with {_RARE:g} times the odds of the others, so that all ten "
             "often have the outcome; scale of log odds; widths of the intervals that end", _separated, "conservative"),
)
