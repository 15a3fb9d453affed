"""The county's school terms: which days are holidays."""

from __future__ import annotations

import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import SourceError
from missing_audit.readers.files import read_columns
from missing_audit.readers.values import parse
from missing_audit.schema import Column

__all__ = ["TERM_COLUMNS", "holidays", "school_terms"]

TERM_COLUMNS = ("start", "end", "name")
_LONGEST = 56
"""Days without school beyond which a term must be missing from the file: no holiday in England is as long."""


def school_terms(settings: Settings) -> pd.DataFrame | None:
    """Read the county's school terms.

    Parameters
    ----------
    settings
        The county's settings.

    Returns
    -------
    DataFrame or None
        One row per half-term, in order: `start` and `end` (its first and last day), `name`. Nothing where
        `audit.toml` names no file.

    Raises
    ------
    SourceError
        If a column is missing, a date cannot be read, half-terms overlap, or so much of the period lies in none that
        one must be missing.
    """
    if settings.reference.school_terms is None:
        return None
    path = settings.path(settings.reference.school_terms)
    rows = read_columns(path, TERM_COLUMNS)
    for name in ("start", "end"):
        values, _ = parse(rows[name], Column(name, "date", ""))
        if values.isna().any():
            first = rows[values.isna()].iloc[0]
            raise SourceError(f"{path}:{first['line']}: {name} = {first[name]!r}: must be a day, such as 2014-09-03.")
        rows[name] = values
    rows = rows.sort_values(["start", "end"], ignore_index=True)
    _ordered(rows, str(path))
    _complete(rows, settings, str(path))
    return rows[list(TERM_COLUMNS)]


def holidays(days: pd.DatetimeIndex, terms: pd.DataFrame) -> pd.Series:
    """Whether each day lies in no half-term; the weekends of a half-term belong to it.

    Examples
    --------
    >>> terms = pd.DataFrame({"start": [pd.Timestamp(2014, 9, 3)], "end": [pd.Timestamp(2014, 9, 5)]})
    >>> holidays(pd.date_range("2014-09-02", "2014-09-06"), terms).tolist()
    [True, False, False, False, True]
    """
    school = pd.Series(False, index=days)
    for start, end in zip(terms["start"], terms["end"], strict=True):
        school[(days >= start) & (days <= end)] = True
    return ~school


def _ordered(rows: pd.DataFrame, path: str) -> None:
    for row in rows[rows["end"] < rows["start"]].itertuples():
        raise SourceError(f"{path}:{row.line}: '{row.name}' ends on {row.end:%Y-%m-%d}, before its start on "
                          f"{row.start:%Y-%m-%d}.")
    for row in rows[rows["start"] <= rows["end"].shift()].itertuples():
        raise SourceError(f"{path}:{row.line}: '{row.name}' begins on {row.start:%Y-%m-%d}, when the half-term before "
                          "it has not ended.")


def _complete(rows: pd.DataFrame, settings: Settings, path: str) -> None:
    """No part of the period is so long without school that half-terms must be missing."""
    first, last = pd.Timestamp(settings.period.start), pd.Timestamp(settings.period.end)
    one = pd.Timedelta(days=1)
    inside = rows[(rows["end"] >= first) & (rows["start"] <= last)]
    ends = [first - one, *inside["end"]]
    for end, start in zip(ends, [*inside["start"], last + one], strict=True):
        if (start - end).days - 1 > _LONGEST:
            raise SourceError(f"{path}: no half-term from {end + one:%Y-%m-%d} to {start - one:%Y-%m-%d}. It needs "
                              f"every half-term of the period, {first:%Y-%m-%d} to {last:%Y-%m-%d}; without them leave "
                              "reference.school_terms out of audit.toml.")
