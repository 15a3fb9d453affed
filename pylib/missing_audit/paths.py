"""Where the project's own files are, from wherever a command or a chapter is run."""

from __future__ import annotations

from pathlib import Path

__all__ = ["LOCK", "PACKAGE", "REFERENCE", "ROOT", "THEME"]

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parents[1]
REFERENCE = ROOT / "data" / "reference"
THEME = ROOT / "theme"
LOCK = ROOT / "requirements.lock"
