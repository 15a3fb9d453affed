"""Figures of groups of children: rates of the county by sex and age, and how many times one rate is another."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import fold, labels, message, points, refused
from missing_audit.finding import Finding
from missing_audit.theme import colour, figure_theme

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
        + p9.geom_linerange(p9.aes(ymin="low", ymax="high"), color=colour("lead"), size=1.2)
        + p9.geom_point(color=colour("lead"), size=2.8)
        + p9.geom_text(p9.aes(y="high", label="text"), nudge_y=0.15, ha="left", size=8, color=colour("ink"))
        + p9.facet_grid("panel ~", scales="free_y", space="free_y")
        + p9.scale_y_continuous(limits=(0, None), expand=(0, 0, 0.22, 0))
        + p9.coord_flip()
        + labels(finding, "title_county", table,
                 "Children recorded as missing at least once in a year, for every 1,000 of the county's children, with "
                 f"the mix of ages and sexes alike and {finding.says('level')} intervals")
        + p9.labs(x="", y="Children for every 1,000 a year")
        + figure_theme()
        + p9.theme(panel_grid_major_y=p9.element_blank())
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
        + p9.geom_hline(yintercept=1, color=colour("muted"), linetype="dashed")
        + p9.geom_linerange(p9.aes(ymin="low", ymax="high"), color=colour("lead"), size=1.2)
        + p9.geom_point(color=colour("lead"), size=3)
        + p9.geom_text(p9.aes(y="high", label="'  ' + text"), ha="left", size=8, color=colour("ink"))
        + p9.scale_y_log10(labels=lambda breaks: [f"{b:,g}" for b in breaks], expand=(0.05, 0, 0.3, 0))
        + p9.coord_flip()
        + labels(finding, "title_ratios", table,
                 "How many times the first group's rate of episodes is the second's, other characteristics, placement "
                 f"and year held, among children with a case record, with {finding.says('level')} intervals")
        + p9.labs(x="", y="Rate ratio (1 is no difference; each step to the right multiplies)")
        + figure_theme()
        + p9.theme(panel_grid_major_y=p9.element_blank())
    )
