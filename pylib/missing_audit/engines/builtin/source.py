"""A chapter's source, cut into prose, inline expressions and code chunks, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.options import CELL_OPTIONS, FRONT_MATTER

__all__ = ["Cell", "Inline", "Prose", "Source", "check_labels", "read_source"]

_FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,})\s*(.*)$")
_EXECUTABLE = re.compile(r"^\{\s*([A-Za-z][\w-]*)\b([^}]*)\}\s*$")
_INLINE = re.compile(r"`\{(\w+)\}\s+([^`]+)`")
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_SHORTCODE = re.compile(r"\{\{<\s*(.*?)\s*>\}\}")


@dataclass(frozen=True)
class Prose:
    """Markdown that stays as it is."""

    text: str
    line: int


@dataclass(frozen=True)
class Inline:
    """An expression whose value stands in the prose."""

    expression: str
    line: int


@dataclass(frozen=True)
class Cell:
    """A code chunk: `line` is its opening fence, `code_line` the first line of its code."""

    code: str
    line: int
    code_line: int
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str | None:
        """The chunk's label, if it has one."""
        return self.options.get("label")


@dataclass(frozen=True)
class Source:
    """One chapter as written."""

    name: str
    text: str
    front: Mapping[str, Any]
    pieces: tuple[Prose | Inline | Cell, ...]

    def line_of(self, pattern: str) -> int | None:
        """Line of the first match of the regular expression `pattern`, counted from 1."""
        found = re.search(pattern, self.text)
        return self.text.count("\n", 0, found.start()) + 1 if found else None


def read_source(root: Path, name: str, metadata: Mapping[str, Any] | None = None) -> Source:
    """Read chapter `name` of the book at `root`.

    Raises
    ------
    EngineError
        If the chapter uses something that the engine does not support.
    """
    text = (root / name).read_text(encoding="utf-8").replace("\r\n", "\n")
    lines = text.split("\n")
    front, start = _front_matter(lines, name)
    pieces: list[Prose | Inline | Cell] = []
    for kind, line, block in _blocks(lines, start, name):
        if kind == "cell":
            pieces.append(_cell(block, line, name))
        elif kind == "code":
            pieces.append(Prose(block, line))
        else:
            pieces.extend(_prose(block, line, name, metadata or {}))
    return Source(name, text, front, tuple(pieces))


def check_labels(sources: list[Source]) -> None:
    """Refuse a label that two chunks of the book share."""
    seen: dict[str, str] = {}
    for source in sources:
        for cell in (piece for piece in source.pieces if isinstance(piece, Cell) and piece.label):
            if cell.label in seen:
                raise EngineError(f"label '{cell.label}' is already used at {seen[cell.label]}; give it another",
                                  file=source.name, line=cell.line, chunk=cell.label)
            seen[cell.label] = f"{source.name}:{cell.line}"


def _front_matter(lines: list[str], name: str) -> tuple[dict[str, Any], int]:
    if not lines or lines[0].rstrip() != "---":
        return {}, 0
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), None)
    if end is None:
        raise EngineError("the front matter has no closing ---", file=name, line=1)
    try:
        front = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise EngineError(f"front matter is not valid YAML: {error.problem}", file=name, line=line) from None
    for key in front:
        if key not in FRONT_MATTER:
            line = next((n for n, text in enumerate(lines[:end], 1) if text.startswith(f"{key}:")), 1)
            raise EngineError(f"the built-in engine does not support '{key}' in a chapter's front matter",
                              file=name, line=line)
    return front, end + 1


def _blocks(lines: list[str], start: int, name: str) -> Iterator[tuple[str, int, str]]:
    """Yield (kind, line, text): 'prose', 'code' (shown, not run) and 'cell' (the inside of a chunk)."""
    number, begin = start, start
    while number < len(lines):
        fence = _FENCE.match(lines[number])
        if not fence:
            number += 1
            continue
        if begin < number:
            yield "prose", begin + 1, "\n".join(lines[begin:number]) + "\n"
        mark = fence[2]
        closing = re.compile(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}\s*$")
        end = next((n for n in range(number + 1, len(lines)) if closing.match(lines[n])), None)
        if end is None:
            raise EngineError(f"the code block opened with {mark} is never closed", file=name, line=number + 1)
        yield from _fenced(lines, number, end, fence[3], name)
        number = begin = end + 1
    if begin < len(lines):
        yield "prose", begin + 1, "\n".join(lines[begin:])


