"""In words: who makes up the episodes of a place: the most frequent, those who go together, and where from."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.findings.companions import AREA, DISTRICT, HOUSEHOLD
from missing_audit.safe_table import SafeTable
from missing_audit.words import cell, interval, lower, plural

__all__ = ["say_company", "say_frequent", "say_mix"]


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


def say_frequent(table: SafeTable) -> str:
    """What is left of the differences between districts without the most frequent children."""
    names = [name for name in table.rows["district"] if table.value("left", district=name)[0] is not None
             and table.value("ratio", district=name)[0] is not None]
    if not names:
        return "What the most frequent children make of the differences is withheld."
    top = names[0]
    moved = [name for name in names
             if table.value("ratio_rank", district=name)[0] != table.value("left_rank", district=name)[0]]
    said = (f"In {top}, {cell(table, 'gone_children', district=top)} children, the most frequent tenth, account for "
            f"{cell(table, 'share', district=top)} of the episodes. Without the most frequent tenth of every "
            f"district's children, {top} has {cell(table, 'left', district=top)} times the episodes expected instead "
            f"of {cell(table, 'ratio', district=top)}")
    stays = table.value("ratio_rank", district=top)[0] == table.value("left_rank", district=top)[0]
    changed = "no other changes" if not moved else plural(len(moved), "district changes", "districts change")
    return f"{said}, and {'keeps' if stays else 'changes'} its rank; {changed} rank."


def say_mix(table: SafeTable) -> str:
    """How the episodes of the hot spot differ in make-up from those elsewhere."""
    hot, like, rest = (table.field(f"g{number}").label for number in range(3))
    apart = [label for label in table.rows["label"] if _apart(table, label)]
    if not apart:
        return (f"On everything listed the interval of the episodes of {hot} overlaps with that of all other "
                "districts; no test was made of it.")
    parts = [f"{lower(label)}, {interval(table, 'g0', label=label)} in {hot}, "
             f"{interval(table, 'g1', label=label)} in {like} and {interval(table, 'g2', label=label)} elsewhere"
             for label in apart]
    return (f"Episodes of {hot} differ in make-up from those of {lower(rest)} in this: "
            f"{'; '.join(parts)}.")


def _apart(table: SafeTable, label: str) -> bool:
    ends = [table.value(f"{group}_{end}", label=label)[0] for group in ("g0", "g2") for end in ("low", "high")]
    return all(end is not None for end in ends) and (ends[0] > ends[3] or ends[1] < ends[2])
