"""The example book's Word document: what an office would otherwise restyle by hand, from both engines."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from missing_audit.config import ENVIRONMENT
from missing_audit.engines import quarto
from missing_audit.rendering import render
from smallshire import FIGURES, ROOT

from .conftest import lay_out, plain

QUARTO, WHY = quarto.find()
pytestmark = [pytest.mark.book, pytest.mark.xdist_group("book")]



@pytest.fixture(scope="module", params=["builtin", "quarto"])
def path(request, rendered, tmp_path_factory) -> Path:
    """The document, by each engine that is there."""
    if request.param == "builtin":
        return rendered.output / "missing-audit.docx"
    if QUARTO is None:
        pytest.skip(f"the Quarto path is not tested: {WHY}")
    folder = lay_out(tmp_path_factory.mktemp("word") / "book")
    shutil.copytree(ROOT / "pylib", folder / "pylib", ignore=shutil.ignore_patterns("missing_audit*", "__pycache__"))
    os.environ[ENVIRONMENT] = str(rendered.settings.file)
    try:
        render(rendered.settings, folder, engine="quarto", formats=("docx",), report=lambda _: None)
    finally:
        del os.environ[ENVIRONMENT]
    return folder / "_output" / "missing-audit.docx"


@pytest.fixture(scope="module")
def document(path):
    return docx.Document(str(path))


@pytest.fixture(scope="module")
def body(document):
    return document.element.body


def words(element) -> str:
    parts = element.iter(qn("w:t"), qn("w:tab"))
    return plain("".join(part.text or "\t" for part in parts if part.getparent().tag == qn("w:r")))


def style_names(document) -> dict[str, str]:
    return {style.style_id: style.name for style in document.styles}


def paragraphs(document, *styles: str) -> list:
    """Paragraphs of the named styles, also those within tables and fields."""
    names = style_names(document)
    return [item for item in document.element.body.iter(qn("w:p")) if names.get(item.style) in styles]


def fields(element) -> Iterator[tuple[str, str]]:
    """Instruction and result of every field of runs, innermost first, as Word reads them."""
    stack: list[list] = []
    for item in element.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        kind = item.get(qn("w:fldCharType"))
        if kind == "begin":
            stack.append(["", "", False])
        elif kind == "separate":
            stack[-1][2] = True
        elif kind == "end":
            code, result, _ = stack.pop()
            yield code.strip(), plain(result)
        elif item.tag == qn("w:instrText"):
            stack[-1][0] += item.text
        else:
            for field in stack:
                field[1] += (item.text or "") if field[2] else ""
    assert not stack


def bookmarks(body) -> dict[str, str]:
    """Text within each bookmark."""
    found, opened = {}, {}
    for item in body.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:t")):
        if item.tag == qn("w:bookmarkStart"):
            name = item.get(qn("w:name"))
            assert name not in found, name
            opened[item.get(qn("w:id"))], found[name] = name, ""
        elif item.tag == qn("w:bookmarkEnd"):
            del opened[item.get(qn("w:id"))]
        else:
            for name in opened.values():
                found[name] += item.text or ""
    assert not opened
    return found


class TestStyles:
    """Word's own names for what the parts of a report are."""

    def test_every_style_in_use_is_defined(self, document, body):
        """Or Word shows the paragraph as plain text."""
        known = {style.style_id for style in document.styles}
        used = {mark.get(qn("w:val")) for mark in body.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))}
        assert used <= known

    def test_title_block(self, document):
        """Notice, title, subtitle and authority, then document control."""
        first = [paragraph.style.name for paragraph in document.paragraphs[:9]]
        assert first == ["Cover Notice", "Title", "Subtitle", "Author", *["Control"] * 5]

    def test_headings_descend_by_one(self, document):
        """No level left out."""
        levels = [int(style_names(document)[item.style][-1])
                  for item in paragraphs(document, *(f"Heading {level}" for level in range(1, 7)))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))

    def test_chapters_are_numbered_alike(self, document):
        """By both engines, and the parts are named."""
        titles = [words(item) for item in paragraphs(document, "Heading 1")]
        numbered = [title for title in titles if re.match(r"\d", title)]
        assert [title.split()[0] for title in numbered] == [str(number + 1) for number in range(len(numbered))]
        assert [words(item) for item in paragraphs(document, "Part Title")] == ["Findings", "Appendices"]
        assert titles[titles.index("References") + 1].startswith("Appendix A \u2013 ")

    def test_lists(self, document, body):
        """Items have a list's style."""
        names = style_names(document)
        found = {names.get(mark.getparent().getparent().style) for mark in body.iter(qn("w:numPr"))}
        assert {"List Bullet", "List Number"} <= found
        assert all(re.fullmatch(r"List (Bullet|Number|Continue)( \d)?", name) for name in found)

    def test_no_empty_paragraph(self, body):
        """Room comes from the styles."""
        silent = [item for item in body.findall(qn("w:p")) if not words(item)]
        assert [item for item in silent if item.find(".//" + qn("w:drawing")) is None] == []

    def test_call_outs_are_paragraphs(self, document):
        """In the styles of their kind; no table lays anything out."""
        assert {"Callout Title Important", "Callout Text Important"} <= {p.style.name for p in document.paragraphs}
        for table in document.tables:
            assert table._tbl.xpath("./w:tr/w:trPr/w:tblHeader")
        assert not document.element.body.xpath(".//w:tbl//w:tbl")

    def test_nothing_floats(self, body):
        """Pictures stand in the line."""
        assert not [item for item in body.iter() if item.tag.endswith(("}anchor", "}pict", "}object"))]
        assert len(list(body.iter(qn("wp:inline")))) == FIGURES

    def test_pictures_are_described(self, body):
        """In a sentence or more."""
        assert all(len(item.find(qn("wp:docPr")).get("descr")) > 60 for item in body.iter(qn("wp:inline")))


