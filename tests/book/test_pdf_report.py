"""The example book's PDF as a report on paper: page numbers, running headers, contents, nothing lonely."""

from __future__ import annotations

import re

import pytest
from pypdf import PdfReader

from .conftest import plain

pytestmark = [pytest.mark.book, pytest.mark.xdist_group("book")]

NOTICE = "Synthetic data: no real child is described"


@pytest.fixture(scope="module")
def sheets(rendered) -> list[str]:
    """Text of each page, the cover first."""
    return rendered.pdf()


@pytest.fixture(scope="module")
def outline(rendered) -> list[tuple[int, str, int]]:
    """Level, title and sheet of every bookmark, which the program makes from the headings."""
    reader = PdfReader(rendered.output / "missing-audit.pdf")
    found = []

    def visit(items, level):
        for item in items:
            if isinstance(item, list):
                visit(item, level + 1)
            else:
                found.append((level, plain(item.title), reader.get_destination_page_number(item)))

    visit(reader.outline, 1)
    return found


def tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def body(sheet: str) -> str:
    """What stands between header and footer."""
    return re.sub(r"Page \d+ of \d+", "", sheet.partition(NOTICE)[2])


class TestPages:
    """Every page."""

    def test_numbers(self, sheets):
        """From one, after the cover, out of as many as there are."""
        for number, sheet in enumerate(sheets[1:], start=1):
            assert re.findall(r"Page (\d+) of (\d+)", sheet) == [(str(number), str(len(sheets) - 1))]

    def test_none_is_blank(self, sheets):
        """No left-hand page is left empty before a chapter."""
        assert [number for number, sheet in enumerate(sheets[1:], start=1) if len(body(sheet)) < 150] == []

    def test_cover(self, sheets, rendered):
        """Notice, title, county, authority and document control; no page number."""
        document, county = rendered.settings.document, rendered.settings.county
        for text in (NOTICE, document.title, document.subtitle, county.authority, "Document control",
                     document.commissioner, document.agreed_by, "Version"):
            assert plain(text) in sheets[0]
        assert "Page" not in sheets[0]

    def test_running_headers(self, sheets, outline):
        """The chapter's title where a chapter goes on; the report's where one begins."""
        chapters = [(title, sheet) for level, title, sheet in outline
                    if level == 1 and title not in {"Findings", "Appendices"}]
        opened = {sheet for _, sheet in chapters}
        assert len(opened) == len(chapters)
        first = outline[0][2]
        for number, sheet in enumerate(sheets[first:], start=first):
            header = sheet.partition(NOTICE)[0].strip()
            current = [title for title, first in chapters if first <= number]
            if number in opened or not current:
                assert header == "Children and young people who go missing"
            else:
                assert re.fullmatch(rf"((Appendix )?\w+ ?)?{re.escape(unnumbered(current[-1]))}", header)


def unnumbered(title: str) -> str:
    return re.sub(r"^(\d+|[A-Z])(\.\d+)* ", "", title)


class TestContents:
    """Contents and lists in front."""

    def test_every_heading_with_its_page(self, sheets, outline):
        """As printed at the foot of its page, to the second level; of an appendix the title alone."""
        contents = " ".join(sheets[1:outline[0][2]])
        assert len(outline) > 40
        for level, title, sheet in outline:
            if level > 2 or (level > 1 and re.match(r"[A-Z]\.\d", title)):
                continue
            page = re.search(r"Page (\d+) of", sheets[sheet])[1]
            assert re.search(rf"{re.escape(title)}[. ]*\b{page}\b", contents, re.IGNORECASE), title

    def test_every_caption_with_its_page(self, sheets, outline):
        """In the lists of figures and of tables."""
        first = outline[0][2]
        lists = " ".join(sheets[1:first])
        found = 0
        for sheet in sheets[first:]:
            page = re.search(r"Page (\d+) of", sheet)[1]
            for word, number in re.findall(r"(Figure|Table) ((?:\w+\.)?\d+): ", sheet):
                found += 1
                entry = rf"{word} {re.escape(number)}\b(?:(?!Figure |Table ).)+\.[. ]*\b{page}\b"
                assert re.search(entry, lists), (word, number)
        assert found > 30


class TestFlow:
    """Where pages break."""

    def test_no_heading_at_the_foot(self, sheets, outline):
        """Each has text of its own beneath it on the page."""
        for level, title, sheet in outline:
            if level > 1:
                after = tight(body(sheets[sheet])).partition(tight(title))[2]
                assert len(after) > 60, title

    def test_heads_repeat(self, sheets):
        """On every page that a long table goes on to."""
        head = "Question What it asks Answered What is lacking"
        spread = [sheet for sheet in sheets if re.search(r"\bRQ\d\d (How|What|Why|Are|Is|Who|Which|Do|Where)", sheet)]
        assert len(spread) > 1
        assert all(head in sheet for sheet in spread)
