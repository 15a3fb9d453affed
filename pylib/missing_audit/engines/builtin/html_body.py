"""A chapter's own text as HTML: headings with their numbers, figures, tables, call-outs and links."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from missing_audit.engines.builtin import pandoc
from missing_audit.engines.builtin.config import BookConfig
from missing_audit.engines.builtin.crossref import XREF
from missing_audit.engines.builtin.floats import alt_of, split_float
from missing_audit.engines.builtin.navigation import relative
from missing_audit.engines.builtin.pages import Page
from missing_audit.engines.builtin.pandoc import attr, raw, walk
from missing_audit.engines.builtin.parts import callout_of, for_format, numbered_caption
from missing_audit.engines.builtin.tables import is_great_table

__all__ = ["Sizes", "body_html"]

_WRITER = ["-f", "json", "-t", "html5", "--section-divs", "--wrap=none", "--mathml", "--no-highlight"]
_SVG_SIZE = re.compile(rb'<svg[^>]*?\bwidth="([\d.]+)pt"[^>]*?\bheight="([\d.]+)pt"|'
                       rb'<svg[^>]*?\bheight="([\d.]+)pt"[^>]*?\bwidth="([\d.]+)pt"', re.DOTALL)


class Sizes:
    """Width and height, in CSS pixels, of the SVG files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, path: str) -> tuple[str, str] | None:
        """Width and height of the image at `path`, or None if it is no SVG that says them."""
        file = self._folder / path
        found = _SVG_SIZE.search(file.read_bytes()[:2000]) if path.endswith(".svg") and file.is_file() else None
        if not found:
            return None
        width, height = (found[1], found[2]) if found[1] else (found[4], found[3])
        return f"{float(width) * 96 / 72:.0f}", f"{float(height) * 96 / 72:.0f}"


def body_html(page: Page, config: BookConfig, sizes: Sizes) -> str:
    """What stands in the middle of a page: its title, its text, its notes."""
    depth = int(config.get("number-depth", 6, fmt="html"))
    blocks = [page.heading, *_subtitle(page), *for_format(page.blocks, "html")]
    blocks = walk(blocks, lambda node: _adapted(node, page, sizes, depth))
    blocks[0]["c"][2] = [*_chapter_number(page), *blocks[0]["c"][2]]
    output, _ = pandoc.run(_WRITER, pandoc.dumps(pandoc.document(blocks)))
    return output.replace('class="footnote-back"', 'class="footnote-back" aria-label="Back to the text"')


def _chapter_number(page: Page) -> list[Any]:
    if page.number is None:
        return []
    number = f"Appendix {page.number}" if page.entry.appendix else page.number
    return [raw("html", f'<span class="chapter-number">{number}</span> ', inline=True)]


def _subtitle(page: Page) -> list[Any]:
    if not page.subtitle:
        return []
    return [{"t": "Para", "c": [raw("html", '<span class="subtitle">', inline=True),
                                {"t": "Str", "c": page.subtitle}, raw("html", "</span>", inline=True)]}]


def _adapted(node: dict[str, Any], page: Page, sizes: Sizes, depth: int) -> Any:
    writers = {"Header": lambda: _heading(node, depth), "Image": lambda: _image(node, page, sizes),
               "Link": lambda: _link(node, page), "Table": lambda: _scrolling(node),
               "RawBlock": lambda: _scrolling(node) if is_great_table(node) else None, "Div": lambda: _division(node)}
    writer = writers.get(node["t"])
    return writer() if writer else None


def _scrolling(table: dict[str, Any]) -> list[Any]:
    return [raw("html", '<div class="table-scroll" tabindex="0">'), table, raw("html", "</div>")]


def _heading(node: dict[str, Any], depth: int) -> Any:
    level, attributes, text = node["c"]
    number = dict(attributes[2]).get("number")
    if not number or level > depth:
        return None
    mark = raw("html", f'<span class="header-section-number">{number}</span> ', inline=True)
    return {"t": "Header", "c": [level, attributes, [mark, *text]]}


def _image(node: dict[str, Any], page: Page, sizes: Sizes) -> dict[str, Any]:
    attributes, _, (path, title) = node["c"]
    values = {key: value for key, value in attributes[2] if key != "fig-alt"}
    size = sizes.of(path)
    if size and not {"width", "height"} & set(values):
        values |= {"width": size[0], "height": size[1]}
    alt = [{"t": "Str", "c": alt_of(node) or ""}]
    kept = [attributes[0], [*attributes[1], "figure-img"], [list(pair) for pair in values.items()]]
    return {"t": "Image", "c": [kept, alt, [relative(page.html, path), title]]}


def _link(node: dict[str, Any], page: Page) -> dict[str, Any] | None:
    attributes, text, (url, title) = node["c"]
    if not url.startswith(XREF):
        return None
    path, _, fragment = url.removeprefix(XREF).partition("#")
    target = f"#{fragment}" if path == page.html else f"{relative(page.html, path)}#{fragment}"
    if fragment.startswith("ref-"):
        attributes = [*attributes[:2], [*attributes[2], ["role", "doc-biblioref"]]]
    return {"t": "Link", "c": [attributes, text, [target, title]]}


def _division(node: dict[str, Any]) -> Any:
    attributes, blocks = node["c"]
    if "quarto-float" in attributes[1]:
        return _float(node)
    if "page-break" in attributes[1]:
        return raw("html", '<div class="page-break"></div>')
    callout = callout_of(node)
    if callout is None:
        return None
    tags = ("details", "summary") if callout.folded is not None else ("div", "div")
    opened = " open" if callout.folded is False else ""
    classes = f"callout callout-style-default callout-{callout.kind} callout-titled"
    role = ' role="note"' if callout.folded is None else ""
    title = {"t": "Plain", "c": [raw("html", '<span class="callout-title-container">', inline=True), *callout.title,
                                 raw("html", "</span>", inline=True)]}
    return [raw("html", f'<{tags[0]} class="{classes}"{role}{opened}>\n<{tags[1]} class="callout-header">'), title,
            raw("html", f'</{tags[1]}>\n<div class="callout-body-container callout-body">'), *callout.body,
            raw("html", f"</div>\n</{tags[0]}>")]


def _float(node: dict[str, Any]) -> dict[str, Any]:
    identifier, content, caption = split_float(node)
    kind = identifier[:3]
    number = dict(node["c"][0][2])["number"]
    place = "top" if kind == "tbl" else "bottom"
    classes = f"quarto-float-caption-{place} quarto-float-caption quarto-float-{kind}"
    words = {"t": "Plain", "c": numbered_caption(identifier, number, caption)}
    captioned = [raw("html", f'<figcaption class="{classes}" id="{identifier}-caption">'), words,
                 raw("html", "</figcaption>")]
    inner = [raw("html", f'<div aria-describedby="{identifier}-caption">'), *content, raw("html", "</div>")]
    ordered = [*captioned, *inner] if kind == "tbl" else [*inner, *captioned]
    figure = [raw("html", f'<figure class="quarto-float quarto-float-{kind} figure">'), *ordered,
              raw("html", "</figure>")]
    return {"t": "Div", "c": [attr(identifier, ["quarto-float", "quarto-figure"]), figure]}
