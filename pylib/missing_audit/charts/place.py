"""Figures of places: districts within a funnel of limits, and on the county's tile map."""

from __future__ import annotations

import textwrap

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import labels, message, points, refused
from missing_audit.finding import Finding
from missing_audit.safe_table import SafeTable
from missing_audit.theme import colour, figure_theme
from missing_audit.words import cell

__all__ = ["funnel", "tiles"]

_BESIDE = 0.035
"""From a point to its name, as a part of the axis."""
_FEWER, _MORE = "#bcd3e6", "#f2c39b"
"""Fills light enough for dark print: fewer episodes than expected, and more."""


def funnel(finding: Finding) -> p9.ggplot:
    """Each district's ratio against what is expected there, with the limits of chance and of districts' differing."""
    limits, table = finding.tables.get("rq07_limits"), finding.tables.get("rq07_districts")
    if limits is None or table is None:
        return refused(finding, "rq07_limits" if "rq07_limits" in finding.refusals else "rq07_districts")
    data = points(table, "rate", "district")
    if data.empty or (limits.marks == "c").any(axis=None):
        return message("Every district's figure rests on too few children to be shown with an interval.")
    data["expected"] = table.rows.loc[data.index, "expected"].astype(float)
    data = data.sort_values(["expected", "value"], kind="stable").reset_index(drop=True)
    # Names stand above and below by turns, so that neighbours' do not run into each other.
    away = _BESIDE * limits.rows["high_all"].astype(float).max()
    data["beside"] = data["value"] + away * (1 - 2 * (data.index % 2))
    return (
        p9.ggplot(data, p9.aes("expected", "value"))
        + p9.geom_hline(yintercept=1, color=colour("muted"), size=0.5)
        + p9.geom_line(p9.aes(y="limit", group="line", linetype="kind"), _lines(limits), color=colour("accent"))
        + p9.geom_point(color=colour("lead"), size=2.8)
        + p9.geom_text(p9.aes(y="beside", label="label"), size=8, color=colour("ink"))
        + p9.scale_linetype_manual(values={"chance": "dashed", "all": "solid"})
        + p9.scale_y_continuous(labels=lambda breaks: [f"{b:g}" for b in breaks])
        + p9.scale_x_continuous(expand=(0.1, 0))
        + labels(finding, "title_funnel", table, "Episodes over those expected, by district; limits at "
                 f"{finding.says('level')}: dashed, by chance alone; solid, districts' differing allowed for")
        + p9.labs(x="Episodes expected", y="Observed to expected")
        + figure_theme()
    )


def _lines(limits: SafeTable) -> pd.DataFrame:
    """The four limits, a row for each point of each."""
    parts = []
    for kind in ("chance", "all"):
        for end in ("low", "high"):
            parts.append(pd.DataFrame({"expected": limits.rows["expected"].astype(float), "kind": kind,
                                       "limit": limits.rows[f"{end}_{kind}"].astype(float), "line": f"{end} {kind}"}))
    return pd.concat(parts, ignore_index=True)


def tiles(finding: Finding) -> p9.ggplot:
    """Districts where they stand on the tile map, each with its ratio printed."""
    if (table := finding.tables.get("rq07_tiles")) is None:
        return refused(finding, "rq07_tiles")
    rows = table.rows
    data = pd.DataFrame({
        "column": rows["column"].astype(float), "row": -rows["row"].astype(float),
        "fill": [_fill(value) for value in rows["ratio"]],
        "text": [f"{textwrap.fill(name, 12)}\n{_printed(table, name)}" for name in rows["district"]],
    })
    return (
        p9.ggplot(data, p9.aes("column", "row"))
        + p9.geom_tile(p9.aes(fill="fill"), color=colour("muted"), size=0.5, width=0.96, height=0.94)
        + p9.geom_text(p9.aes(label="text"), size=9, color=colour("ink"), lineheight=1.15)
        + p9.scale_fill_identity()
        + p9.scale_x_continuous(expand=(0.01, 0))
        + p9.scale_y_continuous(expand=(0.01, 0))
        + labels(finding, "title_tiles", table, "Episodes over those expected for the ages of the population; each "
                 "square is a district, roughly where it lies")
        + p9.labs(x="", y="")
        + figure_theme()
        + p9.theme(panel_grid_major=p9.element_blank(), axis_text=p9.element_blank())
    )


def _printed(table: SafeTable, name: str) -> str:
    return "withheld" if table.value("ratio", district=name)[1] else cell(table, "ratio", district=name)


def _fill(ratio: float | None) -> str:
    """A tenth and more above or below what is expected; the number says by how much."""
    if ratio is None or pd.isna(ratio) or 0.9 < ratio < 1.1:
        return colour("panel")
    return _MORE if ratio > 1 else _FEWER
