"""The third step: stored findings and chapters to the book, by Quarto or by the built-in engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from missing_audit.analysis import analyse
from missing_audit.collation import current_inputs
from missing_audit.config import ENVIRONMENT, Settings
from missing_audit.engines import quarto
from missing_audit.errors import AuditError
from missing_audit.front import front_matter
from missing_audit.publication.catalogue import catalogue
from missing_audit.publication.made import digest, publishing
from missing_audit.store import Store
from missing_audit.writing import replacing

__all__ = ["OUTPUT", "render"]

OUTPUT = "_output"
_STAMP = ".county"
"""Says in the output whose book it is."""


def render(settings: Settings, book: Path, *, engine: str, formats: Sequence[str],
           report: Callable[[str], None] = print) -> None:
    """Bring the findings up to date and render the book.

    Parameters
    ----------
    settings
        The county's settings.
    book
        Folder of `_quarto.yml`.
    engine
        ``auto`` (Quarto where it can be used, else the built-in engine), ``quarto`` or ``builtin``.
    formats
        Some of ``html``, ``pdf``, ``docx``.
    report
        Told what is being done.

    Raises
    ------
    AuditError
        If a format or an engine is not to be had, or anything in the book is at fault.
    """
    unknown = [name for name in formats if name not in quarto.FORMATS]
    if unknown or not formats:
        raise AuditError(f"--to {','.join(formats)}: allowed are {', '.join(quarto.FORMATS)}, with commas between.")
    program, version = quarto.find() if engine != "builtin" else (None, "the built-in engine was asked for")
    if engine == "quarto" and program is None:
        raise AuditError(f"{version}. Install Quarto {'.'.join(map(str, quarto.OLDEST))} or later, try `make quarto`, "
                         "or render with --engine builtin.")
    analyse(settings, report=report)
    front_matter(settings, book)
    alone = _of_another(settings, book / OUTPUT)
    if program is not None:
        report(f"Rendering with Quarto {version}.")
        quarto.render(program, book, formats, report=report, alone=alone)
    else:
        report(f"Rendering with the built-in engine ({version}).")
        _built_in(settings, book, formats, report, alone=alone)
    with replacing(book / OUTPUT / _STAMP) as draft:
        draft.write_text(_whose(settings), encoding="utf-8")
    report(f"The book of {settings.county.name} is in {book / OUTPUT}.")


def _whose(settings: Settings) -> str:
    return f"{settings.county.name}, {settings.period.start} to {settings.period.end}\n"


def _of_another(settings: Settings, output: Path) -> bool:
    """Whether what is in the output is another county's: its pages must never stand beside this one's documents."""
    stamp = output / _STAMP
    return output.is_dir() and (not stamp.is_file() or stamp.read_text(encoding="utf-8") != _whose(settings))


def _built_in(settings: Settings, book: Path, formats: Sequence[str], report: Callable[[str], None], *,
              alone: bool) -> None:
    from missing_audit.engines import builtin

    listed = digest(catalogue(book))  # the book's own list of its files
    with publishing(settings, book, report=report) as finish:
        builtin.render(book, book / OUTPUT, formats, kept=Store(settings).root / "pages",
                       fingerprint=f"{current_inputs(settings).page_key} {listed}", jobs=min(4, os.cpu_count() or 2),
                       environment={ENVIRONMENT: str(settings.file.resolve())}, report=report, alone=alone,
                       finish=finish)
