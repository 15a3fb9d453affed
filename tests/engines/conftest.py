"""A small book with every feature that the built-in engine supports, rendered once for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from missing_audit.engines.builtin import render

HERE = Path(__file__).parent
THEME = HERE.parents[1] / "theme"


@dataclass(frozen=True)
class Rendered:
    """A rendered copy of the fixture book."""

    book: Path
    output: Path
    kept: Path
    lines: list[str]

    def page(self, name: str) -> str:
        return (self.output / name).read_text(encoding="utf-8")


def copy_book(target: Path) -> Path:
    shutil.copytree(HERE / "book", target)
    shutil.copytree(THEME, target / "theme")
    return target


def render_book(book: Path, output: Path, kept: Path, formats: tuple[str, ...] = ("html", "pdf", "docx")) -> list[str]:
    lines: list[str] = []
    render(book, output, formats, kept=kept, fingerprint="tests", report=lines.append)
    return lines


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    home = tmp_path_factory.mktemp("book")
    book = copy_book(home / "book")
    lines = render_book(book, home / "output", home / "kept")
    return Rendered(book, home / "output", home / "kept", lines)


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """Make a book of one chapter: `small(text, config="…")` gives its folder."""
    def make(text: str, config: str = "") -> Path:
        book = tmp_path / "small"
        shutil.rmtree(book, ignore_errors=True)
        (book / "chapters").mkdir(parents=True)
        (book / "_quarto.yml").write_text(
            "project:\n  type: book\nbook:\n  title: Small\n  chapters:\n    - chapters/one.qmd\n"
            f"bibliography: references.bib\n{config}", encoding="utf-8")
        (book / "references.bib").write_text("@book{known, author={A. Known}, title={T}, year={2000}}\n")
        (book / "chapters" / "one.qmd").write_text(text, encoding="utf-8")
        return book
    return make
