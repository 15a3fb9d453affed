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

_WIDE, _HIGH = 0.0105, 0.055
"""A letter's width and a name's height, as parts of the axes."""
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
    data = data.join(_named(data, limits))
    return (
        p9.ggplot(data, p9.aes("expected", "value"))
        + p9.geom_hline(yintercept=1, color=colour("muted"), size=0.5)
        + p9.geom_line(p9.aes(y="limit", group="line", linetype="kind"), _lines(limits), color=colour("accent"))
        + p9.geom_point(color=colour("lead"), size=2.8)
        + p9.geom_text(p9.aes(x="name_x", y="name_y", label="label"), size=8, color=colour("ink"))
        + p9.scale_linetype_manual(values={"chance": "dashed", "all": "solid"})
        + p9.scale_y_continuous(labels=lambda breaks: [f"{b:g}" for b in breaks])
        + p9.scale_x_continuous(expand=(0.1, 0))
        + labels(finding, "title_funnel", table, "Episodes over those expected, by district; limits at "
                 f"{finding.says('level')}: dashed, by chance alone; solid, districts' differing allowed for")
        + p9.labs(x="Episodes expected", y="Observed to expected")
        + figure_theme()
    )


def _named(data: pd.DataFrame, limits: SafeTable) -> pd.DataFrame:
    """Where each name stands: above its point, else below, to the right or to the left, wherever nothing else is."""
    across = float(limits.rows["expected"].astype(float).max() - limits.rows["expected"].astype(float).min())
    up = float(limits.rows["high_all"].astype(float).max())
    points = [(x / across, y / up) for x, y in zip(data["expected"], data["value"], strict=True)]
    taken, found = [(x, y, _WIDE / 2, _HIGH / 4) for x, y in points], []
    for number, ((x, y), name) in enumerate(zip(points, data["label"], strict=True)):
        half = _WIDE * len(name) / 2
        places = [(x, y + _HIGH), (x, y - _HIGH), (x + half + 2 * _WIDE, y), (x - half - 2 * _WIDE, y)]
        others = [box for place, box in enumerate(taken) if place != number]
        free = [at for at in places if not any(abs(at[0] - a) < half + w and abs(at[1] - b) < _HIGH / 2 + h
                                               for a, b, w, h in others)]
        at = (free or places)[0]
        taken.append((*at, half, _HIGH / 2))
        found.append((at[0] * across, at[1] * up))
    return pd.DataFrame(found, index=data.index, columns=["name_x", "name_y"])


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
