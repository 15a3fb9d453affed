"""The book as a Word document: pandoc writes it on the reference document, `engines.word` finishes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from missing_audit.engines import word
from missing_audit.engines.builtin import pandoc
from missing_audit.engines.builtin.config import BookConfig
from missing_audit.engines.builtin.crossref import XREF
from missing_audit.engines.builtin.floats import alt_of, split_float
from missing_audit.engines.builtin.pages import Page
from missing_audit.engines.builtin.pandoc import attr, raw, walk
from missing_audit.engines.builtin.parts import (
    callout_of,
    for_format,
    merged,
    numbered_caption,
    part_openings,
    refuse_raw_html,
)
from missing_audit.engines.builtin.tables import Cell, column_widths, grid_of, natural_widths

__all__ = ["docx_tree", "write_docx"]

_BOX = ('<w:tbl><w:tblPr><w:tblW w:w="9071" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
        '<w:gridCol w:w="9071"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="9071" w:type="dxa"/></w:tcPr>')
"""Opening of a table of one cell, by which `word.finish` knows where a call-out begins and ends."""


def docx_tree(pages: Sequence[Page], config: BookConfig) -> dict[str, Any]:
    """Document tree of the whole book, as Word takes it."""
    blocks: list[Any] = []
    depth = int(config.get("number-depth", 6, fmt="docx"))
    for page, part in part_openings(merged(pages)):
        if part is not None:
            blocks.append(_styled("Part Title", [{"t": "Para", "c": [{"t": "Str", "c": part}]}]))
        blocks.append(_chapter(page))
        if page.subtitle:
            blocks.append(_styled("Subtitle", [{"t": "Para", "c": [{"t": "Str", "c": page.subtitle}]}]))
        blocks += walk(for_format(page.blocks, "docx"), lambda node: _adapted(node, depth))
    refuse_raw_html(blocks, "Word")
    return pandoc.document(blocks, _metadata(config))


def write_docx(text: str, root: Path, target: Path, config: BookConfig) -> None:
    """Write the document tree `text`, whose images are under `root`, as the Word file `target`."""
    arguments = ["-f", "json", "-t", "docx", "-o", str(target.resolve()), f"--resource-path={root}", "--no-highlight"]
    arguments += [f"--reference-doc={path.resolve()}" for path in config.paths("reference-doc", fmt="docx")]
    if config.get("toc", True, fmt="docx"):
        arguments += ["--toc", f"--toc-depth={config.get('toc-depth', 2, fmt='docx')}", "-M", "toc-title=Contents"]
    pandoc.run(arguments, text, folder=root)
    control = [(str(item["label"]), str(item["value"])) for item in config.get("control", [])]
    word.finish(
        target, notice=config.get("notice"), title=str(config.get("short-title") or config.title),
        full_title=config.title, alts={}, control=control, authors=config.authors,
        language=str(config.get("lang", "en-GB")), date=str(config.get("book.date") or ""),
        subject=str(config.get("book.subtitle") or ""), keywords=[str(word) for word in config.get("keywords", [])],
    )


def _metadata(config: BookConfig) -> dict[str, Any]:
    values = {"title": config.title, "subtitle": config.get("book.subtitle"), "date": config.date,
              "author": ", ".join(config.authors) or None, "lang": config.get("lang", "en-GB")}
    return {key: {"t": "MetaInlines", "c": [{"t": "Str", "c": str(value)}]}
            for key, value in values.items() if value is not None}


def _chapter(page: Page) -> dict[str, Any]:
    heading = page.heading
    if page.number is None:
        return heading
    lead = f"Appendix {page.number}\u00a0–" if page.entry.appendix else page.number
    return {"t": "Header", "c": [1, heading["c"][1], [{"t": "Str", "c": lead}, {"t": "Space"}, *page.title]]}


def _adapted(node: dict[str, Any], depth: int) -> Any:
    if node["t"] == "Header":
        return _heading(node, depth)
    writers = {"Image": _image, "Link": _link, "Table": _table, "Div": _division}
    writer = writers.get(node["t"])
    return writer(node) if writer else None


def _heading(node: dict[str, Any], depth: int) -> dict[str, Any]:
    level, attributes, text = node["c"]
    number = dict(attributes[2]).get("number")
    lead = [{"t": "Str", "c": number}, {"t": "Space"}] if number and level <= depth else []
    return {"t": "Header", "c": [level, [*attributes[:2], []], [*lead, *text]]}


def _link(node: dict[str, Any]) -> dict[str, Any] | None:
    attributes, text, (url, title) = node["c"]
    if not url.startswith(XREF):
        return None
    return {"t": "Link", "c": [attributes, text, ["#" + url.partition("#")[2], title]]}


def _image(node: dict[str, Any]) -> dict[str, Any]:
    attributes, _, (path, title) = node["c"]
    values = [pair for pair in attributes[2] if pair[0] != "fig-alt"]
    file = f"{path[:-4]}.png" if path.endswith(".svg") else path
    return {"t": "Image", "c": [[attributes[0], attributes[1], values], [{"t": "Str", "c": alt_of(node) or ""}],
                                [file, title]]}


def _division(node: dict[str, Any]) -> Any:
    attributes, blocks = node["c"]
    if "quarto-float" in attributes[1]:
        return _float(node)
    if "page-break" in attributes[1]:
        return raw("openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
    callout = callout_of(node)
    if callout:
        title = _styled(f"Callout Title {callout.kind.capitalize()}", [{"t": "Para", "c": callout.title}])
        return [raw("openxml", _BOX), title, *callout.body, raw("openxml", "</w:tc></w:tr></w:tbl>")]
    return None


def _float(node: dict[str, Any]) -> dict[str, Any]:
    identifier, content, caption = split_float(node)
    lead, *rest = numbered_caption(identifier, dict(node["c"][0][2])["number"], caption)
    words = [{"t": "Para", "c": [{"t": "Strong", "c": [lead]}, *rest]}]
    if identifier.startswith("tbl-"):
        inner = [_styled("Table Caption", words), *content]
    else:
        inner = [_styled("Captioned Figure", content), _styled("Image Caption", words)]
    return {"t": "Div", "c": [attr(identifier), inner]}


def _styled(name: str, blocks: list[Any]) -> dict[str, Any]:
    return {"t": "Div", "c": [attr("", [], custom_style=name), blocks]}


def _table(table: dict[str, Any]) -> list[Any]:
    grid = grid_of(table)
    widths, _ = column_widths(grid)
    if widths is None:
        sizes = natural_widths(grid)
        widths = [size / max(sum(sizes), 60) for size in sizes]
    name = {"left": "AlignLeft", "right": "AlignRight", "center": "AlignCenter"}
    columns = [[{"t": name[align]}, {"t": "ColWidth", "c": width}]
               for align, width in zip(grid.aligns, widths, strict=True)]
    body = [attr(), 0, [], [_row(row, name) for row in grid.body]]
    made = {"t": "Table", "c": [attr(), [None, []], columns, [attr(), [_row(row, name) for row in grid.head]],
                                [body], [attr(), []]]}
    notes = [_styled("Table Note", [{"t": "Para", "c": note}]) for note in grid.notes]
    return [made, *notes]


def _row(row: Sequence[Cell], name: dict[str, str]) -> list[Any]:
    return [attr(), [[attr(), {"t": name[cell.align]}, cell.rows, cell.columns, cell.blocks] for cell in row]]
