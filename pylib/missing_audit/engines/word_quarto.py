"""Mend what Quarto's Word output does to floats and cells, before the finishing that both engines share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from missing_audit.engines.builtin.tables import Cell, Grid, column_widths, natural_widths
from missing_audit.engines.word_quarto_text import drop_empty, mend_headings

__all__ = ["mend_quarto"]

_CAPTIONS = {"ImageCaption", "TableCaption"}
_NUMBER = re.compile(r"(?:(?:under |over )?[\d,.]+%?(?: \([^()]*\))?|[czx])")
_TEXT_TWIPS, _TEXT_EMU = 9071, 9071 * 635
"""Width of the text on the page."""
_NARROW = 60
"""Characters of the page that a table without more to show takes: it is not stretched to the page's width."""


def mend_quarto(document: Document, parts: Mapping[str, str] | None = None) -> None:
    """Merge doubled paragraph settings, and take figures and tables out of the tables that Quarto lays them out in.

    Parameters
    ----------
    document
        As Quarto has written it.
    parts
        Id of the chapter that opens a part of the book → the part's title, which Quarto leaves out of Word.
    """
    body = document.element.body
    mend_headings(document, parts or {})
    for paragraph in body.iter(qn("w:p")):
        _merge_settings(paragraph)
    for table in list(body.iter(qn("w:tbl"))):
        if table.find(qn("w:tblGrid")) is None:
            _add_grid(table)
        elif _holds_float(table):
            _unwrap(table)
    drop_empty(document)


def _merge_settings(paragraph: Any) -> None:
    first, *others = paragraph.findall(qn("w:pPr")) or [None]
    for other in others:
        for item in list(other):
            old = first.find(item.tag)
            if old is not None:
                first.remove(old)
            first.append(item)
        paragraph.remove(other)
    if first is None:
        return
    for extra in first.findall(qn("w:jc"))[1:]:
        first.remove(extra)
    if others:
        order = {qn(f"w:{name}"): rank for rank, name in enumerate(
            ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs",
             "spacing", "ind", "jc", "textAlignment", "outlineLvl", "rPr"))}
        first[:] = sorted(first, key=lambda item: order.get(item.tag, 99))


