"""The chapters as document trees, numbered as Quarto numbers them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from missing_audit.engines.builtin.config import Entry
from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.floats import FLOAT_ID
from missing_audit.engines.builtin.pandoc import inlines_text, search
from missing_audit.engines.builtin.source import Source

__all__ = ["Page", "Target", "anchors", "number_pages", "targets"]


@dataclass(frozen=True)
class Page:
    """One chapter: its place, number ('2', 'B' or None), title and blocks without the title."""

    entry: Entry
    source: Source
    number: str | None
    identifier: str
    title: list[Any]
    subtitle: str | None
    blocks: list[Any]

    @property
    def html(self) -> str:
        """Path of the chapter's HTML page, relative to the output folder."""
        return str(self.entry.path.with_suffix(".html"))

    @property
    def heading(self) -> dict[str, Any]:
        """The chapter's title as a first-level heading."""
        classes = [] if self.number else ["unnumbered"]
        return {"t": "Header", "c": [1, [self.identifier, classes, []], self.title]}


@dataclass(frozen=True)
class Target:
    """Something that can be referred to: word and number as printed, and the page it is on."""

    word: str
    number: str
    page: str


def number_pages(
    entries: Sequence[Entry], sources: Sequence[Source], trees: Sequence[list[Any]], *, numbered: bool
) -> list[Page]:
    """Number chapters, sections, figures and tables; take the title out of each tree."""
    pages, counts = [], {"chapter": 0, "appendix": 0}
    for entry, source, tree in zip(entries, sources, trees, strict=True):
        page = _page(entry, source, tree)
        if page.number is not None and not numbered:
            page = replace(page, number=None)
        if page.number is not None:
            kind = "appendix" if entry.appendix else "chapter"
            counts[kind] += 1
            page = replace(page, number=chr(64 + counts[kind]) if entry.appendix else str(counts[kind]))
        _number_inside(page)
        pages.append(page)
    return pages


def targets(pages: Sequence[Page]) -> dict[str, Target]:
    """Id → target, for every chapter, section, figure and table with a number.

    Raises
    ------
    EngineError
        If two elements of the book have the same id.
    """
    found: dict[str, Target] = {}
    for page in pages:
        for identifier, target in _targets(page):
            if identifier in found:
                raise EngineError(f"'{identifier}' is already used in {found[identifier].page}; give it another name",
                                  file=page.source.name, line=page.source.line_of(rf"#{re.escape(identifier)}\b"))
            found[identifier] = target
    return found


def anchors(blocks: Sequence[Any]) -> set[str]:
    """Every id that a link can lead to."""
    found = {node["c"][1][0] for node in search(blocks, ["Header"])}
    kinds = ["Div", "Span", "Figure", "Table", "Image", "Link", "Code", "CodeBlock"]
    return (found | {node["c"][0][0] for node in search(blocks, kinds)}) - {""}


def _page(entry: Entry, source: Source, tree: list[Any]) -> Page:
    headings = [block for block in search(tree, ["Header"]) if block["c"][0] == 1]
    name = str(entry.path)
    if len(headings) > 1:
        text = inlines_text(headings[1]["c"][2])
        raise EngineError(f"'{text}' is a second first-level heading; a chapter has one, its title", file=name,
                          line=source.line_of(rf"(?m)^#\s+{re.escape(text[:20])}"))
    if headings and headings[0] is not next((block for block in tree if block["t"] not in {"RawBlock"}), None):
        raise EngineError("the title must be the first thing in the chapter", file=name,
                          line=source.line_of(r"(?m)^#\s"))
    if headings:
        _, (identifier, classes, _), title = headings[0]["c"]
        tree = [block for block in tree if block is not headings[0]]
    elif source.front.get("title"):
        title = [{"t": "Str", "c": str(source.front["title"])}]
        identifier, classes = PurePosixPath(name).stem, []
    else:
        raise EngineError("has no title: begin with '# Title {#sec-…}'", file=name, line=1)
    plain = "unnumbered" in classes or source.front.get("number-sections") is False
    return Page(entry, source, None if plain else "?", identifier, title, source.front.get("subtitle"), tree)


def _number_inside(page: Page) -> None:
    """Write the number of every section and float into its attributes (the tree is the page's own)."""
    counts, floats = [0] * 6, {"fig": 0, "tbl": 0}
    for block in search(page.blocks, ["Header", "Div"]):
        if block["t"] == "Header":
            level, attributes, _ = block["c"]
            if page.number is None and "unnumbered" not in attributes[1]:
                attributes[1].append("unnumbered")
            if "unnumbered" in attributes[1]:
                continue
            counts[level - 1] += 1
            counts[level:] = [0] * (6 - level)
            attributes[2].append(["number", ".".join([page.number, *map(str, counts[1:level])])])
        elif "quarto-float" in block["c"][0][1]:
            kind = block["c"][0][0][:3]
            floats[kind] += 1
            number = str(floats[kind])
            block["c"][0][2].append(["number", f"{page.number}.{number}" if page.number else number])


def _targets(page: Page) -> Iterator[tuple[str, Target]]:
    if page.number:
        yield page.identifier, Target("Appendix" if page.entry.appendix else "Chapter", page.number, page.html)
    for block in search(page.blocks, ["Header", "Div"]):
        attributes = block["c"][1] if block["t"] == "Header" else block["c"][0]
        number = _number(attributes)
        if number and block["t"] == "Header" and attributes[0].startswith("sec-"):
            yield attributes[0], Target("Section", number, page.html)
        elif number and FLOAT_ID.match(attributes[0]):
            word = "Figure" if attributes[0].startswith("fig-") else "Table"
            yield attributes[0], Target(word, number, page.html)


def _number(attributes: Sequence[Any]) -> str | None:
    values: Mapping[str, str] = dict(attributes[2])
    return values.get("number")
