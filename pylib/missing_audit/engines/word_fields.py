"""The pieces that Word's fields and bookmarks are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

__all__ = ["Bookmarks", "field_marks", "field_runs", "hyperlink", "is_empty", "paragraph", "reference_name", "tab",
           "text_run"]

_SAYS = {qn(name) for name in ("w:drawing", "w:fldChar", "w:fldSimple", "w:br", "w:sectPr", "w:bookmarkStart",
                               "m:oMath")}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Bookmarks:
    """Bookmarks of one document, numbered after those that it already has."""

    def __init__(self, body: Any) -> None:
        self._last = max((int(mark.get(qn("w:id"))) for mark in body.iter(qn("w:bookmarkStart"))), default=0)

    def around(self, name: str, elements: Sequence[Any]) -> None:
        """Put the bookmark `name` around `elements`, which follow one another."""
        self._last += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self._last))
        start.set(qn("w:name"), name)
        elements[0].addprevious(start)
        elements[-1].addnext(end)


def reference_name(anchor: str) -> str:
    """Name of the bookmark that a cross-reference to `anchor` reads: hidden, in the form that Word itself gives.

    >>> reference_name("fig-rates") == reference_name("fig-rates")
    True
    """
    return f"_Ref{int(hashlib.sha256(anchor.encode()).hexdigest(), 16) % 10**9:09d}"


def field_runs(code: str, result: str, look: Any = None) -> list[Any]:
    """Runs of a field that shows `result` until Word works it out anew; `look` is a run's properties."""
    return [_mark("begin", look), _code(code, look), _mark("separate", look), text_run(result, look),
            _mark("end", look)]


def field_marks(code: str) -> tuple[list[Any], Any]:
    """Runs that begin a field of many paragraphs, and the one that ends it."""
    return [_mark("begin", None), _code(code, None), _mark("separate", None)], _mark("end", None)


def text_run(text: str, look: Any = None) -> Any:
    """A run of text, with a copy of the run properties `look`."""
    run, words = _run(look), OxmlElement("w:t")
    words.text = text
    words.set(_SPACE, "preserve")
    run.append(words)
    return run


def tab() -> Any:
    """A run that is a tab."""
    run = OxmlElement("w:r")
    run.append(OxmlElement("w:tab"))
    return run


def hyperlink(anchor: str, runs: Iterator[Any] | Sequence[Any]) -> Any:
    """A link inside the document, around `runs`."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    link.extend(list(runs))
    return link


def paragraph(style: str | None) -> Any:
    """An empty paragraph of the style whose id is given."""
    made, settings = OxmlElement("w:p"), OxmlElement("w:pPr")
    if style:
        name = OxmlElement("w:pStyle")
        name.set(qn("w:val"), style)
        settings.append(name)
    made.append(settings)
    return made


def is_empty(item: Any) -> bool:
    """Whether a paragraph holds nothing: no word, no picture, no break, no mark that something leads to."""
    return not any(part.tag in _SAYS or (part.tag == qn("w:t") and (part.text or "").strip()) for part in item.iter())


def _run(look: Any) -> Any:
    run = OxmlElement("w:r")
    if look is not None:
        run.append(deepcopy(look))
    return run


def _mark(kind: str, look: Any) -> Any:
    run, mark = _run(look), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


def _code(code: str, look: Any) -> Any:
    run, words = _run(look), OxmlElement("w:instrText")
    words.text = f" {code} "
    words.set(_SPACE, "preserve")
    run.append(words)
    return run
