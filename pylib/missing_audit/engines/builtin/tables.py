"""Tables: great_tables HTML made clean and reproducible, and any table as a grid that Typst and Word can take."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from missing_audit.engines.builtin import pandoc
from missing_audit.engines.builtin.pandoc import attr, inlines_text, search, walk

__all__ = ["Cell", "Grid", "clean_html", "column_widths", "grid_of", "is_great_table", "natural_widths", "note_blocks",
           "parse_all"]

_PAGE_CHARACTERS = 92
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_TABLE = re.compile(r"<table\b.*</table>", re.DOTALL)
_ALIGNED = re.compile(r'(<t[hd]\b[^>]*\bclass="[^"]*\bgt_(left|right|center)\b[^"]*")')
_FONT = re.compile(r"\s*font-family:[^;\"]*;?")


@dataclass(frozen=True)
class Cell:
    """One cell: its blocks, how far it spans, its alignment and its kind (head, group, stub, cell)."""

    blocks: list[Any]
    rows: int = 1
    columns: int = 1
    align: str = "left"
    kind: str = "cell"

    @property
    def text(self) -> str:
        """Plain text of the cell."""
        return " ".join(inlines_text(block.get("c", [])) for block in self.blocks).strip()


@dataclass(frozen=True)
class Grid:
    """A table: rows of the head, rows of the body, alignment of each column, notes beneath (inlines)."""

    head: list[list[Cell]]
    body: list[list[Cell]]
    aligns: list[str]
    notes: list[list[Any]]


def is_great_table(node: Mapping[str, Any]) -> bool:
    """Whether a raw block is the HTML of a great_tables table."""
    return node["t"] == "RawBlock" and node["c"][0] == "html" and 'class="gt_table"' in node["c"][1]


def clean_html(html: str, prefix: str) -> str:
    """Leave great_tables' table alone: no style sheet, no random id, its own ids led by `prefix`."""
    table = _TABLE.search(_STYLE.sub("", html))[0]
    names = set(re.findall(r'\bid="([^"]+)"', table))
    table = re.sub(r'\s(?:data-quarto-[\w-]+)="[^"]*"', "", table)
    table = re.sub(r'\saria-(?:labelledby|describedby)="[^"]*"', "", table)
    table = re.sub(r'\bid="([^"]+)"', lambda found: f'id="{prefix}-{_slug(found[1])}"', table)
    table = re.sub(r'\sheaders="([^"]*)"', lambda found: _headers(found[1], names, prefix), table)
    return _FONT.sub("", table)


def parse_all(tables: Sequence[str]) -> list[dict[str, Any]]:
    """Document tree of every table, by one call of pandoc."""
    if not tables:
        return []
    text = "\n".join(f'<div class="one">{_ALIGNED.sub(_aligned, table)}</div>' for table in tables)
    output, _ = pandoc.run(["-f", "html", "-t", "json"], text)
    return [next(search(block, ["Table"])) for block in pandoc.loads(output)["blocks"]]


def grid_of(table: dict[str, Any]) -> Grid:
    """Read a pandoc table into a grid."""
    _, _, columns, head, bodies, foot = table["c"]
    aligns = [_name(column[0]["t"]) for column in columns]
    rows = [_row(row, aligns, "head") for row in head[1] if not _is_title(row)]
    body = [_row(row, aligns, "cell") for part in bodies for row in [*part[2], *part[3]]]
    for column in range(len(aligns)):
        found = [cell.align for row in body for at, cell in _placed(row) if at == column and cell.columns == 1]
        if found:
            aligns[column] = max(set(found), key=lambda name: (found.count(name), name))
    notes = [block["c"] for row in foot[1] for cell in row[1] for block in cell[4] if "c" in block]
    return Grid(rows, body, aligns, [_marked(note) for note in notes])


