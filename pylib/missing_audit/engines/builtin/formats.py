"""Write the formats that are asked for, each made anew only if something that it rests on has changed."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from missing_audit.engines import word
from missing_audit.engines.builtin import pandoc
from missing_audit.engines.builtin.config import BookConfig
from missing_audit.engines.builtin.docx import docx_tree, write_docx
from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.html import write_html
from missing_audit.engines.builtin.kept import digest, kept_file
from missing_audit.engines.builtin.markdown import figure_files
from missing_audit.engines.builtin.pages import Page
from missing_audit.engines.builtin.pandoc import search
from missing_audit.engines.builtin.source import Source
from missing_audit.engines.builtin.typst import compile_pdf, svg_to_png, typst_source

__all__ = ["Book", "stage_figures", "write_formats"]

_WORD_SETTINGS = ("notice", "control", "short-title", "toc", "toc-depth", "keywords", "lang", "book")
"""Keys of the configuration that the finished Word document shows."""


def stage_figures(
    sources: Sequence[Source], results: Sequence[Mapping[int, Any]], pages: Sequence[Page], config: BookConfig,
    folder: Path,
) -> None:
    """Put every figure and image of the book under `folder`, at its path in the book."""
    made: dict[str, bytes] = {}
    for source, result in zip(sources, results, strict=True):
        made |= figure_files(source, result)
    for page in pages:
        for image in search(page.blocks, ["Image"]):
            path = image["c"][2][0]
            if path in made:
                continue
            if not (config.root / path).is_file():
                raise EngineError(f"image {path} does not exist", file=page.source.name,
                                  line=page.source.line_of(re.escape(Path(path).name)))
            made[path] = (config.root / path).read_bytes()
    for path, content in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@dataclass(frozen=True)
class Book:
    """What the formats are written from.

    `tabled` are the pages with pandoc tables in the place of great_tables' HTML, `root` the folder of the images,
    `names` the file of each format that is one file.
    """

    config: BookConfig
    pages: Sequence[Page]
    tabled: Sequence[Page]
    root: Path
    kept: Path
    names: Mapping[str, str]


def write_formats(
    book: Book, formats: Sequence[str], fresh: Path, *, pool: Executor, report: Callable[[str], None]
) -> None:
    """Write `formats` into the folder `fresh`."""
    images = _hash_of(book.root)
    makes = {"pdf": lambda: _pdf(book, images), "docx": lambda: _docx(book, images)}
    with ThreadPoolExecutor(max_workers=2) as makers:
        waiting = {fmt: makers.submit(make) for fmt, make in makes.items() if fmt in formats}
        if "html" in formats:
            _copy_images(book.pages, book.root, fresh)
            write_html(book.pages, book.config, fresh, pool, _downloads(book.names, formats, fresh))
            report(f"wrote HTML, {len(book.pages)} pages")
        for fmt, future in waiting.items():
            shutil.copyfile(future.result(), fresh / book.names[fmt])
            report(f"wrote {book.names[fmt]}")


def _copy_images(pages: Sequence[Page], root: Path, fresh: Path) -> None:
    for path in {image["c"][2][0] for page in pages for image in search(page.blocks, ["Image"])}:
        (fresh / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / path, fresh / path)


def _downloads(names: Mapping[str, str], formats: Sequence[str], fresh: Path) -> list[str]:
    return [name for fmt, name in names.items() if fmt in formats or (fresh / name).exists()]


def _pdf(book: Book, images: str) -> Path:
    config = book.config
    source = typst_source(book.tabled, config)
    if config.get("keep-typ", False, fmt="typst"):
        book.kept.mkdir(parents=True, exist_ok=True)
        (book.kept / "book.typ").write_text(source, encoding="utf-8", newline="\n")
    fonts = [_hash_of(path) for path in config.paths("font-paths", fmt="typst")]
    settings = f"{config.get('pdf-standard', fmt='typst')} {config.get('book.date')}"
    return kept_file(book.kept, "book.pdf", [source, images, settings, *fonts],
                     lambda path: compile_pdf(source, book.root, path, config))


def _docx(book: Book, images: str) -> Path:
    config, root = book.config, book.root
    for path in root.rglob("*.svg"):
        if not path.with_suffix(".png").exists():
            svg_to_png(path)
    text = pandoc.dumps(docx_tree(book.tabled, config))
    reference = [path.read_bytes() for path in config.paths("reference-doc", fmt="docx")]
    settings = repr([config.get(key, fmt="docx") for key in _WORD_SETTINGS])
    finisher = [path.read_bytes() for path in sorted(Path(word.__file__).parent.glob("word*.py"))]
    return kept_file(book.kept, "book.docx", [text, images, settings, *finisher, *reference],
                     lambda path: write_docx(text, root, path, config))


def _hash_of(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(digest(path.relative_to(folder).as_posix(), path.read_bytes()).encode())
    return total.hexdigest()