class TestReferences:
    """Captions and cross-references as fields."""

    def test_captions(self, document):
        """One field each, with the bookmark that Word's own cross-references use."""
        for style, word in (("Image Caption", "Figure"), ("Table Caption", "Table")):
            found = paragraphs(document, style)
            assert found
            for caption in found:
                assert [code.split()[:2] for code, _ in fields(caption)] == [["SEQ", word]]
                assert re.fullmatch(r"_Ref\d{9}", caption.find(qn("w:bookmarkStart")).get(qn("w:name")))
                assert re.match(rf"{word} (\w+\.)?\d+: \S", words(caption))
        assert len(paragraphs(document, "Image Caption")) == FIGURES

    def test_word_counts_as_the_book_does(self, body):
        """The fields worked out anew, by the rules of Word: the same numbers."""
        count: dict[str, int] = {}
        for code, shown in fields(body):
            if code.startswith("SEQ"):
                _, name, *switches = code.split()
                reset = re.search(r"\\r (\d+)", code)
                count[name] = int(reset[1]) if reset else count[name] + 1
                assert str(count[name]) == shown
                assert set(switches) <= {"\\*", "ARABIC", "\\r", "1"}
        assert set(count) == {"Figure", "Table"}

    def test_references_read_what_they_show(self, body):
        """Each reads a bookmark of the document, whose words are those shown."""
        marked = bookmarks(body)
        found = [(code, shown) for code, shown in fields(body) if code.startswith("REF ")]
        assert len(found) > 30
        for code, shown in found:
            assert plain(marked[code.split()[1]]) == shown
            assert code.endswith("\\h \\* MERGEFORMAT")

    def test_no_number_is_typed(self, body):
        """No link whose words are a figure's or a table's number."""
        for link in body.iter(qn("w:hyperlink")):
            inside = link.getparent().style or ""
            typed = re.fullmatch(r"(Figure|Table) [\w.]+", words(link))
            assert inside.startswith(("toc", "TOC", "tableof")) or not typed

    def test_links_lead_somewhere(self, document, body):
        """To a bookmark, or to an address on the web; with words that say where."""
        marked = bookmarks(body)
        for link in body.iter(qn("w:hyperlink")):
            anchor, outside = link.get(qn("w:anchor")), link.get(qn("r:id"))
            assert anchor in marked if anchor else document.part.rels[outside].target_ref.startswith("http")
            assert words(link).lower() not in {"", "here", "link", "click here", "this"}


