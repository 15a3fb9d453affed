"""Text files of any make that councils send: encodings, separators, quoted line breaks."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from missing_audit.errors import SourceError
from missing_audit.readers.blocks import Block, blocks

__all__ = ["TEXTS", "text_blocks"]

TEXTS = frozenset({".csv", ".txt", ".tsv"})
_PIECE = 1 << 20
_SAMPLE = 65_536
_SAMPLE_LINES = 20


def text_blocks(path: Path) -> Iterator[Block]:
    """Rows of a file of separated values; each row's line counts line breaks within quotation marks.

    Raises
    ------
    SourceError
        If the file cannot be decoded, or a quotation mark is left open.
    """
    with path.open(encoding=_encoding(path), newline="") as file:
        separator = _separator(file.read(_SAMPLE))
        file.seek(0)
        yield from blocks(_rows(path, csv.reader(file, delimiter=separator, strict=True)))


def _rows(path: Path, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as fault:
        raise SourceError(f"{path}:{line}: not readable as CSV: {fault}. Is a quotation mark left open?") from fault


def _separator(sample: str) -> str:
    first = [line for line in sample.splitlines()[:_SAMPLE_LINES] if line.strip()]
    return max(",;\t|", key=lambda mark: max((line.count(mark) for line in first), default=0))


def _encoding(path: Path) -> str:
    """The first encoding in which the whole file is text."""
    with path.open("rb") as file:
        wide = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "cp1252", "latin-1"]:
        try:
            if _is_text(path, encoding):
                return encoding
        except UnicodeDecodeError:
            continue
        break
    raise SourceError(f"{path}: is not text. Save it as CSV (UTF-8) or as a workbook (.xlsx) and try again.")


def _is_text(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if "\0" in decoder.decode(piece):
                return False
    return "\0" not in decoder.decode(b"", final=True)
