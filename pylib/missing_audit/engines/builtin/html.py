"""The book as HTML: a page a chapter, one style sheet, two small scripts, no network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from html import escape
from pathlib import Path
from string import Template

from missing_audit.engines.back_links import with_back_links
from missing_audit.engines.builtin import pandoc
from missing_audit.engines.builtin.config import BookConfig
from missing_audit.engines.builtin.html_body import Sizes, body_html
from missing_audit.engines.builtin.navigation import contents, neighbours, on_this_page, relative
from missing_audit.engines.builtin.pages import Page
from missing_audit.engines.builtin.search_index import search_index

__all__ = ["ASSETS", "write_html"]

ASSETS = "site_assets"
_HERE = Path(__file__).parent
_SEARCH = """<form class="search" role="search" hidden>
<label for="search-words" class="visually-hidden">Search this report</label>
<input id="search-words" type="search" placeholder="Search this report" autocomplete="off" spellcheck="false">
<div id="search-results" class="search-results" hidden></div>
<p id="search-said" class="visually-hidden" role="status"></p>
</form>"""


def write_html(
    pages: Sequence[Page], config: BookConfig, output: Path, pool: Executor, downloads: Sequence[str]
) -> None:
    """Write every page and its assets into `output`; the figures are there already."""
    searched = config.get("book.search", True)
    write_assets(config, output)
    sizes = Sizes(output)
    made = pool.map(lambda page: body_html(page, config, sizes), pages)
    bodies = with_back_links(dict(zip([page.html for page in pages], made, strict=True)))
    if searched:
        text = search_index(pages, bodies)
        (output / ASSETS / "search-index.js").write_text(text, encoding="utf-8", newline="\n")
    template = Template((_HERE / "page.html").read_text(encoding="utf-8"))
    for page in pages:
        path = output / page.html
        path.parent.mkdir(parents=True, exist_ok=True)
        fields = _fields(page, pages, config, bodies[page.html], downloads)
        text = template.substitute(fields, search=_SEARCH if searched else "")
        path.write_text(text, encoding="utf-8", newline="\n")


def write_assets(config: BookConfig, output: Path) -> None:
    """Put the style sheets into one file, with the fonts and the scripts beside it."""
    home = output / ASSETS
    home.mkdir(parents=True, exist_ok=True)
    sheets = [_HERE / "page.css", *config.paths("css", fmt="html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sheets)
    for sheet in sheets[1:]:
        for name in set(re.findall(r"url\([\"']?([^\"')]+\.(?:ttf|woff2?))[\"']?\)", sheet.read_text("utf-8"))):
            (home / "fonts").mkdir(exist_ok=True)
            (home / "fonts" / Path(name).name).write_bytes((sheet.parent / name).read_bytes())
            text = text.replace(name, f"fonts/{Path(name).name}")
    (home / "book.css").write_text(text, encoding="utf-8", newline="\n")
    scripts = [_HERE / "page.js", *([_HERE / "search.js"] if config.get("book.search", True) else [])]
    (home / "book.js").write_bytes(b"\n".join(path.read_bytes() for path in scripts))


def _fields(
    page: Page, pages: Sequence[Page], config: BookConfig, body: str, downloads: Sequence[str]
) -> Mapping[str, str]:
    notice = config.get("notice")
    files = "".join(f'<li><a href="{relative(page.html, name)}" download>{escape(_kind(name))}</a></li>'
                    for name in downloads)
    extra = {key: "\n".join(path.read_text(encoding="utf-8") for path in config.paths(key, fmt="html"))
             for key in ("include-in-header", "include-after-body")}
    title = pandoc.inlines_text(page.title)
    return {
        "lang": escape(str(config.get("lang", "en-GB"))),
        "title": escape(title if title == config.title else f"{title} – {config.title}"),
        "description": escape(str(config.get("book.description", config.title))),
        "assets": relative(page.html, ASSETS), "home": relative(page.html, pages[0].html),
        "book": escape(config.title),
        "notice": f'<p class="notice" role="note">{escape(str(notice))}</p>' if notice else "",
        "contents": contents(page, pages, config), "toc": on_this_page(page, config),
        "cover": _cover(config) if page is pages[0] else "", "body": body,
        "neighbours": neighbours(page, pages),
        "downloads": f'<ul class="downloads">{files}</ul>' if files else "",
        "footer": escape(str(config.get("book.page-footer", ""))),
        "header": extra["include-in-header"], "after": extra["include-after-body"],
    }


def _kind(name: str) -> str:
    return {"pdf": "Download as PDF", "docx": "Download as Word"}[name.rsplit(".", 1)[-1]]


def _cover(config: BookConfig) -> str:
    rows = "".join(f"<div><dt>{escape(str(item['label']))}</dt><dd>{escape(str(item['value']))}</dd></div>"
                   for item in config.get("control", []))
    lines = [("subtitle", config.get("book.subtitle")), ("author", ", ".join(config.authors)),
             ("date", config.date)]
    middle = "".join(f'<p class="book-{name}">{escape(str(text))}</p>' for name, text in lines if text)
    control = f'<dl class="control">{rows}</dl>' if rows else ""
    return (f'<header class="book-cover" id="title-block-header"><p class="book-title">{escape(config.title)}</p>'
            f"{middle}{control}</header>")
