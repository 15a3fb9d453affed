"""Sheets of workbooks, read as they are shown."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl import Workbook
from openpyxl.utils.exceptions import InvalidFileException

from missing_audit.errors import SourceError
from missing_audit.readers.blocks import Block, blocks

__all__ = ["WORKBOOKS", "sheet_blocks", "sheet_names"]

WORKBOOKS = frozenset({".xlsx", ".xlsm"})


def sheet_names(path: Path) -> list[str]:
    """Sheets of a workbook that can hold rows, in order.

    Raises
    ------
    SourceError
        If it cannot be opened.
    """
    with _understood(path), _opened(path, values=True) as book:
        return [page.title for page in book.worksheets]


def sheet_blocks(path: Path, sheet: str | None) -> Iterator[Block]:
    """Rows of a sheet, the first where none is named; a row's line is its row in the sheet.

    Raises
    ------
    SourceError
        If the workbook cannot be opened, has no such sheet, or has a formula that was saved without its value.
    """
    return blocks(_rows(path, sheet))


def _rows(path: Path, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
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
    return str(cell)