def column_widths(grid: Grid, limit: int = _PAGE_CHARACTERS) -> tuple[list[float] | None, float]:
    """Widths as shares of the page (None: let every column take what it needs), and the scale of the type."""
    least, wanted = _sizes(grid)
    if sum(wanted) <= limit:
        return None, 1.0
    scale = min(1.0, max(0.72, limit / sum(least)))
    spare = max(0.0, limit / scale - sum(least))
    extra = [big - small for big, small in zip(wanted, least, strict=True)]
    sizes = [small + spare * more / (sum(extra) or 1) for small, more in zip(least, extra, strict=True)]
    return [size / sum(sizes) for size in sizes], scale


def natural_widths(grid: Grid) -> list[float]:
    """Characters of the page that each column takes where nothing presses it."""
    return _sizes(grid)[1]


def _sizes(grid: Grid) -> tuple[list[float], list[float]]:
    """Least and wanted width of each column, in characters of the page."""
    least, wanted = [3.0] * len(grid.aligns), [3.0] * len(grid.aligns)
    for row in [*_unspanned(grid.head), *_unspanned(grid.body)]:
        for at, cell in row:
            # Not at the spaces that hold an interval together.
            words = cell.text.split(" ")
            bold = 1.25 if cell.kind == "head" else 1.08
            least[at] = max(least[at], min(max(map(len, words)), 24) * bold + 3.2)
            lines = 3 if cell.kind == "head" else 1
            wanted[at] = max(wanted[at], least[at], min(len(cell.text) / lines, 60) * bold + 2.5)
    return least, wanted


def _unspanned(rows: Sequence[Sequence[Cell]]) -> list[list[tuple[int, Cell]]]:
    """Each row's cells of one column with their column, allowing for cells that reach down from above."""
    taken: dict[int, int] = {}
    result = []
    for row in rows:
        placed, at = [], 0
        for cell in row:
            while taken.get(at, 0):
                taken[at] -= 1
                at += 1
            if cell.columns == 1:
                placed.append((at, cell))
            for column in range(at, at + cell.columns):
                taken[column] = cell.rows - 1
            at += cell.columns
        while taken.get(at, 0):
            taken[at] -= 1
            at += 1
        result.append(placed)
    return result


def _placed(row: Sequence[Cell]) -> list[tuple[int, Cell]]:
    at, result = 0, []
    for cell in row:
        result.append((at, cell))
        at += cell.columns
    return result


def _row(row: list[Any], aligns: Sequence[str], kind: str) -> list[Cell]:
    cells, at = [], 0
    for attributes, align, rows, columns, blocks in row[1]:
        own = _name(align["t"]) if align["t"] != "AlignDefault" else aligns[min(at, len(aligns) - 1)]
        cell = Cell(_marked(blocks), rows, columns, own, kind)
        if "gt_group_heading" in attributes[1]:
            cell = replace(cell, kind="group", align="left")
        elif "gt_stub" in attributes[1]:
            cell = replace(cell, kind="stub")
        cells.append(cell)
        at += columns
    return cells


def _is_title(row: list[Any]) -> bool:
    return "gt_heading" in row[0][1] and not any(inlines_text(cell[4]) for cell in row[1])


def _marked(node: Any) -> Any:
    """Footnote marks as superscripts; other spans of great_tables opened."""
    def action(item: dict[str, Any]) -> Any:
        if item["t"] != "Span":
            return None
        if "gt_footnote_marks" in item["c"][0][1]:
            return {"t": "Superscript", "c": item["c"][1]}
        return item["c"][1] if any(name.startswith("gt_") for name in item["c"][0][1]) else None
    return walk(node, action)


def _name(align: str) -> str:
    return {"AlignRight": "right", "AlignCenter": "center"}.get(align, "left")


def _aligned(found: re.Match[str]) -> str:
    return f'{found[1]} align="{found[2]}"'


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name)


def _headers(value: str, names: set[str], prefix: str) -> str:
    words = value.split()
    if not all(word in names for word in words):
        return ""
    return ' headers="' + " ".join(f"{prefix}-{_slug(word)}" for word in words) + '"'


def note_blocks(grid: Grid) -> list[Any]:
    """Notes beneath the table, as paragraphs in a division of class ``table-notes``."""
    if not grid.notes:
        return []
    return [{"t": "Div", "c": [attr("", ["table-notes"]), [{"t": "Para", "c": note} for note in grid.notes]]}]
