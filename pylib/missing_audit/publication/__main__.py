"""Make every file for download, for the county that the environment names: ``python -m … BOOK FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from missing_audit.cli import guarded
from missing_audit.config import Settings, current
from missing_audit.errors import AuditError
from missing_audit.publication.catalogue import Item, catalogue
from missing_audit.publication.contents import shown
from missing_audit.publication.csvw import write_table
from missing_audit.publication.tabular import tabular
from missing_audit.words import share


def main() -> None:
    """Make the files of the book named first in the folder named second."""
    book, folder = map(Path, sys.argv[1:])
    settings = current()
    for chapter in catalogue(book):
        for item, value in shown(book, chapter, before=_prepare):
            (_write_figure if item.is_figure else _write_table)(folder, item, value, settings)


def _prepare(item: Item) -> None:
    if item.is_figure:
        from missing_audit.publication.pictures import set_size  # slow, and not every book has figures

        set_size(item)


def _write_figure(folder: Path, item: Item, value: object, settings: Settings) -> None:
    from missing_audit.publication.pictures import write_figure

    write_figure(folder, item, value, settings)


def _write_table(folder: Path, item: Item, value: object, settings: Settings) -> None:
    if not hasattr(value, "content"):
        raise AuditError(f"{item.place.chapter}:{item.place.line} ({item.id}): the chunk shows a "
                         f"{type(value).__name__} whose content is not known; end it with a call of `tables`.")
    write_table(folder, item, tabular(value.content, share(settings.statistics.confidence)), settings)


if __name__ == "__main__":
    guarded(main)
