"""Calls of the pandoc that ships with the package, and a walk over its document tree."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc

from missing_audit.engines.builtin.errors import EngineError

__all__ = ["attr", "document", "dumps", "inlines_text", "loads", "raw", "run", "search", "walk"]
_BLOCKS = {"Div", "Header", "Table", "RawBlock", "Figure"}
_TEXT_BLOCKS = frozenset({"Para", "Plain", "Header", "LineBlock", "CodeBlock", "RawBlock"})


@cache
def _program() -> str:
    return pypandoc.get_pandoc_path()


def run(arguments: Sequence[str], text: str, *, folder: Path | None = None) -> tuple[str, str]:
    """Run pandoc on `text`; return what it wrote and what it warned about."""
    done = subprocess.run([_program(), *arguments], input=text, capture_output=True, text=True, cwd=folder,
                          encoding="utf-8", check=False)
    if done.returncode:
        raise EngineError(f"pandoc failed: {done.stderr.strip()}")
    return done.stdout, done.stderr


def dumps(tree: dict[str, Any]) -> str:
    """Document tree as the text that pandoc reads."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> dict[str, Any]:
    """Document tree from the text that pandoc wrote."""
    return json.loads(text)


def document(blocks: list[Any], meta: dict[str, Any] | None = None) -> dict[str, Any]:
    """Whole document holding `blocks`."""
    return {"pandoc-api-version": _version(), "meta": meta or {}, "blocks": blocks}


@cache
def _version() -> list[int]:
    return json.loads(run(["-f", "markdown", "-t", "json"], "")[0])["pandoc-api-version"]


def walk(node: Any, action: Callable[[dict[str, Any]], Any]) -> Any:
    """Rebuild `node` from the leaves up; `action` gives None (keep), an element, or a list to splice in."""
    if isinstance(node, list):
        result: list[Any] = []
        for item in node:
            if isinstance(item, dict) and "t" in item:
                made = _walked(item, action)
                if isinstance(made, list):
                    result.extend(made)
                else:
                    result.append(made)
            elif isinstance(item, list | dict):
                result.append(walk(item, action))
            else:
                result.append(item)
        return result
    if isinstance(node, dict):
        if "t" in node:
            return _walked(node, action)
        return {key: walk(value, action) for key, value in node.items()}
    return node


def _walked(item: dict[str, Any], action: Callable[[dict[str, Any]], Any]) -> Any:
    inside = item.get("c")
    inner = {"t": item["t"], "c": walk(inside, action)} if isinstance(inside, list | dict) else item
    made = action(inner)
    return inner if made is None else made


def search(node: Any, kinds: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield every element of one of `kinds`, in document order, an outer one before its inside."""
    wanted = set(kinds)
    closed = _TEXT_BLOCKS if wanted <= _BLOCKS else frozenset()
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            kind = item.get("t")
            if kind in wanted:
                yield item
            inside = item.get("c")
            if kind not in closed and isinstance(inside, list):
                stack.extend(reversed(inside))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def attr(identifier: str = "", classes: Sequence[str] = (), **values: str) -> list[Any]:
    """Attributes of an element."""
    return [identifier, list(classes), [[key.replace("_", "-"), value] for key, value in values.items()]]


def raw(fmt: str, text: str, *, inline: bool = False) -> dict[str, Any]:
    """Text that goes into format `fmt` as it is."""
    return {"t": "RawInline" if inline else "RawBlock", "c": [fmt, text]}


def inlines_text(node: Any) -> str:
    """Plain text of inline content, without footnotes."""
    if isinstance(node, list):
        return "".join(inlines_text(item) for item in node)
    if not isinstance(node, dict) or node.get("t") in {"Note", "RawInline", None}:
        return ""
    kind, content = node["t"], node.get("c")
    plain = {"Str": lambda: content, "Code": lambda: content[1], "Math": lambda: content[1],
             "Quoted": lambda: _quoted(content)}
    if kind in plain:
        return plain[kind]()
    return " " if kind in {"Space", "SoftBreak", "LineBreak"} else inlines_text(content)


def _quoted(content: list[Any]) -> str:
    marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
    return marks[0] + inlines_text(content[1]) + marks[1]
