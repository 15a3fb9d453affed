"""The book as PDF, by Typst: pandoc writes the words, this module the figures, tables and call-outs."""

from __future__ import annotations

import datetime
import json
import struct
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from missing_audit.engines.builtin import pandoc
from missing_audit.engines.builtin.config import BookConfig
from missing_audit.engines.builtin.crossref import XREF
from missing_audit.engines.builtin.errors import EngineError
from missing_audit.engines.builtin.floats import alt_of, split_float
from missing_audit.engines.builtin.pages import Page
from missing_audit.engines.builtin.pandoc import raw, walk
from missing_audit.engines.builtin.parts import callout_of, for_format, merged, part_openings, refuse_raw_html
from missing_audit.engines.builtin.typst_table import table_blocks

__all__ = ["compile_pdf", "svg_to_png", "typst_source"]

_SMALL = 12
"""Rows of a table that is kept on one page."""

_BEFORE = "// What pandoc's Typst presupposes.\n#let horizontalrule = line(length: 50%)\n"


def typst_source(pages: Sequence[Page], config: BookConfig) -> str:
    """Typst source of the whole book, with the theme's partials."""
    blocks: list[Any] = []
    for page, part in part_openings(merged(pages)):
        if part is not None and page.entry.appendix:
            blocks.append(raw("typst", '#show: appendices.with("Appendices", hide-parent: true)'))
            blocks.append(raw("typst", "#heading(level: 1, numbering: none)[Appendices]"))
        elif part is not None:
            blocks += [{"t": "Plain", "c": [raw("typst", "#part[", inline=True), {"t": "Str", "c": part},
                                            raw("typst", "]", inline=True)]}]
        blocks += _page(page, config)
    document = pandoc.document(blocks, _metadata(config))
    template = _template(config)
    arguments = ["-f", "json", "-t", "typst", "--wrap=none", "--no-highlight", f"--template={template}"]
    try:
        output, _ = pandoc.run(arguments, pandoc.dumps(document))
    finally:
        template.unlink()
    return output


def compile_pdf(source: str, root: Path, target: Path, config: BookConfig) -> None:
    """Compile `source`, whose images are under `root`, into the PDF `target`; always the same bytes."""
    file = root / "book.typ"
    file.write_text(source, encoding="utf-8", newline="\n")
    standard = config.get("pdf-standard", None, fmt="typst")
    standards = [standard] if isinstance(standard, str) else list(standard or [])
    try:
        typst.compile(
            file, output=target, root=root, ignore_system_fonts=True, pdf_standards=standards,
            font_paths=[str(path) for path in config.paths("font-paths", fmt="typst")], timestamp=_timestamp(config),
        )
    except typst.TypstError as error:
        hints = " ".join(getattr(error, "hints", []) or [])
        raise EngineError(f"the PDF cannot be set: {error.message if hasattr(error, 'message') else error} {hints}"
                          ) from None
    finally:
        file.unlink()


def svg_to_png(path: Path, resolution: int = 200) -> None:
    """Put a PNG of the drawing at `path` beside it, for Word."""
    source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image({_quoted(path.name)})'
    with tempfile.TemporaryDirectory(prefix="drawing-") as home:
        file = Path(home) / "drawing.typ"
        file.write_text(source, encoding="utf-8")
        (Path(home) / path.name).write_bytes(path.read_bytes())
        data = typst.compile(file, root=home, format="png", ppi=resolution)
    path.with_suffix(".png").write_bytes(_with_resolution(data, resolution))


def _with_resolution(png: bytes, resolution: int) -> bytes:
    """Say in the PNG how many pixels go to the inch, so that Word shows it at its size."""
    count = round(resolution / 0.0254)
    body = b"pHYs" + struct.pack(">IIB", count, count, 1)
    chunk = struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunk + png[33:]


def _timestamp(config: BookConfig) -> datetime.datetime:
    try:
        date = datetime.date.fromisoformat(str(config.get("book.date")))
    except ValueError:
        date = datetime.date(2000, 1, 1)
    return datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)


def _template(config: BookConfig) -> Path:
    """Put the theme's partials into a pandoc template of ours, in the places where Quarto puts them."""
    partials = config.paths("template-partials", fmt="typst")
    by_name = {path.name: path.read_text(encoding="utf-8") for path in partials}
    missing = {"typst-template.typ", "typst-show.typ"} - set(by_name)
    if missing:
        raise EngineError(f"'format.typst.template-partials' must list {' and '.join(sorted(missing))}",
                          file="_quarto.yml")
    with tempfile.NamedTemporaryFile("w", suffix=".typ", delete=False, encoding="utf-8") as stream:
        stream.write("\n".join([_BEFORE, by_name["typst-template.typ"], by_name["typst-show.typ"], "$body$", ""]))
    return Path(stream.name)


def _metadata(config: BookConfig) -> dict[str, Any]:
    def text(value: Any) -> dict[str, Any]:
        return {"t": "MetaInlines", "c": [{"t": "Str", "c": str(value)}]}

    def table(**values: Any) -> dict[str, Any]:
        return {"t": "MetaMap", "c": {key: value if isinstance(value, dict) else text(value)
                                      for key, value in values.items()}}

    keys = {"title": config.title, "subtitle": config.get("book.subtitle"), "date": config.date,
            "lang": str(config.get("lang", "en-GB")).split("-")[0], "region": _region(config),
            "notice": config.get("notice"), "short-title": config.get("short-title")}
    keys |= {name: config.get(name, fmt="typst") for name in ("papersize", "mainfont", "fontsize", "toc-depth")}
    meta = {key: text(value) for key, value in keys.items() if value is not None}
    control = [table(label=item["label"], value=item["value"]) for item in config.get("control", [])]
    authors = [table(name=table(literal=name)) for name in config.authors]
    meta["keywords"] = {"t": "MetaList", "c": [text(word) for word in config.get("keywords", [])]}
    return meta | {"control": {"t": "MetaList", "c": control}, "by-author": {"t": "MetaList", "c": authors},
                   "toc": {"t": "MetaBool", "c": bool(config.get("toc", True, fmt="typst"))}}


