"""The front matter of the book, made from `audit.toml` before each render, for both engines to read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from missing_audit.config import Settings
from missing_audit.writing import replacing

__all__ = ["FRONT_MATTER", "control_lines", "day", "front_matter", "keywords", "notice", "terms"]

FRONT_MATTER = "_audit.yml"
"""Metadata file of the book, beside `_quarto.yml`, which names it."""


def notice(settings: Settings) -> str:
    """What every page of every format says of the data, in a few words."""
    if settings.county.synthetic:
        return "Synthetic data: no real child is described"
    return "Not safe to publish: for the audit team only"


def terms(settings: Settings) -> str:
    """What may be done with the files that readers take away, in a sentence."""
    if settings.county.synthetic:
        return ("The data are invented: these files may be used for any purpose, so long as they are not shown as "
                "figures about real children.")
    return "These files are for the audit team alone: they are not safe to publish, and must not be passed on."


def keywords(settings: Settings) -> list[str]:
    """Words that the PDF and the Word document are found by."""
    words = ["missing children", "missing from home", "missing from care", "themed audit", settings.county.name]
    return [*words, "synthetic data"] if settings.county.synthetic else words


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
    metadata = {
        "book": {"title": document.title, "subtitle": document.subtitle, "author": settings.county.authority},
        "keywords": keywords(settings),
        "notice": notice(settings),
        "control": [{"label": label, "value": value} for label, value in control_lines(settings)],
    }
    text = "# Made by missing-audit from audit.toml before each render: edit that instead.\n" + yaml.safe_dump(
        metadata, allow_unicode=True, sort_keys=False, width=1000)
    path = book / FRONT_MATTER
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        with replacing(path) as draft:
            draft.write_text(text, encoding="utf-8")
    return path


def control_lines(settings: Settings) -> list[tuple[str, str]]:
    """Document control for the cover: labels and values."""
    document, last = settings.document, settings.document.versions[-1]
    lines = [
        ("Commissioned by", document.commissioner),
        ("Agreed by", f"{document.agreed_by}, {day(document.agreed_on)}"),
        ("Timescale", document.timescale),
        ("Version", f"{last.version}, {day(last.date)}"),
    ]
    return [*lines, ("Published", day(document.published))] if document.published else lines


def day(when: date | str) -> str:
    """A date as it is printed; words stay as they are.

    Examples
    --------
    >>> day(date(2017, 3, 31))
    '31 March 2017'
    """
    return when if isinstance(when, str) else f"{when.day} {when:%B %Y}"
