"""Multiple imputation: whether pooled intervals hold the ratio that the data are drawn from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.impute import imputed, pooled
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_RATIO = 1.6
_DRAWS = 8


def _log_ratio(rows: pd.DataFrame) -> tuple[float, float]:
    """Log ratio of mean events, and its robust variance."""
    events, of_group = rows["events"].to_numpy(float), (rows["group"] == "yes").to_numpy()
    groups = [events[of_group], events[~of_group]]
    means = [each.mean() for each in groups]
    variance = sum(each.var(ddof=1) / len(each) / mean**2 for each, mean in zip(groups, means, strict=True))
    return float(np.log(means[0] / means[1])), float(variance)


def _impute(rng: np.random.Generator) -> Outcome:
    rows = 400
    group = rng.random(rows) < 0.4
    events = rng.poisson(np.where(group, _RATIO, 1.0))
    # Whether the group is known depends on the events, which are always known.
    hidden = rng.random(rows) < np.where(events > 1, 0.45, 0.15)
    data = pd.DataFrame({"group": pd.Series(np.where(group, "yes", "no"), dtype="str").mask(hidden), "events": events})
    each = np.array([_log_ratio(full) for full in imputed(data, ["group"], draws=_DRAWS, rng=rng)])
    line = pooled(pd.DataFrame(each[:, :1]), pd.DataFrame(each[:, 1:], columns=[0]), complete_df=rows - 2).iloc[0]
    truth = np.log(_RATIO)
    return Outcome(covered=bool(line["low"] <= truth <= line["high"]), error=float(line["estimate"] - truth),
                   width=float(line["high"] - line["low"]))


SCENARIOS = (
    Scenario("chained-imputation", "Ratio of rates by multiple imputation, Rubin's rules",
             f"400 children, two in five of them of a group with {_RATIO} times the rate; the group is not known of "
             f"one in four, likelier so where events are many; {_DRAWS} completed tables; errors and widths on the "
             "log scale.", _impute, "approximate"),
)