def _region(config: BookConfig) -> str | None:
    parts = str(config.get("lang", "en-GB")).split("-")
    return parts[1] if len(parts) > 1 else None


def _page(page: Page, config: BookConfig) -> list[Any]:
    depth = int(config.get("number-depth", 6, fmt="typst"))
    blocks = [page.heading]
    if page.subtitle:
        blocks.append({"t": "Para", "c": [{"t": "Emph", "c": [{"t": "Str", "c": page.subtitle}]}]})
    blocks += walk(for_format(page.blocks, "typst"), lambda node: _adapted(node, depth))
    refuse_raw_html(blocks, "PDF")
    return blocks


def _adapted(node: dict[str, Any], depth: int) -> Any:
    if node["t"] == "Header":
        return _heading(node, depth)
    writers = {"Image": _image, "Link": _link, "Table": table_blocks, "Math": _math, "Span": _span, "Div": _division,
               "Cite": lambda cite: cite["c"][1]}
    writer = writers.get(node["t"])
    return writer(node) if writer else None


def _link(node: dict[str, Any]) -> dict[str, Any] | None:
    attributes, text, (url, title) = node["c"]
    if not url.startswith(XREF):
        return None
    return {"t": "Link", "c": [attributes, text, ["#" + url.partition("#")[2], title]]}


def _math(node: dict[str, Any]) -> list[Any]:
    """A formula, with its TeX as alternative text."""
    return [raw("typst", f"#[#set math.equation(alt: {_quoted(node['c'][1])});", inline=True), node,
            raw("typst", "]", inline=True)]


def _span(node: dict[str, Any]) -> Any:
    (_, classes, _), content = node["c"]
    if "key-number" in classes:
        return [raw("typst", "#key-number[", inline=True), *content, raw("typst", "]", inline=True)]
    return content if "paragraph-anchor" in classes else None


def _heading(node: dict[str, Any], depth: int) -> dict[str, Any]:
    level, (identifier, classes, _), text = node["c"]
    extra = ["unnumbered"] if level > depth and "unnumbered" not in classes else []
    return {"t": "Header", "c": [level, [identifier, [*classes, *extra], []], text]}


def _image(node: dict[str, Any]) -> dict[str, Any]:
    attributes, _, (path, _) = node["c"]
    values = dict(attributes[2])
    sizes = "".join(f", {key}: {_length(values[key])}" for key in ("width", "height") if key in values)
    return raw("typst", f"#box(image({_quoted(path)}, alt: {_quoted(alt_of(node) or '')}{sizes}))", inline=True)


def _length(text: str) -> str:
    number = text.removesuffix("px")
    return f"{float(number) * 0.75:g}pt" if number.replace(".", "", 1).isdigit() else text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _division(node: dict[str, Any]) -> Any:
    attributes, blocks = node["c"]
    classes = set(attributes[1])
    if "quarto-float" in classes:
        return _float(node)
    if "page-break" in classes:
        return raw("typst", "#pagebreak(weak: true)")
    if attributes[0] == "refs":
        return _called("references", blocks)
    if "key-facts" in classes:
        return _key_facts(blocks)
    return _callout_or_open(node)


def _callout_or_open(node: dict[str, Any]) -> Any:
    """A call-out; or the blocks of a chunk, which need no box of their own."""
    attributes, blocks = node["c"]
    callout = callout_of(node)
    if callout:
        return [raw("typst", f'#callout(kind: "{callout.kind}", body: ['), *callout.body, raw("typst", "], title: ["),
                {"t": "Plain", "c": callout.title}, raw("typst", "])")]
    return blocks if {"cell", "cell-output"} & set(attributes[1]) and not attributes[0] else None


def _called(name: str, blocks: list[Any]) -> list[Any]:
    return [raw("typst", f"#{name}["), *blocks, raw("typst", "]")]


def _key_facts(blocks: list[Any]) -> list[Any]:
    facts = [part for block in blocks for part in (raw("typst", "["), *_inside(block), raw("typst", "],"))]
    return [raw("typst", "#key-facts("), *facts, raw("typst", ")")]


def _inside(block: dict[str, Any]) -> list[Any]:
    return block["c"][1] if block["t"] == "Div" else [block]


def _float(node: dict[str, Any]) -> list[Any]:
    identifier, content, caption = split_float(node)
    number = dict(node["c"][0][2])["number"]
    kind = identifier[:3]
    opening = "#block(breakable: false, above: 1.5em, below: 1.6em)[" if _is_small(content) else "#["
    word, place = ("Figure", "bottom") if kind == "fig" else ("Table", "top")
    return [
        raw("typst", f"{opening}#figure(["), *content,
        raw("typst", f"], caption: figure.caption(position: {place}, ["), {"t": "Plain", "c": caption},
        raw("typst", f']), kind: "quarto-float-{kind}", supplement: "{word}", numbering: _ => "{number}") '
                     f"<{identifier}>]"),
    ]


def _is_small(content: list[Any]) -> bool:
    """A figure, or a table of few rows, which stays on one page; a `typst-table` says how many rows it has."""
    rows = [int(dict(div["c"][0][2]).get("rows", 0)) for div in pandoc.search(content, ["Div"])]
    return sum(rows) <= _SMALL
