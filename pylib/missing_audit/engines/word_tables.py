"""Tables in Word: rows kept whole, heads repeated, widths that Word and LibreOffice read alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

__all__ = ["Palette", "finish_tables", "is_head", "palette_of"]

_TEXT_TWIPS = 9071
_SMALL = 12
"""Rows of a table that is kept on one page, as in the PDF."""


@dataclass(frozen=True)
class Palette:
    """Colours of rules, as the document's own styles have them."""

    lead: str
    line: str


def palette_of(document: Document) -> Palette:
    """Read the colours from the styles that the reference document sets; greys where it has none."""
    styles = {style.name: style for style in document.styles}
    head = styles.get("Heading 1")
    lead = str(head.font.color.rgb) if head is not None and head.font.color.rgb else "404040"
    return Palette(lead, _found(styles.get("Header"), "w:pBdr/w:bottom", "w:color", "BFBFBF"))


def _found(style: Any, path: str, key: str, default: str) -> str:
    settings = style.element.pPr if style is not None else None
    item = settings.find("/".join(qn(tag) for tag in path.split("/"))) if settings is not None else None
    return item.get(qn(key)) if item is not None else default


def finish_tables(document: Document) -> None:
    """Finish every table of the document but those that only lay out a call-out."""
    names = {style.name: style.style_id for style in document.styles}
    palette = palette_of(document)
    for table in list(document.element.body.iter(qn("w:tbl"))):
        if _is_layout(table):
            continue
        _rows(table, palette)
        _together(table)
        _describe(table)
        _widths(table)
        _texts(table, names)
        _room_after(table)


def _is_layout(table: Any) -> bool:
    """A call-out that holds a table stays in its box: one column, no head."""
    columns = table.find(qn("w:tblGrid")).findall(qn("w:gridCol"))
    return len(columns) < 2 and table.find(".//" + qn("w:tblHeader")) is None


def is_head(row: Any) -> bool:
    """Whether a row is marked as one of the head's, repeated on every page."""
    return row.find(qn("w:trPr") + "/" + qn("w:tblHeader")) is not None


def _rows(table: Any, palette: Palette) -> None:
    rows = table.findall(qn("w:tr"))
    heads = [row for row in rows if is_head(row)]
    if not heads and len(rows) > 1:
        heads = rows[:1]
        heads[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        settings = row.get_or_add_trPr()
        if settings.find(qn("w:cantSplit")) is None:
            settings.insert(0, OxmlElement("w:cantSplit"))
    for row in heads:
        for cell in row.findall(qn("w:tc")):
            _underline(cell, palette.lead if row is heads[-1] else palette.line, 8 if row is heads[-1] else 4)
        for paragraph in row.iter(qn("w:p")):
            _keep_next(paragraph)


def _together(table: Any) -> None:
    """Keep a small table on one page, and the last rows of any with the notes beneath it."""
    rows = table.findall(qn("w:tr"))
    following = _following(table)
    noted = following is not None and following.tag == qn("w:p") and following.style == "TableNote"
    kept = rows[:-1] if len(rows) <= _SMALL else []
    for row in [*kept, *(rows[-2:] if noted else [])]:
        for paragraph in row.iter(qn("w:p")):
            _keep_next(paragraph)


def _describe(table: Any) -> None:
    """Alternative text: the caption as the table's title, and what its columns are."""
    before = table.getprevious()
    captioned = before is not None and before.tag == qn("w:p") and before.style == "TableCaption"
    rows = table.findall(qn("w:tr"))
    heads = [row for row in rows if is_head(row)]
    columns = [_words(cell) for cell in heads[-1].findall(qn("w:tc"))] if heads else []
    description = f"{len(rows) - len(heads)} rows. Columns: {'; '.join(filter(None, columns))}."
    for tag, text in (("w:tblCaption", _words(before) if captioned else ""), ("w:tblDescription", description)):
        for old in table.tblPr.findall(qn(tag)):
            table.tblPr.remove(old)
        if text:
            item = OxmlElement(tag)
            item.set(qn("w:val"), text)
            table.tblPr.append(item)


def _words(element: Any) -> str:
    return " ".join("".join(item.text or "" for item in element.iter(qn("w:t"))).split())


def _following(table: Any) -> Any:
    item = table.getnext()
    while item is not None and item.tag in {qn("w:bookmarkEnd"), qn("w:bookmarkStart")}:
        item = item.getnext()
    return item


def _underline(cell: Any, colour: str, width: int) -> None:
    settings = cell.get_or_add_tcPr()
    if settings.find(qn("w:tcBorders")) is not None:
        return
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", str(width)), ("space", "0"), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    place = OxmlElement("w:vAlign")
    place.set(qn("w:val"), "bottom")
    for old in settings.findall(qn("w:vAlign")):
        settings.remove(old)
    settings.extend([borders, place])


def _keep_next(paragraph: Any) -> None:
    settings = paragraph.get_or_add_pPr()
    if settings.find(qn("w:keepNext")) is None:
        settings.insert_element_before(OxmlElement("w:keepNext"), "w:keepLines", "w:pageBreakBefore", "w:widowControl",
                                       "w:numPr", "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _widths(table: Any) -> None:
    """Turn a width given as a share of the page into one in twips, for the table and every cell."""
    width = table.tblPr.find(qn("w:tblW"))
    columns = table.find(qn("w:tblGrid")).findall(qn("w:gridCol"))
    if width is None or width.get(qn("w:type")) != "pct" or not all(item.get(qn("w:w")) for item in columns):
        return
    share = min(1.0, float(width.get(qn("w:w")).rstrip("%")) / 5000)
    given = [int(item.get(qn("w:w"))) for item in columns]
    sizes = [round(size * share * _TEXT_TWIPS / (sum(given) or 1)) for size in given]
    for item, size in zip(columns, sizes, strict=True):
        item.set(qn("w:w"), str(size))
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(sum(sizes)))
    for row in table.findall(qn("w:tr")):
        at = 0
        for cell in row.findall(qn("w:tc")):
            span = cell.grid_span
            cell.get_or_add_tcPr()
            cell.width = sum(sizes[at:at + span]) * 635
            at += span


def _texts(table: Any, names: dict[str, str]) -> None:
    """Give the paragraphs of the cells the style of a head, of a group of rows, or of the table's text."""
    body = {names.get(name) for name in ("Compact", "Body Text", "First Paragraph", "Normal")} | {None}
    for row in table.findall(qn("w:tr")):
        style = names.get(_style_of(row, table))
        for paragraph in row.iter(qn("w:p")):
            if style and paragraph.style in body:
                paragraph.style = style


def _style_of(row: Any, table: Any) -> str:
    if is_head(row):
        return "Table Head"
    cells, columns = row.findall(qn("w:tc")), table.find(qn("w:tblGrid")).findall(qn("w:gridCol"))
    return "Table Group" if len(cells) == 1 < len(columns) else "Table Text"


def _room_after(table: Any) -> None:
    """Leave room between a table without notes and the paragraph that follows it."""
    following = _following(table)
    if following is None or following.tag != qn("w:p") or following.style in {"TableNote"}:
        return
    settings = following.get_or_add_pPr()
    if settings.find(qn("w:spacing")) is None and following.style in {"BodyText", "FirstParagraph", None}:
        room = settings._add_spacing()
        room.set(qn("w:before"), "200")
