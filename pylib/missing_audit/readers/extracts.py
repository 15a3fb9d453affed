"""An extract as a canonical table: every value as given beside its parsed form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from missing_audit.config import Settings, Source
from missing_audit.errors import SourceError
from missing_audit.readers.files import Cells, fold, read_cells
from missing_audit.readers.values import parse
from missing_audit.schema import SOURCES, Table

__all__ = ["GIVEN", "Extract", "read"]

GIVEN = "_given"
"""Suffix of the column that holds a value as it stood in the file."""


@dataclass(frozen=True)
class Extract:
    """One source as read.

    Attributes
    ----------
    table
        The canonical table it was read into.
    file
        Path as `audit.toml` gives it.
    rows
        One row per row of the file: the table's columns, each with its ``_given`` twin, and ``line``.
    unreadable
        Rows whose value was given but could not be read, by column.
    ragged
        Lines with more cells than there are headings.
    absent
        Columns of the table that the file does not have.
    """

    table: Table
    file: str
    rows: pd.DataFrame
    unreadable: dict[str, pd.Index]
    ragged: list[int]
    absent: list[str]


def read(settings: Settings, name: str) -> Extract:
    """Read one source that `audit.toml` names.

    Parameters
    ----------
    settings
        The county's settings.
    name
        Key under ``[sources]``.

    Returns
    -------
    Extract

    Raises
    ------
    SourceError
        If the file cannot be read, or lacks a column without which it is of no use.
    """
    source, table = settings.sources[name], SOURCES[name]
    path = settings.path(source.path)
    headings = {column.name: source.columns.get(column.name, column.heading) for column in table.columns}
    try:
        cells = read_cells(path, headings.values(), sheet=source.sheet)
    except SourceError as fault:
        text = str(fault)
        raise SourceError(text if text.startswith(str(path)) else f"{path}: {text}") from fault
    return _canonical(table, source, path, cells, headings)


def _canonical(table: Table, source: Source, path: Path, cells: Cells, headings: dict[str, str]) -> Extract:
    by_fold = {fold(heading): heading for heading in cells.rows.columns if heading != "line"}
    place = {name: by_fold.get(fold(heading)) for name, heading in headings.items()}
    lacking = [column.name for column in table.columns
               if (column.required or column.name in source.columns) and place[column.name] is None]
    if lacking:
        raise SourceError(_lacking(table, path, {name: headings[name] for name in lacking}, list(by_fold.values())))
    columns: dict[str, pd.Series] = {}
    unreadable: dict[str, pd.Index] = {}
    for column in table.columns:
        heading = place[column.name]
        given = cells.rows[heading] if heading else pd.Series("", index=cells.rows.index, dtype="str")
        columns[column.name], bad = parse(given, column)
        columns[column.name + GIVEN] = given
        if bad.any():
            unreadable[column.name] = bad.index[bad]
    rows = pd.DataFrame(columns | {"line": cells.rows["line"]})
    absent = [name for name, heading in place.items() if heading is None]
    return Extract(table, source.path, rows, unreadable, cells.ragged, absent)


def _lacking(table: Table, path: Path, headings: dict[str, str], seen: list[str]) -> str:
    wanted = "; ".join(f"{heading!r} ({name})" for name, heading in headings.items())
    return (f"{path}: no column {wanted}. Its headings are: {', '.join(seen)}. If the column has another name "
            f"there, add it under [sources.{table.name}.columns] in audit.toml, such as "
            f"{next(iter(headings))} = \"heading in the file\".")
