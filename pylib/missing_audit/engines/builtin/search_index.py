"""What can be searched: every heading, paragraph, list item, caption and table cell, as a script that pages load.

A script is loaded from a file system too, where a page may not fetch data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from missing_audit.engines.builtin.pages import Page
from missing_audit.engines.builtin.pandoc import inlines_text

__all__ = ["search_index"]

_PIECES = {"p", "li", "dt", "dd", "figcaption", "tr", "pre", "summary"}
_SILENT = {"script", "style", "math"}
_UNSAID = ("paragraph-link", "back-links", "footnote-back")


@dataclass
class _Entry:
    """One place that a search can find: a section, or a figure or table with its caption as title."""

    anchor: str
    title: str = ""
    pieces: list[tuple[str, str]] = field(default_factory=list)


def search_index(pages: Sequence[Page], bodies: Mapping[str, str]) -> str:
    """The script that holds the index.

    Parameters
    ----------
    pages
        The book's pages, in order.
    bodies
        HTML of each page's text, by the path of the page.

    Returns
    -------
    str
        A script that sets ``window.bookIndex`` to a list of sections, figures and tables, each with `page`, `id`,
        `title`, `chapter` and `text`, a list of pairs of an anchor and the text that stands there.
    """
    lines = []
    for page in pages:
        reader = _Reader(page.identifier)
        reader.feed(bodies[page.html])
        reader.close()
        number = f"Appendix {page.number}" if page.number and page.entry.appendix else page.number
        chapter = " ".join(filter(None, [number, inlines_text(page.title)]))
        lines += [_line(entry, page, chapter) for entry in reader.entries if entry.title]
    return "window.bookIndex = [\n" + ",\n".join(lines) + "\n];\n"


def _line(entry: _Entry, page: Page, chapter: str) -> str:
    text = json.dumps({"page": page.html, "id": entry.anchor, "title": entry.title, "chapter": chapter,
                       "text": entry.pieces}, ensure_ascii=False)
    return text.replace("</", "<\\/")


class _Reader(HTMLParser):
    """Parts a page into entries; the text of an element that is neither piece nor heading is left out."""

    def __init__(self, identifier: str) -> None:
        super().__init__()
        self.entries = [_Entry(identifier)]
        self._sections = [self.entries[0]]
        self._anchor, self._text, self._silent = identifier, [], 0
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        values = dict(attrs)
        identifier, classes = values.get("id") or "", values.get("class") or ""
        if tag in {"img", "br", "hr", "input", "col", "meta"}:
            self._text.append(" ")
            return
        role = "silent" if tag in _SILENT or any(name in classes for name in _UNSAID) else ""
        if not role and not self._silent:
            role = self._role(tag, identifier, classes)
        self._silent += role == "silent"
        self._open.append((tag, role))
        if identifier and tag not in {"th", "figcaption", "a"}:
            self._anchor = identifier

    def _role(self, tag: str, identifier: str, classes: str) -> str:
        if tag == "section":
            self._begin(identifier)
            return "entry"
        if tag == "div" and "quarto-float" in classes:
            self._flush()
            self._begin(identifier)
            return "entry"
        if any(role == "whole" for _, role in self._open):
            self._text.append(" ")
            return ""
        if "key-fact" in classes.split():
            return "whole"
        found = "piece" if tag in _PIECES else "title" if re.fullmatch("h[1-6]", tag) else ""
        if found:
            self._flush()
        return found

    def _begin(self, identifier: str) -> None:
        if len(self.entries) == 1 and not self.entries[0].title and self.entries[0].anchor == identifier:
            self._sections.append(self.entries[0])
            return
        entry = _Entry(identifier or self._sections[-1].anchor)
        self.entries.append(entry)
        self._sections.append(entry)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, role = self._open.pop()
            self._close(name, role)
            if name == tag:
                return

    def _close(self, tag: str, role: str) -> None:
        if role == "silent":
            self._silent -= 1
        elif role in {"title", "piece", "whole"}:
            entry = self._sections[-1]
            if role == "title" or tag == "figcaption":
                entry.title = entry.title or self._taken()
            self._flush()
        elif role == "entry":
            self._flush()
            self._sections.pop()
        elif tag in {"td", "th", "div"}:
            self._text.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def _taken(self) -> str:
        text = re.sub(r"\s+", " ", "".join(self._text)).strip()
        self._text = []
        return text

    def _flush(self) -> None:
        text = self._taken()
        if text:
            self._sections[-1].pieces.append((self._anchor, text))
