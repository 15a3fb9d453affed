"""Figures of going missing again: how soon, how unevenly, and what was known before."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import labels, message, multiplied, per_cent, points, refused, sideways, spans
from missing_audit.finding import Finding
from missing_audit.theme import colour, figure_theme

__all__ = ["again", "before", "concentration"]


def again(finding: Finding) -> p9.ggplot:
    """Share of children missing again by each day after the first return, with intervals."""
    if (table := finding.tables.get("rq02_again")) is None:
        return refused(finding, "rq02_again")
    data = points(table, "share", "label")
    if data.empty:
        return message("Every share rests on too few children to be shown with an interval.")
    data = data.assign(label=pd.Categorical(data["label"], data["label"].tolist()))
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + spans(3.2)
        + p9.geom_text(p9.aes(y="high", label="short"), nudge_y=0.05, size=9, color=colour("ink"))
        + p9.scale_y_continuous(limits=(0, 1), labels=per_cent)
        + labels(finding, "title_again", table,
                  f"Share of children missing again, by time since the return from the first episode, with "
                  f"{finding.says('level')} intervals; the steps of time are not of one length")
        + p9.labs(x="", y="")
        + figure_theme()
        + p9.theme(panel_grid_major_x=p9.element_blank())
    )


def concentration(finding: Finding) -> p9.ggplot:
    """Share of episodes against share of children, the most frequent first."""
    if (table := finding.tables.get("rq02_top")) is None:
        return refused(finding, "rq02_top")
    data = points(table, "share", "label")
    if data.empty:
        return message("Every share rests on too few children to be shown.")
    data = data.assign(of=[float(label.rstrip("%")) / 100 for label in data["label"]])
    curve = pd.concat([pd.DataFrame({"of": [0.0], "value": [0.0]}), data], ignore_index=True)
    return (
        p9.ggplot(curve, p9.aes("of", "value"))
        + p9.geom_segment(x=0, y=0, xend=1, yend=1, color=colour("muted"), linetype="dashed")
        + p9.geom_line(color=colour("lead"), size=1.2)
        + p9.geom_point(data=data, color=colour("lead"), size=2.6)
        + p9.geom_text(p9.aes(label="short"), data=data.head(4), nudge_x=0.06, nudge_y=-0.05, size=9,
                       color=colour("ink"))
        + p9.annotate("text", x=0.8, y=0.58, label="if all had equally many", size=9, color=colour("muted"))
        + p9.scale_x_continuous(limits=(0, 1), labels=per_cent)
        + p9.scale_y_continuous(limits=(0, 1), labels=per_cent)
        + labels(finding, "title_top", table, "Share of episodes against share of children, those with the most "
                  "episodes first")
        + p9.labs(x="Share of children", y="Share of episodes")
        + figure_theme()
    )


def before(finding: Finding) -> p9.ggplot:
    """Ratios of rates of going again, by what was known before the first episode, on a ratio scale."""
    if (table := finding.tables.get("rq02_model")) is None:
        return refused(finding, "rq02_model")
    data = points(table, "ratio", "label")
    if data.empty:
        return message("Every ratio rests on too few children to be shown.")
    data = data.assign(label=pd.Categorical(data["label"], data.sort_values("value")["label"].tolist()))
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + sideways("short", nothing=1)
        + multiplied(0.12)
        + labels(finding, "title_before", table,
                  f"Ratio of rates of going missing again, by what was known before the first episode, with "
                  f"{finding.says('level')} intervals, on a ratio scale")
        + p9.labs(y="Ratio (1: no difference)")
    )
