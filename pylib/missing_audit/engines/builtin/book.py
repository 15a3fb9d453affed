"""From the sources to the numbered pages with their citations set: what every format starts from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from missing_audit.engines.builtin import pandoc
from missing_audit.engines.builtin.config import BookConfig
from missing_audit.engines.builtin.crossref import cite, resolve
from missing_audit.engines.builtin.execute import Figures, execute, modules_of
from missing_audit.engines.builtin.floats import normalise
from missing_audit.engines.builtin.kept import digest, kept_file, load_results, save_results
from missing_audit.engines.builtin.kernel import Nursery, kernel_environment
from missing_audit.engines.builtin.markdown import to_markdown
from missing_audit.engines.builtin.pages import Page, number_pages, targets
from missing_audit.engines.builtin.pandoc import search, walk
from missing_audit.engines.builtin.source import Cell, Inline, Source
from missing_audit.engines.builtin.tables import clean_html, is_great_table, parse_all

__all__ = ["Run", "great_tables", "make_pages", "run_chapters", "with_tables"]


@dataclass(frozen=True)
class Run:
    """How the chapters are to be run; the fields are those of `render`."""

    kept: Path
    fingerprint: str
    jobs: int
    environment: Mapping[str, str] | None
    report: Callable[[str], None]


def run_chapters(sources: Sequence[Source], config: BookConfig, run: Run) -> list[dict[int, Any]]:
    """Results of every chapter: those kept, and the others run anew, ``run.jobs`` at a time."""
    figures = _figures(config)
    settings = json.dumps([figures.width, figures.height, figures.dpi, [path.name for path in figures.fonts],
                           config.get("project.execute-dir", "file")])
    keys = [digest(source.text, run.fingerprint, settings) for source in sources]
    results = [load_results(run.kept, source.name, key) if _runs(source) else {} for source, key in
               zip(sources, keys, strict=True)]
    wanted = [number for number, result in enumerate(results) if result is None]
    if not wanted:
        return results
    nursery = Nursery(modules_of(sources), kernel_environment(run.environment))

    def execute_one(number: int) -> None:
        source = sources[number]
        results[number] = execute(source, nursery, _folder(source, config), figures)
        save_results(run.kept, source.name, keys[number], results[number])
        run.report(f"executed {source.name}")

    try:
        with ThreadPoolExecutor(max_workers=max(1, run.jobs)) as pool:
            _first_error(pool, execute_one, wanted)
    finally:
        nursery.close()
    return results


def make_pages(
    sources: Sequence[Source], results: Sequence[Mapping[int, Any]], config: BookConfig, run: Run, pool: Executor
) -> list[Page]:
    """Parse, number, resolve and cite: the pages that every format writes."""
    echo = bool(config.get("execute.echo", True))
    paths = config.paths("filters")
    filters = [path.read_bytes() for path in paths]

    def parse(number: int) -> list[Any]:
        text = to_markdown(sources[number], results[number], echo=echo)

        def make(path: Path) -> None:
            arguments = ["-f", "markdown", "-t", "json", *(f"--lua-filter={each}" for each in paths)]
            path.write_text(pandoc.run(arguments, text)[0], encoding="utf-8")

        # Most chapters are as they were: to start the program for each takes longer than all the rest.
        name = f"{sources[number].name.replace('/', '--')}.json"
        tree = kept_file(run.kept, name, [run.fingerprint, text, *filters], make)
        return normalise(pandoc.loads(tree.read_text(encoding="utf-8"))["blocks"], sources[number])

    trees = list(pool.map(parse, range(len(sources))))
    pages = number_pages(config.entries, sources, trees, numbered=bool(config.get("number-sections", True)))
    return [_clean_tables(page) for page in cite(resolve(pages, targets(pages)), config)]


def great_tables(pages: Sequence[Page]) -> dict[str, Any]:
    """HTML of every great_tables table of the book → the same as a pandoc table."""
    tables = [node["c"][1] for page in pages for node in search(page.blocks, ["RawBlock"]) if is_great_table(node)]
    return dict(zip(tables, parse_all(tables), strict=True))


def with_tables(pages: Sequence[Page], tables: Mapping[str, Any]) -> list[Page]:
    """The pages with pandoc tables in the place of great_tables' HTML."""
    def action(node: dict[str, Any]) -> Any:
        return tables[node["c"][1]] if is_great_table(node) else None
    return [replace(page, blocks=walk(page.blocks, action)) for page in pages]


def _clean_tables(page: Page) -> Page:
    stem = page.entry.path.stem
    names = iter(f"{stem}-table-{number}" for number in range(1, 10_000))

    def action(node: dict[str, Any]) -> Any:
        if not is_great_table(node):
            return None
        return pandoc.raw("html", clean_html(node["c"][1], next(names)))

    return replace(page, blocks=walk(page.blocks, action))


def _runs(source: Source) -> bool:
    return any(isinstance(piece, Cell | Inline) for piece in source.pieces)


def _folder(source: Source, config: BookConfig) -> Path:
    home = config.root.resolve()
    return home if config.get("project.execute-dir", "file") == "project" else (home / source.name).parent


def _figures(config: BookConfig) -> Figures:
    folders = config.paths("font-paths", fmt="typst")
    fonts = tuple(sorted(path.resolve() for folder in folders for path in folder.rglob("*.ttf")))
    return Figures(float(config.get("fig-width", 7, fmt="html")), float(config.get("fig-height", 5, fmt="html")),
                   max(200, int(config.get("fig-dpi", 200))), fonts)


def _first_error(pool: Executor, run: Callable[[int], None], numbers: Sequence[int]) -> None:
    """Run all; at the first error cancel what has not begun, and raise it."""
    futures = [pool.submit(run, number) for number in numbers]
    try:
        for future in futures:
            future.result()
    except BaseException:
        for future in futures:
            future.cancel()
        raise
