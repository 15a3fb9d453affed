"""The contents of a Word document and its lists of figures and tables, filled in: pandoc leaves an empty field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from missing_audit.engines.word_fields import Bookmarks, field_marks, field_runs, hyperlink, paragraph, tab, text_run

__all__ = ["fill_contents"]

Entry = tuple[str | None, str, str | None]
"""Id of a paragraph style, text, and the bookmark that the entry leads to."""

_LISTS = {"Figure": ("Figures", "Image Caption"), "Table": ("Tables", "Table Caption")}


def fill_contents(document: Document) -> None:
    """Write an entry for every part, chapter and section, then for every figure and table, each linked to its place.

    Page numbers come when Word refreshes the fields: a document that asks for it on opening would meet every reader
    with a question.
    """
    code = next((item for item in document.element.body.iter(qn("w:instrText"))
                 if (item.text or "").strip().startswith("TOC")), None)
    if code is None:
        return
    found = re.search(r'"1-(\d)"', code.text)
    depth = int(found[1]) if found else 2
    names = {style.name: style.style_id for style in document.styles}
    old = code.getparent().getparent()
    title = old.getprevious()
    if title is not None and title.tag == qn("w:p") and title.style == names.get("TOC Heading"):
        _retitle(title, "Contents")
    lines = _field(f'TOC \\o "1-{depth}" \\h \\z \\u \\t "Part Title,1"', _headings(document, depth, names))
    for word, (heading, style) in _LISTS.items():
        entries = _captions(document, names.get(style), names.get("table of figures"))
        if entries:
            lead = paragraph(names.get("List Heading"))
            lead.append(text_run(heading))
            lines += [lead, *_field(f'TOC \\h \\z \\c "{word}"', entries)]
    for line in lines:
        old.addprevious(line)
    old.getparent().remove(old)


def _retitle(title: Any, words: str) -> None:
    for run in title.findall(qn("w:r")):
        title.remove(run)
    title.append(text_run(words))


def _field(code: str, entries: Sequence[Entry]) -> list[Any]:
    """Paragraphs of the field `code`, which begins in the first of them and ends in the last."""
    lines = [_line(*entry) for entry in entries]
    begin, end = field_marks(code)
    place = lines[0].pPr
    for run in begin:
        place.addnext(run)
        place = run
    lines[-1].append(end)
    return lines


def _headings(document: Document, depth: int, names: dict[str, str]) -> list[Entry]:
    levels = {"Part Title": 0} | {f"Heading {level}": level for level in range(1, depth + 1)}
    styles = {names[name]: level for name, level in levels.items() if name in names}
    marks, entries = Bookmarks(document.element.body), []
    for item in document.element.body.iter(qn("w:p")):
        level, text = styles.get(item.style), _text(item)
        if level is None or not text:
            continue
        anchor = _bookmark(item)
        if anchor is None:
            anchor = f"_Toc{len(entries) + 1:06d}"
            marks.around(anchor, item.findall(qn("w:r")))
        entries.append((names.get("TOC Part" if level == 0 else f"toc {level}"), text, anchor))
    return entries


def _captions(document: Document, style: str | None, entry: str | None) -> list[Entry]:
    """Figures or tables: those whose caption has the bookmark that cross-references read."""
    return [(entry, _text(item), mark.get(qn("w:name")))
            for item in document.element.body.iter(qn("w:p")) if style and item.style == style
            for mark in item.findall(qn("w:bookmarkStart"))[:1]]


def _text(item: Any) -> str:
    words = "".join("\t" if part.tag == qn("w:tab") else part.text or ""
                    for part in item.iter(qn("w:t"), qn("w:tab")) if part.getparent().tag == qn("w:r"))
    return " ".join(words.split())


def _bookmark(item: Any) -> str | None:
    before = item.getprevious()
    while before is not None and before.tag == qn("w:bookmarkEnd"):
        before = before.getprevious()
    if before is not None and before.tag == qn("w:bookmarkStart"):
        return before.get(qn("w:name"))
    inside = next((mark for mark in item.findall(qn("w:bookmarkStart"))
                   if not mark.get(qn("w:name")).startswith("_Ref")), None)
    return inside.get(qn("w:name")) if inside is not None else None


def _line(style: str | None, text: str, anchor: str | None) -> Any:
    line = paragraph(style)
    if anchor is None:
        line.append(text_run(text))
    else:
        line.append(hyperlink(anchor, [text_run(text), tab(), *field_runs(f"PAGEREF {anchor} \\h", "")]))
    return line
