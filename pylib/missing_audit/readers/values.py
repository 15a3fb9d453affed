"""Text as given to typed values; what cannot be read is missing, and told apart from what was blank."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from missing_audit.schema import Column

__all__ = ["parse"]

_BLANK = {"", "null", "none", "n/a", "na", "nan", "-", "not recorded"}

_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%d %b %Y",
              "%d-%b-%Y", "%d-%b-%y", "%Y%m%d")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y")
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M", "T%H:%M:%S", " %I:%M %p")
_MOSTLY = 0.4
_BETWEEN, _APART = ";", re.compile("[;,|]")
_EARLIEST, _LATEST = pd.Timestamp(1900, 1, 1), pd.Timestamp(2100, 1, 1)


def parse(given: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    """Read one column.

    Parameters
    ----------
    given
        Text as it stands in the file.
    column
        What the column is; its kind and its allowed values decide how it is read.

    Returns
    -------
    tuple of Series
        The parsed values (missing where blank or unreadable), and whether each was given but unreadable. Of several
        codes in one cell, those that can be read are kept, joined by semicolons in the order of the code list; a cell
        with one that cannot be read counts as unreadable.

    Examples
    --------
    >>> column = Column("dob", "date", "Date of birth.")
    >>> values, unreadable = parse(pd.Series(["3/4/2001", "31/02/2001", ""]), column)
    >>> values.dt.month.tolist()[0], unreadable.tolist()
    (4.0, [False, True, False])
    """
    blank = given.str.lower().isin(_BLANK.difference(column.canonical()))
    match column.kind:
        case "date":
            values = _dates(given.mask(blank)).dt.normalize()
        case "moment":
            values = _dates(given.mask(blank))
        case "integer":
            values = _integers(given.mask(blank))
        case "code":
            values = given.str.lower().map(column.canonical()).astype("str").where(~blank)
        case "codes":
            return _several(given.mask(blank), column.canonical())
        case _:
            values = given.mask(blank)
    return values, values.isna() & ~blank


def _several(given: pd.Series, canonical: Mapping[str, str]) -> tuple[pd.Series, pd.Series]:
    """Several codes in a cell, and whether any of them is none of those allowed."""
    order = list(dict.fromkeys(canonical.values()))
    members = [[part for piece in _APART.split(cell.lower()) if (part := piece.strip())] if isinstance(cell, str)
               else [] for cell in given]
    known = [{canonical[member] for member in cell if member in canonical} for cell in members]
    values = pd.Series([_BETWEEN.join(sorted(cell, key=order.index)) or None for cell in known], index=given.index,
                       dtype="str")
    strange = [any(member not in canonical for member in cell) or not cell for cell in members]
    return values, given.notna() & pd.Series(strange, index=given.index, dtype=bool)


def _dates(given: pd.Series) -> pd.Series:
    """Dates, day first; a whole column is read month first only if that alone can make sense of it.

    Of dates written month first, three in five have a day above twelve; a few such are typing errors instead.
    """
    day_first = _by_formats(given, _DAY_FIRST)
    failed = given.notna() & day_first.isna()
    if not failed.any():
        return day_first
    month_first = _by_formats(given, _MONTH_FIRST)
    only_day = day_first.notna() & month_first.isna() & given.str.contains(r"^\d{1,2}\D", na=False)
    only_month = month_first[failed].notna().sum()
    if only_month >= _MOSTLY * given.notna().sum() and not only_day.any():
        return month_first.fillna(day_first)
    return day_first


def _by_formats(given: pd.Series, formats: tuple[str, ...]) -> pd.Series:
    out = pd.Series(pd.NaT, index=given.index, dtype="datetime64[s]")
    for clock in _CLOCKS:
        for form in formats:
            todo = out.isna() & given.notna()
            if not todo.any():
                return out
            read = pd.to_datetime(given[todo], format=form + clock, errors="coerce")
            sensible = read.where(read.between(_EARLIEST, _LATEST))
            out[todo] = sensible.astype("datetime64[s]")
    return out


def _integers(given: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(given, errors="coerce")
    whole = numbers.where(np.isfinite(numbers) & (numbers == numbers.round()) & (numbers >= 0))
    return whole.astype("Int64")