def _add_grid(table: Any) -> None:
    grid = OxmlElement("w:tblGrid")
    cells = table.find(qn("w:tr")).findall(qn("w:tc"))
    for _ in cells:
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(9071 // len(cells)))
        grid.append(column)
    table.tblPr.addnext(grid)


def _holds_float(table: Any) -> bool:
    cells = [cell for row in table.findall(qn("w:tr")) for cell in row.findall(qn("w:tc"))]
    if len(cells) != 1:
        return False
    return any(paragraph.style in _CAPTIONS for paragraph in cells[0].findall(qn("w:p")))


def _unwrap(table: Any) -> None:
    cell = table.find(qn("w:tr")).find(qn("w:tc"))
    has_table = cell.find(qn("w:tbl")) is not None
    for item in list(cell):
        if item.tag == qn("w:tcPr") or (item.tag == qn("w:p") and not len(item)):
            continue
        if item.tag == qn("w:tbl"):
            _left(item)
            _right(item)
            _size(item)
        elif item.tag == qn("w:p"):
            _as_float(item, has_table=has_table)
        table.addprevious(item)
        if item.tag == qn("w:tbl"):
            _lift_notes(item)
    table.getparent().remove(table)


def _as_float(paragraph: Any, *, has_table: bool) -> None:
    if paragraph.style in _CAPTIONS:
        paragraph.style = "TableCaption" if has_table else "ImageCaption"
        for name in ("w:jc", "w:spacing"):
            for item in paragraph.pPr.findall(qn(name)):
                paragraph.pPr.remove(item)
    elif paragraph.find(".//" + qn("w:drawing")) is not None:
        paragraph.style = "CaptionedFigure"
        _widen(paragraph)
        for item in paragraph.pPr.findall(qn("w:jc")):
            paragraph.pPr.remove(item)


def _left(table: Any) -> None:
    """Quarto centres every cell that has no alignment of its own."""
    for settings in table.iter(qn("w:pPr")):
        for place in settings.findall(qn("w:jc")):
            if place.get(qn("w:val")) == "center":
                settings.remove(place)


def _widen(paragraph: Any) -> None:
    """Quarto halves its figures for the screen: give them the width of the text again."""
    for drawing in paragraph.iter(qn("wp:inline")):
        frame = drawing.find(qn("wp:extent"))
        scale = _TEXT_EMU / int(frame.get("cx"))
        for extent in [frame, *drawing.iter(qn("a:ext"))]:
            if extent.get("cx"):
                extent.set("cx", str(round(int(extent.get("cx")) * scale)))
                extent.set("cy", str(round(int(extent.get("cy")) * scale)))


def _right(table: Any) -> None:
    """Quarto forgets how columns are aligned: those of numbers, intervals and symbols go right, heads and all."""
    rows = [row.findall(qn("w:tc")) for row in table.findall(qn("w:tr"))]
    wide = len(table.find(qn("w:tblGrid")).findall(qn("w:gridCol")))
    whole = [row for row in rows if len(row) == wide]
    for column in zip(*whole, strict=True):
        texts = [_text(cell) for cell in column]
        first = next((at for at, text in enumerate(texts) if _NUMBER.fullmatch(text)), len(texts))
        if first == len(texts) or not all(_NUMBER.fullmatch(text) for text in texts[first:]):
            continue
        for paragraph in (paragraph for cell in column for paragraph in cell.findall(qn("w:p"))):
            settings = paragraph.get_or_add_pPr()
            for old in settings.findall(qn("w:jc")):
                settings.remove(old)
            place = OxmlElement("w:jc")
            place.set(qn("w:val"), "right")
            settings.append(place)


def _text(cell: Any) -> str:
    return "".join(item.text or "" for item in cell.iter(qn("w:t"))).replace("\u00a0", " ").strip()


def _size(table: Any) -> None:
    """Quarto gives every column the same width: give each what its words need, as the built-in engine does."""
    rows = [[_cell(cell, head=number == 0) for cell in row.findall(qn("w:tc"))]
            for number, row in enumerate(table.findall(qn("w:tr")))]
    columns = table.find(qn("w:tblGrid")).findall(qn("w:gridCol"))
    body = [row for row in rows[1:] if len(row) == len(columns)]
    grid = Grid(rows[:1], body, [cell.align for cell in (body or rows)[0]], [])
    width = table.tblPr.find(qn("w:tblW"))
    if width is None or len(grid.aligns) != len(columns):
        return
    shares, _ = column_widths(grid)
    if shares is None:
        sizes = natural_widths(grid)
        shares = [size / max(sum(sizes), _NARROW) for size in sizes]
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), str(round(sum(shares) * 5000)))
    for column, share in zip(columns, shares, strict=True):
        column.set(qn("w:w"), str(round(share * _TEXT_TWIPS)))


def _lift_notes(table: Any) -> None:
    """Notes that Quarto leaves as last rows, each one cell as wide as the table, become paragraphs beneath it."""
    columns = table.find(qn("w:tblGrid")).findall(qn("w:gridCol"))
    for row in reversed(table.findall(qn("w:tr"))):
        cells = row.findall(qn("w:tc"))
        if len(columns) < 2 or len(cells) != 1 or cells[0].grid_span != len(columns):
            return
        for note in reversed(cells[0].findall(qn("w:p"))):
            note.style = "TableNote"
            for place in note.pPr.findall(qn("w:jc")):
                note.pPr.remove(place)
            table.addnext(note)
        table.remove(row)


def _cell(cell: Any, *, head: bool) -> Cell:
    text = _text(cell)
    right = any(place.get(qn("w:val")) in {"right", "end"} for place in cell.iter(qn("w:jc")))
    return Cell([{"t": "Plain", "c": [{"t": "Str", "c": text}]}], columns=cell.grid_span,
                kind="head" if head else "cell", align="right" if right else "left")
