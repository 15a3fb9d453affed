"""Relative importance of variables whose shares are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.rank import relative_importance
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_TOGETHER, _FIRST, _SECOND = 0.4, 0.35, 0.2
"""Correlation of the two variables, and their coefficients; the criterion's own variation has variance 1."""


def _truth() -> float:
    """The first variable's share: what it explains alone, and what it adds to the second, in equal parts."""
    variance = _FIRST**2 + _SECOND**2 + 2 * _TOGETHER * _FIRST * _SECOND
    alone = [(a + _TOGETHER * b) ** 2 for a, b in ((_FIRST, _SECOND), (_SECOND, _FIRST))]
    return (alone[0] + variance - alone[1]) / 2 / (variance + 1)


_SHARE = _truth()


def _drawn(rng: np.random.Generator) -> pd.DataFrame:
    """Two variables that go together and one of no importance, of 150 children; the more important one first."""
    x = rng.normal(size=(150, 3))
    x[:, 1] = _TOGETHER * x[:, 0] + np.sqrt(1 - _TOGETHER**2) * x[:, 1]
    y = _FIRST * x[:, 0] + _SECOND * x[:, 1] + rng.normal(size=150)
    frame = pd.DataFrame(x, columns=["first", "second", "none"]).assign(criterion=y)
    found = relative_importance(frame["criterion"], {name: frame[[name]] for name in ("first", "second", "none")},
                                draws=199, seed=int(rng.integers(2**31)))
    return found.blocks.set_index("block")


def _share(rng: np.random.Generator) -> Outcome:
    row = _drawn(rng).loc["first"]
    return Outcome(covered=bool(row["low"] <= _SHARE <= row["high"]), error=float(row["share"] - _SHARE),
                   width=float(row["high"] - row["low"]))


def _rank(rng: np.random.Generator) -> Outcome:
    row = _drawn(rng).loc["first"]
    return Outcome(covered=bool(row["rank_low"] <= 1 <= row["rank_high"]), error=float(row["rank"] - 1),
                   width=float(row["rank_high"] - row["rank_low"]))


SCENARIOS = (
    Scenario("importance", "Relative importance, bootstrap interval of a share", "150 children, two variables that go "
             "together and one of no importance; as a share of variance", _share, "approximate"),
    Scenario("importance-rank", "Relative importance, bootstrap interval of a rank", "the same; in ranks, the truth "
             "being the first", _rank, "bias"),
)
