"""Quarto's Word output, as it lays out floats, mended."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches

from missing_audit.engines.quarto import _parts
from missing_audit.engines.word_quarto import mend_quarto

from .conftest import THEME

TEXT_WIDTH = 9071


def words(element) -> str:
    return "".join(item.text or "" for item in element.iter(qn("w:t")))


def bookmarked(paragraph, name: str) -> None:
    mark = OxmlElement("w:bookmarkStart")
    mark.set(qn("w:id"), "900")
    mark.set(qn("w:name"), name)
    paragraph._p.addprevious(mark)


def caption(paragraph, text: str) -> None:
    paragraph.add_run(text)
    style = OxmlElement("w:pStyle")
    style.set(qn("w:val"), "ImageCaption")
    paragraph._p.get_or_add_pPr().append(style)


@pytest.fixture
def document(rendered, tmp_path):
    """A table of three columns and a figure, each in a layout table of one cell, as Quarto writes them."""
    made = docx.Document()
    cell = made.add_table(1, 1).cell(0, 0)
    caption(cell.paragraphs[0], "Table 1: Rules")
    inner = cell.add_table(2, 3)
    for place, text in zip((*inner.rows[0].cells, *inner.rows[1].cells), (
            "Rule", "What is wrong", "Rows", "POL-01",
            "The date and time at which the child went missing is blank, or cannot be read", "Twelve rows of the file"),
            strict=True):
        place.text = text
    width = inner._tbl.tblPr.find(qn("w:tblW"))
    width.set(qn("w:type"), "auto")
    cell = made.add_table(1, 1).cell(0, 0)
    picture = next((rendered.kept).rglob("*.png"))
    cell.paragraphs[0].add_run().add_picture(str(picture), width=Inches(3.25))
    caption(cell.add_paragraph(), "Figure 1: Rates")
    mend_quarto(made)
    return made


class TestMendQuarto:
    """Floats taken out of layout tables, with widths that fit."""

    def test_no_table_within_a_table(self, document):
        """Only the table itself is left, after its caption."""
        assert len(document.tables) == 1
        assert document.tables[0]._tbl.getprevious().style == "TableCaption"

    def test_columns_have_the_widths_their_words_need(self, document):
        """The sentence has most of the page; the widths fill it."""
        widths = [int(c.get(qn("w:w"))) for c in document.tables[0]._tbl.find(qn("w:tblGrid")).findall(qn("w:gridCol"))]
        assert widths[1] > 3 * widths[0]
        assert sum(widths) == pytest.approx(TEXT_WIDTH, abs=3)

    def test_a_narrow_table_takes_what_it_needs(self):
        """It is not stretched to the page's width."""
        made = docx.Document()
        cell = made.add_table(1, 1).cell(0, 0)
        caption(cell.paragraphs[0], "Table 1: Few")
        cell.add_table(1, 2).rows[0].cells[0].text = "a"
        mend_quarto(made)
        widths = [int(column.get(qn("w:w"))) for column in made.tables[0]._tbl.tblGrid.gridCol_lst]
        assert sum(widths) < TEXT_WIDTH / 4
        assert int(made.tables[0]._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w"))) == pytest.approx(
            5000 * sum(widths) / TEXT_WIDTH, abs=2)

    def test_notes_are_taken_out_of_the_table(self):
        """Last rows of one cell, in their order; a row of one cell above others is the name of a group."""
        made = docx.Document()
        cell = made.add_table(1, 1).cell(0, 0)
        caption(cell.paragraphs[0], "Table 1: Rates")
        inner = cell.add_table(5, 2)
        for row, texts in zip(inner.rows, (("Year", "Rate"), ("Boys", ""), ("2014/15", "5.7"), ("First note.", ""),
                                           ("Second note.", "")), strict=True):
            for place, text in zip(row.cells, texts, strict=True):
                place.text = text
        for at in (1, 3, 4):
            inner.rows[at].cells[0].merge(inner.rows[at].cells[1])
            for extra in inner.rows[at].cells[0].paragraphs[1:]:
                extra._p.getparent().remove(extra._p)
        mend_quarto(made)
        assert [row.cells[0].text for row in made.tables[0].rows] == ["Year", "Boys", "2014/15"]
        after = made.tables[0]._tbl.getnext()
        assert [after.style, after.getnext().style] == ["TableNote", "TableNote"]
        assert [words(after), words(after.getnext())] == ["First note.", "Second note."]

    def test_columns_of_numbers_are_at_the_right(self):
        """With their heads, symbols and intervals; columns of words are not, nor the notes beneath."""
        made = docx.Document()
        cell = made.add_table(1, 1).cell(0, 0)
        caption(cell.paragraphs[0], "Table 1: Rates")
        inner = cell.add_table(4, 3)
        lines = (("Year", "Children", "Rate"), ("2014/15", "1,234", "5.7 (5.3\u00a0to\u00a06.2)"),
                 ("2015/16", "c", "c"), ("A note.", "", ""))
        for row, texts in zip(inner.rows, lines, strict=True):
            for place, text in zip(row.cells, texts, strict=True):
                place.text = text
        inner.rows[3].cells[0].merge(inner.rows[3].cells[2])
        mend_quarto(made)
        right = [[bool(cell._tc.xpath(".//w:jc[@w:val='right']")) for cell in row.cells]
                 for row in made.tables[0].rows[:3]]
        assert right == [[False, True, True]] * 3

    def test_figures_have_the_width_of_the_text(self, document):
        """Quarto halves them."""
        assert document.inline_shapes[0].width / 635 == pytest.approx(TEXT_WIDTH, abs=3)


class TestMendHeadings:
    """Running text as the built-in engine writes it."""

    @pytest.fixture
    def made(self):
        document = docx.Document(str(THEME / "reference.docx"))
        for text, name in (("4. How many?", "sec-rq01"), ("5. From where?", "sec-rq03"),
                           ("References", "sec-references"), ("Appendix A \u2014 Document control", "sec-control")):
            bookmarked(document.add_paragraph(text, style="Heading 1"), name)
            document.add_paragraph(" ")
        mend_quarto(document, {"sec-rq01": "Findings", "sec-control": "Appendices"})
        return document

    def test_numbers(self, made):
        """No full stop after a chapter's number; an appendix's title after a short dash."""
        titles = [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
        assert titles == ["4 How many?", "5 From where?", "References", "Appendix A\u00a0\u2013 Document control"]

    def test_parts(self, made):
        """Named before the chapter that opens them."""
        assert [p.text for p in made.paragraphs if p.style.name == "Part Title"] == ["Findings", "Appendices"]
        titles = [p.text for p in made.paragraphs]
        assert titles[titles.index("Findings") + 1] == "4 How many?"

    def test_nothing_empty_is_left(self, made):
        """A paragraph of one space is empty."""
        assert all(p.text.strip() for p in made.paragraphs)


class TestParts:
    """Parts as `_quarto.yml` has them."""

    def test_of_this_book(self):
        """The first chapter of each, and the appendices."""
        parts = _parts(THEME.parent)
        assert parts["sec-rq01"] == "Findings"
        assert parts["sec-control"] == "Appendices"

    def test_a_part_that_is_a_page_names_itself(self, tmp_path):
        """It has a heading of its own."""
        (tmp_path / "_quarto.yml").write_text(
            "book:\n  chapters:\n    - index.qmd\n    - part: two.qmd\n      chapters: [a.qmd]\n", encoding="utf-8")
        assert _parts(tmp_path) == {}
