"""Captions and cross-references in Word as its own fields, so that its lists and its refresh work on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from missing_audit.engines.word_fields import Bookmarks, field_runs, hyperlink, reference_name, text_run

__all__ = ["link_captions", "link_headings"]

_CAPTION = re.compile(r"(Figure|Table)[ \u00a0]((?:(?:[A-Z]|\d+)\.)?)(\d+):\s*")
"""Word, chapter and number that a caption begins with."""
_HEADING = re.compile(r"(?:Appendix[ \u00a0])?((?:[A-Z]|\d+)(?:\.\d+)*)(?=[.\s\u00a0]|$)")
_STYLES = {"fig-": "Image Caption", "tbl-": "Table Caption"}


@dataclass(frozen=True)
class _Target:
    """What cross-references to an anchor print: the words that are its bookmark's."""

    bookmark: str
    text: str


def link_captions(document: Document) -> None:
    """Number every caption by a SEQ field, and make the cross-references to it REF fields.

    The chapter stays as it was written; the number within it is Word's to count.
    """
    marks, found = Bookmarks(document.element.body), {}
    names = {style.name: style.style_id for style in document.styles}
    for anchor, caption in _captions(document, names):
        target = _number_caption(anchor, caption, marks, names.get("Caption Label"))
        if target:
            found[anchor] = target
    for link in list(document.element.body.iter(qn("w:hyperlink"))):
        target = found.get(link.get(qn("w:anchor")))
        if target and _plain(_text(link)) == _plain(target.text):
            _replace(link, _referring(link, target))


def link_headings(document: Document) -> None:
    """Make the number in 'Chapter 4', 'Section 4.2' and 'Appendix A' a REF field that reads the heading's own."""
    marks, found = Bookmarks(document.element.body), {}
    for anchor, heading in _headings(document):
        number = _HEADING.match(_text(heading))
        if number:
            runs = _cut(heading, number.start(1), number.end(1))
            found[anchor] = _Target(reference_name(anchor), number[1])
            marks.around(found[anchor].bookmark, runs)
    for link in list(document.element.body.iter(qn("w:hyperlink"))):
        target = found.get(link.get(qn("w:anchor")))
        word, _, number = _plain(_text(link)).rpartition(" ")
        if target and word in {"Chapter", "Section", "Appendix"} and number == target.text:
            lead = hyperlink(link.get(qn("w:anchor")), [text_run(f"{word}\u00a0", _look(link))])
            _replace(link, [lead, *_referring(link, target)])


def _captions(document: Document, names: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Each caption with the id of the figure or table whose bookmark it stands in."""
    wanted = {names.get(name): kind for kind, name in _STYLES.items()}
    latest: dict[str, str] = {}
    for item in document.element.body.iter(qn("w:bookmarkStart"), qn("w:p")):
        if item.tag == qn("w:bookmarkStart"):
            name = item.get(qn("w:name"))
            latest[name[:4]] = name
        elif item.style in wanted and wanted[item.style] in latest:
            yield latest.pop(wanted[item.style]), item


def _number_caption(anchor: str, caption: Any, marks: Bookmarks, style: str | None) -> _Target | None:
    lead = _CAPTION.match(_text(caption))
    if not lead:
        return None
    for run in _cut(caption, 0, lead.end()):
        run.getparent().remove(run)
    word, chapter, number = lead.groups()
    look = _styled(style) if style else None
    first = text_run(f"{word}\u00a0{chapter}", look)
    # Begun anew where the chapter's first stands: LibreOffice does not know the switch that looks for headings.
    field = field_runs(f"SEQ {word} \\* ARABIC" + (" \\r 1" if number == "1" else ""), number, look)
    caption.get_or_add_pPr().addnext(first)
    place = first
    for run in [*field, text_run(": ", look)]:
        place.addnext(run)
        place = run
    marks.around(reference_name(anchor), [first, field[-1]])
    return _Target(reference_name(anchor), f"{word} {chapter}{number}")


def _headings(document: Document) -> Iterator[tuple[str, Any]]:
    """Each heading with the bookmarks that stand before it or open it."""
    levels = {style.style_id for style in document.styles if re.fullmatch(r"Heading \d", style.name)}
    for item in document.element.body.iter(qn("w:p")):
        if item.style not in levels:
            continue
        for mark in item.findall(qn("w:bookmarkStart")):
            yield mark.get(qn("w:name")), item
        before = item.getprevious()
        while before is not None and before.tag in {qn("w:bookmarkEnd"), qn("w:bookmarkStart")}:
            if before.tag == qn("w:bookmarkStart"):
                yield before.get(qn("w:name")), item
            before = before.getprevious()


def _referring(link: Any, target: _Target) -> list[Any]:
    # With the format of the place, so that a refresh does not bring the caption's bold into the sentence.
    return field_runs(f"REF {target.bookmark} \\h \\* MERGEFORMAT", target.text.replace(" ", "\u00a0"), _look(link))


def _cut(paragraph: Any, start: int, end: int) -> list[Any]:
    """Runs that hold exactly the characters from `start` to `end`, split off from their neighbours."""
    inside, at = [], 0
    for run in list(paragraph.iter(qn("w:r"))):
        size = len(_text(run))
        low, high = max(start - at, 0), min(end - at, size)
        at += size
        if low >= high:
            continue
        inside.append(run if (low, high) == (0, size) else _split(run, low, high))
    return inside


def _split(run: Any, low: int, high: int) -> Any:
    text, look = _text(run), run.find(qn("w:rPr"))
    parts = [text_run(text[:low], look) if low else None, text_run(text[low:high], look),
             text_run(text[high:], look) if high < len(text) else None]
    for part in parts:
        if part is not None:
            run.addprevious(part)
    run.getparent().remove(run)
    return parts[1]


def _text(element: Any) -> str:
    return "".join("\t" if item.tag == qn("w:tab") else item.text or ""
                   for item in element.iter(qn("w:t"), qn("w:tab")) if item.getparent().tag == qn("w:r"))


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").strip()


def _look(link: Any) -> Any:
    return link.find(qn("w:r") + "/" + qn("w:rPr"))


def _styled(style: str) -> Any:
    look, name = OxmlElement("w:rPr"), OxmlElement("w:rStyle")
    name.set(qn("w:val"), style)
    look.append(name)
    return look


def _replace(link: Any, elements: list[Any]) -> None:
    for element in elements:
        link.addprevious(element)
    link.getparent().remove(link)
