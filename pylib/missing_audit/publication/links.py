"""Links under every figure and table of an HTML page, whichever engine has written it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path, PurePosixPath

from missing_audit.publication.catalogue import Chapter, Item
from missing_audit.writing import replacing

__all__ = ["link_pages", "linked"]

_BLOCK = re.compile(r'<div class="float-downloads">.*?</div>\n?', re.DOTALL)
_KINDS = {"metadata": "metadata (JSON)"}


def link_pages(output: Path, chapters: Sequence[Chapter], files: Path) -> None:
    """Put links into the pages of the output; links that are there already are replaced.

    Parameters
    ----------
    output
        The rendered book; a chapter that has no page there is passed over.
    chapters
        What each chapter publishes.
    files
        Folder of the files, in the output.
    """
    for chapter in chapters:
        page = output / chapter.page
        if not page.is_file():
            continue
        up = "/".join([".."] * (len(PurePosixPath(chapter.page).parts) - 1) + [files.name])
        before = page.read_text(encoding="utf-8")
        after = linked(before, chapter.items, up, files)
        if after != before:
            with replacing(page) as draft:
                draft.write_text(after, encoding="utf-8", newline="\n")


def linked(text: str, items: Sequence[Item], up: str, files: Path) -> str:
    """A page with links to the files of its figures and tables.

    Parameters
    ----------
    text
        The page.
    items
        Its figures and tables; one that the page does not hold is passed over.
    up
        Path from the page to the files.
    files
        Folder of the files, whose sizes are told.

    Returns
    -------
    str
        Each figure or table is followed by its links, inside the element that has its id.
    """
    text = _BLOCK.sub("", text)
    for item in items:
        start = re.search(rf'<[a-z]+\b[^>]*\sid="{re.escape(item.id)}"', text)
        end = text.find("</figure>", start.start()) if start else -1
        if end >= 0:
            end += len("</figure>")
            text = f"{text[:end]}\n{_block(item, up, files)}{text[end:]}"
    return text


def _block(item: Item, up: str, files: Path) -> str:
    links = " ".join(_link(kind, name, item, up, files) for kind, name in item.files.items())
    return f'<div class="float-downloads"><span>Download:</span> {links}</div>'


def _link(kind: str, name: str, item: Item, up: str, files: Path) -> str:
    size = f"{max(1, round((files / name).stat().st_size / 1000)):,} kB"
    hidden = f'<span class="visually-hidden"> of {escape(item.number)}: {escape(item.title)}</span>'
    return f'<a href="{up}/{escape(name)}" download>{_KINDS.get(kind, kind)}{hidden}, {size}</a>'
