"""Figures of the county's boundary: who is placed across it, and who knows of their episodes."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import fold, in_panels, labels, message, points, refused, share_points
from missing_audit.finding import Finding
from missing_audit.theme import colour, figure_theme
from missing_audit.words import cell

__all__ = ["flows", "tracked"]

_PATHS = ((-0.75, 0.75, 3.0), (0.0, 2.0, 2.0), (-2.0, 0.0, 1.0))
"""From where to where each line of the table flows, and how high; the county is the box in the middle."""


def flows(finding: Finding) -> p9.ggplot:
    """Children placed in the county, out of it, and into it, as arrows against a box that stands for the county."""
    if (table := finding.tables.get("rq08_flows")) is None:
        return refused(finding, "rq08_flows")
    arrows = pd.DataFrame([{"x": start, "xend": end, "y": high, "middle": (start + end) / 2,
                            "text": f"{fold(label)}\n{cell(table, 'at_risk', lies=label)} children, "
                                    f"{cell(table, 'years', lies=label)} child-years"}
                           for label, (start, end, high) in zip(table.rows["lies"], _PATHS, strict=True)])
    places = pd.DataFrame({"x": [-2.0, 0.0, 2.0], "y": 3.75,
                           "text": ["Other authorities", "The county", "Outside the county"]})
    box = pd.DataFrame({"xmin": [-1.0], "xmax": [1.0], "ymin": [0.3], "ymax": [3.55]})
    return (
        p9.ggplot(arrows)
        + p9.geom_rect(p9.aes(xmin="xmin", xmax="xmax", ymin="ymin", ymax="ymax"), data=box, fill=colour("panel"),
                       color=colour("line"))
        + p9.geom_segment(p9.aes(x="x", xend="xend", y="y", yend="y"), color=colour("lead"), size=1.4,
                          arrow=p9.arrow(length=0.12, type="closed"))
        + p9.geom_text(p9.aes("middle", "y", label="text"), nudge_y=-0.33, size=8, color=colour("ink"))
        + p9.geom_text(p9.aes("x", "y", label="text"), data=places, size=9.5, fontweight="bold", color=colour("ink"))
        + p9.coord_cartesian(xlim=(-2.7, 2.7), ylim=(0.3, 3.9))
        + labels(finding, "title_flows", table, "Looked-after children by whose they are and where they are placed, "
                 "and the time that they spent there, over the whole period")
        + p9.labs(x="", y="")
        + figure_theme()
        + p9.theme(axis_text=p9.element_blank(), panel_grid=p9.element_blank())
    )


def tracked(finding: Finding) -> p9.ggplot:
    """Share of missing episodes that each agency knows of, by where the child is placed."""
    if (table := finding.tables.get("rq08_tracked")) is None:
        return refused(finding, "rq08_tracked")
    groups = [field for field in table.fields if field.low]
    data = pd.concat([points(table, field.name, "label").assign(panel=fold(field.label)) for field in groups])
    if data.empty:
        return message("Too few children went missing across the boundary for this to be shown.")
    withheld = "; no point: withheld" if (table.marks[[field.name for field in groups]] == "c").any(axis=None) else ""
    return (
        share_points(in_panels(data))
        + labels(finding, "title_tracked", table, "Share of missing episodes of looked-after children, with "
                 f"{finding.says('level')} intervals{withheld}")
        + p9.theme(figure_size=(6.3, 4.6))
    )
