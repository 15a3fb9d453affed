"""Bounds: whether they hold what would be found if every group were known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.bounds import bounds
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]


def _bounds(rng: np.random.Generator) -> Outcome:
    group = rng.choice(np.array(["a", "b", "c"], dtype=object), 300, p=[0.3, 0.6, 0.1])
    exposure = rng.uniform(0.3, 3, 300)
    events = rng.poisson(exposure * np.where(group == "a", 0.5, 0.3) * rng.gamma(0.7, 1 / 0.7, 300))
    table = pd.DataFrame({"events": events, "exposure": exposure, "group": pd.Series(group, dtype="str")})
    truth = bounds(table, [("a", "b")])["ratio"].iloc[0]
    # Whoever has events and is of one group is the likeliest not to be known.
    hidden = rng.random(300) < np.where((events > 0) & (group == "a"), 0.4, 0.1)
    line = bounds(table.assign(group=table["group"].mask(hidden)), [("a", "b")]).iloc[0]
    low, high = np.log(line["ratio_lowest"]), np.log(line["ratio_highest"])
    return Outcome(covered=bool(low <= np.log(truth) + 1e-12 and np.log(truth) <= high + 1e-12),
                   error=float(np.log(line["ratio"] / truth)), width=float(high - low))


SCENARIOS = (
    Scenario("worst-case-bounds", "Worst-case bounds on a ratio of rates",
             "300 children of three groups, a sixth of unknown group, likelier so if they have events; the truth is "
             "the ratio with every group known; errors, of the known alone, and widths on the log scale.",
             _bounds, "conservative"),
)
