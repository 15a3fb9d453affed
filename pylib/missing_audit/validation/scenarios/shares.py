"""Shares of rows of children, some of whom have many rows."""

from __future__ import annotations

import numpy as np

from missing_audit.statistics.shares import clustered_share, wilson
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_CHILDREN = 300
_OFTEN, _RARE = (0.3, 5.0, 0.5), (0.7, 0.5, 0.3)
"""Two kinds of children: part of all, mean number of rows after the first, and mean share of their rows."""
_SPREAD = 2.0
"""How alike children of one kind are: the two numbers of a beta distribution add up to this."""


def _wilson(rng: np.random.Generator) -> Outcome:
    truth, rows = rng.uniform(0.05, 0.5), 120
    share = rng.binomial(rows, truth) / rows
    low, high = wilson(share, rows)
    return Outcome(covered=low <= truth <= high, error=share - truth, width=high - low)


def _clustered(rng: np.random.Generator) -> Outcome:
    kinds = np.array([_OFTEN, _RARE])
    part, more, mean = kinds.T
    truth = float((part * (1 + more) * mean).sum() / (part * (1 + more)).sum())
    kind = rng.choice(2, _CHILDREN, p=part)
    # A geometric number of rows: few children have very many of them.
    whole = rng.geometric(1 / (1 + more[kind]))
    counted = rng.binomial(whole, rng.beta(_SPREAD * mean[kind], _SPREAD * (1 - mean[kind])))
    share, low, high = clustered_share(counted, whole)
    return Outcome(covered=low <= truth <= high, error=share - truth, width=high - low)


SCENARIOS = (
    Scenario("wilson", "Share of children, Wilson's interval",
             "120 children, each with the same chance, drawn anew between 5% and 50% each time; scale of shares",
             _wilson, "nominal"),
    Scenario("clustered-share", "Share of episodes, interval clustered on the child",
             "300 children, of whom three in ten have six episodes on average and a share of 50%, the others one or "
             "two and 30%, each child with a share of its own; scale of shares", _clustered, "nominal"),
)
