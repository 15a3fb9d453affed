"""Cells as they stand in a file: text of any make that councils send, workbooks, and Parquet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from missing_audit.errors import SourceError
from missing_audit.readers.blocks import Block, first_rows
from missing_audit.readers.parquets import PARQUETS, parquet_blocks
from missing_audit.readers.texts import text_blocks
from missing_audit.readers.workbooks import WORKBOOKS, sheet_blocks

__all__ = ["HEADER_SEARCH", "Cells", "as_cells", "fold", "read_blocks", "read_cells", "read_columns"]

HEADER_SEARCH = 20
"""Rows looked at for the headings: exports put a title, a date and a filter above them."""
_TOGETHER = 64
"""Parts of a column that are put together: some hundred thousand rows."""
_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)


@dataclass(frozen=True)
class Cells:
    """A file's rows as given.

    Attributes
    ----------
    rows
        One row per non-blank row under the headings; a column per heading that was kept, as written, text with outer
        blanks taken off, and ``line``, the row's line in the file (its row in a sheet).
    ragged
        Lines whose cells go on after the last heading.
    headings
        Every heading as written, whether its column was kept or not; a blank or repeated one with its column's number.
    hash
        A number of 64 bits for each of `rows`, over all its cells, those of columns that were not kept among them:
        equal for rows that are equal in every cell, on every machine.
    """

    rows: pd.DataFrame
    ragged: list[int]
    headings: tuple[str, ...] = ()
    hash: pd.Series = field(default_factory=lambda: pd.Series(dtype="uint64"))


def fold(heading: str) -> str:
    r"""Heading as it is compared: case, blanks, punctuation and byte-order marks do not count.

    Examples
    --------
    >>> fold("\ufeffDate of  Birth:") == fold("date_of_birth")
    True
    """
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def read_cells(path: Path, headings: Iterable[str], *, sheet: str | None = None, others: bool = True) -> Cells:
    """Read one extract as text, in memory that little more than the columns kept take up.

    Parameters
    ----------
    path
        A ``.csv``, ``.txt``, ``.tsv``, ``.xlsx`` or ``.parquet`` file.
    headings
        Headings to look for; the row that has most of them is the row of headings.
    sheet
        Sheet of a workbook; the first where not named.
    others
        Whether columns with other headings are kept as well.

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
    return as_cells(path, read_blocks(path, sheet), headings, others=others)


def read_columns(path: Path, wanted: Sequence[str], *, others: Sequence[str] = ()) -> pd.DataFrame:
    """Columns of one of the county's own files, under the names by which they are asked for.

    Parameters
    ----------
    path
        As for `read_cells`.
    wanted
        Columns that the file must have.
    others
        Columns that it may have.

    Returns
    -------
    DataFrame
        One row per row of the file, as text: the columns of both kinds that are there, whatever else the file has, and
        `line`.

    Raises
    ------
    SourceError
        As `read_cells`; or if a column that is wanted is missing.
    """
    cells = read_cells(path, [*wanted, *others])
    named = {fold(heading): heading for heading in cells.rows.columns}
    if lacking := [name for name in wanted if name not in named]:
        raise SourceError(f"{path}: no column {', '.join(lacking)}; it needs {', '.join(wanted)}.")
    return cells.rows.rename(columns={named[name]: name for name in [*wanted, *others] if name in named})


def read_blocks(path: Path, sheet: str | None = None) -> Iterator[Block]:
    """Every row of a file that is not blank, those above the headings among them; read as they are asked for.

    Raises
    ------
    SourceError
        If the file cannot be decoded or opened; a fault further down, when that part is reached.
    """
    kind = path.suffix.lower()
    if kind in WORKBOOKS:
        return sheet_blocks(path, sheet)
    return parquet_blocks(path) if kind in PARQUETS else text_blocks(path)


def as_cells(path: Path, found: Iterable[Block], headings: Iterable[str], *, others: bool = True) -> Cells:
    """Rows under the row that has most of the `headings`; arguments and faults as in `read_cells`."""
    wanted = {fold(heading) for heading in headings}
    head, rest = _head(iter(found))
    at, named = _headings(path, head, wanted)
    columns = {name: _Column() for name in named if others or fold(name) in wanted}
    place = {name: number for number, name in enumerate(named)}
    lines, hashes, ragged = [], [], []
    for block in chain(_below(head, at), rest):
        for name, column in columns.items():
            column.add(block.column(place[name]))
        lines.append(block.lines)
        hashes.append(block.hashes())
        ragged += block.lines[block.goes_on(len(named))].tolist()
    texts = {name: columns.pop(name).text() for name in list(columns)}
    pa.default_memory_pool().release_unused()  # a third of a large extract's text stays with the pool otherwise
    rows = pd.DataFrame(texts | {"line": np.concatenate([np.array([], dtype=np.int64), *lines])}, copy=False)
    hashed = pd.Series(np.concatenate([np.array([], dtype=np.uint64), *hashes]), index=rows.index, copy=False)
    return Cells(rows, ragged, tuple(named), hashed)


def _head(found: Iterator[Block]) -> tuple[list[Block], Iterator[Block]]:
    """Blocks that hold the rows among which the headings are, and those after them."""
    head: list[Block] = []
    while sum(map(len, head)) < HEADER_SEARCH and (block := next(found, None)) is not None:
        head.append(block)
    return head, found


def _headings(path: Path, head: list[Block], wanted: set[str]) -> tuple[int, list[str]]:
    """Number of the row of headings, from 0, and the headings."""
    rows = [cells for _, cells in first_rows(head, HEADER_SEARCH)]
    if not rows:
        raise SourceError(f"{path}: the file is empty.")
    found = [len({fold(cell) for cell in cells} & wanted) for cells in rows]
    if max(found) == 0:
        raise SourceError(f"{path}: none of the expected headings in its first {HEADER_SEARCH} rows "
                          f"(the first has {len(rows[0])} cells). Is it the right extract? If its headings "
                          "differ, map them under [sources.….columns] in audit.toml.")
    at = found.index(max(found))
    return at, _named(rows[at])


def _below(head: list[Block], at: int) -> Iterator[Block]:
    """Rows of blocks after the row with number `at`."""
    for block in head:
        kept = block.where(np.arange(len(block)) > at)
        at -= len(block)
        if len(kept):
            yield kept


class _Column:
    """A column as it grows: small parts are put together now and then, or they would lie scattered over the memory."""

    def __init__(self) -> None:
        self._parts: list[pa.LargeStringArray] = []
        self._together: list[pa.LargeStringArray] = []

    def add(self, part: pa.LargeStringArray) -> None:
        """Go on with some rows."""
        self._parts.append(part)
        if len(self._parts) == _TOGETHER:
            self._together.append(pa.concat_arrays(self._parts))
            self._parts = []

    def text(self) -> pd.api.extensions.ExtensionArray:
        """All rows as text of pandas; nothing is left here."""
        parts = self._together + self._parts
        self._parts, self._together = [], []
        return _TEXT.__from_arrow__(pa.chunked_array(parts, type=pa.large_string()).combine_chunks())


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
