"""What the extracts say of the county: its name, its districts, and the years that the records cover."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from missing_audit.intake.recognition import Fit
from missing_audit.intake.sheets import shown
from missing_audit.readers.files import fold
from missing_audit.readers.values import parse
from missing_audit.schema import Column

__all__ = ["NOWHERE", "Guessed", "county_name", "districts", "folder_name", "period"]

NOWHERE = "Not known"
"""The one district of a county whose extracts name none."""
_GENERAL = {"extracts", "extract", "data", "files", "csv", "raw", "input", "inputs"}
"""Names of folders that say nothing of whose they are."""
_UNKNOWN = re.compile(r"^(not known|not recorded|unknown|none|null|n/?a|nan|other|-|out of (area|county)|outside.*)$",
                      re.IGNORECASE)
_RARE = 0.01
_MANY = 0.33


@dataclass(frozen=True)
class Guessed:
    """A value for `audit.toml`, and the comment that says where it is from."""

    value: object
    why: str


def folder_name(folder: Path) -> str:
    """The name that says whose extracts they are: the folder's, or of the first above it that is not a general word.

    Examples
    --------
    >>> folder_name(Path("/home/larkshire/extracts"))
    'larkshire'
    """
    names = [part for part in reversed(folder.parts) if fold(part) and fold(part) not in _GENERAL]
    return names[0] if names else "county"


def county_name(folder: Path) -> Guessed:
    """A name for the county, without signs or years.

    Examples
    --------
    >>> county_name(Path("/data/private/north_larkshire-2016")).value
    'North Larkshire'
    """
    words = re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)?", folder_name(folder))
    name = " ".join(word[0].upper() + word[1:] for word in words if not word.isdigit())
    return Guessed(name or "Our county", f"guessed from the folder's name, {shown(folder_name(folder))}")


def districts(used: Mapping[str, Fit]) -> Guessed:
    """The county's districts: from its tile map, neighbours or populations, else from the extracts.

    Parameters
    ----------
    used
        Files to be used, by the name of their shape.

    Returns
    -------
    Guessed
        A list of names; one that says that none is known where no file has any.
    """
    for name in ("tile_map", "adjacency", "populations"):
        if name in used:
            values = [value for value in used[name].column("district").unique() if not _UNKNOWN.match(value)]
            if any(values):
                return Guessed([value for value in values if value],
                               f"recognised: the districts of {used[name].sheet.name}")
    found: dict[str, str] = {}
    seen: set[str] = set()
    where = []
    for fit in used.values():
        given = fit.column("district") if fit.shape.kind == "source" and "district" in fit.exact else None
        if given is None:
            continue
        counts = given[(given != "") & ~given.str.match(_UNKNOWN)].value_counts()
        often = counts[counts >= max(2, _RARE * counts.sum())]
        seen |= set(map(fold, counts.index))
        where.append(fit.sheet.name)
        for value in often.index:
            found.setdefault(fold(value), value)
    found.pop("", None)
    rare = len(seen - set(found) - {""})
    if not found:
        return Guessed([NOWHERE], "to fill in: no extract has a column of districts; this stands for all until then")
    left_out = f"; {rare} rarer values were taken for errors or places outside the county" if rare else ""
    return Guessed(sorted(found.values()), f"guessed from the values in {' and '.join(where)}{left_out}")


def period(used: Mapping[str, Fit], *, today: datetime.date) -> Guessed:
    """Whole years, April to March as in the looked-after return, that the records of going missing cover.

    A year counts for a source if it has at least a third as many rows as the source's fullest year, which leaves out
    years of which the extract holds only the edge, and years that are typing errors. Where sources differ, the years
    that all have are taken, for the report sets one against another.

    Parameters
    ----------
    used
        Files to be used, by the name of their shape.
    today
        The last day that a record can be of.

    Returns
    -------
    Guessed
        First and last day.
    """
    years = {fit.sheet.name: found for fit, starts in _incidents(used) if (found := _full(starts, today))}
    if years:
        common = set.intersection(*years.values()) or set.union(*years.values())
        seen = "; ".join(f"{_days(starts)} in {fit.sheet.name}" for fit, starts in _incidents(used)
                         if fit.sheet.name in years)
        return Guessed(_span(min(common), max(common)), f"guessed: records of going missing begin {seen}")
    others = [(fit, starts) for fit, starts in _starts(used) if _full(starts, today)]
    if others:
        fit, starts = others[0]
        last = max(_full(starts, today))
        return Guessed(_span(last, last), f"guessed: the last year that {fit.sheet.name} covers; no extract says when "
                                          "children were missing")
    last = _year(pd.Timestamp(today)) - 1
    return Guessed(_span(last, last), "to fill in: no extract has a date to guess from; this is the last whole year")


def _incidents(used: Mapping[str, Fit]) -> Iterator[tuple[Fit, pd.Series]]:
    """Sources whose rows say that a child was missing, with the dates on which that began."""
    for fit, starts in _starts(used):
        kind = next((column for column in fit.shape.columns if column.name == "kind"), None)
        if kind is not None and "missing" in kind.canonical().values():
            yield fit, starts


def _starts(used: Mapping[str, Fit]) -> Iterator[tuple[Fit, pd.Series]]:
    for fit in used.values():
        column = next((item for item in fit.shape.columns if item.name == "start" and item.kind in {"date", "moment"}),
                      None)
        given = fit.column("start") if column is not None and fit.shape.kind == "source" else None
        if given is not None:
            yield fit, _read(given, column)


def _read(given: pd.Series, column: Column) -> pd.Series:
    values, _ = parse(given, column)
    return values.dropna()


def _full(starts: pd.Series, today: datetime.date) -> set[int]:
    """Years, by the calendar year of their April, of which there are enough rows."""
    past = starts[starts <= pd.Timestamp(today)]
    counts = past.map(_year).value_counts()
    return set(counts.index[counts >= max(1, _MANY * counts.max())]) if len(counts) else set()


def _year(day: pd.Timestamp) -> int:
    return day.year - (day.month < 4)


def _span(first: int, last: int) -> tuple[datetime.date, datetime.date]:
    return datetime.date(first, 4, 1), datetime.date(last + 1, 3, 31)


def _days(starts: pd.Series) -> str:
    low, high = starts.quantile([0.005, 0.995], interpolation="nearest")
    return f"{low:%d/%m/%Y} to {high:%d/%m/%Y}"
