"""Executed chapters, and written files, kept under the hash of everything that they rest on."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from missing_audit.engines.builtin.execute import Output

__all__ = ["digest", "kept_file", "load_results", "save_results"]

_LAYOUT = "1"


def digest(*parts: str | bytes) -> str:
    """SHA-256 of `parts`, each with its length, so that no two lists of parts collide.

    >>> digest("a", "bc") == digest("ab", "c")
    False
    """
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(f"{len(data)}:".encode() + data)
    return total.hexdigest()


def load_results(kept: Path, name: str, key: str) -> dict[int, Any] | None:
    """Results of chapter `name` kept under `key`, or None if there are none."""
    folder = _folder(kept, name) / key
    try:
        stored = json.loads((folder / "chapter.json").read_text(encoding="utf-8"))
        return {int(number): _unpack(value, folder) for number, value in stored.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save_results(kept: Path, name: str, key: str, results: Mapping[int, Any]) -> None:
    """Keep `results` under `key`, whole or not at all, and drop what was kept for the chapter before."""
    home = _folder(kept, name)
    home.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=home))
    stored = {str(number): _pack(value, number, fresh) for number, value in results.items()}
    (fresh / "chapter.json").write_text(json.dumps(stored, sort_keys=True), encoding="utf-8")
    shutil.rmtree(home / key, ignore_errors=True)
    fresh.rename(home / key)
    for other in home.iterdir():
        if other.name != key:
            shutil.rmtree(other, ignore_errors=True)


def kept_file(kept: Path, name: str, parts: Iterable[str | bytes], make: Callable[[Path], None]) -> Path:
    """File `name` made from `parts`: the one kept if it rests on the same, else made anew by `make`."""
    home = kept / "files" / name
    path = home / digest(_LAYOUT, *parts)
    if path.is_file():
        return path
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=home) as folder:
        fresh = Path(folder) / name
        make(fresh)
        fresh.replace(path)
    for other in home.iterdir():
        if other != path and other.is_file():
            other.unlink()
    return path


def _folder(kept: Path, name: str) -> Path:
    return kept / "chapters" / name.replace("/", "--").removesuffix(".qmd")


def _pack(value: Any, number: int, folder: Path) -> Any:
    if isinstance(value, str):
        return value
    items = []
    for order, output in enumerate(value):
        item = {"kind": output.kind, "text": output.text}
        if output.kind == "figure":
            item["stem"] = f"{number}-{order}"
            (folder / f"{number}-{order}.svg").write_bytes(output.svg)
            (folder / f"{number}-{order}.png").write_bytes(output.png)
        items.append(item)
    return items


def _unpack(value: Any, folder: Path) -> Any:
    if isinstance(value, str):
        return value
    return [
        Output(item["kind"], item["text"], (folder / f"{item['stem']}.svg").read_bytes(),
               (folder / f"{item['stem']}.png").read_bytes())
        if "stem" in item else Output(item["kind"], item["text"])
        for item in value
    ]
