"""The example book's PDF against PDF/UA-1, by a checker that shares nothing with the program that made it.

The checker is `page` (package page-validation), which passes veraPDF's corpus of test files. Each test that breaks the
PDF shows that the checker would have seen that fault.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from smallshire import FIGURES

page = pytest.importorskip("page", reason="page-validation is not installed here")
pytestmark = [pytest.mark.book, pytest.mark.xdist_group("book")]

RULES = 104
"""Rules of PDF/UA-1 in the version of the checker that the project pins."""


@pytest.fixture(scope="module")
def pdf(rendered) -> bytes:
    return (rendered.output / "missing-audit.pdf").read_bytes()


@pytest.fixture(scope="module")
def writer(pdf) -> PdfWriter:
    return PdfWriter(clone_from=io.BytesIO(pdf))


def failures(data: bytes) -> set[str]:
    """Rules that a PDF breaks."""
    return {failure.rule_id for failure in page.validate_pdf_bytes(data, profile="ua1").failures}


def rewritten(data: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer, stream = PdfWriter(clone_from=io.BytesIO(data)), io.BytesIO()
    change(writer)
    writer.write(stream)
    return stream.getvalue()


def elements(writer: PdfWriter, kind: str) -> list[DictionaryObject]:
    """Structure elements of one kind, in the order of reading."""
    return [item for item in every(writer._root_object["/StructTreeRoot"]["/K"]) if item["/S"] == f"/{kind}"]


def every(node) -> Iterator[DictionaryObject]:
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for item in node:
            yield from every(item)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from every(node["/K"])


def replace_metadata(writer: PdfWriter, pattern: bytes) -> None:
    stream = writer._root_object["/Metadata"].get_object()
    changed, count = re.subn(pattern, b"", stream.get_data(), flags=re.DOTALL)
    assert count
    stream.set_data(changed)


def rename(writer: PdfWriter, kind: str, other: str) -> None:
    found = elements(writer, kind)
    assert found
    for item in found:
        item[NameObject("/S")] = NameObject(f"/{other}")


def no_title(writer):
    replace_metadata(writer, rb"<dc:title>.*?</dc:title>")


def no_language(writer):
    del writer._root_object["/Lang"]


def no_identifier(writer):
    replace_metadata(writer, rb"<pdfuaid:part>1</pdfuaid:part>")


def untagged_content(writer):
    """A box drawn on the fifth page, which is neither content nor decoration."""
    sheet, box = writer.pages[4], StreamObject()
    box.set_data(b"\n0 0 10 10 re f\n")
    old = sheet["/Contents"]
    streams = old if isinstance(old, ArrayObject) else ArrayObject([sheet.raw_get("/Contents")])
    sheet[NameObject("/Contents")] = ArrayObject([*streams, writer._add_object(box)])


def figure_without_alternative(writer):
    del elements(writer, "Figure")[0]["/Alt"]


def head_cells_removed(writer):
    for cell in elements(writer, "TH"):
        row = cell["/P"]["/K"]
        del row[next(at for at, item in enumerate(row) if item.get_object() is cell)]


def cells_without_head(writer):
    """Neither a scope on the head's cells nor, on the others, the names of the heads they stand under."""
    for cell in [*elements(writer, "TH"), *elements(writer, "TD")]:
        found = cell.get("/A", ArrayObject())
        for attributes in found if isinstance(found, ArrayObject) else [found]:
            attributes.get_object().pop("/Scope", None)
            attributes.get_object().pop("/Headers", None)


def level_skipped(writer):
    rename(writer, "H2", "H3")


def link_without_words(writer):
    sheet = next(sheet for sheet in writer.pages if "/Annots" in sheet)
    del sheet["/Annots"][0].get_object()["/Contents"]


def title_not_shown(writer):
    del writer._root_object["/ViewerPreferences"]


def not_marked(writer):
    del writer._root_object["/MarkInfo"]


