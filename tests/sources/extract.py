"""Small extracts of one source and what its rules look at, made, read and checked."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

from missing_audit.config import Settings, load
from missing_audit.quality import Checked, check_all
from missing_audit.sources import SOURCES
from smallshire import AUDIT

HERE = Path(__file__).parent


@cache
def module(source: str) -> ModuleType:
    """The test module of a source: its ``GOOD`` rows, what it stands ``BESIDE``, and the rows that break each rule."""
    spec = importlib.util.spec_from_file_location(f"rows_of_{source}", HERE / f"test_{source}.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def settings_of(folder: Path, texts: Mapping[str, str | bytes], *,
                layouts: Mapping[str, str] | None = None) -> Settings:
    """A county with these sources and no others."""
    parts = [AUDIT[:AUDIT.index("[sources.police]")]]
    for source, text in texts.items():
        layout = (layouts or {}).get(source) or next(iter(SOURCES[source].layouts))
        (folder / f"{source}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        parts.append(f'[sources.{source}]\npath = "{source}.csv"\nlayout = "{layout}"\n')
    (folder / "audit.toml").write_text("".join(parts), encoding="utf-8")
    (folder / "linkage.key").write_text("a key of the small county\n", encoding="utf-8")
    return load(folder)


def checked(folder: Path, texts: Mapping[str, str | bytes], **options) -> Checked:
    """The same, read and checked."""
    return check_all(settings_of(folder, texts, **options))


def good(source: str) -> dict[str, str]:
    """Rows of a source that break no rule, with the sources that its rules look at."""
    return {**getattr(module(source), "BESIDE", {}), source: module(source).GOOD}
