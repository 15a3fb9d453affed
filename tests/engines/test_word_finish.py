"""What finishing makes of call-outs, lists, captions and cross-references."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from missing_audit.engines.word_callouts import unwrap_callouts
from missing_audit.engines.word_fields import reference_name
from missing_audit.engines.word_references import link_captions, link_headings

from .conftest import THEME


@pytest.fixture
def blank():
    return docx.Document(str(THEME / "reference.docx"))


def words(element) -> str:
    return "".join(item.text or "" for item in element.iter(qn("w:t")))


def codes(element) -> list[str]:
    return [item.text.strip() for item in element.iter(qn("w:instrText"))]


def mark(document, element, name: str) -> None:
    """A bookmark that opens before `element` and closes after it."""
    for kind, add in (("Start", element.addprevious), ("End", element.addnext)):
        made = OxmlElement(f"w:bookmark{kind}")
        made.set(qn("w:id"), str(sum(name.encode())))
        if kind == "Start":
            made.set(qn("w:name"), name)
        add(made)


def link(paragraph, anchor: str, text: str) -> None:
    paragraph._p.append(parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="{anchor}"><w:r><w:rPr><w:rStyle '
                                  f'w:val="Hyperlink"/></w:rPr><w:t>{text}</w:t></w:r></w:hyperlink>'))


def quarto_box(document, colour: str, *, within: str = ""):
    """A call-out as Quarto lays it out: a title with a picture, and beneath it the text."""
    table = document.add_table(2, 1)
    properties = table._tbl.tblPr
    properties.append(parse_xml(f'<w:tblBorders {nsdecls("w")}><w:left w:val="single" w:color="{colour}"/>'
                                "</w:tblBorders>"))
    title = table.cell(0, 0).paragraphs[0]
    title._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:drawing/></w:r>'))
    title.add_run(" ")
    title.add_run("Beware")
    table.cell(1, 0).paragraphs[0].add_run("Of this.")
    table.cell(1, 0).add_paragraph(" ")
    if within == "list":
        item = table.cell(1, 0).add_paragraph("An item", style="List Bullet")
        item._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/>'
                                                  "</w:numPr>"))
    if within == "table":
        table.cell(1, 0).add_table(1, 2)
    return table


class TestUnwrapCallouts:
    """Boxes become paragraphs."""

    @pytest.mark.parametrize(("colour", "kind"), [("0758E5", "Note"), ("00A047", "Tip"), ("EB9113", "Warning"),
                                                  ("CC1914", "Important"), ("FC5300", "Caution")])
    def test_quarto(self, blank, colour, kind):
        """Of every kind, without picture and without empty paragraphs."""
        quarto_box(blank, colour)
        unwrap_callouts(blank)
        assert not blank.tables
        assert [(p.style.name, p.text) for p in blank.paragraphs] == [
            (f"Callout Title {kind}", "Beware"), (f"Callout Text {kind}", "Of this.")]
        assert not list(blank.element.body.iter(qn("w:drawing")))

    def test_a_table_of_one_column_is_no_call_out(self, blank):
        """Nor does its colour matter."""
        blank.add_table(2, 1)
        unwrap_callouts(blank)
        assert len(blank.tables) == 1

    def test_a_table_inside_stays_in_its_box(self, blank):
        """As the row of a table would break the box in two."""
        quarto_box(blank, "0758E5", within="table")
        unwrap_callouts(blank)
        assert len(blank.tables) == 1

    def test_an_item_of_a_list_has_the_box_around_it(self, blank):
        """The same rules and ground as the text, and the list's own style."""
        quarto_box(blank, "0758E5", within="list")
        unwrap_callouts(blank)
        item = blank.paragraphs[-1]
        assert item.style.name == "List Bullet"
        text = blank.styles["Callout Text Note"].element.pPr
        for name in ("w:shd", "w:pBdr"):
            ours, theirs = (settings.find(qn(name)) for settings in (item._p.pPr, text))
            assert ours.attrib == theirs.attrib
            assert [(line.tag, line.attrib) for line in ours] == [(line.tag, line.attrib) for line in theirs]
        # The rule stands at the hanging indent, so both reach as far to the left.
        indent = item._p.pPr.find(qn("w:ind"))
        own = text.find(qn("w:ind"))
        assert int(indent.get(qn("w:left"))) - int(indent.get(qn("w:hanging"))) == int(own.get(qn("w:left")))

    def test_built_in(self, rendered):
        """The fixture book's call-outs, whatever they hold."""
        document = docx.Document(str(rendered.output / "small-report.docx"))
        assert [p for p in document.paragraphs if p.style.name.startswith("Callout Title")]
        assert not [table for table in document.tables if len(table.columns) == 1]


