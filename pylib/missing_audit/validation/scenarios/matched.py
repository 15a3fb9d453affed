"""What followed a response against matched children, where who is given it depends on how bad things just were."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.matched import empirical_bayes, nearest, set_against
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS", "county", "naive_rejects"]

_CHILDREN, _QUARTERS, _UNEVEN, _RATIO = 600, 7, 1.25, 0.7
_NEVER = 99


def county(rng: np.random.Generator, ratio: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Children who differ in how prone they are, counted by quarter; a bad quarter makes a response more likely.

    Returns
    -------
    tuple of DataFrame
        What `set_against` takes: those given it, with `last` (episodes of the quarter before), and their matches.
    """
    prone = rng.gamma(1 / _UNEVEN, _UNEVEN, _CHILDREN)
    counts, given = rng.poisson(prone[:, None], (_CHILDREN, _QUARTERS)), np.full(_CHILDREN, _NEVER)
    for quarter in range(1, _QUARTERS - 1):
        chance = np.clip(0.08 * (counts[:, quarter - 1] - 1), 0, 0.4)
        new = (rng.random(_CHILDREN) < chance) & (given == _NEVER)
        given[new] = quarter
        counts[new, quarter] = rng.poisson(prone[new] * ratio)
    child, quarter = (part.ravel() for part in np.meshgrid(np.arange(_CHILDREN), np.arange(1, _QUARTERS - 1),
                                                           indexing="ij"))
    rows = pd.DataFrame({"child": child, "quarter": quarter, "last": counts[child, quarter - 1],
                         "earlier": counts.cumsum(axis=1)[child, quarter - 1] - counts[child, quarter - 1],
                         "events": counts[child, quarter]})
    asked = rows[quarter == given[child]].assign(set=lambda part: part["child"])
    past = (asked["last"] + asked["earlier"]).to_numpy()
    asked = asked.assign(foretold=empirical_bayes(past, asked["quarter"].to_numpy(), np.ones(len(asked)), _UNEVEN))
    pool = asked[["set", "quarter"]].merge(rows[quarter < given[child]], on="quarter")
    return asked, nearest(asked, pool, near={"quarter": 0, "last": 0, "earlier": 1.5})


def naive_rejects(asked: pd.DataFrame) -> bool:
    """Whether before against after, without matches, says that there were fewer episodes after."""
    change = asked["events"] - asked["last"]
    return bool(change.mean() / (change.std() / np.sqrt(len(change))) < -1.96)


def _draw(ratio: float):
    def draw(rng: np.random.Generator) -> Outcome:
        found = set_against(*county(rng, ratio))
        return Outcome(covered=bool(found.ratio_low <= ratio <= found.ratio_high), rejected=bool(found.test.p < 0.05),
                       error=float(np.log(found.ratio / ratio)),
                       width=float(np.log(found.ratio_high / found.ratio_low)))
    return draw


def _naive(rng: np.random.Generator) -> Outcome:
    return Outcome(rejected=naive_rejects(county(rng, 1.0)[0]))


_HOW = (f"{_CHILDREN} children whose own rates vary by a gamma distribution of variance {_UNEVEN}; the more episodes "
        "in a quarter, the more likely a response at its end. ")
SCENARIOS = (
    Scenario("matched-null", "Observed over expected in matched risk sets, nothing there",
             f"{_HOW}The response changes nothing, and numbers fall after it all the same.", _draw(1.0), "size"),
    Scenario("matched-ratio", "Interval of observed over expected in matched risk sets",
             f"{_HOW}Episodes after the response are {_RATIO} times as many as without. Errors and widths are on the "
             "log scale.", _draw(_RATIO), "nominal"),
    Scenario("matched-power", "Observed over expected in matched risk sets, a ratio there",
             f"{_HOW}Episodes after the response are {_RATIO} times as many as without.", _draw(_RATIO), "power"),
    Scenario("before-after", "Before against after, without matches, nothing there",
             f"{_HOW}The response changes nothing. This is not a method of the report; it shows what it would say.",
             _naive, "power"),
)
