"""Call-outs in Word as paragraphs of their own styles: no table lays them out, so anybody can edit them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from missing_audit.engines.word_boxes import placed
from missing_audit.engines.word_fields import is_empty

__all__ = ["INDENT_TWIPS", "KINDS", "unwrap_callouts"]

KINDS = ("note", "tip", "warning", "important", "caution")
"""Kinds of call-out, each with a style for its title and one for its text."""
INDENT_TWIPS = 200
"""How far the text of a call-out stands in from the text around it, for the box to reach as wide as that."""

_LEVEL_TWIPS = 360
_TITLE = "Callout Title "
_QUARTO = {"0758E5": "note", "00A047": "tip", "EB9113": "warning", "CC1914": "important", "FC5300": "caution"}
"""Colour of the rule at the left of a call-out by Quarto → its kind."""


def unwrap_callouts(document: Document) -> None:
    """Take every call-out out of the table that lays it out, of this engine's or Quarto's making.

    One that holds a table itself stays in its box: a row of it would break the box in two.
    """
    names = {style.name: style for style in document.styles}
    ids = {style.style_id: name for name, style in names.items()}
    for table in list(document.element.body.iter(qn("w:tbl"))):
        kind = _kind(table, ids)
        if kind is None or f"{_TITLE}{kind.capitalize()}" not in names:
            continue
        blocks = [block for cell in table.iter(qn("w:tc")) for block in cell if block.tag != qn("w:tcPr")]
        if any(block.tag == qn("w:tbl") for block in blocks):
            continue
        blocks = [block for block in blocks if not (block.tag == qn("w:p") and is_empty(block))]
        _box([block for block in blocks if block.tag == qn("w:p")], kind, names)
        for block in blocks:
            table.addprevious(block)
        table.getparent().remove(table)


def _kind(table: Any, ids: dict[str, str]) -> str | None:
    """Kind of the call-out that a table of one column lays out: from its title's style, or from Quarto's rule."""
    columns = table.find(qn("w:tblGrid")).findall(qn("w:gridCol"))
    if len(columns) != 1 or table.find(".//" + qn("w:tblHeader")) is not None:
        return None
    first = next(table.iter(qn("w:p")), None)
    name = ids.get(first.style, "") if first is not None else ""
    if name.startswith(_TITLE):
        return name.removeprefix(_TITLE).lower()
    rule = table.tblPr.find(qn("w:tblBorders") + "/" + qn("w:left"))
    return _QUARTO.get((rule.get(qn("w:color")) or "").upper()) if rule is not None else None


def _box(paragraphs: list[Any], kind: str, names: dict[str, Any]) -> None:
    title, text = names[f"{_TITLE}{kind.capitalize()}"], names[f"Callout Text {kind.capitalize()}"]
    for number, paragraph in enumerate(paragraphs):
        settings = paragraph.get_or_add_pPr()
        for old in [item for name in ("w:spacing", "w:textAlignment", "w:jc") for item in settings.findall(qn(name))]:
            settings.remove(old)
        if number == 0:
            _without_icon(paragraph)
        if settings.find(qn("w:numPr")) is None:
            paragraph.style = (title if number == 0 else text).style_id
        else:
            _box_item(settings, text)


def _without_icon(title: Any) -> None:
    """Quarto's icon has no words for those who cannot see it, and the title says what the call-out is."""
    for drawing in list(title.iter(qn("w:drawing"))):
        run = drawing.getparent()
        run.getparent().remove(run)
    for run in list(title.findall(qn("w:r"))):
        text = "".join(item.text or "" for item in run.iter(qn("w:t")))
        if text.strip():
            return
        run.getparent().remove(run)


def _box_item(settings: Any, text: Any) -> None:
    """An item of a list keeps its list's style, with the box of the call-out around it."""
    level = int(settings.find(qn("w:numPr") + "/" + qn("w:ilvl")).get(qn("w:val")))
    room = str(_LEVEL_TWIPS * (level + 1))
    indent = OxmlElement("w:ind")
    for key, value in (("left", str(INDENT_TWIPS + int(room))), ("right", str(INDENT_TWIPS)), ("hanging", room)):
        indent.set(qn(f"w:{key}"), value)
    box = [deepcopy(text.element.pPr.find(qn(name))) for name in ("w:pBdr", "w:shd")]
    for element in (*box, indent):
        placed(settings, element)
