"""What all figures share: cells that may be drawn, titles and source, and the figure that says why there is none."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Protocol

import pandas as pd
import plotnine as p9

from missing_audit.finding import Finding
from missing_audit.safe_table import SafeTable, require_safe
from missing_audit.theme import colour, figure_theme
from missing_audit.words import cell, interval

__all__ = ["TOO_FEW", "fold", "in_panels", "labels", "message", "multiplied", "per_cent", "points", "refused",
           "share_points", "sideways", "spans"]

TOO_FEW = "Every number rests on too few children to be shown with an interval."
_WIDE = 92
"""Characters of a subtitle or source line that fit the width of a page."""


class Tells(Protocol):
    """What has sentences by name: a finding, or the book."""

    def says(self, *names: str) -> str:
        """Sentences by name."""


def points(table: SafeTable, column: str, label: str, **where: str) -> pd.DataFrame:
    """The cells of one column that may be shown, with limits and label; of the rows with these other labels."""
    field = require_safe(table).field(column)
    rows = table.rows.loc[table.where(**where)]
    rows = rows[(table.marks.loc[rows.index, column] == "") & (table.marks.loc[rows.index, field.low] == "")]
    return pd.DataFrame({
        "label": rows[label],
        "value": rows[column].astype(float), "low": rows[field.low].astype(float),
        "high": rows[field.high].astype(float),
        "short": [cell(table, column, **{label: each}, **where) for each in rows[label]],
        "text": [interval(table, column, **{label: each}, **where) for each in rows[label]],
    })


def labels(told: Tells, title: str, table: SafeTable, subtitle: str) -> p9.labs:
    """Story title, statistical subtitle and source line, folded to the width of a page."""
    return p9.labs(title=textwrap.fill(told.says(title), 68), subtitle=textwrap.fill(subtitle, _WIDE),
                   caption=textwrap.fill(f"Source: {table.source}.", _WIDE + 15))


def fold(label: str) -> str:
    """A category's name on as many lines as it needs."""
    return textwrap.fill(label, 30)


def refused(finding: Finding, part: str) -> p9.ggplot:
    """A figure that says why the data cannot fill it."""
    return message(finding.refusals[part])


def message(text: str) -> p9.ggplot:
    """A figure that says why there is none."""
    return (
        p9.ggplot(pd.DataFrame({"x": [0.0], "y": [0.0], "text": [textwrap.fill(text, 70)]}), p9.aes("x", "y"))
        + p9.geom_text(p9.aes(label="text"), size=11, color=colour("muted"), ha="center")
        + p9.labs(title="No figure can be drawn")
        + figure_theme()
        + p9.theme(axis_text=p9.element_blank(), axis_title=p9.element_blank(), panel_grid=p9.element_blank())
    )


def spans(size: float = 3) -> list[object]:
    """A point for each value, with its interval."""
    return [p9.geom_linerange(p9.aes(ymin="low", ymax="high"), color=colour("lead"), size=1.2),
            p9.geom_point(color=colour("lead"), size=size)]


def sideways(words: str = "text", *, nothing: float | None = None, size: float = 3) -> list[object]:
    """Points with intervals, one line each, with their words at the right end; a dashed line where nothing is there.

    With such a line, all words stand in one column right of everything, so that neither it nor the axis' own lines run
    through them.
    """
    line = [] if nothing is None else [p9.geom_hline(yintercept=nothing, color=colour("muted"), linetype="dashed")]
    plain = {} if nothing is None else {"panel_grid_major_x": p9.element_blank()}
    end = "high" if nothing is None else f"0 * high + max(high.max(), {nothing})"
    return [
        *line, *spans(size),
        p9.geom_text(p9.aes(y=end, label=words), ha="left", format_string="  {}", size=8.5, color=colour("ink")),
        p9.coord_flip(), p9.labs(x="", y=""), figure_theme(), p9.theme(panel_grid_major_y=p9.element_blank(), **plain),
    ]


def multiplied(room: float) -> p9.scale_y_log10:
    """A ratio scale, with room at its right end, as a part of the axis, for words."""
    return p9.scale_y_log10(labels=lambda breaks: [f"{b:,g}" for b in breaks], expand=(0.06, 0, room, 0))


def per_cent(breaks: Sequence[float]) -> list[str]:
    """Shares as whole percentages, for an axis."""
    return [f"{b:.0%}" for b in breaks]


def in_panels(data: pd.DataFrame) -> pd.DataFrame:
    """Panels and lines in the order of the table; the same words in two panels are two lines."""
    line = data["panel"] + "|" + data["label"]
    return data.assign(line=pd.Categorical(line, line.tolist()[::-1]),
                       panel=pd.Categorical(data["panel"], data["panel"].drop_duplicates().tolist()))


def share_points(data: pd.DataFrame) -> p9.ggplot:
    """Points with intervals in panels, one above the other."""
    return (
        p9.ggplot(data, p9.aes("line", "value"))
        + sideways("short", size=2.6)
        + p9.scale_x_discrete(labels=lambda breaks: [each.split("|", 1)[1] for each in breaks])
        + p9.scale_y_continuous(labels=per_cent, limits=(0, None), expand=(0.02, 0, 0.24, 0),
                                # No share is over the whole, and no mark of the axis says so.
                                **({"breaks": [0, 0.25, 0.5, 0.75, 1]} if data["high"].max() > 0.7 else {}))
        + p9.facet_grid("panel ~ .", scales="free_y", space="free_y")
        + p9.theme(panel_spacing=0.02, strip_text_y=p9.element_text(angle=0, size=8.5, ha="left"))
    )