def _fenced(lines: list[str], start: int, end: int, info: str, name: str) -> Iterator[tuple[str, int, str]]:
    executable = _EXECUTABLE.match(info)
    if not executable:
        yield "code", start + 1, "\n".join(lines[start:end + 1]) + "\n"
        return
    if executable[1] != "python" or executable[2].strip():
        raise EngineError(f"chunk {{{executable[1]}{executable[2]}}}: only {{python}} is supported, with its "
                          "options on lines that begin with #|", file=name, line=start + 1)
    yield "cell", start + 1, "\n".join(lines[start + 1:end])


def _cell(block: str, line: int, name: str) -> Cell:
    lines = block.split("\n") if block else []
    count = next((n for n, text in enumerate(lines) if not text.startswith("#|")), len(lines))
    options = _options([text[2:].removeprefix(" ") for text in lines[:count]], line, name)
    cell = Cell("\n".join(lines[count:]), line, line + 1 + count, options)
    _check_cell(cell, name)
    return cell


def _options(lines: list[str], line: int, name: str) -> dict[str, Any]:
    try:
        options = yaml.safe_load("\n".join(lines)) or {}
    except yaml.MarkedYAMLError as error:
        at = line + 1 + (error.problem_mark.line if error.problem_mark else 0)
        raise EngineError(f"chunk options are not valid YAML: {error.problem}", file=name, line=at) from None
    for key, value in options.items():
        at = next((n for n, text in enumerate(lines, line + 1) if text.startswith(f"{key}:")), line)
        if key not in CELL_OPTIONS:
            raise EngineError(f"the built-in engine does not support the chunk option '{key}'", file=name,
                              line=at, chunk=options.get("label"))
        if not isinstance(value, CELL_OPTIONS[key]) or (key == "output" and value not in (True, False, "asis")):
            raise EngineError(f"chunk option '{key}' cannot be {value!r}", file=name, line=at,
                              chunk=options.get("label"))
    return options


def _check_cell(cell: Cell, name: str) -> None:
    label = cell.label or ""
    needed = {"fig-": ("fig-cap", "fig-alt"), "tbl-": ("tbl-cap",)}.get(label[:4], ())
    for key in needed:
        if not str(cell.options.get(key, "")).strip():
            raise EngineError(f"needs '#| {key}:'", file=name, line=cell.line, chunk=label)


def _prose(block: str, line: int, name: str, metadata: Mapping[str, Any]) -> Iterator[Prose | Inline]:
    block = _shortcodes(block, line, name, metadata)
    position = 0
    for found in _INLINE.finditer(block):
        at = line + block.count("\n", 0, found.start())
        if found[1] != "python":
            raise EngineError(f"inline {{{found[1]}}}: only {{python}} is supported", file=name, line=at)
        if found.start() > position:
            yield Prose(block[position:found.start()], line + block.count("\n", 0, position))
        yield Inline(" ".join(found[2].split()), at)
        position = found.end()
    if position < len(block):
        yield Prose(block[position:], line + block.count("\n", 0, position))


def _shortcodes(block: str, line: int, name: str, metadata: Mapping[str, Any]) -> str:
    spans = [found.span() for found in _CODE_SPAN.finditer(block)]

    def replace(found: re.Match[str]) -> str:
        if any(begin <= found.start() < end for begin, end in spans):
            return found[0]
        words = found[1].split()
        if words == ["pagebreak"]:
            return "\n\n::: {.page-break}\n:::\n\n"
        if len(words) == 2 and words[0] == "meta" and isinstance(metadata.get(words[1]), str | int | float):
            return str(metadata[words[1]])
        at = line + block.count("\n", 0, found.start())
        raise EngineError(f"the built-in engine does not support the shortcode {found[0]}", file=name, line=at)

    return _SHORTCODE.sub(replace, block)
