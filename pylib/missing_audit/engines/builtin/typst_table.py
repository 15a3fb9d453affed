"""A table in Typst: columns that fit the page, a head that repeats, cells that pandoc writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from missing_audit.engines.builtin.pandoc import attr, raw, walk
from missing_audit.engines.builtin.tables import Cell, Grid, column_widths, grid_of, note_blocks

__all__ = ["table_blocks"]


def table_blocks(table: dict[str, Any]) -> list[Any]:
    """Blocks that write the pandoc `table` as a Typst table, with its notes beneath."""
    grid = grid_of(table)
    widths, scale = column_widths(grid)
    columns = "auto" if widths is None else ", ".join(f"{share * 100:.4g}fr" for share in widths)
    repeated = f"({', '.join(['auto'] * len(grid.aligns))},)" if widths is None else f"({columns},)"
    size = f"#set text(size: {scale:.3g}em)\n" if scale < 1 else ""
    opening = f"#[{size}#table(columns: {repeated}, align: ({', '.join(grid.aligns)},),"
    blocks = [raw("typst", opening)]
    if any(cell.text for row in grid.head for cell in row):
        blocks += [raw("typst", "table.header("), *_cells(grid.head), raw("typst", "),")]
    blocks += _cells(grid.body)
    if widths is not None and grid.notes:
        blocks += [raw("typst", f"table.footer(repeat: false, table.cell(colspan: {len(grid.aligns)}, align: left, "
                                "stroke: none)["), *_notes(grid), raw("typst", "]),)]")]
    else:
        blocks += [raw("typst", ")]"), *_notes(grid)]
    return [{"t": "Div", "c": [attr("", ["typst-table"], rows=str(len(grid.body))), blocks]}]


def _notes(grid: Grid) -> list[Any]:
    """Notes beneath the table, in the theme's own call."""
    notes = note_blocks(grid)
    return [raw("typst", "#table-notes["), *notes[0]["c"][1], raw("typst", "]")] if notes else []


def _cells(rows: Sequence[Sequence[Cell]]) -> list[Any]:
    blocks: list[Any] = []
    for row in rows:
        for cell in row:
            blocks += [raw("typst", _opening(cell)), *_content(cell), raw("typst", "],")]
    return blocks


def _opening(cell: Cell) -> str:
    options = []
    if cell.columns > 1:
        options.append(f"colspan: {cell.columns}")
    if cell.rows > 1:
        options.append(f"rowspan: {cell.rows}")
    if cell.kind == "group":
        options.append("inset: (top: 9pt, bottom: 4pt, x: 5pt), breakable: false")
    if cell.kind == "head":
        options.append(f"align: {cell.align} + bottom")
    elif options or cell.align != "left":
        options.append(f"align: {cell.align}")
    return f"table.cell({', '.join(options)})[" if options else "["


def _content(cell: Cell) -> list[Any]:
    if cell.kind not in {"head", "group"}:
        return cell.blocks
    return walk(cell.blocks, lambda node: {"t": node["t"], "c": [{"t": "Strong", "c": node["c"]}]}
                if node["t"] in {"Plain", "Para"} else None)
