"""The contents of a Word document, filled in: pandoc leaves an empty field until Word refreshes it."""

from __future__ import annotations

import re
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

__all__ = ["fill_contents"]


def fill_contents(document: Document) -> None:
    """Write an entry for every part, chapter and section into the contents, each linked to its heading."""
    code = next((item for item in document.element.body.iter(qn("w:instrText"))
                 if (item.text or "").strip().startswith("TOC")), None)
    if code is None:
        return
    found = re.search(r'"1-(\d)"', code.text)
    depth = int(found[1]) if found else 2
    code.text = f'TOC \\o "1-{depth}" \\h \\z \\u \\t "Part Title,1"'
    entries = _entries(document, depth)
    field = code.getparent().getparent()
    first, last = _split(code.getparent())
    names = {style.name: style.style_id for style in document.styles}
    place = field
    for number, (level, text, anchor) in enumerate(entries):
        line = _line(names.get("TOC Part" if level == 0 else f"TOC {level}"), text, anchor)
        if number == 0:
            for position, run in enumerate(first):
                line.insert(1 + position, run)
        place.addnext(line)
        place = line
    closing = OxmlElement("w:p")
    closing.append(last)
    place.addnext(closing)
    field.getparent().remove(field)


def _entries(document: Document, depth: int) -> list[tuple[int, str, str | None]]:
    levels = {"Part Title": 0} | {f"Heading {level}": level for level in range(1, depth + 1)}
    entries = []
    for paragraph in document.paragraphs:
        level = levels.get(paragraph.style.name)
        if level is not None and paragraph.text.strip():
            entries.append((level, paragraph.text, None if level == 0 else _bookmark(paragraph._element)))
    return entries


def _bookmark(paragraph: Any) -> str | None:
    before = paragraph.getprevious()
    while before is not None and before.tag == qn("w:bookmarkEnd"):
        before = before.getprevious()
    if before is not None and before.tag == qn("w:bookmarkStart"):
        return before.get(qn("w:name"))
    inside = paragraph.find(qn("w:bookmarkStart"))
    return inside.get(qn("w:name")) if inside is not None else None


def _split(run: Any) -> tuple[list[Any], Any]:
    """Runs that begin the field and one that ends it, from the single run that pandoc writes."""
    starts = []
    for mark in list(run):
        if mark.tag == qn("w:fldChar") and mark.get(qn("w:fldCharType")) == "end":
            continue
        part = OxmlElement("w:r")
        part.append(mark)
        starts.append(part)
    end = OxmlElement("w:r")
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), "end")
    end.append(mark)
    return starts, end


def _line(style: str | None, text: str, anchor: str | None) -> Any:
    line = OxmlElement("w:p")
    settings = OxmlElement("w:pPr")
    if style:
        name = OxmlElement("w:pStyle")
        name.set(qn("w:val"), style)
        settings.append(name)
    line.append(settings)
    home = line
    if anchor:
        home = OxmlElement("w:hyperlink")
        home.set(qn("w:anchor"), anchor)
        line.append(home)
    home.append(_run(text))
    if anchor:
        home.append(_run(None))
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), f"PAGEREF {anchor} \\h")
        field.append(_run(""))
        home.append(field)
    return line


def _run(text: str | None) -> Any:
    run = OxmlElement("w:r")
    if text is None:
        run.append(OxmlElement("w:tab"))
    else:
        words = OxmlElement("w:t")
        words.text = text
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
    return run
