"""A chapter as one markdown text: prose, inline values, and a fenced division for every chunk that shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from missing_audit.engines.builtin.execute import Output
from missing_audit.engines.builtin.source import Cell, Prose, Source

__all__ = ["figure_files", "to_markdown"]


def to_markdown(source: Source, results: Mapping[int, Any], *, echo: bool) -> str:
    """Put the `results` of the chunks and inline expressions of `source` in their places."""
    texts = []
    for number, piece in enumerate(source.pieces):
        if isinstance(piece, Prose):
            texts.append(piece.text)
        elif isinstance(piece, Cell):
            texts.append(_cell(source, piece, number, results[number], echo=echo))
        else:
            texts.append(results[number])
    return "".join(texts)


def figure_files(source: Source, results: Mapping[int, Any]) -> dict[str, bytes]:
    """Path in the book → content, for every figure of the chapter, as SVG and as PNG."""
    files = {}
    for number, piece in enumerate(source.pieces):
        for order, output in enumerate(results[number] if isinstance(piece, Cell) else []):
            if output.kind == "figure":
                stem = _stem(source, piece, number, order)
                files[f"{stem}.svg"] = output.svg
                files[f"{stem}.png"] = output.png
    return files


def _stem(source: Source, cell: Cell, number: int, order: int) -> str:
    path = PurePosixPath(source.name)
    name = cell.label or f"cell-{number}"
    return str(path.with_name(f"{path.stem}_files") / "figure-html" / f"{name}-output-{order + 1}")


def _cell(source: Source, cell: Cell, number: int, outputs: list[Output], *, echo: bool) -> str:
    body = []
    if cell.options.get("echo", echo) and cell.options.get("include") is not False:
        body.append(f"`````{{.python .cell-code}}\n{cell.code.strip()}\n`````")
    body += [_output(source, cell, number, order, output) for order, output in enumerate(outputs)]
    if not body:
        return "\n"
    return "\n\n::: {.cell}\n\n" + "\n\n".join(body) + "\n\n:::\n\n"


def _output(source: Source, cell: Cell, number: int, order: int, output: Output) -> str:
    label = cell.label or ""
    if output.kind == "figure":
        alt = _attribute(cell.options["fig-alt"])
        stem = _stem(source, cell, number, order)
        content = f"![]({PurePosixPath(stem).name}.svg){{fig-alt=\"{alt}\" book-path=\"{stem}.svg\"}}"
    elif output.kind == "table":
        content = f"`````{{=html}}\n{output.text}\n`````"
    else:
        content = output.text
    caption = {"fig-": "fig-cap", "tbl-": "tbl-cap"}.get(label[:4])
    if caption:
        return f"::: {{#{label}}}\n\n{content}\n\n{cell.options[caption].strip()}\n\n:::"
    return f"::: {{.cell-output .cell-output-display}}\n\n{content}\n\n:::"


def _attribute(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
