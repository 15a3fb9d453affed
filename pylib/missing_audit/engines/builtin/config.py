"""`_quarto.yml` and its metadata files, read into typed settings; what is not understood is refused."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.options import ONLY, SUPPORTED

__all__ = ["BookConfig", "Entry", "entries_of", "load_config"]

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")


@dataclass(frozen=True)
class Entry:
    """A chapter's place in the book: its file, the part it belongs to, whether it is an appendix."""

    path: PurePosixPath
    part: str | None = None
    appendix: bool = False


@dataclass(frozen=True)
class BookConfig:
    """Everything `_quarto.yml` says that the built-in engine acts on."""

    root: Path
    entries: tuple[Entry, ...]
    values: Mapping[str, Any] = field(default_factory=dict)

    def get(self, key: str, default: Any = None, *, fmt: str | None = None) -> Any:
        """Value at a dotted `key`; a value under ``format.<fmt>`` goes before the book's own."""
        for path in ([f"format.{fmt}.{key}"] if fmt else []) + [key]:
            value = _dig(self.values, path)
            if value is not None:
                return value
        return default

    def paths(self, key: str, *, fmt: str | None = None) -> list[Path]:
        """Files or folders named at `key` (one or a list), each checked to exist."""
        value = self.get(key, [], fmt=fmt)
        names = [value] if isinstance(value, str) else list(value)
        for name in names:
            if not (self.root / name).exists():
                raise EngineError(f"'{key}' names {name}, which does not exist", file="_quarto.yml")
        return [self.root / name for name in names]

    @property
    def title(self) -> str:
        """Title of the book."""
        return str(self.get("book.title", "Untitled"))

    @property
    def stem(self) -> str:
        """File name of the PDF and the Word document, without its ending."""
        return str(self.get("book.output-file") or re.sub(r"[^A-Za-z0-9]+", "-", self.title).strip("-"))

    @property
    def date(self) -> str | None:
        """Date on the cover; one given as 2026-01-31 is written out."""
        value = self.get("book.date")
        try:
            day = datetime.date.fromisoformat(str(value))
        except ValueError:
            return None if value is None else str(value)
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    @property
    def authors(self) -> list[str]:
        """Names of the authors."""
        value = self.get("book.author", [])
        items = value if isinstance(value, list) else [value]
        return [str(item["name"] if isinstance(item, Mapping) else item) for item in items]


def load_config(root: Path) -> BookConfig:
    """Read and check ``root/_quarto.yml`` and the metadata files that it names.

    Raises
    ------
    EngineError
        If a file is absent or holds a key or a value that the engine does not support.
    """
    values = _read(root, "_quarto.yml")
    names = values.get("metadata-files", [])
    for name in names:
        values = _merge(values, _read(root, str(name)))
    if _dig(values, "project.type") != "book":
        raise EngineError("'project: type' must be book", file="_quarto.yml", line=1)
    entries = tuple(entries_of(values.get("book", {})))
    for entry in entries:
        if not (root / entry.path).is_file():
            raise EngineError(f"chapter {entry.path} does not exist; add it or strike it out", file="_quarto.yml")
    return BookConfig(root=root, entries=entries, values=values)


def _read(root: Path, name: str) -> dict[str, Any]:
    path = root / name
    if not path.is_file():
        raise EngineError("the file does not exist", file=name)
    text = path.read_text(encoding="utf-8")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise EngineError(f"not valid YAML: {error.problem}", file=name, line=line) from None
    if not isinstance(values, dict):
        raise EngineError("must hold keys and values", file=name, line=1)
    _check(values, dict(_lines(node, "")), name)
    return values


def _lines(node: Any, prefix: str) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            path = f"{prefix}.{key.value}" if prefix else str(key.value)
            yield path, key.start_mark.line + 1
            yield from _lines(value, path)


def _check(values: Mapping[str, Any], lines: Mapping[str, int], name: str, prefix: str = "") -> None:
    for key, value in values.items():
        path = f"{prefix}.{key}" if prefix else str(key)
        if path in ONLY and value not in ONLY[path]:
            allowed = " or ".join(repr(item) for item in ONLY[path])
            raise EngineError(f"'{path}' is {value!r}; the built-in engine takes {allowed}", file=name,
                              line=lines.get(path))
        if path in SUPPORTED:
            continue
        if isinstance(value, Mapping) and any(known.startswith(path + ".") for known in SUPPORTED):
            _check(value, lines, name, path)
        elif not (path in {"format.html", "format.typst", "format.docx"} and value == "default"):
            raise EngineError(
                f"the built-in engine does not support '{path}'; take it out or render with Quarto",
                file=name, line=lines.get(path),
            )


def entries_of(book: Mapping[str, Any]) -> Iterator[Entry]:
    """Chapters and appendices, in order, from what stands under ``book``.

    Raises
    ------
    EngineError
        If a part is a file, or an entry is neither a file nor a part.
    """
    for item in book.get("chapters", []):
        if isinstance(item, str):
            yield Entry(PurePosixPath(item))
        elif isinstance(item, Mapping) and set(item) == {"part", "chapters"}:
            if str(item["part"]).endswith(".qmd"):
                raise EngineError(f"part {item['part']}: give a title, not a file", file="_quarto.yml")
            yield from (Entry(PurePosixPath(path), part=str(item["part"])) for path in item["chapters"])
        else:
            raise EngineError(f"chapter {item!r} is neither a file nor a part with chapters", file="_quarto.yml")
    for path in book.get("appendices", []):
        yield Entry(PurePosixPath(path), appendix=True)


def _merge(base: Any, other: Any) -> Any:
    if isinstance(base, dict) and isinstance(other, dict):
        shared = {key: _merge(base[key], other[key]) for key in base if key in other}
        return {**base, **other, **shared}
    if isinstance(base, list) and isinstance(other, list):
        return [*base, *other]
    return other


def _dig(values: Any, path: str) -> Any:
    for key in path.split("."):
        if not isinstance(values, Mapping) or key not in values:
            return None
        values = values[key]
    return values
