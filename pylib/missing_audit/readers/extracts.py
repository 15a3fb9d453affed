"""An extract as a canonical table: typed values, and for each row its line and a number for its cells as given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from missing_audit.config import Extract as Given
from missing_audit.config import Settings
from missing_audit.errors import SourceError
from missing_audit.readers.files import Cells, fold, read_cells
from missing_audit.readers.values import parse
from missing_audit.sources import SOURCES, Source
from missing_audit.sources.rules import ROW

__all__ = ["Extract", "read"]


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
        One row per row of the file: the table's columns, ``line``, and ``row_hash``, which is equal for rows that are
        equal in every cell as given.
    unreadable
        Rows whose value was given but could not be read, by column.
    ragged
        Lines with more cells than there are headings.
    absent
        Columns of the table that the file does not have.
    """

    table: Source
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
    given, table = settings.sources[name], SOURCES[name]
    path = settings.path(given.path)
    headings = table.headings(given.layout, given.columns)
    try:
        cells = read_cells(path, headings.values(), sheet=given.sheet, others=False)
    except SourceError as fault:
        text = str(fault)
        raise SourceError(text if text.startswith(str(path)) else f"{path}: {text}") from fault
    return _canonical(table, given, path, cells, headings)


def _canonical(table: Source, given: Given, path: Path, cells: Cells, headings: dict[str, str]) -> Extract:
    by_fold = {fold(heading): heading for heading in cells.rows.columns if heading != "line"}
    place = {name: by_fold.get(fold(heading)) for name, heading in headings.items()}
    lacking = [column.name for column in table.columns
               if (column.required or column.name in given.columns) and place[column.name] is None]
    if lacking:
        raise SourceError(_lacking(table, path, {name: headings[name] for name in lacking}, cells.headings))
    columns: dict[str, pd.Series] = {}
    unreadable: dict[str, pd.Index] = {}
    for column in table.columns:
        heading = place[column.name]
        # Taken out, so that the text of a large file does not stay beside what is read from it.
        text = cells.rows.pop(heading) if heading else pd.Series("", index=cells.rows.index, dtype="str")
        columns[column.name], bad = parse(text, column)
        if bad.any():
            unreadable[column.name] = bad.index[bad]
    rows = pd.DataFrame(columns | {"line": cells.rows["line"], ROW: cells.hash})
    absent = [name for name, heading in place.items() if heading is None]
    return Extract(table, given.path, rows, unreadable, cells.ragged, absent)


def _lacking(table: Source, path: Path, headings: dict[str, str], seen: Sequence[str]) -> str:
    wanted = "; ".join(f"{heading!r} ({name})" for name, heading in headings.items())
    return (f"{path}: no column {wanted}. Its headings are: {', '.join(seen)}. If the column has another name "
            f"there, add it under [sources.{table.name}.columns] in audit.toml, such as "
            f"{next(iter(headings))} = \"heading in the file\".")
