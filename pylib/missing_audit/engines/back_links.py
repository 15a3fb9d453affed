"""From each reference back to where it is cited, in the pages of both engines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import PurePosixPath
from posixpath import relpath

__all__ = ["with_back_links"]

_MARK = re.compile(r'<h([1-6])\b[^>]*>(?P<heading>.*?)</h\1>|<a\b[^>]*#(?P<key>ref-[^"]+)"[^>]*>', re.DOTALL)
_NUMBER = re.compile(r'<span class="(chapter-number|header-section-number)">(.*?)</span>')
_ENTRY = re.compile(r'(<div id="(ref-[^"]+)" class="csl-entry"[^>]*>.*?)(\s*</div>)', re.DOTALL)


def with_back_links(pages: Mapping[str, str]) -> dict[str, str]:
    """Let each entry of the list of references say in which sections it is cited, and lead there.

    Parameters
    ----------
    pages
        HTML by path, in the order of the book. Citations are links with the role ``doc-biblioref`` to ``#ref-…``.

    Returns
    -------
    dict
        The same pages; the first citation of a source in a section has an id, and the entry a link to it. Pages that
        have such links already stay as they are.
    """
    if any('class="back-links"' in page for page in pages.values()):
        return dict(pages)
    cited: dict[str, list[tuple[str, str, str]]] = {}
    marked = {name: _marked(name, page, cited) for name, page in pages.items()}
    return {name: _ENTRY.sub(lambda entry, name=name: _led_back(entry, name, cited), page)
            for name, page in marked.items()}


def _marked(name: str, page: str, cited: dict[str, list[tuple[str, str, str]]]) -> str:
    """Give ids to the citations of a page, and note them by their source: page, id, section."""
    section, seen = "this page", set()

    def mark(found: re.Match[str]) -> str:
        nonlocal section
        if found["heading"] is not None:
            section = _section(found["heading"]) or section
            return found[0]
        key = found["key"]
        if 'role="doc-biblioref"' not in found[0] or "id=" in found[0] or (key, section) in seen:
            return found[0]
        seen.add((key, section))
        identifier = f"cite-{key.removeprefix('ref-')}-{sum(other == key for other, _ in seen)}"
        cited.setdefault(key, []).append((name, identifier, section))
        return f'<a id="{identifier}"{found[0][2:]}'

    return _MARK.sub(mark, page)


def _section(heading: str) -> str:
    """How a section is named: by its number, or else by its title."""
    number = _NUMBER.search(heading)
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", heading))).strip()
    if number is None:
        appendix = re.match(r"Appendix [A-Z]\b", text)
        return appendix[0] if appendix else text
    if number[2].startswith("Appendix"):
        return number[2]
    word = "Section" if number[1] == "header-section-number" else "Chapter" if number[2].isdigit() else "Appendix"
    return f"{word} {number[2]}"


def _led_back(entry: re.Match[str], name: str, cited: Mapping[str, list[tuple[str, str, str]]]) -> str:
    links = ", ".join(_links(name, cited.get(entry[2], [])))
    return f'{entry[1]} <span class="back-links">↩ Cited in {links}.</span>{entry[3]}' if links else entry[0]


def _links(name: str, places: list[tuple[str, str, str]]) -> Iterator[str]:
    here = str(PurePosixPath(name).parent)
    for page, identifier, section in places:
        path = "" if page == name else relpath(page, here)
        yield f'<a href="{path}#{identifier}" role="doc-backlink">{section}</a>'
