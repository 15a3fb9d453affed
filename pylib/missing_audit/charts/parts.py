"""What all figures share: cells that may be drawn, titles and source, and the figure that says why there is none."""

from __future__ import annotations

import textwrap
from typing import Protocol

import pandas as pd
import plotnine as p9

from missing_audit.finding import Finding
from missing_audit.safe_table import SafeTable, require_safe
from missing_audit.theme import colour, figure_theme
from missing_audit.words import cell, interval

__all__ = ["fold", "labels", "message", "points", "refused"]

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
