"""Two shares of known size, of children and of rows of which a child has several."""

from __future__ import annotations

import numpy as np

from missing_audit.statistics.contingency import (
    clustered_odds_ratio,
    clustered_share_difference,
    fisher,
    odds_ratio,
    share_difference,
)
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_SHARES, _CHILDREN = (0.35, 0.2), (60, 90)
_ALIKE = 3.0
"""How little a child's own share varies about its group's: the sum of the two parameters of a beta distribution."""


def _held(estimate: tuple[float, float, float], truth: float) -> Outcome:
    value, low, high = estimate
    return Outcome(covered=low <= truth <= high, error=value - truth, width=high - low)


def _log_held(estimate: tuple[float, float, float]) -> Outcome:
    """On the log scale, on which odds ratios are judged."""
    odds = [share / (1 - share) for share in _SHARES]
    return _held(tuple(np.log(estimate)), float(np.log(odds[0] / odds[1])))


def _counts(rng: np.random.Generator) -> list[tuple[int, int]]:
    return [(int(rng.binomial(n, p)), n) for n, p in zip(_CHILDREN, _SHARES, strict=True)]


def _rows(rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """Children with one to six rows, whose own shares differ."""
    out = []
    for n, p in zip(_CHILDREN, _SHARES, strict=True):
        whole = rng.integers(1, 7, n)
        out.append((rng.binomial(whole, rng.beta(_ALIKE * p, _ALIKE * (1 - p), n)), whole))
    return out


def _fisher(rng: np.random.Generator) -> Outcome:
    found = fisher((int(rng.binomial(300, 0.3)), 300), (int(rng.binomial(400, 0.3)), 400))
    return Outcome(rejected=found.p < 0.05)


SCENARIOS = (
    Scenario("newcombe", "Difference of shares, Newcombe's interval", "60 and 90 children, shares of 35% and 20%; as a "
             "proportion", lambda rng: _held(share_difference(*_counts(rng)), _SHARES[0] - _SHARES[1]), "nominal"),
    Scenario("newcombe-clustered", "Difference of shares of rows, clustered", "the same children with one to six rows "
             "each, alike within a child; as a proportion",
             lambda rng: _held(clustered_share_difference(*_rows(rng)), _SHARES[0] - _SHARES[1]), "nominal"),
    Scenario("odds-ratio", "Odds ratio, Woolf's interval", "60 and 90 children, shares of 35% and 20%; as a logarithm",
             lambda rng: _log_held(odds_ratio(*_counts(rng))), "nominal"),
    Scenario("odds-ratio-clustered", "Odds ratio of rows, clustered", "the same children with one to six rows each, "
             "alike within a child; as a logarithm", lambda rng: _log_held(clustered_odds_ratio(*_rows(rng))),
             "nominal"),
    Scenario("fisher", "Fisher's exact test", "300 and 400 children, 30% in both: it rejects less often than it may",
             _fisher, "power"),
)