class TestContents:
    """Contents and lists, filled in."""

    def test_fields(self, body):
        """One for the contents, one for each list; none asks to be refreshed on opening."""
        codes = [code for code, _ in fields(body) if code.startswith("TOC")]
        assert codes == ['TOC \\o "1-2" \\h \\z \\u \\t "Part Title,1"', 'TOC \\h \\z \\c "Figure"',
                         'TOC \\h \\z \\c "Table"']
        assert not [mark for mark in body.iter(qn("w:fldChar")) if mark.get(qn("w:dirty"))]

    def test_entries(self, document):
        """Every heading of two levels and every caption, in their order, and linked."""
        heads = paragraphs(document, "Part Title", "Heading 1", "Heading 2")
        entries = paragraphs(document, "TOC Part", "toc 1", "toc 2")
        assert [words(item) for item in entries] == [words(item) for item in heads]
        captions = [*paragraphs(document, "Image Caption"), *paragraphs(document, "Table Caption")]
        listed = paragraphs(document, "table of figures")
        assert [words(item) for item in listed] == [words(item) for item in captions]
        for item in [*entries, *listed]:
            anchor = item.find(qn("w:hyperlink")).get(qn("w:anchor"))
            assert [code for code, _ in fields(item.find(qn("w:hyperlink")))] == [f"PAGEREF {anchor} \\h"]

    def test_headings_of_the_lists(self, document):
        """In words of this book's language."""
        assert [words(item) for item in paragraphs(document, "TOC Heading", "List Heading")] == [
            "Contents", "Figures", "Tables"]


class TestTables:
    """Heads that repeat, alternative text, one style."""

    def test_heads(self, document):
        """Marked as such, in the style of a head, and rows whole."""
        names = style_names(document)
        for table in document.tables:
            head = table._tbl.xpath("./w:tr[w:trPr/w:tblHeader]")
            assert head[0] is table._tbl.tr_lst[0]
            assert {names[item.style] for row in head for item in row.iter(qn("w:p"))} == {"Table Head"}
            assert all(row.xpath("./w:trPr/w:cantSplit") for row in table._tbl.tr_lst)
            assert table.style.name == "Table"
            assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"

    def test_alternative_text(self, document):
        """The caption as title; how many rows, and the columns' names."""
        for table in document.tables:
            title = table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
            assert re.match(r"Table (\w+\.)?\d+: \S", plain(title))
            described = table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
            rows = len(table.rows) - len(table._tbl.xpath("./w:tr[w:trPr/w:tblHeader]"))
            assert re.match(rf"{rows} rows. Columns: \S", described)

    def test_notes_stand_beneath(self, document):
        """As paragraphs, not as rows."""
        notes = paragraphs(document, "Table Note")
        assert len(notes) > 20
        assert not [item for item in notes if item.getparent().tag == qn("w:tc")]

    def test_the_table_is_as_wide_as_its_columns(self, document):
        """In twips, and never wider than the text."""
        for table in document.tables:
            widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
            assert sum(widths) <= 9071 + len(widths)
            for row in table._tbl.tr_lst:
                assert sum(cell.width or 0 for cell in row.tc_lst) / 635 == pytest.approx(sum(widths), abs=3)


class TestDocument:
    """Header, footer and properties."""

    def test_header_and_footer(self, document, rendered):
        """Title and notice; page and pages as fields."""
        for section in document.sections:
            header = " ".join(paragraph.text for paragraph in section.header.paragraphs)
            assert rendered.settings.document.title in header
            assert "Synthetic data: no real child is described" in header
            footer = section.footer.paragraphs[0]._p
            assert [code for code, _ in fields(footer)] == ["PAGE", "NUMPAGES"]
            assert re.fullmatch(r"Page \d+ of \d+", words(footer))

    def test_properties(self, document, rendered):
        """Whose it is, what it is called, what it is about, in which language."""
        properties, county = document.core_properties, rendered.settings.county
        assert properties.title == rendered.settings.document.title
        assert properties.subject == rendered.settings.document.subtitle
        assert properties.author == county.authority
        assert properties.language == "en-GB"
        assert {"missing children", county.name} <= set(properties.keywords.split(", "))

    def test_no_leftovers(self, path, document):
        """No compatibility mode, no variables of the converter, no refresh asked for."""
        with zipfile.ZipFile(path) as archive:
            settings = archive.read("word/settings.xml").decode()
            assert 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in settings
            assert "updateFields" not in settings
            assert "docProps/custom.xml" not in archive.namelist()
        language = document.styles.element.find(qn("w:docDefaults")).find(".//" + qn("w:lang"))
        assert language.get(qn("w:val")) == "en-GB"
