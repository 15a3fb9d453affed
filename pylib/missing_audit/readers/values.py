"""Text as given to typed values; what cannot be read is missing, and told apart from what was blank."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from missing_audit.schema import Column

__all__ = ["parse"]

_BLANK = {"", "null", "none", "n/a", "na", "nan", "-", "not recorded"}

_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%d %b %Y",
              "%d-%b-%Y", "%d-%b-%y", "%Y%m%d")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y")
_CLOCKS = (" %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M", "T%H:%M:%S", " %I:%M %p")
_TIMED = r"(?s)^(?P<day>.*?[^\s\p{Z}])(?P<clock>(?:[\s\p{Z}]+|T)\d{1,2}:.*)$"
"""A day with a time after it, told apart so that each is read once however many stand in a column."""
_SHAPES = {"%d": " ?9{1,2}", "%m": "9{1,2}", "%Y": "9{4}", "%y": "9{2}", "%B": "a", "%b": "a"}
"""What each part of a format can match, of a day whose digits are written 9 and whose words are written a."""
_NO_DAY = pd.Timestamp(1900, 1, 1)
"""The day that a time of day is read with where none is given."""
_MOSTLY = 0.4
_BETWEEN, _APART = ";", re.compile("[;,|]")
_EARLIEST, _LATEST = pd.Timestamp(1900, 1, 1), pd.Timestamp(2100, 1, 1)


def parse(given: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    """Read one column; what stands there several times is read once.

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
    said = given.mask(blank)
    match column.kind:
        case "date":
            values = _dates(said).dt.normalize()
        case "moment":
            values = _dates(said)
        case "integer":
            values = _once(said, _integers)
        case "code":
            values = _once(said, lambda text: text.str.lower().map(column.canonical()).astype("str"))
        case "codes":
            return _several(said, column.canonical())
        case _:
            values = said
    return values, values.isna() & ~blank


@dataclass(frozen=True)
class _Coded:
    """A column as its different texts, and the place of each row's among them."""

    distinct: pd.Series
    places: np.ndarray

    @classmethod
    def of(cls, text: pa.Array) -> _Coded:
        coded = pc.dictionary_encode(text, null_encoding="encode")
        return cls(pd.Series(coded.dictionary, dtype="str"), np.asarray(coded.indices))


def _arrow(given: pd.Series) -> pa.Array:
    text = pa.array(given.astype("str").array, type=pa.large_string())
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def _once(given: pd.Series, read: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Read each different text once."""
    coded = _Coded.of(_arrow(given))
    return pd.Series(read(coded.distinct).array.take(coded.places), index=given.index, name=given.name)


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
    text = _arrow(given)
    parts = pc.extract_regex(text, _TIMED)
    day = _Coded.of(pc.coalesce(pc.struct_field(parts, "day"), text))
    clock = _Coded.of(pc.fill_null(pc.struct_field(parts, "clock"), ""))
    times = _times(clock.distinct)[clock.places]

    def moments(formats: tuple[str, ...]) -> np.ndarray:
        return _by_formats(day.distinct, formats)[day.places] + times

    found, there = moments(_DAY_FIRST), given.notna().to_numpy()
    failed = there & np.isnat(found)
    if failed.any():
        month_first = moments(_MONTH_FIRST)
        numeric = day.distinct.str.contains(r"^\d{1,2}\D", na=False).to_numpy(bool)[day.places]
        only_day = ~np.isnat(found) & np.isnat(month_first) & numeric
        only_month = (failed & ~np.isnat(month_first)).sum()
        if only_month >= _MOSTLY * there.sum() and not only_day.any():
            found = np.where(np.isnat(month_first), found, month_first)
    return pd.Series(found, index=given.index, name=given.name)


def _by_formats(given: pd.Series, formats: tuple[str, ...]) -> np.ndarray:
    """Each day by the first format that makes a sensible date of it, of those that its shape allows."""
    out = pd.Series(pd.NaT, index=given.index, dtype="datetime64[s]")
    shapes = _arrow(given)
    for pattern, mark in ((r"\p{Nd}", "9"), (r"\p{L}+", "a"), (r"[\s\p{Z}]+", " ")):
        shapes = pc.replace_substring_regex(shapes, pattern, mark)
    known, shaped = pc.unique(shapes).drop_null().to_pylist(), pd.Series(shapes, dtype="str")
    for form in formats:
        todo = shaped.isin([shape for shape in known if _shape(form).fullmatch(shape)]) & out.isna()
        if todo.any():
            read = pd.to_datetime(given[todo], format=form, errors="coerce")
            sensible = read.where(read.between(_EARLIEST, _LATEST))
            out[todo] = sensible.astype("datetime64[s]")
    return out.to_numpy()


@cache
def _shape(form: str) -> re.Pattern[str]:
    """What a text of a format looks like once its digits are written 9 and its words a."""
    parts = re.split(r"(%\w)", form)
    return re.compile("".join(_SHAPES.get(part) or re.escape(part) for part in parts))


def _times(given: pd.Series) -> np.ndarray:
    """Time of day, to the second: midnight where there is none, missing where it cannot be read."""
    out = pd.Series(pd.NaT, index=given.index, dtype="timedelta64[s]").mask(given == "", pd.Timedelta(0))
    for form in _CLOCKS:
        todo = out.isna()
        if todo.any():
            read = pd.to_datetime(given[todo], format=form, errors="coerce")
            out[todo] = (read - _NO_DAY).astype("timedelta64[s]")
    return out.to_numpy()


def _integers(given: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(given, errors="coerce")
    whole = numbers.where(np.isfinite(numbers) & (numbers == numbers.round()) & (numbers >= 0))
    return whole.astype("Int64")
