"""Every table that lies in a folder of extracts: text and Parquet files, and each sheet of each workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from missing_audit.errors import AuditError, SourceError
from missing_audit.readers.blocks import Block
from missing_audit.readers.files import read_blocks
from missing_audit.readers.parquets import PARQUETS
from missing_audit.readers.texts import TEXTS
from missing_audit.readers.workbooks import WORKBOOKS, sheet_names

__all__ = ["Sheet", "Unplaced", "sheets", "shown"]

_OTHER_TABLES = {".xls", ".xlsb", ".ods", ".numbers", ".mdb", ".accdb", ".sav", ".json", ".xml", ".zip", ".7z"}
_MOST_FILES = 500
_ENOUGH = 1000


@dataclass(frozen=True)
class Sheet:
    """A text file, a Parquet file, or one sheet of a workbook.

    Attributes
    ----------
    path
        The file.
    name
        As it is printed: the path within the folder, with the sheet where a workbook has several.
    sheet
        Name of the sheet; nothing in a file without sheets, or for a workbook's only sheet.
    default
        Whether it is what a reader takes where no sheet is named.
    blocks
        Its rows that are not blank.
    """

    path: Path
    name: str
    sheet: str | None
    default: bool
    blocks: list[Block]

    @property
    def rows(self) -> int:
        """Rows that are not blank."""
        return sum(map(len, self.blocks))

    @property
    def first(self) -> list[Block]:
        """As many of the blocks as it takes to say what it is: enough for the headings and some hundred rows."""
        before = accumulate(map(len, self.blocks), initial=0)
        return [block for block, rows in zip(self.blocks, before, strict=False) if rows < _ENOUGH]


@dataclass(frozen=True)
class Unplaced:
    """What was not put into `audit.toml`, and why."""

    name: str
    why: str


def shown(name: str) -> str:
    r"""A file's name as it can be printed and written into a comment, whatever characters it has.

    Examples
    --------
    >>> shown("Börn\n2016.csv")
    'Börn\\n2016.csv'
    """
    return "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in name)


def sheets(folder: Path, *, report: Callable[[str], None]) -> tuple[list[Sheet], list[Unplaced]]:
    """Read every table of a folder and of the folders in it.

    Parameters
    ----------
    folder
        Of extracts; nothing is written to it.
    report
        Told which file is being read.

    Returns
    -------
    tuple
        The tables, by path; and the files that hold none, or could not be read.

    Raises
    ------
    AuditError
        If the folder is not there, is a file, or holds so many files that it can hardly be the one meant.
    """
    found, unplaced = [], []
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        kind = path.suffix.lower()
        if not _writable(str(path)):
            unplaced.append(Unplaced(shown(name), "its name has bytes that are no text, which audit.toml cannot hold; "
                                                  "rename it"))
        elif kind in TEXTS | WORKBOOKS | PARQUETS:
            report(f"Looking at {shown(name)} …")
            _read(path, name, found, unplaced)
        elif kind in _OTHER_TABLES:
            unplaced.append(Unplaced(shown(name), f"{kind} files are not read; save it as .csv or .xlsx"))
        else:
            unplaced.append(Unplaced(shown(name), "no table"))
    return found, unplaced


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        raise AuditError(f"{folder}: is a file. Name the folder that the extracts lie in: --from {folder.parent}")
    if not folder.is_dir():
        raise AuditError(f"{folder}: no such folder. Name the folder that the extracts lie in, with --from.")
    files = []
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "~$")) for part in parts) or not path.is_file():
            continue  # hidden files, and what a spreadsheet program leaves beside an open workbook
        files.append(path)
        if len(files) > _MOST_FILES:
            raise AuditError(f"{folder}: holds more than {_MOST_FILES} files. Put the extracts into a folder of their "
                             "own, and name that.")
    return sorted(files)


def _writable(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _read(path: Path, name: str, found: list[Sheet], unplaced: list[Unplaced]) -> None:
    try:
        pages = sheet_names(path) if path.suffix.lower() in WORKBOOKS else []
    except SourceError as fault:
        unplaced.append(Unplaced(shown(name), _why(path, fault)))
        return
    for page in pages or [None]:
        label = shown(name if len(pages) < 2 else f"{name}, sheet {page}")
        try:
            blocks = list(read_blocks(path, page))
        except SourceError as fault:
            unplaced.append(Unplaced(label, _why(path, fault)))
            continue
        if blocks:
            found.append(Sheet(path, label, page if len(pages) > 1 else None, page in (None, *pages[:1]), blocks))
        else:
            unplaced.append(Unplaced(label, "empty"))


def _why(path: Path, fault: SourceError) -> str:
    return shown(str(fault).removeprefix(str(path)).lstrip(": "))
