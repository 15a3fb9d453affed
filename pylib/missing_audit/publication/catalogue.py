"""What the chapters publish: every figure and table, with its number, its title and the chunk that makes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from missing_audit.engines.builtin.config import BookConfig, Entry, entries_of
from missing_audit.engines.builtin.source import Cell, Prose, Source, read_source
from missing_audit.errors import AuditError
from missing_audit.front import FRONT_MATTER

__all__ = ["Chapter", "Item", "Place", "catalogue", "items_of"]

_FLOAT = re.compile(r"^(fig|tbl)-")
_WRITTEN = re.compile(r"\{[^}]*#(fig|tbl)-[\w-]+")
"""A figure or table that is written by hand: it has a number, but no chunk that the files could be made from."""
_UNNUMBERED = re.compile(r"^#\s.*\{(?:[^}]*\s)?(?:\.unnumbered\b|-(?=[\s}]))", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """Where a figure or table is made: chapter, line of its chunk."""

    chapter: str
    line: int


@dataclass(frozen=True)
class Item:
    """A figure or table of the book.

    Attributes
    ----------
    id
        Label of its chunk: ``fig-…`` or ``tbl-…``; the name of its files.
    number
        As printed: ``Figure 3.1``, ``Table A.2``.
    title
        Its caption.
    alt
        A figure's alternative text.
    place
        Where it is made.
    size
        A figure's width and height in inches.
    """

    id: str
    number: str
    title: str
    alt: str
    place: Place
    size: tuple[float, float]

    @property
    def is_figure(self) -> bool:
        """Whether it is a figure; else it is a table."""
        return self.id.startswith("fig-")

    @property
    def files(self) -> dict[str, str]:
        """What each of its files is, and the file's name."""
        if self.is_figure:
            return {"SVG": f"{self.id}.svg", "PNG": f"{self.id}.png"}
        return {"CSV": f"{self.id}.csv", "metadata": f"{self.id}.csv-metadata.json"}


@dataclass(frozen=True)
class Chapter:
    """A chapter: its file, its chunks in order, and the figures and tables among them."""

    name: str
    cells: tuple[Cell, ...]
    items: tuple[Item, ...]

    @property
    def page(self) -> str:
        """Path of its HTML page in the output."""
        return str(Path(self.name).with_suffix(".html").as_posix())


def catalogue(book: Path) -> list[Chapter]:
    """Every chapter of the book, in its order, with what it publishes.

    Parameters
    ----------
    book
        Folder of `_quarto.yml`.

    Returns
    -------
    list of Chapter
        Figures and tables are numbered as both engines number them: within their chapter, by order.

    Raises
    ------
    AuditError
        If `_quarto.yml` or a chapter cannot be read.
    """
    values = _values(book)
    config = BookConfig(book, tuple(entries_of(values.get("book", {}))), values)
    counts = {"chapter": 0, "appendix": 0}
    chapters = []
    for entry in config.entries:
        source = read_source(book, str(entry.path), values)
        cells = tuple(piece for piece in source.pieces if isinstance(piece, Cell))
        chapters.append(Chapter(source.name, cells, tuple(_items(source, _number(entry, source, counts), config))))
    return chapters


def items_of(chapters: list[Chapter]) -> list[Item]:
    """Every figure and table, in the order of the book."""
    return [item for chapter in chapters for item in chapter.items]


def _values(book: Path) -> dict[str, Any]:
    """`_quarto.yml`, and beneath it the front matter that chapters may quote."""
    values: dict[str, Any] = {}
    for name in (FRONT_MATTER, "_quarto.yml"):
        path = book / name
        if name == "_quarto.yml" and not path.is_file():
            raise AuditError(f"{path}: no such file. Name the folder of the book with --book.")
        try:
            values |= yaml.safe_load(path.read_text(encoding="utf-8")) or {} if path.is_file() else {}
        except yaml.YAMLError as fault:
            raise AuditError(f"{path}: not readable as YAML: {fault}") from fault
    return values


def _number(entry: Entry, source: Source, counts: dict[str, int]) -> str:
    """Number of a chapter, or letter of an appendix; nothing where it has none."""
    plain = source.front.get("number-sections") is False
    if plain or any(isinstance(piece, Prose) and _UNNUMBERED.search(piece.text) for piece in source.pieces[:1]):
        return ""
    kind = "appendix" if entry.appendix else "chapter"
    counts[kind] += 1
    return chr(64 + counts[kind]) if entry.appendix else str(counts[kind])


def _items(source: Source, chapter: str, config: BookConfig) -> Iterator[Item]:
    counts = {"fig": 0, "tbl": 0}
    usual = [float(config.get(key, default, fmt="html")) for key, default in (("fig-width", 7), ("fig-height", 5))]
    for piece in source.pieces:
        if isinstance(piece, Prose):
            for kind in _WRITTEN.findall(piece.text):
                counts[kind] += 1
        elif isinstance(piece, Cell) and _FLOAT.match(piece.label or ""):
            kind, options = piece.label[:3], piece.options
            counts[kind] += 1
            number = f"{chapter}.{counts[kind]}" if chapter else str(counts[kind])
            yield Item(piece.label, f"{'Figure' if kind == 'fig' else 'Table'} {number}",
                       _line(options[f"{kind}-cap"]), _line(options.get("fig-alt", "")),
                       Place(source.name, piece.line),
                       (float(options.get("fig-width", usual[0])), float(options.get("fig-height", usual[1]))))


def _line(text: str) -> str:
    return " ".join(str(text).split())
