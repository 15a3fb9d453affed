"""Rates of places that truly differ, with children who each have several episodes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.place import empirical_bayes, funnel
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_EACH = np.array([1, 1, 1, 2, 3, 8])
"""Episodes of a child who has any, each as likely."""
_WITHIN = float((_EACH**2).sum() / _EACH.sum())
_SPREAD = 0.3


def _places(rng: np.random.Generator, ratio: np.ndarray) -> tuple[pd.Series, pd.Series]:
    """Observed and expected episodes of places with these true ratios."""
    expected = rng.uniform(100, 500, len(ratio))
    children = rng.poisson(expected * ratio / _EACH.mean())
    observed = [rng.choice(_EACH, many).sum() for many in children]
    names = [f"place {number:02d}" for number in range(len(ratio))]
    return pd.Series(observed, names, dtype=float), pd.Series(expected, names)


def _shrunk(rng: np.random.Generator) -> Outcome:
    ratio = rng.gamma(1 / _SPREAD**2, _SPREAD**2, 12)
    line = empirical_bayes(*_places(rng, ratio), within=_WITHIN).iloc[0]
    return Outcome(covered=bool(line["low"] <= ratio[0] <= line["high"]), error=float(line["smoothed"] - ratio[0]),
                   width=float(line["high"] - line["low"]))


def _outside(rng: np.random.Generator) -> Outcome:
    root = rng.normal(1, _SPREAD / 2, 30)
    observed, expected = _places(rng, np.maximum(root, 0) ** 2)
    found = funnel(observed, expected, within=_WITHIN)
    line = found.limits(expected).iloc[0]
    return Outcome(rejected=not line["low"] <= found.table["ratio"].iloc[0] <= line["high"])


_WHAT = "places of which 100 to 500 episodes are expected, children with one to eight each, true ratios "
SCENARIOS = (
    Scenario("empirical-bayes", "Marshall's empirical Bayes rates", f"Twelve {_WHAT}from a gamma distribution with "
             "mean 1 and spread 0.3; errors and widths in ratios.", _shrunk, "approximate"),
    Scenario("funnel", "Funnel limits with over-dispersion added", f"Thirty {_WHAT}whose square roots are normal about "
             "1; it rejects where the first place lies outside the 95% limits.", _outside, "size"),
)
