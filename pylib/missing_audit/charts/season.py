"""Figures of peaks and troughs: over the year, the week and the day."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from missing_audit.charts.parts import TOO_FEW, labels, message, per_cent, points, refused, spans
from missing_audit.finding import Finding
from missing_audit.safe_table import SafeTable
from missing_audit.theme import colour, figure_theme

__all__ = ["hours", "months", "weekdays"]

_GAP = 0.03
"""Between an interval's end and the number above it, as a part of the axis."""


def months(finding: Finding) -> p9.ggplot:
    """Episodes per day by month, with the wave where there is one."""
    if (table := finding.tables.get("rq06_months")) is None:
        return refused(finding, "rq06_months")
    data = _in_order(table, "rate", lambda label: label[:3])
    if data.empty:
        return message(TOO_FEW)
    about = f"Missing episodes per day, by month, with {finding.says('level')} intervals"
    figure = _figure(data, _extremes(data))
    if "wave" in table.rows:
        figure += p9.geom_line(p9.aes("place", "wave"), _wave(table), color=colour("accent"), size=1, linetype="dashed")
        about += "; dashed: the fitted wave"
    return figure + labels(finding, "title_months", table, about) + p9.labs(x="", y="Episodes per day")


def weekdays(finding: Finding) -> p9.ggplot:
    """Episodes per day by day of the week."""
    if (table := finding.tables.get("rq06_weekdays")) is None:
        return refused(finding, "rq06_weekdays")
    data = _in_order(table, "rate", lambda label: label[:3])
    if data.empty:
        return message(TOO_FEW)
    return (_figure(data, data)
            + labels(finding, "title_weekdays", table,
                     f"Missing episodes per day, by day of the week, with {finding.says('level')} intervals")
            + p9.labs(x="", y="Episodes per day"))


def hours(finding: Finding) -> p9.ggplot:
    """Share of episodes by time of day."""
    if (table := finding.tables.get("rq06_hours")) is None:
        return refused(finding, "rq06_hours")
    data = _in_order(table, "share", lambda label: f"{int(label[:2])}\u2013{int(label[9:11])}")
    if data.empty:
        return message(TOO_FEW)
    return (_figure(data, data, per_cent)
            + labels(finding, "title_hours", table,
                     f"Missing episodes by time of day, where that is known, with {finding.says('level')} intervals")
            + p9.labs(x="Hour of the day", y="Share of episodes"))


def _in_order(table: SafeTable, column: str, short) -> pd.DataFrame:
    """The points that may be shown, at their places in the table's order, each with the axis' short name for it."""
    data = points(table, column, "label")
    return data.assign(place=data.index + 1, tick=data["label"].map(short))


def _extremes(data: pd.DataFrame) -> pd.DataFrame:
    """The lowest and the highest point: the two that are worth a label where there are many."""
    return data.loc[sorted({data["value"].idxmin(), data["value"].idxmax()})]


def _wave(table: SafeTable) -> pd.DataFrame:
    shown = table.rows[table.marks["wave"] == ""]
    return pd.DataFrame({"place": shown.index + 1, "wave": shown["wave"].astype(float)})


def _figure(data: pd.DataFrame, labelled: pd.DataFrame,
            written=lambda breaks: [f"{b:g}" for b in breaks]) -> p9.ggplot:
    """Points with intervals in the order of time, some with their value above."""
    return (
        p9.ggplot(data, p9.aes("place", "value"))
        + spans(2.4)
        + p9.geom_text(p9.aes(y="high", label="short"), labelled, va="bottom", size=10, color=colour("ink"),
                       nudge_y=_GAP * data["high"].max())
        + p9.scale_x_continuous(breaks=data["place"].tolist(), labels=data["tick"].tolist(), minor_breaks=[])
        + p9.scale_y_continuous(limits=(0, None), expand=(0, 0, 0.16, 0), labels=written)
        + figure_theme()
        + p9.theme(panel_grid_major_x=p9.element_blank(), axis_text_x=p9.element_text(size=10))
    )
