"""Lists in Word: every item in the list style that Word has for its kind and level."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

__all__ = ["DEEPEST", "style_lists"]

DEEPEST = 3
"""Levels that have a style of their own; deeper items have that of the last."""


def style_lists(document: Document) -> None:
    """Give items 'List Bullet' or 'List Number', and the paragraphs that continue one 'List Continue'."""
    names = {style.name: style.style_id for style in document.styles}
    kinds = _kinds(document)
    for numbering in list(document.element.body.iter(qn("w:numPr"))):
        settings = numbering.getparent()
        number = numbering.find(qn("w:numId")).get(qn("w:val"))
        level = int(numbering.find(qn("w:ilvl")).get(qn("w:val")))
        kind = kinds.get((number, level))
        depth = "" if level == 0 else f" {min(level + 1, DEEPEST)}"
        style = names.get(f"{kind}{depth}")
        if kind and style:
            settings.getparent().style = style


def _kinds(document: Document) -> dict[tuple[str, int], str]:
    """Number of a list and level in it → the style of its items."""
    root = document.part.numbering_part.element
    levels: dict[str, dict[int, str]] = {
        item.get(qn("w:abstractNumId")): {int(level.get(qn("w:ilvl"))): _kind(level)
                                          for level in item.findall(qn("w:lvl"))}
        for item in root.findall(qn("w:abstractNum"))}
    return {(item.get(qn("w:numId")), level): kind for item in root.findall(qn("w:num"))
            for level, kind in levels.get(item.find(qn("w:abstractNumId")).get(qn("w:val")), {}).items()}


def _kind(level: Any) -> str:
    mark = level.find(qn("w:numFmt")).get(qn("w:val"))
    if mark != "bullet":
        return "List Number"
    # A bullet that is a space: how pandoc sets the second paragraph of an item.
    return "List Bullet" if level.find(qn("w:lvlText")).get(qn("w:val")).strip() else "List Continue"
