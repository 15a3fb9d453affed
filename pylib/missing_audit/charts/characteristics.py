"""Figures of groups of children: rates of the county by sex and age, and how many times one rate is another."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import fold, labels, message, multiplied, points, refused, sideways
from missing_audit.finding import Finding

__all__ = ["county_groups", "group_ratios"]


def county_groups(finding: Finding) -> p9.ggplot:
    """Children per 1,000 a year by sex and by age, made alike, with intervals."""
    if (table := finding.tables.get("rq04_county")) is None:
        return refused(finding, "rq04_county")
    data = pd.concat([points(table, "standard", "label", part=part).assign(panel=part)
                      for part in table.rows["part"].unique()])
    if data.empty:
        return message("Every rate by sex and age rests on too few children to be shown.")
    order = list(dict.fromkeys(table.rows["label"]))[::-1]
    data["label"] = pd.Categorical(data["label"], [each for each in order if each in set(data["label"])])
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + sideways()
        + p9.facet_grid("panel ~", scales="free_y", space="free_y")
        + p9.scale_y_continuous(limits=(0, None), expand=(0, 0, 0.26, 0))
        + labels(finding, "title_county", table,
                 "Children recorded as missing at least once in a year, for every 1,000 of the county's children, with "
                 f"the mix of ages and sexes alike and {finding.says('level')} intervals")
        + p9.labs(y="Children for every 1,000 a year")
    )


def group_ratios(finding: Finding) -> p9.ggplot:
    """Rate ratios with the rest held, filled in where that could be done, on a ratio scale."""
    if (table := finding.tables.get("rq04_ratios")) is None:
        return refused(finding, "rq04_ratios")
    column = "filled" if (table.marks["filled"] == "").any() else "held"
    parts = [points(table, column, "label", part=part) for part in table.rows["part"].unique()]
    data = pd.concat(parts, ignore_index=True)
    if data.empty:
        return message("Every comparison rests on too few children to be shown.")
    data["label"] = pd.Categorical(data["label"].map(fold), [fold(each) for each in data["label"]][::-1])
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + sideways(nothing=1)
        + multiplied(0.5)
        + labels(finding, "title_ratios", table,
                 "How many times the first group's rate of episodes is the second's, other characteristics, placement "
                 f"and year held, among children with a case record, with {finding.says('level')} intervals")
        + p9.labs(y="Rate ratio (1: no difference)")
    )
