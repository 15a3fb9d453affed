"""Quarto, where it is installed: found, asked its version, and run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import docx
import yaml

from missing_audit.config import Settings
from missing_audit.engines import word
from missing_audit.engines.back_links import with_back_links
from missing_audit.engines.builtin.source import Cell, read_source
from missing_audit.engines.word_quarto import mend_quarto
from missing_audit.errors import AuditError
from missing_audit.front import control_lines, keywords, notice
from missing_audit.writing import replacing

__all__ = ["FORMATS", "OLDEST", "find", "finish_pages", "finish_word", "render"]

OLDEST = (1, 9)
"""The first version whose Typst books this project's partials fit."""
FORMATS = {"html": "html", "pdf": "typst", "docx": "docx"}
"""Formats of this project, and what Quarto calls them."""


def find() -> tuple[Path | None, str]:
    """Quarto's program, if there is one that is new enough.

    Returns
    -------
    tuple
        Its path, or nothing; and its version, or why it cannot be used, in words.
    """
    beside = Path(sys.executable).parent
    program = shutil.which("quarto", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        return None, "Quarto is not installed"
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None, f"{program} does not run"
    version = asked.stdout.strip()
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if asked.returncode or not numbers:
        return None, f"{program} does not say its version"
    if tuple(map(int, numbers.groups())) < OLDEST:
        return None, f"Quarto {version} is older than {'.'.join(map(str, OLDEST))}"
    return Path(program), version


def render(program: Path, book: Path, formats: Sequence[str], *, report: Callable[[str], None],
           alone: bool = False) -> None:
    """Render the book with Quarto; formats that are not asked for stay as they were.

    Parameters
    ----------
    program
        As `find` returns it.
    book
        Folder of `_quarto.yml`.
    formats
        Some of `FORMATS`.
    report
        Told each line that Quarto prints.
    alone
        Whether the formats not asked for go.

    Raises
    ------
    AuditError
        If Quarto ends with a fault, or warns of a reference or a citation that it could not resolve.
    """
    environment = os.environ | {"QUARTO_PYTHON": sys.executable}
    every = set(formats) == set(FORMATS)
    calls = [["--to", FORMATS[name], "--no-clean"] for name in formats]
    if alone:
        calls[0].remove("--no-clean")
    for arguments in [[]] if every else calls:
        lines = []
        with subprocess.Popen([program, "render", str(book), *arguments], env=environment, text=True, cwd=book,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                              errors="replace") as run:
            for line in run.stdout:
                lines.append(line.rstrip())
                report(lines[-1])
        faults = [line for line in lines if re.search(r"Unable to resolve|citeproc.*not found|citation .* not found",
                                                      line, re.IGNORECASE)]
        if run.returncode or faults:
            raise AuditError("Quarto could not render the book.\n" + "\n".join(faults or lines[-20:]))


def finish_pages(book: Path, written: Sequence[Path]) -> None:
    """Lead from each reference back to where it is cited.

    Parameters
    ----------
    book
        Folder of `_quarto.yml`.
    written
        Files that Quarto has written; where none is an HTML page, nothing is done.
    """
    if not any(path.suffix == ".html" for path in written):
        return
    settings = yaml.safe_load((book / "_quarto.yml").read_text(encoding="utf-8"))
    output = book / settings["project"].get("output-dir", "_book")
    entries = [*settings["book"]["chapters"], *settings["book"].get("appendices", [])]
    names = [name for entry in entries for name in (entry["chapters"] if isinstance(entry, dict) else [entry])]
    files = [output / name.replace(".qmd", ".html") for name in names]
    pages = {path.relative_to(output).as_posix(): path.read_text(encoding="utf-8") for path in files if path.is_file()}
    for name, page in with_back_links(pages).items():
        if page != pages[name]:
            with replacing(output / name) as draft:
                draft.write_text(page, encoding="utf-8", newline="\n")


def finish_word(settings: Settings, book: Path, written: Sequence[Path]) -> None:
    """Put back into Word what Quarto leaves out: alternative text, header rows, notice and document control.

    Parameters
    ----------
    settings
        The county's settings.
    book
        Folder of `_quarto.yml`.
    written
        Files that Quarto has written; those that are no Word documents are left alone.
    """
    documents = [path for path in written if path.suffix == ".docx"]
    if not documents:
        return
    chapters = [path.relative_to(book).as_posix() for path in [book / "index.qmd", *book.glob("chapters/**/*.qmd")]]
    alts = {piece.options["label"]: piece.options["fig-alt"] for name in chapters
            for piece in read_source(book, name).pieces if isinstance(piece, Cell) and "fig-alt" in piece.options}
    for path in documents:
        document = docx.Document(str(path))
        mend_quarto(document, _parts(book))
        with replacing(path) as draft:
            document.save(str(draft))
            word.finish(draft, notice=notice(settings), title=settings.document.title, alts=alts,
                        control=control_lines(settings), authors=[settings.county.authority],
                        subject=settings.document.subtitle, keywords=keywords(settings))


def _parts(book: Path) -> dict[str, str]:
    """Id of the chapter that opens a part → the part's title; the appendices are a part too."""
    settings = yaml.safe_load((book / "_quarto.yml").read_text(encoding="utf-8"))["book"]
    groups = [(str(item["part"]), item["chapters"]) for item in settings["chapters"] if isinstance(item, Mapping)]
    groups.append(("Appendices", settings.get("appendices", [])))
    return {f"sec-{Path(chapters[0]).stem}": title for title, chapters in groups
            if chapters and not title.endswith(".qmd")}
