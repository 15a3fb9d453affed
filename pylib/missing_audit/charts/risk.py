"""Figures of the assessment of risk: what followed each grade, how well it tells, and what acting on it gains."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import TOO_FEW, fold, labels, message, per_cent, points, refused, sideways, spans
from missing_audit.finding import Finding
from missing_audit.safe_table import SafeTable
from missing_audit.theme import colour, figure_theme

__all__ = ["areas", "bands", "benefit", "grades"]

_LEAST = -12.0
"""Net benefit below which a line is not drawn."""


def grades(finding: Finding) -> p9.ggplot:
    """Share of episodes with each outcome, by police grade."""
    if (table := finding.tables.get("rq10_grades")) is None:
        return refused(finding, "rq10_grades")
    parts = [points(table, "observed", "grade", outcome=name).assign(panel=fold(name))
             for name in dict.fromkeys(table.rows["outcome"])]
    data = pd.concat(parts)
    if data.empty:
        return message(TOO_FEW)
    data["label"] = pd.Categorical(data["label"], list(dict.fromkeys(table.rows["grade"])))
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + spans(3.2)
        + p9.geom_text(p9.aes(label="short"), nudge_x=0.12, ha="left", size=9, color=colour("ink"))
        + p9.facet_wrap("panel")
        + p9.scale_y_continuous(limits=(0, None), labels=per_cent, expand=(0, 0, 0.1, 0))
        + labels(finding, "title_grades", table, "Share of graded episodes with each outcome, by police risk grade, "
                 f"with {finding.says('level')} intervals")
        + p9.labs(x="Police risk grade", y="")
        + figure_theme()
        + p9.theme(panel_grid_major_x=p9.element_blank(), panel_spacing=0.04)
    )


def areas(finding: Finding) -> p9.ggplot:
    """How well each grade or score tells each outcome apart, against chance."""
    if (table := finding.tables.get("rq10_areas")) is None:
        return refused(finding, "rq10_areas")
    parts = [points(table, "area", "label", outcome=name).assign(panel=fold(name))
             for name in dict.fromkeys(table.rows["outcome"])]
    data = pd.concat(parts)
    if data.empty:
        return message(TOO_FEW)
    order = [fold(label) for label in dict.fromkeys(table.rows["label"])]
    data["label"] = pd.Categorical(data["label"].map(fold), order[::-1])
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + sideways("short", nothing=0.5)
        + p9.facet_wrap("panel")
        + p9.scale_y_continuous(labels=per_cent, expand=(0.08, 0, 0.18, 0))
        + labels(finding, "title_areas", table, "How often the episode with the outcome has the higher grade or score, "
                 f"with {finding.says('level')} intervals; dashed: no better than chance")
        + p9.labs(y="Told apart")
        + p9.theme(panel_spacing=0.04)
    )


def bands(finding: Finding) -> p9.ggplot:
    """What the score foretold against what came about."""
    if (table := finding.tables.get("rq10_bands")) is None:
        return refused(finding, "rq10_bands")
    data = pd.concat([_foretold(table, name) for name in dict.fromkeys(table.rows["outcome"])])
    if data.empty:
        return message(TOO_FEW)
    return (
        p9.ggplot(data, p9.aes("foretold", "value"))
        + p9.geom_abline(slope=1, intercept=0, color=colour("muted"), linetype="dashed")
        + spans()
        + p9.facet_wrap("panel")
        + p9.scale_x_continuous(labels=per_cent)
        + p9.scale_y_continuous(labels=per_cent)
        + labels(finding, "title_bands", table, "Five bands of the points score, for children whom it had not seen, "
                 f"with {finding.says('level')} intervals; dashed: as foretold")
        + p9.labs(x="Foretold", y="Came about")
        + figure_theme()
        + p9.theme(panel_spacing=0.05)
    )


def _foretold(table: SafeTable, name: str) -> pd.DataFrame:
    data = points(table, "observed", "band", outcome=name)
    return data.assign(panel=fold(name), foretold=table.rows.loc[data.index, "predicted"].astype(float))


def benefit(finding: Finding) -> p9.ggplot:
    """Net benefit of each rule, by the chance from which action is wanted."""
    if (table := finding.tables.get("rq10_benefit")) is None:
        return refused(finding, "rq10_benefit")
    rules = [field for field in table.fields if field.spanner.startswith("Net benefit")]
    lines = [{"panel": fold(row["outcome"]), "at": float(str(row["threshold"]).rstrip("%")), "rule": field.label,
              "value": float(row[field.name])}
             for index, row in table.rows.iterrows() for field in rules if table.marks.at[index, field.name] == ""]
    # Far below 0 nobody would act: the lines end where it no longer matters how bad they are.
    data = pd.DataFrame([line for line in lines if line["value"] > _LEAST])
    if data.empty:
        return message("Every number rests on too few children to be shown.")
    data["rule"] = pd.Categorical(data["rule"], [field.label for field in rules])
    return (
        p9.ggplot(data, p9.aes("at", "value", color="rule", linetype="rule"))
        + p9.geom_hline(yintercept=0, color=colour("muted"))
        + p9.geom_line(size=1)
        + p9.geom_point(size=1.8)
        + p9.facet_wrap("panel")
        + p9.scale_color_manual([colour("muted"), colour("accent"), colour("ink"), colour("lead")])
        + p9.scale_linetype_manual(["dotted", "dashed", "dashdot", "solid"])
        + p9.scale_x_continuous(labels=lambda breaks: [f"{b:.0f}%" for b in breaks])
        + labels(finding, "title_benefit", table, "Net benefit for every 100 episodes, by the chance of the outcome "
                 "from which action is wanted; 0: acting on none")
        + p9.labs(x="Action is wanted from this chance", y="Net benefit", color="", linetype="")
        + figure_theme()
        + p9.theme(legend_position="bottom", panel_spacing=0.05)
    )
