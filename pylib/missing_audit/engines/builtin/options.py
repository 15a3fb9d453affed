"""The part of Quarto that the built-in engine supports: every key, and what is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["CELL_OPTIONS", "FRONT_MATTER", "ONLY", "SUPPORTED"]

_FIGURES = {
    "fig-width": "default width of figures, inches",
    "fig-height": "default height of figures, inches",
    "fig-format": "Quarto alone: here HTML and PDF take SVG, Word takes PNG",
    "fig-dpi": "resolution of the PNG that Word takes, at least 200",
}
_COMMON = {
    "toc": "contents of the book",
    "toc-depth": "deepest level of heading in the contents",
    "number-sections": "chapters and sections are numbered",
    "number-depth": "deepest level of heading that has a number",
    **_FIGURES,
}
_HTML = {
    "theme": "Quarto alone: here the look comes from css, light and dark",
    "respect-user-color-scheme": "Quarto alone: here pages follow the system until the reader says otherwise",
    "css": "style sheets, put into one file in this order",
    "toc-title": "title over the list of a page's sections",
    "include-in-header": "files whose HTML goes into the head of every page",
    "include-after-body": "files whose HTML goes at the end of every page",
    "html-math-method": "MathML, which needs no network",
    "link-external-newwindow": "Quarto alone",
    "anchor-sections": "Quarto alone",
    "smooth-scroll": "Quarto alone",
    "embed-resources": "pages stand beside their assets",
    "minimal": "Quarto alone",
    "code-copy": "Quarto alone",
    "date-format": "Quarto alone: here the date is shown as it is given",
    **_COMMON,
}
_TYPST = {
    "papersize": "paper, given to the template",
    "margin": "Quarto alone: the template sets its margins",
    "mainfont": "font family, given to the template",
    "fontsize": "font size, given to the template",
    "section-numbering": "Quarto alone: the template numbers headings",
    "template-partials": "Typst partials: the template's definitions and the call that shows the book",
    "font-paths": "folders of fonts; no other font is used",
    "keep-typ": "the Typst source is kept beside the other kept artefacts",
    "citeproc": "citations are always made by citeproc",
    "pdf-standard": "PDF standard, for example ua-1",
    "date-format": "Quarto alone: here the date is shown as it is given",
    **_COMMON,
}
_DOCX = {
    "reference-doc": "Word document whose styles are used",
    "date-format": "Quarto alone: here the date is shown as it is given",
    **_COMMON,
}

SUPPORTED: Mapping[str, str] = {
    "project.type": "must be book",
    "project.output-dir": "the caller's: output goes where render() is told",
    "project.pre-render": "the caller's",
    "project.post-render": "the caller's",
    "project.execute-dir": "file: cells run in the chapter's folder; project: in the book's",
    "project.render": "Quarto alone: here exactly the chapters of the book are rendered",
    "project.resources": "Quarto alone",
    "metadata-files": "read and merged, the later before the earlier",
    "lang": "language of every format",
    "notice": "stands on the cover and in the running header of every page",
    "control": "list of label and value: the document-control lines on the cover",
    "short-title": "title in running headers, instead of the book's",
    "keywords": "list of keywords among the properties of the PDF and the Word document",
    "book.title": "title", "book.subtitle": "subtitle", "book.author": "author or list of authors",
    "book.date": "date on the cover", "book.output-file": "name of the PDF and the Word file",
    "book.chapters": "files, and parts with a title and files", "book.appendices": "files, lettered A, B, …",
    "book.page-footer": "text at the foot of every HTML page",
    "book.announcement": "Quarto alone: here the notice stands in the header",
    "book.search": "true (as when it is not there) or false: a search that needs no server",
    "book.downloads": "Quarto alone: here every page links to the PDF and the Word file that exist",
    "book.sidebar": "Quarto alone",
    "book.description": "description of every HTML page",
    "bibliography": "file or list of files", "csl": "citation style", "link-citations": "links to the references",
    "suppress-bibliography": "must be false",
    "filters": "Lua filters, run by pandoc on every chapter",
    "execute.echo": "code is shown", "execute.warning": "must be false",
    "execute.freeze": "must be false", "execute.cache": "must be false", "execute.daemon": "Quarto alone",
    "execute.enabled": "must be true",
    "crossref.chapters": "must be true: figures and tables are numbered by chapter",
    "jupyter": "must be python3", "engine": "must be jupyter",
    "citeproc": "citations are always made by citeproc",
    **_COMMON,
    **{f"format.html.{key}": text for key, text in _HTML.items()},
    **{f"format.typst.{key}": text for key, text in _TYPST.items()},
    **{f"format.docx.{key}": text for key, text in _DOCX.items()},
}
"""Dotted key of `_quarto.yml` or a metadata file → what the built-in engine does with it."""

ONLY: Mapping[str, tuple[Any, ...]] = {
    "project.execute-dir": ("file", "project"),
    "book.search": (True, False),
    "suppress-bibliography": (False,),
    "execute.warning": (False,), "execute.freeze": (False,), "execute.cache": (False,),
    "execute.enabled": (True,),
    "crossref.chapters": (True,),
    "jupyter": ("python3",), "engine": ("jupyter",),
    "citeproc": (True,), "format.typst.citeproc": (True,),
    "format.html.html-math-method": ("mathml",),
    "format.html.embed-resources": (False,),
}
"""Keys that take only the values given."""

FRONT_MATTER: Mapping[str, str] = {
    "title": "title of the chapter, where it has no first-level heading",
    "subtitle": "line under the title",
    "number-sections": "false leaves the chapter's headings without numbers",
}
"""Keys of a chapter's own front matter."""

CELL_OPTIONS: Mapping[str, type | tuple[type, ...]] = {
    "label": str, "echo": bool, "include": bool, "output": (bool, str), "warning": bool, "message": bool,
    "fig-cap": str, "fig-alt": str, "fig-width": (int, float), "fig-height": (int, float), "tbl-cap": str,
}
"""Options of a code chunk and the type of their value."""
