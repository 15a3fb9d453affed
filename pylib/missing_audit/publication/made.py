"""The files that readers take away: made once for the same book and findings, then put beside its pages."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from missing_audit.collation import current_inputs
from missing_audit.config import ENVIRONMENT, Settings
from missing_audit.engines.builtin.output import replaced
from missing_audit.errors import AuditError
from missing_audit.paths import PACKAGE
from missing_audit.publication.catalogue import Chapter, catalogue, items_of
from missing_audit.publication.links import link_pages
from missing_audit.store import Store

__all__ = ["DOWNLOADS", "digest", "publish", "publishing"]

DOWNLOADS = "downloads"
"""Folder of the files, in the output."""


def publish(settings: Settings, book: Path, output: Path, *, report: Callable[[str], None]) -> None:
    """Put the files, and the links to them, into the output.

    Parameters
    ----------
    settings
        The county's settings, whose findings are stored.
    book
        Folder of `_quarto.yml`.
    output
        The rendered book.
    report
        Told what is done.
    """
    with publishing(settings, book, report=report) as finish:
        finish(output)


@contextmanager
def publishing(settings: Settings, book: Path, *, report: Callable[[str], None]) -> Iterator[Callable[[Path], None]]:
    """Begin to make the files, in a process beside this one, while the block renders the book.

    Parameters
    ----------
    settings, book, report
        As of `publish`.

    Yields
    ------
    Callable
        Waits for the files, and puts them and the links to them into the output that it is given.

    Raises
    ------
    AuditError
        If a figure or table cannot be made into a file.
    """
    chapters, store = catalogue(book), Store(settings)
    key = _key(settings, chapters)
    if store.has(DOWNLOADS, key):
        made = store.folder(DOWNLOADS, key)
        yield lambda output: _put(made, output, chapters, report)
        return
    with store.writing(DOWNLOADS, key) as draft, _worker(settings, book, draft) as process:
        def finish(output: Path) -> None:
            _wait(process)
            _put(draft, output, chapters, report)

        yield finish
        if process.returncode is None:
            _wait(process)  # what is not whole is not kept, whether or not it was asked for


def digest(chapters: Sequence[Chapter]) -> str:
    """What the list of files in the book rests on."""
    return _hash([[item.id, item.number, item.title] for item in items_of(list(chapters))])


def _key(settings: Settings, chapters: Sequence[Chapter]) -> str:
    """What the files rest on: the findings and the look, and the chunks, but not the prose, of the chapters."""
    chunks = [[chapter.name, [[cell.label, cell.code] for cell in chapter.cells],
               [{**asdict(item), "place": ""} for item in chapter.items]] for chapter in chapters]
    return _hash([current_inputs(settings).page_key, chunks])[:24]


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


@contextmanager
def _worker(settings: Settings, book: Path, draft: Path) -> Iterator[subprocess.Popen[str]]:
    """The process that makes the files; ended if the block ends before it."""
    paths = [str(PACKAGE.parent), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    environment = os.environ | {ENVIRONMENT: str(settings.file.resolve()), "MPLBACKEND": "agg",
                                "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    command = [sys.executable, "-m", "missing_audit.publication", str(book.resolve()), str(draft.resolve())]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          encoding="utf-8", errors="replace") as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def _wait(process: subprocess.Popen[str]) -> None:
    _, said = process.communicate()
    if process.returncode:
        lines = said.strip().splitlines() or [f"status {process.returncode}"]
        why = lines[-1] if lines[0].startswith("Traceback") else "\n".join(lines)
        raise AuditError(f"The files for download could not be made: {why}")


def _put(made: Path, output: Path, chapters: Sequence[Chapter], report: Callable[[str], None]) -> None:
    with replaced(output / DOWNLOADS, [], everything=False) as fresh:
        for path in sorted(made.iterdir()):
            shutil.copyfile(path, fresh / path.name)
    link_pages(output, chapters, output / DOWNLOADS)
    report(f"wrote {len(list(made.iterdir()))} files for download")
