"""Cells as they stand in a file: CSV of any make that councils send, and XLSX."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
import pandas as pd
from openpyxl import Workbook
from openpyxl.utils.exceptions import InvalidFileException

from missing_audit.errors import SourceError

__all__ = ["WORKBOOKS", "Cells", "Lines", "as_cells", "fold", "read_cells", "read_lines", "sheet_names"]

WORKBOOKS = frozenset({".xlsx", ".xlsm"})
Lines = list[tuple[int, list[str]]]
"""Rows of a file as text, each with its line in the file."""


_HEADER_SEARCH = 20
"""Rows looked at for the headings: exports put a title, a date and a filter above them."""


@dataclass(frozen=True)
class Cells:
    """A file's rows as given.

    Attributes
    ----------
    rows
        One row per non-blank row under the headings; a column per heading as written, text with outer
        blanks taken off, and ``line``, the row's line in the file (its row in a sheet).
    ragged
        Lines whose cells go on after the last heading.
    """

    rows: pd.DataFrame
    ragged: list[int]

    @property
    def hash(self) -> pd.Series:
        """A number for all cells of each row: equal rows have equal numbers, on every machine."""
        return pd.util.hash_pandas_object(self.rows.drop(columns="line"), index=False)


def fold(heading: str) -> str:
    r"""Heading as it is compared: case, blanks, punctuation and byte-order marks do not count.

    Examples
    --------
    >>> fold("\ufeffDate of  Birth:") == fold("date_of_birth")
    True
    """
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def read_cells(path: Path, headings: Iterable[str], *, sheet: str | None = None) -> Cells:
    """Read one extract as text.

    Parameters
    ----------
    path
        A ``.csv``, ``.txt``, ``.tsv`` or ``.xlsx`` file.
    headings
        Headings to look for; the row that has most of them is the row of headings.
    sheet
        Sheet of a workbook; the first where not named.

    Returns
    -------
    Cells

    Raises
    ------
    SourceError
        If the file is not there, cannot be decoded or opened, or has none of the headings.
    """
    if not path.is_file():
        raise SourceError(f"{path}: no such file. Put it there, correct its path in audit.toml, or take it out of "
                          "audit.toml if the county does not have it.")
    return as_cells(path, read_lines(path, sheet), headings)


def read_lines(path: Path, sheet: str | None = None) -> Lines:
    """Every row of a file, blank ones and those above the headings among them.

    Raises
    ------
    SourceError
        If the file cannot be decoded or opened.
    """
    if path.suffix.lower() in WORKBOOKS:
        return list(_sheet_rows(path, sheet))
    return list(_csv_rows(path, _decode(path)))


def sheet_names(path: Path) -> list[str]:
    """Sheets of a workbook that can hold rows, in order.

    Raises
    ------
    SourceError
        If it cannot be opened.
    """
    with _understood(path), _opened(path, values=True) as book:
        return [page.title for page in book.worksheets]


def _decode(path: Path) -> str:
    content = path.read_bytes()
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    candidates = ["utf-16"] if wide else ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise SourceError(f"{path}: is not text. Save it as CSV (UTF-8) or as a workbook (.xlsx) and try again.")


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    sample = text[:65536]
    first = [line for line in sample.splitlines()[:_HEADER_SEARCH] if line.strip()]
    separator = max(",;\t|", key=lambda mark: max((line.count(mark) for line in first), default=0))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise SourceError(f"{path}:{line}: not readable as CSV: {fault}. Is a quotation mark left open?") from fault
        yield line, [cell.strip().strip("\ufeff\u00a0") for cell in cells]
        line = reader.line_num + 1


def _sheet_rows(path: Path, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    """Rows of a sheet; a formula that was saved without its value is a fault, and no blank."""
    with _understood(path), _opened(path, values=True) as shown, _opened(path, values=False) as written:
        if sheet is not None and sheet not in shown.sheetnames:
            raise SourceError(f"{path}: no sheet {sheet!r}; it has {', '.join(shown.sheetnames)}.")
        pages = [book[sheet] if sheet else book.worksheets[0] for book in (shown, written)]
        for page in pages:
            page.reset_dimensions()  # exporters often state them wrongly
        rows = zip(*(page.iter_rows(values_only=True) for page in pages), strict=False)
        for line, (values, sources) in enumerate(rows, start=1):
            lost = [source for value, source in zip(values, sources, strict=False)
                    if value is None and isinstance(source, str) and source.startswith("=")]
            if lost:
                raise SourceError(f"{path}:{line}: a formula has no value. Open the workbook, save it, and "
                                  "try again.")
            yield line, [_as_text(cell) for cell in values]


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Faults of a workbook as a message that says what to do."""
    try:
        yield
    except (InvalidFileException, zipfile.BadZipFile, ParseError, zlib.error, KeyError, ValueError, OSError) as fault:
        raise SourceError(f"{path}: cannot be opened as a workbook ({fault}). Save it again as .xlsx.") from fault


@contextmanager
def _opened(path: Path, *, values: bool) -> Iterator[Workbook]:
    with warnings.catch_warnings():  # about styles and other features that a reader of values does not need
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(path, read_only=True, data_only=values)
    try:
        yield book
    finally:
        book.close()


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def as_cells(path: Path, lines: Lines, headings: Iterable[str]) -> Cells:
    """Rows under the row that has most of the `headings`; arguments and faults as in `read_cells`."""
    wanted = {fold(heading) for heading in headings}
    filled = [(line, cells) for line, cells in lines if any(cells)]
    found = [len({fold(cell) for cell in cells} & wanted) for _, cells in filled[:_HEADER_SEARCH]]
    if not filled:
        raise SourceError(f"{path}: the file is empty.")
    if max(found) == 0:
        raise SourceError(f"{path}: none of the expected headings in its first {_HEADER_SEARCH} rows "
                          f"(the first has {len(filled[0][1])} cells). Is it the right extract? If its headings "
                          "differ, map them under [sources.….columns] in audit.toml.")
    at = found.index(max(found))
    headings = _named(filled[at][1])
    width = len(headings)
    body = filled[at + 1:]
    ragged = [line for line, cells in body if any(cells[width:])]
    rows = pd.DataFrame([(cells + [""] * width)[:width] for _, cells in body], columns=headings, dtype="str")
    rows["line"] = pd.Series([line for line, _ in body], dtype="int64")
    return Cells(rows, ragged)


def _named(cells: list[str]) -> list[str]:
    """Headings, made different from each other: a blank or repeated one gets its column's number."""
    seen: set[str] = set()
    names = []
    while cells and not cells[-1]:
        cells = cells[:-1]
    for number, cell in enumerate(cells, start=1):
        name = cell if cell and fold(cell) not in seen and fold(cell) != "line" else f"{cell} ({number})"
        seen.add(fold(name))
        names.append(name)
    return names
