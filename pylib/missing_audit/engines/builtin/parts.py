"""What the three formats share: conditional content, callouts, floats and links, taken apart for a format to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.pages import Page
from missing_audit.engines.builtin.pandoc import search, walk

__all__ = ["CALLOUTS", "Callout", "callout_of", "for_format", "merged", "numbered_caption", "part_openings",
           "refuse_raw_html"]

CALLOUTS = {"note": "Note", "tip": "Tip", "warning": "Warning", "important": "Important", "caution": "Caution"}
_ALIASES = {"html": {"html", "html:js"}, "typst": {"typst", "pdf"}, "docx": {"docx"}}


@dataclass(frozen=True)
class Callout:
    """A call-out: its kind, title (inlines), body and whether it opens folded (None: it does not fold)."""

    kind: str
    title: list[Any]
    body: list[Any]
    folded: bool | None


def for_format(blocks: list[Any], fmt: str) -> list[Any]:
    """Keep what is meant for `fmt` and drop the rest."""
    def action(node: dict[str, Any]) -> Any:
        if node["t"] not in {"Div", "Span"}:
            return None
        (_, classes, values), content = node["c"]
        if not {"content-visible", "content-hidden"} & set(classes):
            return None
        wanted = dict(values)
        applies = True
        if "when-format" in wanted:
            applies = wanted["when-format"] in _ALIASES[fmt]
        if "unless-format" in wanted:
            applies = applies and wanted["unless-format"] not in _ALIASES[fmt]
        return content if applies == ("content-visible" in classes) else []
    return walk(blocks, action)


def callout_of(node: dict[str, Any]) -> Callout | None:
    """Read a division as a call-out, or None if it is none."""
    if node["t"] != "Div":
        return None
    (_, classes, values), body = node["c"]
    kind = next((name.removeprefix("callout-") for name in classes if name.startswith("callout-")), None)
    if kind not in CALLOUTS:
        return None
    options = dict(values)
    title: list[Any] = [{"t": "Str", "c": options.get("title", CALLOUTS[kind])}]
    if "title" not in options and body and body[0]["t"] == "Header":
        title, body = body[0]["c"][2], body[1:]
    folded = {"true": True, "false": False}.get(options.get("collapse", ""))
    return Callout(kind, title, body, folded)


def numbered_caption(identifier: str, number: str, caption: list[Any]) -> list[Any]:
    """Caption led by its number, as Quarto prints it: 'Figure 1.1: …'."""
    word = "Figure" if identifier.startswith("fig-") else "Table"
    return [{"t": "Str", "c": f"{word}\u00a0{number}:"}, {"t": "Space"}, *caption]


def part_openings(pages: Sequence[Page]) -> Iterator[tuple[Page, str | None]]:
    """Each page with the title of the part that it opens, or None; the appendices are a part too."""
    before: str | None = None
    for page in pages:
        part = "Appendices" if page.entry.appendix else page.entry.part
        yield page, part if part != before else None
        before = part


def merged(pages: Sequence[Page]) -> list[Page]:
    """The pages with ids that are unique over the whole book, for formats that are one file."""
    seen: set[str] = set()
    result = []
    for page in pages:
        stem = re.sub(r"[^A-Za-z0-9]+", "-", page.entry.path.stem)
        names = {}
        for identifier in [page.identifier, *_ids(page.blocks)]:
            if identifier in seen and identifier not in names:
                names[identifier] = f"{stem}-{identifier}"
            seen.add(names.get(identifier, identifier))
        result.append(_with_names(page, names) if names else page)
    return result


def _with_names(page: Page, names: dict[str, str]) -> Page:
    return replace(page, identifier=names.get(page.identifier, page.identifier),
                   blocks=walk(page.blocks, lambda node: _renamed(node, names)))


def refuse_raw_html(blocks: list[Any], fmt: str) -> None:
    """Refuse raw HTML that `fmt` would lose without a word."""
    for node in search(blocks, ["RawBlock", "RawInline"]):
        kind, text = node["c"]
        if kind == "html" and "paragraph-link" not in text and not re.fullmatch(r"\s*(<!--.*-->\s*)*", text, re.S):
            raise EngineError(f"raw HTML {text.strip()[:60]!r} has no form in {fmt}; write it in markdown, or put it "
                              "into ::: {.content-visible when-format=\"html\"}")


def _ids(blocks: list[Any]) -> Iterator[str]:
    for node in search(blocks, ["Header", "Div", "Span"]):
        attributes = node["c"][1] if node["t"] == "Header" else node["c"][0]
        if attributes[0]:
            yield attributes[0]


def _renamed(node: dict[str, Any], names: dict[str, str]) -> Any:
    if node["t"] == "Header":
        level, (identifier, *rest), text = node["c"]
        return {"t": "Header", "c": [level, [names.get(identifier, identifier), *rest], text]}
    if node["t"] in {"Div", "Span"}:
        (identifier, *rest), content = node["c"]
        return {"t": node["t"], "c": [[names.get(identifier, identifier), *rest], content]}
    if node["t"] == "Link" and node["c"][2][0].startswith("#"):
        attributes, text, (url, title) = node["c"]
        return {"t": "Link", "c": [attributes, text, ["#" + names.get(url[1:], url[1:]), title]]}
    return None

