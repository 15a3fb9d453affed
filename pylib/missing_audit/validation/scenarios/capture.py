"""Chao's lower bound where lists are independent, where they depend on each other, and where children differ."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from missing_audit.statistics.capture import lower_bound
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_CHILDREN, _CHANCES = 600, np.array([0.6, 0.4, 0.3])


def _outcome(seen: np.ndarray) -> Outcome:
    found = lower_bound(pd.DataFrame(seen, columns=["a", "b", "c"]))
    return Outcome(covered=bool(found["low"] <= _CHILDREN <= found["high"]),
                   error=found["bound"] / _CHILDREN - 1, width=(found["high"] - found["low"]) / _CHILDREN)


def _independent(rng: np.random.Generator) -> Outcome:
    return _outcome(rng.random((_CHILDREN, 3)) < _CHANCES)


def _dependent(rng: np.random.Generator) -> Outcome:
    """A child in the first list is told of to the second."""
    seen = rng.random((_CHILDREN, 3)) < _CHANCES
    seen[:, 1] |= seen[:, 0] & (rng.random(_CHILDREN) < 0.5)
    return _outcome(seen)


def _differing(rng: np.random.Generator) -> Outcome:
    """Some children come to nobody's notice easily."""
    hidden = rng.random((_CHILDREN, 1)) < 0.4
    return _outcome(rng.random((_CHILDREN, 3)) < np.where(hidden, 0.3, 1.0) * _CHANCES)


def _scenario(name: str, how: str, draw: Callable[[np.random.Generator], Outcome]) -> Scenario:
    return Scenario(f"chao-{name}", "Chao's lower bound of the number of children",
                    f"{_CHILDREN} children and three lists that hold 60%, 40% and 30% of them; {how}. Errors and "
                    "widths are shares of the children.", draw, "bias")


SCENARIOS = (
    _scenario("independent", "being in one list tells nothing of being in another", _independent),
    _scenario("dependent", "half of those in the first list are told of to the second", _dependent),
    _scenario("differing", "four in ten children are in each list only three tenths as often", _differing),
)
