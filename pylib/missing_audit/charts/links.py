"""Figures of difficulties on record: in two groups of children, as odds ratios, and by what they account for."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import fold, labels, message, points, refused
from missing_audit.finding import Finding
from missing_audit.theme import colour, figure_theme

__all__ = ["accounted", "difficulties", "odds"]

_TOO_FEW = "Every number rests on too few children to be shown with an interval."


def difficulties(finding: Finding) -> p9.ggplot:
    """Share of either group of whom each difficulty was recorded, with intervals."""
    if (table := finding.tables.get("rq14_prevalence")) is None:
        return refused(finding, "rq14_prevalence")
    groups = {name: table.field(name).spanner for name in ("first_share", "second_share")}
    data = pd.concat([points(table, name, "label").assign(group=title) for name, title in groups.items()])
    if data.empty:
        return message(_TOO_FEW)
    data = _placed(data, list(table.rows["label"])[::-1])
    data["group"] = pd.Categorical(data["group"], list(groups.values()))
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + p9.geom_linerange(p9.aes(ymin="low", ymax="high"), color=colour("lead"), size=1.2)
        + p9.geom_point(color=colour("lead"), size=2.6)
        + p9.geom_text(p9.aes(y="high", label="short"), ha="left", format_string="  {}", size=8.5, color=colour("ink"))
        + p9.facet_wrap("group")
        + p9.scale_y_continuous(limits=(0, None), expand=(0, 0, 0.16, 0),
                                labels=lambda breaks: [f"{b:.0%}" for b in breaks])
        + p9.coord_flip()
        + labels(finding, "title_prevalence", table, "Children known to social care with each difficulty on record "
                 f"before, with {finding.says('level')} intervals")
        + p9.labs(x="", y="")
        + figure_theme()
        + p9.theme(panel_grid_major_y=p9.element_blank(), panel_spacing=0.04)
    )


def odds(finding: Finding) -> p9.ggplot:
    """Odds ratios with age and sex held, on a ratio scale, with intervals."""
    if (table := finding.tables.get("rq14_odds")) is None:
        return refused(finding, "rq14_odds")
    data = points(table, "adjusted", "label")
    if data.empty:
        return message(_TOO_FEW)
    return _lines(_placed(data, data["label"].tolist()[::-1]), 1) + (
        p9.scale_y_log10(labels=lambda breaks: [f"{b:g}" for b in breaks], expand=(0.06, 0, 0.4, 0))
    ) + labels(finding, "title_odds", table, "Odds of having gone missing where each is recorded, over the odds where "
               f"it is not; age and sex held, with {finding.says('level')} intervals") + p9.labs(
        x="", y="Odds ratio (1, the dashed line, is no link; each step multiplies)")


def accounted(finding: Finding) -> p9.ggplot:
    """Share of the differences in the number of episodes that each difficulty accounts for, with intervals."""
    if (table := finding.tables.get("rq14_rank")) is None:
        return refused(finding, "rq14_rank")
    data = points(table, "share", "label")
    if data.empty:
        return message(_TOO_FEW)
    return _lines(_placed(data, data["label"].tolist()[::-1]), 0) + (
        p9.scale_y_continuous(expand=(0.02, 0, 0.3, 0))
    ) + labels(finding, "title_rank", table, "Part of the differences between children in the number of missing "
               f"episodes, age and sex held, with {finding.says('level')} intervals") + p9.labs(
        x="", y="Share accounted for, per cent")


def _placed(data: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """Labels folded, and in this order from below."""
    return data.assign(label=pd.Categorical(data["label"].map(fold), [fold(label) for label in order]))


def _lines(data: pd.DataFrame, nothing: float) -> p9.ggplot:
    """Points with intervals, one line each, labelled at the right end; a dashed line where nothing is there."""
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + p9.geom_hline(yintercept=nothing, linetype="dashed", color=colour("muted"))
        + p9.geom_linerange(p9.aes(ymin="low", ymax="high"), color=colour("lead"), size=1.2)
        + p9.geom_point(color=colour("lead"), size=3)
        + p9.geom_text(p9.aes(y="high", label="text"), ha="left", format_string="  {}", size=8.5, color=colour("ink"))
        + p9.coord_flip()
        + figure_theme()
        + p9.theme(panel_grid_major_y=p9.element_blank())
    )
