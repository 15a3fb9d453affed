"""Figures of children and episodes: by year, by who recorded them, by placement, and step by step."""

from __future__ import annotations

import textwrap

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import fold, labels, message, multiplied, points, refused, sideways, spans
from missing_audit.finding import Finding
from missing_audit.theme import colour, figure_theme
from missing_audit.words import cell

__all__ = ["placement_fit", "placements", "recorders", "steps", "years"]


def years(finding: Finding) -> p9.ggplot:
    """Children and episodes per 1,000, by year, each with its interval."""
    if (table := finding.tables.get("rq01_years")) is None:
        return refused(finding, "rq01_years")
    per = table.field("children_rate").label.lower()
    data = pd.concat([points(table, "children_rate", "year").assign(panel=f"Children, {per}"),
                      points(table, "episodes_rate", "year").assign(panel=f"Episodes, {per}")])
    if data.empty:
        return message("Every rate rests on too few children to be shown with an interval.")
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + spans(3.2)
        + p9.geom_text(p9.aes(label="short"), nudge_x=0.09, ha="left", size=9, color=colour("ink"))
        + p9.facet_wrap("panel", scales="free_y")
        + p9.scale_y_continuous(limits=(0, None), expand=(0, 0, 0.12, 0))
        + p9.scale_x_discrete(expand=(0, 0.4, 0, 0.55))
        + labels(finding, "title_years", table,
                  f"Children recorded as missing and their episodes, by year, with {finding.says('level')} intervals")
        + p9.labs(x="", y="")
        + figure_theme()
        + p9.theme(panel_grid_major_x=p9.element_blank(), panel_spacing=0.04)
    )


def recorders(finding: Finding) -> p9.ggplot:
    """Children and episodes over the whole period, by which source recorded them."""
    table = finding.tables.get("rq01_sources")
    if table is None:
        return refused(finding, "rq01_sources")
    whole = table.rows["year"].iloc[-1]
    lines = []
    for by in table.rows.loc[table.rows["year"] == whole, "by"]:
        for field in table.fields[2:]:
            value, mark = table.value(field.name, year=whole, by=by)
            text = "withheld" if mark else cell(table, field.name, year=whole, by=by)
            lines.append({"panel": field.label, "label": by, "value": value or 0, "text": text})
    data = pd.DataFrame(lines)
    data = data[(data["label"] != "All") | (data["label"] == "All").all()]
    return (
        _bars(data, colour("lead"))
        + p9.facet_wrap("panel", scales="free_x")
        + labels(finding, "title_sources", table,
                  f"Children and missing episodes by who recorded them, {whole.lower()}")
    )


def placements(finding: Finding) -> p9.ggplot:
    """Episodes per 100 child-years by placement, on a ratio scale, with intervals."""
    if (table := finding.tables.get("rq03_split")) is None:
        return refused(finding, "rq03_split")
    data = points(table, "rate", "placement")
    data = data[(data["value"] > 0)]
    if data.empty:
        return message("Every rate by placement rests on too few children to be shown.")
    order = data.sort_values("value")["label"].tolist()
    data["label"] = pd.Categorical(data["label"].map(fold), [fold(label) for label in order])
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + sideways()
        + multiplied(0.34)
        + labels(finding, "title_rates", table,
                  f"By placement when the episode began, with {finding.says('level')} intervals, on a ratio scale")
        + p9.labs(y="Episodes per 100 child-years (each step to the right multiplies)")
    )


def placement_fit(finding: Finding) -> p9.ggplot:
    """Recorded episodes over those that the model expects, by placement and age, with intervals."""
    if (table := finding.tables.get("rq03_fit")) is None:
        return refused(finding, "rq03_fit")
    order = list(dict.fromkeys(table.rows["placement"]))
    data = pd.concat([points(table, "ratio", "band", placement=name).assign(panel=name) for name in order])
    if data.empty:
        return message("Every number by placement and age rests on too few children to be shown.")
    heads = {name: textwrap.fill(name, 20) for name in order}
    data["panel"] = pd.Categorical(data["panel"].map(heads), list(heads.values()))
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + p9.geom_hline(yintercept=1, color=colour("muted"), linetype="dashed")
        + spans()
        + p9.geom_text(p9.aes(label="short"), nudge_x=0.12, ha="left", size=9, color=colour("ink"))
        + p9.facet_wrap("panel")
        + p9.scale_y_log10(labels=lambda breaks: [f"{b:g}" for b in breaks])
        + p9.scale_x_discrete(expand=(0, 0.4, 0, 0.65))
        + labels(finding, "title_fit", table,
                 f"Recorded episodes as a multiple of those expected, by age, with {finding.says('level')} intervals; "
                 "dashed: as expected")
        + p9.labs(x="Age", y="Recorded over expected")
        + figure_theme()
        + p9.theme(panel_grid_major_x=p9.element_blank(), panel_spacing=0.03)
    )


def steps(finding: Finding) -> p9.ggplot:
    """Episodes and children left at each step of taking out what is not a child missing."""
    if (table := finding.tables.get("rq12_linked")) is None:
        return refused(finding, "rq12_linked")
    whole = table.rows["year"].iloc[-1]
    lines = []
    for figure in ("Children", "Episodes"):
        for field in table.fields[3:]:
            value, mark = table.value(field.name, figure=figure, year=whole)
            text = "withheld" if mark else cell(table, field.name, figure=figure, year=whole)
            lines.append({"panel": figure, "label": field.label, "value": value or 0, "text": text})
    return (
        _bars(pd.DataFrame(lines), colour("lead"))
        + p9.facet_wrap("panel", scales="free_x")
        + labels(finding, "title_linked", table, f"Records left after each step, {whole.lower()}")
    )


def _bars(data: pd.DataFrame, fill: str) -> p9.ggplot:
    """Horizontal bars in the order given, the first on top, each with its value."""
    order = [fold(label) for label in dict.fromkeys(data["label"])]
    data = data.assign(label=pd.Categorical(data["label"].map(fold), order[::-1]),
                       panel=pd.Categorical(data["panel"], list(dict.fromkeys(data["panel"]))))
    return (
        p9.ggplot(data, p9.aes("label", "value"))
        + p9.geom_col(fill=fill, width=0.62)
        + p9.geom_text(p9.aes(label="text"), ha="left", nudge_y=0, size=9, color=colour("ink"), format_string=" {}")
        + p9.scale_y_continuous(expand=(0, 0, 0.28, 0))
        + p9.coord_flip()
        + p9.labs(x="", y="")
        + figure_theme()
        + p9.theme(panel_grid_major=p9.element_blank(), axis_text_x=p9.element_blank(), panel_spacing=0.04)
    )
