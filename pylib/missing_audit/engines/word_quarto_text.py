"""Mend the running text of Quarto's Word output: chapters numbered, parts named, no empty paragraph."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docx.document import Document
from docx.oxml.ns import qn

from missing_audit.engines.word_fields import is_empty, paragraph, text_run

__all__ = ["drop_empty", "mend_headings"]


def mend_headings(document: Document, parts: Mapping[str, str]) -> None:
    """Number chapters '4', not '4.', give appendices the built-in engine's dash, and name the part that one opens."""
    names = {style.name: style.style_id for style in document.styles}
    for heading in list(document.element.body.iter(qn("w:p"))):
        if heading.style != names.get("Heading 1"):
            continue
        first = heading.find(qn("w:r") + "/" + qn("w:t"))
        if first is not None:
            text = re.sub(r"^(\d+)\.(?=\s)", r"\1", first.text)
            first.text = re.sub(r"^(Appendix \w+) —", "\\1\u00a0–", text)
        anchor = heading.getprevious()
        title = parts.get(anchor.get(qn("w:name"))) if anchor is not None else None
        if title and names.get("Part Title"):
            line = paragraph(names["Part Title"])
            line.append(text_run(title))
            anchor.addprevious(line)


def drop_empty(document: Document) -> None:
    """Take out the paragraphs between blocks that hold nothing; a cell must keep its last."""
    for item in document.element.body.findall(qn("w:p")):
        if is_empty(item):
            item.getparent().remove(item)
