"""Contents, the list of a page's own sections, and the way to the pages before and after."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import PurePosixPath
from typing import Any

from missing_audit.engines.builtin.config import BookConfig
from missing_audit.engines.builtin.pages import Page
from missing_audit.engines.builtin.pandoc import inlines_text, search
from missing_audit.engines.builtin.parts import part_openings

__all__ = ["contents", "neighbours", "on_this_page", "relative"]


def relative(page: str, path: str) -> str:
    """Path to `path` from the page at `page`, both relative to the output folder.

    >>> relative("chapters/a.html", "chapters/b.html"), relative("chapters/a.html", "index.html")
    ('b.html', '../index.html')
    """
    here, there = PurePosixPath(page).parent.parts, PurePosixPath(path).parts
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + list(there[shared:]))


def contents(page: Page, pages: Sequence[Page], config: BookConfig) -> str:
    """The whole book as nested lists; the sections of `page` itself are shown."""
    lines, inside = ["<ul>"], False
    for other, part in part_openings(pages):
        grouped = other.entry.part is not None or other.entry.appendix
        if inside and (part is not None or not grouped):
            lines.append("</ul></li>")
            inside = False
        if part is not None:
            lines.append(f'<li class="part"><span class="part-title">{escape(part)}</span><ul>')
            inside = True
        lines.append(_entry(other, page, config))
    return "\n".join([*lines, "</ul></li></ul>" if inside else "</ul>"])


def on_this_page(page: Page, config: BookConfig) -> str:
    """The page's sections, down to ``toc-depth``."""
    if config.get("toc", True, fmt="html") is False:
        return ""
    items = _sections(page, int(config.get("toc-depth", 3, fmt="html")), int(config.get("number-depth", 6)))
    if not items:
        return ""
    title = escape(str(config.get("toc-title", "On this page", fmt="html")))
    return (f'<nav id="TOC" class="toc" aria-labelledby="toc-title"><h2 id="toc-title">{title}</h2>'
            f"{_nested(items)}</nav>")


def neighbours(page: Page, pages: Sequence[Page]) -> str:
    """Links to the page before and the page after."""
    at = pages.index(page)
    before = _neighbour(page, pages[at - 1], "prev", "Previous") if at else "<span></span>"
    after = _neighbour(page, pages[at + 1], "next", "Next") if at + 1 < len(pages) else "<span></span>"
    return f'<nav class="page-navigation" aria-label="Previous and next chapter">{before}{after}</nav>'


def _neighbour(page: Page, other: Page, rel: str, word: str) -> str:
    return (f'<a class="nav-{rel}" rel="{rel}" href="{relative(page.html, other.html)}">'
            f"<small>{word}</small><span>{_title(other)}</span></a>")


def _title(page: Page) -> str:
    number = f'<span class="chapter-number">{page.number}</span> ' if page.number else ""
    return f'{number}<span class="chapter-title">{escape(inlines_text(page.title))}</span>'


def _entry(other: Page, page: Page, config: BookConfig) -> str:
    here = other is page
    current = ' aria-current="page"' if here else ""
    items = _sections(page, 2, int(config.get("number-depth", 6))) if here else []
    inner = _nested(items) if items else ""
    return f'<li><a href="{relative(page.html, other.html)}"{current}>{_title(other)}</a>{inner}</li>'


def _sections(page: Page, deepest: int, numbered: int) -> list[tuple[int, str]]:
    found = []
    for node in _outside_callouts(page.blocks):
        level, attributes, text = node["c"]
        if level > deepest or "unlisted" in attributes[1]:
            continue
        number = dict(attributes[2]).get("number") if level <= numbered else None
        mark = f'<span class="header-section-number">{number}</span> ' if number else ""
        found.append((level, f'<a href="#{attributes[0]}">{mark}{escape(inlines_text(text))}</a>'))
    return found


def _outside_callouts(blocks: Sequence[Any]) -> list[dict[str, Any]]:
    inside = [id(node) for div in search(blocks, ["Div"])
              if any(name.startswith("callout-") for name in div["c"][0][1]) for node in search(div, ["Header"])]
    return [node for node in search(blocks, ["Header"]) if id(node) not in inside]


def _nested(items: Sequence[tuple[int, str]]) -> str:
    lines, levels = [], []
    for level, text in items:
        while levels and levels[-1] > level:
            levels.pop()
            lines.append("</li></ul>")
        if levels and levels[-1] == level:
            lines.append("</li>")
        else:
            levels.append(level)
            lines.append("<ul>")
        lines.append(f"<li>{text}")
    return "".join(lines) + "</li></ul>" * len(levels)
