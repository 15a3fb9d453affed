"""Tables whose rows and columns go together by a known amount, or not at all."""

from __future__ import annotations

import numpy as np

from missing_audit.statistics.association import associated, clustered_association
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_CELLS = np.array([[0.14, 0.08, 0.06, 0.05], [0.08, 0.12, 0.08, 0.06], [0.05, 0.07, 0.08, 0.13]])
_BY_CHANCE = np.outer(_CELLS.sum(axis=1), _CELLS.sum(axis=0))
_TRUE_V = float(np.sqrt(((_CELLS - _BY_CHANCE) ** 2 / _BY_CHANCE).sum() / 2))


def _v(rng: np.random.Generator) -> Outcome:
    found = associated(rng.multinomial(250, _CELLS.ravel()).reshape(_CELLS.shape))
    return Outcome(covered=found.low <= _TRUE_V <= found.high, error=found.v - _TRUE_V, width=found.high - found.low)


def _chi_squared(rng: np.random.Generator) -> Outcome:
    found = associated(rng.multinomial(250, _BY_CHANCE.ravel()).reshape(_CELLS.shape))
    return Outcome(rejected=found.test.p < 0.05)


def _clustered(rng: np.random.Generator) -> Outcome:
    """A child keeps to one of three rows, and its columns are more alike than those of different children."""
    many = rng.integers(1, 8, 120)
    own = rng.dirichlet(3 * np.array([0.4, 0.35, 0.25]), 120)
    counts = np.zeros((120, 3, 3))
    counts[np.arange(120), rng.choice(3, 120, p=[0.4, 0.35, 0.25])] = rng.multinomial(many, own)
    return Outcome(rejected=clustered_association(counts).p < 0.05)


SCENARIOS = (
    Scenario("cramers-v", "Cramér's V, non-central chi-squared interval", "250 children in a table of three by four; "
             "on the scale of V", _v, "approximate"),
    Scenario("chi-squared", "Chi-squared test", "250 children in a table of three by four, nothing there", _chi_squared,
             "size"),
    Scenario("rao-scott", "Rao and Scott's test", "120 children of three groups with one to seven rows each, alike "
             "within a child, nothing there", _clustered, "size"),
)
