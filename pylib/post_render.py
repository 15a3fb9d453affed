"""After Quarto has rendered: finish the HTML pages and the Word document."""

import os
from pathlib import Path

from missing_audit.cli import guarded
from missing_audit.config import current
from missing_audit.engines.quarto import finish_pages, finish_word


def main() -> None:
    """Finish what Quarto says it has written."""
    book = Path.cwd()
    written = [book / name for name in os.environ.get("QUARTO_PROJECT_OUTPUT_FILES", "").splitlines()]
    finish_pages(book, written)
    finish_word(current(), book, written)


if __name__ == "__main__":
    guarded(main)
