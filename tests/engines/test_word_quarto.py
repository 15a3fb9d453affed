"""Quarto's Word output, as it lays out floats, mended."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches

from missing_audit.engines.word_quarto import mend_quarto

TEXT_WIDTH = 9071


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
        """No width is forced on it."""
        made = docx.Document()
        cell = made.add_table(1, 1).cell(0, 0)
        caption(cell.paragraphs[0], "Table 1: Few")
        cell.add_table(1, 2).rows[0].cells[0].text = "a"
        mend_quarto(made)
        assert made.tables[0]._tbl.tblPr.find(qn("w:tblW")).get(qn("w:type")) == "auto"
        assert not list(made.tables[0]._tbl.iter(qn("w:tcW")))

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
