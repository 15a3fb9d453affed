"""Run a chapter's chunks and inline expressions in a kernel and say what came of each."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.kernel import Kernel, Nursery
from missing_audit.engines.builtin.kernel_side import INLINE_TYPE
from missing_audit.engines.builtin.source import Cell, Inline, Source

__all__ = ["Figures", "Output", "execute", "modules_of"]

_SIDE = "__import__('missing_audit.engines.builtin.kernel_side', fromlist=['x'])"
_ESCAPED = re.compile(r"([\\`*_{}\[\]<>#$^~@|])")
_IMPORT = re.compile(r"^\s*(?:import\s+([\w.]+)|from\s+([\w.]+)\s+import\s+\(?([\w, ]+))", re.MULTILINE)


@dataclass(frozen=True)
class Figures:
    """Default size of a figure in inches, resolution of its PNG, and the fonts it may use."""

    width: float
    height: float
    dpi: int
    fonts: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Output:
    """One shown result: `kind` is figure, table, markdown or text; a figure has `svg` and `png`."""

    kind: str
    text: str = ""
    svg: bytes = b""
    png: bytes = b""


def modules_of(sources: Sequence[Source]) -> list[str]:
    """Modules that more than one chapter imports, in order of their names, for a warm start."""
    counts: dict[str, int] = {}
    for source in sources:
        for name in set().union(*(_imports(piece.code) for piece in source.pieces if isinstance(piece, Cell))):
            counts[name] = counts.get(name, 0) + 1
    return sorted(name for name, count in counts.items() if count > 1)


def _imports(code: str) -> set[str]:
    """Modules that `code` imports; a name taken from a module may be a module too."""
    names = set()
    for module, home, taken in _IMPORT.findall(code):
        names |= {module or home} | {f"{home}.{name.strip()}" for name in taken.split(",") if home and name.strip()}
    return names


def execute(source: Source, nursery: Nursery, folder: Path, figures: Figures) -> dict[int, Any]:
    """Run `source`; return piece number → list of outputs (chunk) or markdown (inline expression).

    Raises
    ------
    EngineError
        If a chunk raises, prints, warns, or shows something that a book cannot hold.
    """
    kernel = Kernel(nursery, folder)
    try:
        if _draws(source):
            fonts = [str(path) for path in figures.fonts]
            _quietly(kernel, f"{_SIDE}.start({figures.dpi}, {fonts!r})", source)
        return _run(source, kernel, figures)
    finally:
        kernel.close()


def _draws(source: Source) -> bool:
    return any(isinstance(piece, Cell) and ("fig-alt" in piece.options or "fig-cap" in piece.options)
               for piece in source.pieces)


def _run(source: Source, kernel: Kernel, figures: Figures) -> dict[int, Any]:
    results: dict[int, Any] = {}
    waiting: list[tuple[int, Inline]] = []
    for number, piece in enumerate(source.pieces):
        if isinstance(piece, Inline):
            waiting.append((number, piece))
        elif isinstance(piece, Cell):
            results |= _inlines(source, kernel, waiting)
            waiting = []
            results[number] = _chunk(source, kernel, piece, figures)
    return results | _inlines(source, kernel, waiting)


def _quietly(kernel: Kernel, code: str, source: Source) -> Any:
    outputs, error = kernel.execute(code, hidden=True)
    if error:
        raise EngineError(f"{error['ename']}: {error['evalue']}", file=source.name)
    return next((item["data"][INLINE_TYPE] for item in outputs if INLINE_TYPE in item.get("data", {})), None)


def _inlines(source: Source, kernel: Kernel, waiting: list[tuple[int, Inline]]) -> dict[int, str]:
    if not waiting:
        return {}
    expressions = [piece.expression for _, piece in waiting]
    values = _quietly(kernel, f"{_SIDE}.inline({json.dumps(expressions)})", source)
    results = {}
    for (number, piece), value in zip(waiting, values, strict=True):
        if "error" in value:
            raise EngineError(f"inline `{piece.expression}`: {value['error']}", file=source.name, line=piece.line)
        results[number] = value.get("markdown") or _ESCAPED.sub(r"\\\1", value.get("text", ""))
    return results


def _chunk(source: Source, kernel: Kernel, cell: Cell, figures: Figures) -> list[Output]:
    if _draws(source):
        width, height = cell.options.get("fig-width", figures.width), cell.options.get("fig-height", figures.height)
        _quietly(kernel, f"{_SIDE}.figure_size({float(width)}, {float(height)})", source)
    if not cell.code.strip():
        return []
    try:
        messages, error = kernel.execute(cell.code)
    except EngineError as fault:
        raise EngineError(fault.message, file=source.name, line=cell.line, chunk=cell.label) from None
    if error:
        line = _quietly(kernel, f"{_SIDE}.failing_line()", source)
        raise EngineError(f"{error['ename']}: {error['evalue']}", file=source.name, chunk=cell.label,
                          line=cell.code_line + line - 1 if line else cell.line)
    if cell.options.get("include") is False or cell.options.get("output") is False:
        return []
    outputs = [_output(message, source, cell) for message in messages]
    return _checked([output for output in outputs if output], source, cell)


def _output(message: Mapping[str, Any], source: Source, cell: Cell) -> Output | None:
    def refuse(text: str) -> EngineError:
        return EngineError(text, file=source.name, line=cell.line, chunk=cell.label)

    if message["kind"] == "stream":
        text = message["text"]
        if message["name"] == "stdout" and cell.options.get("output") == "asis":
            return Output("markdown", text)
        if message["name"] == "stderr" and cell.options.get("warning") is False:
            return None
        raise refuse(f"writes to {message['name']}: {text.strip()[:300]!r}; a chapter shows figures, tables and "
                     "words only (use 'output: asis' for printed markdown, or mend what it warns about)")
    data = message["data"]
    if "image/svg+xml" in data and "image/png" in data:
        return Output("figure", svg=data["image/svg+xml"].encode(), png=b64decode(data["image/png"]))
    if 'class="gt_table"' in data.get("text/html", ""):
        return Output("table", data["text/html"])
    if "text/markdown" in data:
        return Output("markdown", data["text/markdown"])
    shown = data.get("text/plain", next(iter(data), "nothing"))
    raise refuse(f"shows {shown[:200]!r}, which has no form in a book; show a plot, a great_tables table or "
                 "IPython.display.Markdown, assign the value, or end the line with a semicolon")


def _checked(outputs: list[Output], source: Source, cell: Cell) -> list[Output]:
    label = cell.label or ""
    wanted = {"fig-": "figure", "tbl-": "table"}.get(label[:4])
    kinds = [output.kind for output in outputs]
    if wanted == "figure" and kinds != ["figure"]:
        raise EngineError(f"must show exactly one figure, and shows {kinds or 'nothing'}", file=source.name,
                          line=cell.line, chunk=label)
    if wanted == "table" and kinds not in (["table"], ["markdown"]):
        raise EngineError(f"must show exactly one table, and shows {kinds or 'nothing'}", file=source.name,
                          line=cell.line, chunk=label)
    if wanted is None and "figure" in kinds and not cell.options.get("fig-alt"):
        raise EngineError("shows a figure: give it a label fig-…, fig-cap and fig-alt", file=source.name,
                          line=cell.line, chunk=cell.label)
    return outputs