def font_left_out(writer):
    fonts = [item for item in writer._objects
             if isinstance(item, DictionaryObject) and item.get("/Type") == "/FontDescriptor"]
    for key in ("/FontFile2", "/FontFile3"):
        fonts[0].pop(key, None)


def rows_outside_a_table(writer):
    rename(writer, "Table", "Div")


class TestConformity:
    """PDF/UA-1 by the checker."""

    def test_conforms(self, pdf):
        """Every rule, none left out."""
        report = page.validate_pdf_bytes(pdf, profile="ua1")
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
        assert report.is_compliant
        assert report.rules.total == report.rules.passed == RULES

    def test_rewriting_alone_breaks_nothing(self, pdf):
        """So that what is found below is what was broken."""
        assert failures(rewritten(pdf, lambda _: None)) == set()

    @pytest.mark.parametrize(("fault", "rule"), [
        (no_title, "METADATA-TITLE-001"),
        (no_language, "TEXT-LANGUAGE-001"),
        (no_identifier, "ID-PART-001"),
        (untagged_content, "CONTENT-TAGGING-001"),
        (figure_without_alternative, "FIGURE-ALTERNATIVE-TEXT-001"),
        (head_cells_removed, "TABLE-ROW-COLUMNSPAN-001"),
        (cells_without_head, "TABLE-HEADERS-SCOPE-001"),
        (level_skipped, "HEADING-NESTING-001"),
        (link_without_words, "LINK-CONTENTS-001"),
        (title_not_shown, "VIEWER-PREFERENCES-001"),
        (not_marked, "TAGGED-DOCUMENT-001"),
        (font_left_out, "FONT-EMBEDDING-001"),
        (rows_outside_a_table, "TBODY-PARENT-001"),
    ], ids=lambda value: getattr(value, "__name__", value))
    def test_a_fault_is_found(self, pdf, fault, rule):
        """Each way of breaking the file, by the rule that it breaks."""
        assert f"PDFUA1-{rule}" in failures(rewritten(pdf, fault))


def headless(writer: PdfWriter) -> list[DictionaryObject]:
    """Tables without a head cell: the standard asks for one, and no rule of the checker does."""
    return [table for table in elements(writer, "Table")
            if not any(item["/S"] == "/TH" for item in every(table["/K"]))]


class TestStructure:
    """What a checker of files leaves to others: that the tags mean what is there."""

    def test_every_table_has_a_head(self, writer):
        """The cover's as well."""
        assert len(elements(writer, "Table")) > 20
        assert headless(writer) == []

    def test_a_table_without_a_head_is_found(self, pdf):
        """Whose head cells were made plain ones; the checker lets it pass."""
        broken = rewritten(pdf, lambda writer: rename(writer, "TH", "TD"))
        assert headless(PdfWriter(clone_from=io.BytesIO(broken)))
        assert failures(broken) == set()

    def test_figures_are_described(self, writer):
        """Each by a sentence or more."""
        figures = elements(writer, "Figure")
        assert len(figures) == FIGURES
        assert all(len(str(item["/Alt"])) > 60 for item in figures)

    def test_captions(self, writer):
        """One for each figure and each table of the text."""
        assert len(elements(writer, "Caption")) == len(elements(writer, "Table")) - 1 + len(elements(writer, "Figure"))

    def test_properties(self, writer, rendered):
        """Whose it is, what it is called and what it is about."""
        county, document = rendered.settings.county, rendered.settings.document
        assert writer._root_object["/Lang"] == "en-GB"
        assert writer.metadata.title == document.title
        assert writer.metadata.author == county.authority
        assert writer.metadata.subject == document.subtitle
        assert {"missing children", county.name} <= set(writer.metadata.keywords.split(", "))

    def test_links_lead_into_the_document(self, writer):
        """Or to an address: never to a file of the sources."""
        links = [mark.get_object() for sheet in writer.pages for mark in sheet.get("/Annots", [])]
        assert len(links) > 100
        for link in links:
            target = link["/A"]["/URI"] if "/Dest" not in link and "/URI" in link["/A"] else None
            assert target is None or re.match(r"https?://", target), target
