"""In words: children who go missing together, and the kind of place that they were missing from."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.findings.companions import AREA, DISTRICT, HOUSEHOLD
from missing_audit.safe_table import SafeTable
from missing_audit.words import cell, interval

__all__ = ["say_company"]


def say_company(tables: Mapping[str, SafeTable]) -> dict[str, str]:
    """Sentences on company and on places, as far as their tables are there."""
    said = {}
    if "rq07_company" in tables:
        said["rq07_company"] = f"{_siblings(tables['rq07_company'])} {_others(tables['rq07_company'])}"
    if "rq07_from" in tables:
        said["rq07_from"] = _places(tables["rq07_from"])
    return said


def _siblings(table: SafeTable) -> str:
    count, mark = table.value("episodes", label=HOUSEHOLD)
    if mark:
        return "How many police reports name another child of the household is withheld."
    if not count:
        return "No police report names another child of the household."
    return (f"Of the episodes that the police recorded, {interval(table, 'share', label=HOUSEHOLD)} are on a report "
            f"with another child of the same household, as a brother or sister would be: "
            f"{cell(table, 'episodes', label=HOUSEHOLD)} episodes of "
            f"{cell(table, 'episodes_children', label=HOUSEHOLD)} children.")


def _others(table: SafeTable) -> str:
    parts = [_line(table, AREA, "the same ward-like area, not of one household,"),
             _line(table, DISTRICT, "the same district, but not the same area,")]
    return " ".join(filter(None, parts)) or "How often others go missing at the same time is withheld."


def _line(table: SafeTable, label: str, whom: str) -> str:
    count, mark = table.value("episodes", label=label)
    low, high = (table.value(end, label=label)[0] for end in ("low", "high"))
    if mark or low is None:
        return ""
    verdict = ("more than chance would give" if count > high else
               "fewer than chance would give" if count < low else "about as many as chance would give")
    return (f"Within an hour of another child's from {whom} began {cell(table, 'episodes', label=label)} episodes, "
            f"{verdict}: {interval(table, 'chance', label=label)}.")


def _places(table: SafeTable) -> str:
    shown = [kind for kind in table.rows["kind"] if table.value("share", kind=kind)[0] is not None]
    if not shown:
        return "The kinds of place that children were missing from are withheld."
    return (f"By the police's reports, children were most often missing from '{shown[0].lower()}', in "
            f"{interval(table, 'share', kind=shown[0])} of the episodes that they recorded.")
