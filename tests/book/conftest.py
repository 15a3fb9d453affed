"""The example county's book, rendered once by the built-in engine, in a folder of its own."""

from __future__ import annotations

import html
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import docx
import pypdfium2
import pytest

from missing_audit.book import Book, read_book
from missing_audit.config import Settings, load
from missing_audit.rendering import render
from smallshire import EXAMPLE, ROOT

SOURCES = ("_quarto.yml", "index.qmd", "chapters", "theme", "references.bib")


@dataclass(frozen=True)
class Rendered:
    """A rendered book: its folder, its county, what the render said, and what was stored."""

    folder: Path
    settings: Settings
    said: list[str]

    @property
    def output(self) -> Path:
        return self.folder / "_output"

    @property
    def stored(self) -> Book:
        return read_book(self.settings)

    @property
    def pages(self) -> dict[str, str]:
        """HTML pages by their path in the output."""
        return {path.relative_to(self.output).as_posix(): path.read_text(encoding="utf-8")
                for path in sorted(self.output.rglob("*.html"))}

    def pdf(self) -> list[str]:
        """Text of each page of the PDF."""
        document = pypdfium2.PdfDocument(self.output / "missing-audit.pdf")
        try:
            return [plain(page.get_textpage().get_text_range()) for page in document]
        finally:
            document.close()

    def word(self) -> docx.document.Document:
        return docx.Document(str(self.output / "missing-audit.docx"))

    def again(self, *formats: str) -> list[str]:
        """Render once more; what it said."""
        lines: list[str] = []
        render(self.settings, self.folder, engine="builtin", formats=formats or ("html", "pdf", "docx"),
               report=lines.append)
        return lines


def plain(text: str) -> str:
    """Text on one line, without soft hyphens and with plain quotation marks."""
    marks = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\ufffe": "",
                           "\u00ad": "", "\u2011": "-"})
    return re.sub(r"\s+", " ", text.translate(marks)).strip()


def text_of(page: str) -> str:
    """Text of an HTML page."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return plain(html.unescape(re.sub(r"<[^>]+>", " ", page)))


def lay_out(folder: Path) -> Path:
    """A copy of the book's sources."""
    folder.mkdir(parents=True)
    for name in SOURCES:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The example book in all three formats."""
    base = tmp_path_factory.mktemp("book")
    shutil.copytree(EXAMPLE, base / "example", ignore=shutil.ignore_patterns(".store"))
    book = Rendered(lay_out(base / "book"), load(base / "example"), [])
    book.said.extend(book.again())
    return book
