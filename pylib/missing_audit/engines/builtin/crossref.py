"""References and citations, resolved over the whole book so that every format and chapter agrees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from missing_audit.engines.builtin import pandoc
from missing_audit.engines.builtin.config import BookConfig
from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.pages import Page, Target, anchors
from missing_audit.engines.builtin.pandoc import attr, search, walk
from missing_audit.engines.builtin.source import Source

__all__ = ["XREF", "cite", "resolve"]

XREF = "xref:"
"""Scheme of links inside the book until a format says how it writes them: ``xref:<page>#<id>``."""

_Places = Mapping[str, tuple[Page, set[str]]]
_KINDS = re.compile(r"^(fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|wrn|tip|imp|cau)-", re.I)
_MISSING = re.compile(r"[Cc]itation (\S+) not found|citation key not found: (\S+)")


def resolve(pages: Sequence[Page], found: Mapping[str, Target]) -> list[Page]:
    """Turn `@fig-…`, `@tbl-…`, `@sec-…` and links between chapters into links inside the book."""
    places = {page.source.name: (page, anchors(page.blocks)) for page in pages}
    return [replace(page, blocks=walk(page.blocks, lambda node, page=page: _resolved(node, page, found, places)),
                    title=page.title) for page in pages]


def cite(pages: Sequence[Page], config: BookConfig) -> list[Page]:
    """Set every citation and the list of references, in one pass over the whole book."""
    cited = [(page, item) for page in pages for item in search(page.blocks, ["Cite"])]
    if not cited:
        return list(pages)
    _check_bibliography(pages, cited, config)
    blocks = [{"t": "Div", "c": [attr(f"book-page-{n}"), page.blocks]} for n, page in enumerate(pages)]
    arguments = ["-f", "json", "-t", "json", "--citeproc", "-M", f"lang={config.get('lang', 'en-GB')}",
                 "-M", f"link-citations={str(config.get('link-citations', True)).lower()}"]
    arguments += [f"--bibliography={path}" for path in config.paths("bibliography")]
    arguments += [f"--csl={path}" for path in config.paths("csl")[:1]]
    output, warnings = pandoc.run(arguments, pandoc.dumps(pandoc.document(blocks)))
    _refuse_unknown(warnings, pages)
    trees = [block["c"][1] for block in pandoc.loads(output)["blocks"]]
    home = next(page.html for page, tree in zip(pages, trees, strict=True) if _has_references(tree))
    return [replace(page, blocks=walk(tree, lambda node: _to_references(node, home)))
            for page, tree in zip(pages, trees, strict=True)]


def _resolved(node: dict[str, Any], page: Page, found: Mapping[str, Target], places: _Places) -> Any:
    if node["t"] == "Cite":
        return _references(node, page.source, found)
    if node["t"] == "Link":
        return _link(node, page, found, places)
    return None


def _references(node: dict[str, Any], source: Source, found: Mapping[str, Target]) -> list[Any] | None:
    citations = node["c"][0]
    marks = [bool(_KINDS.match(item["citationId"])) for item in citations]
    if not any(marks):
        return None
    result: list[Any] = []
    for item in citations:
        key = item["citationId"][0].lower() + item["citationId"][1:]
        if key not in found:
            raise EngineError(f"@{item['citationId']} refers to nothing in the book that has a number",
                              file=source.name, line=source.line_of(rf"@{re.escape(item['citationId'])}(?![\w-])"))
        result += [_string(","), {"t": "Space"}] if result else []
        result.append(_reference(item, key, found[key]))
    return result


def _reference(item: Mapping[str, Any], key: str, target: Target) -> dict[str, Any]:
    text: list[Any] = [_string(f"{target.word}\u00a0{target.number}")]
    if item["citationMode"]["t"] == "SuppressAuthor":
        text = [_string(target.number)]
    elif item["citationPrefix"]:
        text = [*item["citationPrefix"], _string(f"\u00a0{target.number}")]
    return {"t": "Link", "c": [attr("", ["quarto-xref"]), text, [f"{XREF}{target.page}#{key}", ""]]}


def _link(node: dict[str, Any], page: Page, found: Mapping[str, Target], places: _Places) -> Any:
    attributes, text, (url, title) = node["c"]
    path, _, fragment = url.partition("#")
    if path.endswith(".qmd") and ":" not in path:
        name = _joined(page.source.name, path)
        if name not in places:
            raise EngineError(f"link to {path}: no such chapter in the book", file=page.source.name,
                              line=page.source.line_of(re.escape(url)))
        place, ids = places[name]
        if fragment and fragment != place.identifier and fragment not in ids:
            raise EngineError(f"link to {url}: that chapter has nothing named '{fragment}'", file=page.source.name,
                              line=page.source.line_of(re.escape(url)))
        return {"t": "Link", "c": [attributes, text, [f"{XREF}{place.html}#{fragment or place.identifier}", title]]}
    if not path and fragment in found:
        return {"t": "Link", "c": [attributes, text, [f"{XREF}{found[fragment].page}#{fragment}", title]]}
    return None


def _joined(name: str, path: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(name).parent / path).parts:
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _check_bibliography(pages: Sequence[Page], cited: Sequence[tuple[Page, Any]], config: BookConfig) -> None:
    page, item = cited[0]
    key = item["c"][0][0]["citationId"]
    line = page.source.line_of(rf"@{re.escape(key)}(?![\w-])")
    if not config.get("bibliography"):
        raise EngineError(f"cites @{key}, and _quarto.yml names no bibliography", file=page.source.name, line=line)
    if not any(_has_references(page.blocks) for page in pages):
        raise EngineError("the book has citations and no place for the references: give a chapter '::: {#refs}' "
                          "with ':::' beneath", file=page.source.name, line=line)


def _has_references(tree: list[Any]) -> bool:
    return any(block["c"][0][0] == "refs" for block in search(tree, ["Div"]))


def _refuse_unknown(warnings: str, pages: Sequence[Page]) -> None:
    for found in _MISSING.finditer(warnings):
        key = found[1] or found[2]
        for page in pages:
            line = page.source.line_of(rf"@\{{?{re.escape(key)}(?![\w-])")
            if line:
                raise EngineError(f"citation @{key} is not in the bibliography", file=page.source.name, line=line)
        raise EngineError(f"citation @{key} is not in the bibliography")


def _to_references(node: dict[str, Any], home: str) -> Any:
    if node["t"] != "Link" or not node["c"][2][0].startswith("#ref-"):
        return None
    attributes, text, (url, title) = node["c"]
    return {"t": "Link", "c": [attributes, text, [f"{XREF}{home}{url}", title]]}


def _string(text: str) -> dict[str, Any]:
    return {"t": "Str", "c": text}