class TestLinkCaptions:
    """SEQ fields in captions, REF fields in the text."""

    @pytest.fixture
    def made(self, blank):
        for number, name in (("4.1", "tbl-one"), ("4.2", "tbl-two"), ("A.1", "tbl-three")):
            mark(blank, blank.add_paragraph(f"Table\u00a0{number}: A caption", style="Table Caption")._p, name)
        mark(blank, blank.add_paragraph("Figure 4.1: Drawn", style="Image Caption")._p, "fig-one")
        text = blank.add_paragraph("See ")
        for anchor, shown in (("tbl-two", "Table\u00a04.2"), ("fig-one", "Figure\u00a04.1"), ("tbl-one", "4.1"),
                              ("tbl-one", "the first table")):
            link(text, anchor, shown)
        link_captions(blank)
        return blank, text

    def test_captions(self, made):
        """The number within the chapter is counted, anew in each; the words stay."""
        captions = [p for p in made[0].paragraphs if p.style.name.endswith("Caption")]
        assert [codes(p._p) for p in captions] == [["SEQ Table \\* ARABIC \\r 1"], ["SEQ Table \\* ARABIC"],
                                                   ["SEQ Table \\* ARABIC \\r 1"], ["SEQ Figure \\* ARABIC \\r 1"]]
        assert captions[1].text.replace("\u00a0", " ") == "Table 4.2: A caption"

    def test_references(self, made):
        """Those that print word and number read them; other words stay a link."""
        paragraph = made[1]
        assert codes(paragraph._p) == [f"REF {reference_name(name)} \\h \\* MERGEFORMAT"
                                       for name in ("tbl-two", "fig-one")]
        assert [item.text for item in paragraph.hyperlinks] == ["4.1", "the first table"]
        assert paragraph.text.replace("\u00a0", " ") == "See Table 4.2Figure 4.14.1the first table"

    def test_what_is_no_caption_is_left_alone(self, blank):
        """A caption that nobody numbered."""
        mark(blank, blank.add_paragraph("A drawing", style="Image Caption")._p, "fig-x")
        link_captions(blank)
        assert codes(blank.element.body) == []


class TestLinkHeadings:
    """The number of a chapter or section, read from its heading."""

    @pytest.mark.parametrize(("heading", "shown", "number"), [
        ("4 How many?", "Chapter 4", "4"), ("4.2 By whom?", "Section 4.2", "4.2"),
        ("Appendix B\u00a0\u2013 Words", "Appendix B", "B"), ("B.1 Terms", "Section B.1", "B.1")])
    def test_numbers(self, blank, heading, shown, number):
        """The bookmark holds the number and nothing else."""
        title = blank.add_paragraph(heading, style="Heading 2")
        mark(blank, title._p, "sec-x")
        text = blank.add_paragraph("See ")
        link(text, "sec-x", shown)
        link_headings(blank)
        assert title.text == heading
        start = next(item for item in title._p.iter(qn("w:bookmarkStart")))
        assert start.get(qn("w:name")) == reference_name("sec-x")
        assert words(start.getnext()) == number
        assert start.getnext().getnext().tag == qn("w:bookmarkEnd")
        assert codes(text._p) == [f"REF {reference_name('sec-x')} \\h \\* MERGEFORMAT"]
        assert text.text.replace("\u00a0", " ") == f"See {shown}"

    def test_a_number_that_differs_is_left_alone(self, blank):
        """Rather than shown otherwise after a refresh."""
        mark(blank, blank.add_paragraph("4 How many?", style="Heading 1")._p, "sec-x")
        text = blank.add_paragraph()
        link(text, "sec-x", "Chapter 5")
        link_headings(blank)
        assert codes(text._p) == []
