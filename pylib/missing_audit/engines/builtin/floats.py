"""Figures and tables that carry a number and a caption, brought into one form.

After :func:`normalise`, a float is a division with the float's id and the class ``quarto-float``, holding its content
and, last, a division of class ``float-caption`` with one plain block.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.pandoc import attr, inlines_text, search, walk
from missing_audit.engines.builtin.source import Source

__all__ = ["FLOAT_ID", "alt_of", "normalise", "split_float"]

FLOAT_ID = re.compile(r"^(fig|tbl)-")


def normalise(blocks: list[Any], source: Source) -> list[Any]:
    """Rewrite figures, captioned tables and cross-reference divisions as floats; resolve image paths."""
    blocks = walk(blocks, lambda node: _image(node, source))
    blocks = walk(blocks, lambda node: _float(node, source))
    for image in search(blocks, ["Image"]):
        if alt_of(image) is None:
            raise EngineError(f"image {image['c'][2][0]} has no alt text; give it {{fig-alt=\"…\"}}", file=source.name,
                              line=source.line_of(re.escape(PurePosixPath(image["c"][2][0]).name)))
    return blocks


def split_float(div: dict[str, Any]) -> tuple[str, list[Any], list[Any]]:
    """Id, content blocks and caption inlines of a normalised float."""
    attributes, blocks = div["c"]
    return attributes[0], blocks[:-1], blocks[-1]["c"][1][0]["c"]


def alt_of(image: dict[str, Any]) -> str | None:
    """Alt text of an image, or None."""
    attributes, inlines, _ = image["c"]
    text = dict(attributes[2]).get("fig-alt") or inlines_text(inlines)
    return text.strip() or None


def _image(node: dict[str, Any], source: Source) -> Any:
    if node["t"] != "Image":
        return None
    attributes, inlines, (path, title) = node["c"]
    values = dict(attributes[2])
    if "book-path" in values:
        path = values.pop("book-path")
    elif re.match(r"^[a-z]+:", path):
        raise EngineError(f"image {path} lies outside the book; put the file into the book", file=source.name,
                          line=source.line_of(re.escape(path)))
    else:
        path = _book_path(source.name, path)
    return {"t": "Image", "c": [[attributes[0], attributes[1], [list(item) for item in values.items()]], inlines,
                                [path, title]]}


def _book_path(name: str, path: str) -> str:
    if path.startswith("/"):
        return path.lstrip("/")
    parts: list[str] = []
    for part in (PurePosixPath(name).parent / path).parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _float(node: dict[str, Any], source: Source) -> Any:
    if node["t"] == "Div" and FLOAT_ID.match(node["c"][0][0]):
        return _from_div(node, source)
    if node["t"] == "Figure":
        return _from_figure(node, source)
    if node["t"] == "Table":
        return _from_table(node, source)
    return None


def _from_div(node: dict[str, Any], source: Source) -> dict[str, Any]:
    attributes, blocks = node["c"]
    if "quarto-float" in attributes[1]:
        return node
    if len(blocks) < 2 or blocks[-1]["t"] != "Para":
        raise EngineError("the last paragraph of the division must be its caption, after the figure or table",
                          file=source.name, line=source.line_of(rf"#{re.escape(attributes[0])}\b"),
                          chunk=attributes[0])
    alt = dict(attributes[2]).get("fig-alt")
    content = walk(blocks[:-1], lambda item: _with_alt(item, alt)) if alt else blocks[:-1]
    return _made(attributes[0], content, blocks[-1]["c"])


def _from_figure(node: dict[str, Any], source: Source) -> dict[str, Any]:
    attributes, (_, caption), blocks = node["c"]
    images = list(search(blocks, ["Image"]))
    identifier = attributes[0] or next((image["c"][0][0] for image in images if image["c"][0][0]), "")
    if not identifier.startswith("fig-"):
        name = images[0]["c"][2][0] if images else "figure"
        raise EngineError(f"the captioned image {name} needs an id: {{#fig-…}}", file=source.name,
                          line=source.line_of(re.escape(PurePosixPath(name).name)))
    text = caption[0]["c"] if caption else []
    blocks = walk(blocks, lambda item: _stripped(item, inlines_text(text)))
    return _made(identifier, blocks, text)


def _from_table(node: dict[str, Any], source: Source) -> dict[str, Any] | None:
    attributes, (short, caption), *rest = node["c"]
    if not caption:
        return None
    if not attributes[0].startswith("tbl-"):
        raise EngineError(f"the table captioned '{inlines_text(caption)}' needs an id: {{#tbl-…}} after its caption",
                          file=source.name, line=source.line_of(re.escape(inlines_text(caption)[:20])))
    table = {"t": "Table", "c": [["", *attributes[1:]], [short, []], *rest]}
    return _made(attributes[0], [table], caption[0]["c"])


def _made(identifier: str, content: list[Any], caption: list[Any]) -> dict[str, Any]:
    box = {"t": "Div", "c": [attr("", ["float-caption"]), [{"t": "Plain", "c": caption}]]}
    return {"t": "Div", "c": [attr(identifier, ["quarto-float"]), [*content, box]]}


def _with_alt(node: dict[str, Any], alt: str) -> Any:
    if node["t"] != "Image" or alt_of(node):
        return None
    attributes, inlines, target = node["c"]
    return {"t": "Image", "c": [[attributes[0], attributes[1], [*attributes[2], ["fig-alt", alt]]], inlines, target]}


def _stripped(node: dict[str, Any], caption: str) -> Any:
    """Take caption and id off the image of an implicit figure, which now has them itself."""
    if node["t"] != "Image":
        return None
    attributes, _, target = node["c"]
    values = dict(attributes[2])
    values.setdefault("fig-alt", caption)
    return {"t": "Image", "c": [["", attributes[1], [list(item) for item in values.items()]], [], target]}
