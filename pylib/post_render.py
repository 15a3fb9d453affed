"""After Quarto has rendered: finish the HTML pages and the Word document, and put the files for download there."""

import os
from pathlib import Path

from missing_audit.cli import guarded
from missing_audit.config import current
from missing_audit.engines.quarto import finish_pages, finish_word
from missing_audit.publication.made import publish
from missing_audit.rendering import OUTPUT


def main() -> None:
    """Finish what Quarto says it has written."""
    book, settings = Path.cwd(), current()
    written = [book / name for name in os.environ.get("QUARTO_PROJECT_OUTPUT_FILES", "").splitlines()]
    finish_pages(book, written)
    finish_word(settings, book, written)
    publish(settings, book, book / os.environ.get("QUARTO_PROJECT_OUTPUT_DIR", OUTPUT), report=print)


if __name__ == "__main__":
    guarded(main)
