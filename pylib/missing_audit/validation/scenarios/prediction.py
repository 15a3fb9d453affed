"""Whether intervals of discrimination and calibration hold, and what trying a score on unseen children leaves."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special, stats

from missing_audit.statistics.points import crossvalidated, scored
from missing_audit.statistics.prediction import calibration_line, discrimination
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_CHILDREN = 150
_APART, _SPREAD = 0.6, 1.0


def _children(rng: np.random.Generator, many: int = _CHILDREN) -> np.ndarray:
    """Whose each row is: one row of most, many of a few."""
    return np.repeat(np.arange(many), 1 + rng.negative_binomial(0.5, 0.2, many))


def _area(rng: np.random.Generator) -> Outcome:
    child = _children(rng)
    own = rng.beta(1, 2, _CHILDREN)[child]
    y = rng.random(len(child)) < own
    score = _APART * y + rng.normal(0, _SPREAD, _CHILDREN)[child] + rng.normal(size=len(child))
    truth = stats.norm.cdf(_APART / np.sqrt(2 * (_SPREAD ** 2 + 1)))
    found = discrimination(y, score, child)
    return Outcome(bool(found.low <= truth <= found.high), None, found.area - truth, found.high - found.low)


def _slope(rng: np.random.Generator) -> Outcome:
    child = _children(rng, 250)
    x = rng.normal(-1, 1, len(child))
    # What the rows of a child share leaves the chance of each row as it is.
    shared = 0.6 * rng.normal(size=250)[child] + 0.8 * rng.normal(size=len(child))
    y = stats.norm.cdf(shared) < special.expit(0.3 + 0.8 * x)
    line = calibration_line(y, special.expit(x), child).loc["slope"]
    return Outcome(bool(line["low"] <= 0.8 <= line["high"]), None, line["estimate"] - 0.8, line["high"] - line["low"])


def _factors(rng: np.random.Generator, rows: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Three factors, of which two go with the outcome, and the outcome."""
    held = rng.random((rows, 3)) < 0.4
    y = rng.random(rows) < special.expit(-1 + held @ np.array([0.9, 0.5, 0]))
    return pd.DataFrame({f"f{i}": pd.Categorical.from_codes(held[:, i].astype(int), ["no", "yes"])
                         for i in range(3)}), y


def _unseen(rng: np.random.Generator) -> Outcome:
    child = np.arange(300)
    factors, y = _factors(rng, 300)
    tried = discrimination(y, crossvalidated(y, factors, child, seed=1, folds=3)["predicted"], child).area
    others, theirs = _factors(rng, 1000)
    truth = discrimination(theirs, scored(y, factors, child).totals(others), np.arange(1000)).area
    return Outcome(error=tried - truth)


SCENARIOS = (
    Scenario("area", "Area under the curve, clustered on the child",
             "150 children with 1 to about 20 rows; children differ in how often they have the outcome, and in a score "
             "that is 0.6 higher with it; area 0.62.", _area, "nominal"),
    Scenario("calibration-slope", "Slope of calibration, clustered on the child",
             "250 children with 1 to about 20 rows that go together; the true slope is 0.8.", _slope, "nominal"),
    Scenario("area-unseen", "Area of a points score, cross-validated",
             "300 children, three folds and three factors, two of which go with the outcome; the truth is the area of "
             "the same score on 1,000 others.", _unseen, "bias"),
)
