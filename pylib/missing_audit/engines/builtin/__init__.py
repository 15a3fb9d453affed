"""The built-in engine: the book in HTML, PDF and Word from packages of the registry alone.

It takes the sources that Quarto takes, and the part of Quarto that `options.SUPPORTED` lists; anything else is refused
with file and line.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from missing_audit.engines.builtin.book import Run, great_tables, make_pages, run_chapters, with_tables
from missing_audit.engines.builtin.config import BookConfig, load_config
from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.formats import Book, stage_figures, write_formats
from missing_audit.engines.builtin.output import replaced
from missing_audit.engines.builtin.source import check_labels, read_source

__all__ = ["FORMATS", "EngineError", "render"]

FORMATS = ("html", "pdf", "docx")


def render(
    book: Path,
    output: Path,
    formats: Sequence[str],
    *,
    kept: Path,
    fingerprint: str,
    jobs: int = 2,
    environment: Mapping[str, str] | None = None,
    report: Callable[[str], None] = print,
    alone: bool = False,
    finish: Callable[[Path], None] = lambda _: None,
) -> list[Path]:
    """Render the book.

    Parameters
    ----------
    book
        Folder that holds ``_quarto.yml``.
    output
        Folder to write to. It is replaced as a whole at the end; a failure leaves it as it was, and the formats not
        asked for stay in it.
    formats
        Some of 'html', 'pdf' and 'docx'.
    kept
        Folder of executed chapters and of files that need not be made twice.
    fingerprint
        Whatever the chapters rest on besides their source, as one string; a change runs them all anew.
    jobs
        Chapters run, and programs started, at the same time.
    environment
        Variables that the chapters' kernels get besides those of this process.
    report
        Is told of every chapter executed and every format written.
    alone
        Whether the formats not asked for go, instead of staying in `output`.
    finish
        Is given the folder that is to take the place of `output`, to put more into it.

    Returns
    -------
    list of Path
        One file a format: the first HTML page, the PDF, the Word document.

    Raises
    ------
    EngineError
        If a chapter fails, or uses something that the engine does not support.
    """
    unknown = set(formats) - set(FORMATS)
    if unknown or not formats:
        raise EngineError(f"formats are some of {', '.join(FORMATS)}, not {', '.join(sorted(unknown)) or 'none'}")
    config = load_config(book)
    sources = [read_source(book, str(entry.path), config.values) for entry in config.entries]
    check_labels(sources)
    run = Run(kept, fingerprint, jobs, environment, report)
    results = run_chapters(sources, config, run)
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        pages = make_pages(sources, results, config, run, pool)
        tabled = with_tables(pages, great_tables(pages)) if set(formats) - {"html"} else []
        names = _names(config)
        others = [name for fmt, name in names.items() if fmt not in formats and not alone]
        with (
            tempfile.TemporaryDirectory(prefix="figures-") as root,
            replaced(output, others, everything="html" not in formats and not alone) as fresh,
        ):
            stage_figures(sources, results, pages, config, Path(root))
            made = Book(config, pages, tabled, Path(root), kept, names)
            write_formats(made, formats, fresh, pool=pool, report=report)
            finish(fresh)
    return [output / ({"html": pages[0].html} | names)[fmt] for fmt in formats]


def _names(config: BookConfig) -> dict[str, str]:
    return {"pdf": f"{config.stem}.pdf", "docx": f"{config.stem}.docx"}
