"""Figures of ratios about 1: episodes after a response over those expected, and rates of going again."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import fold, labels, message, multiplied, points, refused, sideways
from missing_audit.finding import Finding

__all__ = ["factors", "responses"]


def responses(finding: Finding) -> p9.ggplot:
    """Episodes after each kind of response over those that matched children let expect, with intervals."""
    if (table := finding.tables.get("rq11_responses")) is None:
        return refused(finding, "rq11_responses")
    said = labels(finding, "title_responses", table, "Episodes in the 90 days after a first response, over those "
                  f"expected from matched children, with {finding.says('level')} intervals, on a ratio scale")
    return _about_one(points(table, "ratio", "label"), said, "Observed over expected (dashed line: as expected)")


def factors(finding: Finding) -> p9.ggplot:
    """Rate of going missing again with each factor over that without it, with intervals."""
    if (table := finding.tables.get("rq09_factors")) is None:
        return refused(finding, "rq09_factors")
    said = labels(finding, "title_factors", table, "Hazard ratios of the next episode, over the 90 days that begin "
                  "72 hours after a return, other things held alike, with "
                  f"{finding.says('level')} intervals; they do not say why")
    return _about_one(points(table, "ratio", "label"), said, "Hazard ratio (dashed line: no difference)")


def _about_one(data: pd.DataFrame, said: p9.labs, axis: str) -> p9.ggplot:
    """Points with intervals about a line at 1, in the order of the table, the first on top."""
    if data.empty:
        return message("Too few children are behind every ratio for one to be shown.")
    order = [fold(label) for label in data["label"]]
    data = data.assign(label=pd.Categorical(data["label"].map(fold), order[::-1]))
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + sideways(nothing=1)
        + multiplied(0.55)
        + said
        + p9.labs(y=axis)
    )
