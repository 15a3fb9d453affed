"""Rules and shading around the paragraphs of a Word style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle

__all__ = ["border", "placed", "shade"]

_SIDES = ("top", "left", "bottom", "right", "between")
_ORDER = ("w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")
"""Settings of a paragraph, in the order that the schema wants from borders on."""


def shade(style: ParagraphStyle, colour: str) -> None:
    """Colour the ground of a style's paragraphs."""
    ground = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour.lstrip("#"))):
        ground.set(qn(f"w:{key}"), value)
    placed(style.element.get_or_add_pPr(), ground)


def border(style: ParagraphStyle, sides: Sequence[str], colour: str, width: int, space: int) -> None:
    """Rule at some sides of a style's paragraphs, beside those that it already has.

    Parameters
    ----------
    style
        The style.
    sides
        Some of top, left, bottom, right and between.
    colour
        As ``#rrggbb``.
    width
        Eighths of a point.
    space
        Points between rule and text.
    """
    old = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    lines = {line.tag: line for line in old} if old is not None else {}
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", str(width)), ("space", str(space)), ("color", colour.lstrip("#"))):
            line.set(qn(f"w:{key}"), value)
        lines[line.tag] = line
    borders = OxmlElement("w:pBdr")
    borders.extend(lines[qn(f"w:{side}")] for side in _SIDES if qn(f"w:{side}") in lines)
    placed(style.element.pPr, borders)


def placed(settings: Any, element: Any) -> None:
    """Put `element` among a paragraph's `settings` in the schema's place, instead of the one that is there."""
    for old in settings.findall(element.tag):
        settings.remove(old)
    names = [qn(name) for name in _ORDER]
    settings.insert_element_before(element, *_ORDER[names.index(element.tag) + 1:])
