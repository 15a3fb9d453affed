"""What chapters read: the stored findings and tables of the county in use; and the front matter of its book."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from missing_audit.config import Settings, current
from missing_audit.disclosure import SafeTable
from missing_audit.finding import Finding
from missing_audit.store import Store

__all__ = ["FRONT_MATTER", "Book", "front_matter", "load", "notice"]

FRONT_MATTER = "_audit.yml"
"""Metadata file of the book, made from `audit.toml` before a render, and read by both engines."""


@dataclass(frozen=True)
class Book:
    """The stored results of one county.

    Attributes
    ----------
    settings
        Its settings.
    findings
        By question.
    tables
        Of the collation and methodology chapters, by name.
    provenance
        One line per input, piece of software and library.
    """

    settings: Settings
    findings: dict[str, Finding]
    tables: dict[str, SafeTable]
    provenance: list[dict[str, Any]]


@cache
def load() -> Book:
    """The results of the county that the environment names; what every chapter begins with.

    Raises
    ------
    StoreError
        If `missing-audit analyse` has not been run for it.
    """
    settings = current()
    folder = Store(settings).latest("analyse")

    def stored(name: str) -> Any:
        return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))

    return Book(settings,
                {each["id"]: Finding.from_dict(each) for each in stored("findings")},
                {name: SafeTable.from_dict(each) for name, each in stored("overview").items()},
                stored("provenance"))


def notice(settings: Settings) -> str:
    """What every page of every format says of the data, in a few words."""
    if settings.county.synthetic:
        return "Synthetic data: no real child is described"
    return "Not safe to publish: for the audit team only"


def front_matter(settings: Settings, book: Path) -> Path:
    """Write the book's title, notice and document control, for both engines to read.

    Parameters
    ----------
    settings
        The county's settings.
    book
        Folder of `_quarto.yml`.

    Returns
    -------
    Path
        The file; left alone where it already says the same.
    """
    document = settings.document
    control = [
        ("Commissioned by", document.commissioner),
        ("Agreed by", f"{document.agreed_by}, {_day(document.agreed_on)}"),
        ("Timescale", document.timescale),
        ("Version", f"{document.versions[-1].version}, {_day(document.versions[-1].date)}"),
    ]
    metadata = {
        "book": {"title": document.title, "subtitle": document.subtitle, "date": document.published.isoformat()},
        "notice": notice(settings),
        "control": [{"label": label, "value": value} for label, value in control],
    }
    text = "# Made by missing-audit from audit.toml before each render: edit that instead.\n" + yaml.safe_dump(
        metadata, allow_unicode=True, sort_keys=False, width=1000)
    path = book / FRONT_MATTER
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        draft = path.with_suffix(".draft")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    return path


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


def lines(items: Iterable[str]) -> str:
    """Sentences as a Markdown list."""
    return "\n".join(f"- {item}" for item in items)
