"""The fixture book, read back in every format."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

NOTICE = "Synthetic data: no real child is described"


@pytest.fixture(scope="session")
def document(rendered):
    return docx.Document(io.BytesIO((rendered.output / "small-report.docx").read_bytes()))


@pytest.fixture(scope="session")
def typ(rendered):
    from missing_audit.engines.builtin.config import load_config
    config = load_config(rendered.book)
    assert config.get("keep-typ", fmt="typst") is True
    return (rendered.kept / "book.typ").read_text(encoding="utf-8")


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace("\u00a0", " ")


class TestHtml:
    def test_pages_are_named_after_their_sources(self, rendered):
        names = {path.relative_to(rendered.output).as_posix() for path in rendered.output.rglob("*.html")}
        assert names == {"index.html", "references.html", "chapters/first.html", "chapters/second.html",
                         "chapters/more.html"}

    def test_numbers_are_quartos(self, rendered):
        first, second, more = (text_of(rendered.page(f"chapters/{name}.html")) for name in ("first", "second", "more"))
        assert "Figure 1.1: Episodes by month, 2025." in first
        assert "Figure 1.2: A drawing that stands in a computed caption." in first
        assert "Table 1.1: A table written by hand." in first
        assert "1.1.1 Deeper" in first
        assert "Table 2.3: A long table" in second
        assert "Appendix A More of it" in more
        assert "Figure A.1: A figure of matplotlib." in more

    def test_a_heading_without_a_number_stays_without(self, rendered):
        assert '<h2 class="unnumbered">Left out</h2>' in rendered.page("chapters/first.html")

    def test_references_reach_across_chapters(self, rendered):
        page = rendered.page("index.html")
        for target, text in [("chapters/first.html#sec-first", "Chapter\u00a01"),
                             ("chapters/first.html#fig-line", "Figure\u00a01.1"),
                             ("chapters/second.html#tbl-grouped", "Table\u00a02.1"),
                             ("chapters/more.html#sec-more", "Appendix\u00a0A")]:
            assert f'<a href="{target}" class="quarto-xref">{text}</a>' in page
        assert ">Section\u00a0A.1</a>" in rendered.page("chapters/more.html")

    def test_a_reference_without_its_word(self, rendered):
        assert '<a href="#fig-line" class="quarto-xref">1.1</a> is its number' in rendered.page("chapters/first.html")

    def test_every_link_inside_the_book_arrives(self, rendered):
        pages = {path.relative_to(rendered.output).as_posix(): path.read_text() for path in
                 rendered.output.rglob("*.html")}
        for name, page in pages.items():
            for href in re.findall(r'href="([^"]*)"', page):
                path, _, fragment = href.partition("#")
                if "://" in path:
                    continue
                target = (rendered.output / name).parent.joinpath(path).resolve() if path else rendered.output / name
                assert target.exists(), (name, href)
                if fragment:
                    assert f'id="{fragment}"' in target.read_text(), (name, href)

    def test_citations_lead_to_the_references(self, rendered):
        page = rendered.page("chapters/first.html").replace("\u00a0", " ")
        assert ('Wilson (<a id="cite-wilson1927-1" href="../references.html#ref-wilson1927" role="doc-biblioref">'
                '1927, p. 210</a>)') in page
        assert "National Audit Office, 2014" in page
        listed = text_of(rendered.page("references.html"))
        assert listed.index("Holm, S. (1979)") < listed.index("National Audit Office (2014)")

    def test_references_lead_back(self, rendered):
        page = rendered.page("references.html")
        entry = page[page.index('id="ref-wilson1927"'):]
        entry = entry[:entry.index("</div>")]
        assert '<a href="chapters/first.html#cite-wilson1927-1" role="doc-backlink">Chapter 1</a>' in entry
        assert rendered.page("chapters/first.html").count('id="cite-wilson1927-') == 1

    def test_a_footnote_leads_back_by_name(self, rendered):
        assert 'class="footnote-back" aria-label="Back to the text" role="doc-backlink"' in rendered.page(
            "chapters/first.html")

    def test_a_word_leads_to_its_meaning(self, rendered):
        assert '<a href="more.html#term-episode">episode</a>' in rendered.page("chapters/first.html")
        more = rendered.page("chapters/more.html")
        assert '<dt><span id="term-episode">Episode</span></dt>' in more
        assert '<a href="#term-episode">episode</a>' in more

    def test_no_search_where_it_is_not_wanted(self, rendered):
        assert not (rendered.output / "site_assets" / "search-index.js").exists()
        assert 'role="search"' not in rendered.page("index.html")

    def test_inline_values_are_escaped_unless_markdown(self, rendered):
        page = rendered.page("chapters/first.html")
        assert "The share is 12.5% [of *all*], and <strong>so it is</strong>; it is twice 114." in page

    def test_callouts_and_footnotes(self, rendered):
        page = rendered.page("chapters/first.html")
        assert 'class="callout callout-style-default callout-note callout-titled" role="note"' in page
        assert '<details class="callout callout-style-default callout-tip callout-titled">' in page
        assert 'role="doc-endnotes"' in page

    def test_conditional_content(self, rendered):
        page = rendered.page("chapters/first.html")
        assert "Only on the web." in page
        assert "Only on paper." not in page

    def test_images_have_alt_text(self, rendered):
        pages = [path.read_text() for path in rendered.output.rglob("*.html")]
        images = [tag for page in pages for tag in re.findall(r"<img[^>]*>", page)]
        assert len(images) == 3
        assert all(re.search(r'alt="[^"]{10,}"', tag) for tag in images)

    def test_captions_stand_above_tables_and_below_figures(self, rendered):
        page = rendered.page("chapters/first.html")
        table = page[page.index('id="tbl-plain"'):]
        assert table.index("<figcaption") < table.index("<table")
        figure = page[page.index('id="fig-line"'):]
        assert figure.index("<img") < figure.index("<figcaption")

    def test_tables_keep_their_markup_without_random_ids(self, rendered):
        page = rendered.page("chapters/second.html")
        assert "<style>" not in page
        assert 'class="gt_row gt_right"' in page
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))

    def test_notice_and_language_on_every_page(self, rendered):
        for path in rendered.output.rglob("*.html"):
            page = path.read_text()
            assert NOTICE in page
            assert '<html lang="en-GB">' in page

    def test_nothing_comes_from_the_network(self, rendered):
        for path in [*rendered.output.rglob("*.html"), *rendered.output.rglob("*.css")]:
            assert not re.search(r"""(src|url\()=?["']?https?:""", path.read_text()), path

    def test_paragraphs_have_anchors_unique_over_the_book(self, rendered):
        anchors = [anchor for path in rendered.output.rglob("*.html")
                   for anchor in re.findall(r'<span id="([^"]+)" class="paragraph-anchor">', path.read_text())]
        assert "sec-line-p1" in anchors
        assert "sec-first-p1" in anchors
        assert len(anchors) == len(set(anchors))
        assert not any(anchor.startswith(("fig-", "tbl-")) for anchor in anchors)


class TestPdf:
    def test_it_is_tagged_and_knows_its_title(self, rendered):
        data = (rendered.output / "small-report.pdf").read_bytes()
        assert data.startswith(b"%PDF-")
        assert b"StructTreeRoot" in data
        assert b"en-GB" in data

    def test_alt_text_reaches_the_source(self, typ):
        assert typ.count("#box(image(") == 3
        assert 'alt: "Line that rises from 5 in January' in typ

    def test_captions_and_numbers(self, typ):
        assert re.search(r'figure.caption\(position: top, \[.*?kind: "quarto-float-tbl", supplement: "Table", '
                         r'numbering: _ => "1.1"\) <tbl-plain>', typ, re.DOTALL)
        assert 'numbering: _ => "A.1") <fig-more>' in typ

    def test_a_word_leads_to_its_meaning(self, typ):
        assert "Each #link(<term-episode>)[episode] counts" in typ
        assert "/ Episode<term-episode>: " in typ

    def test_heads_repeat_and_wide_columns_fit(self, typ):
        assert typ.partition("#show: report.with")[2].count("table.header(") == 4
        assert re.search(r"columns: \((?:[\d.]+fr, ){7}[\d.]+fr,\)", typ)

    def test_no_anchor_shows(self, typ):
        assert "¶" not in typ
        assert "sec-line-p1" not in typ

    def test_notice_reaches_the_template(self, typ):
        assert f"notice: [{NOTICE}]" in typ.replace("\\", "")


class TestWord:
    def test_headings_are_headings(self, document):
        found = [(item.style.name, item.text) for item in document.paragraphs if item.style.name.startswith("Heading")]
        assert ("Heading 1", "1 How children go missing") in found
        assert ("Heading 2", "1.1 The line") in found
        assert ("Heading 1", "Appendix A\u00a0– More of it") in found

    def test_captions(self, document):
        captions = {item.style.name: item for item in document.paragraphs if "Caption" in item.style.name}
        assert "Table 1.1: A table written by hand." in [item.text.replace("\u00a0", " ") for item in
                                                         document.paragraphs]
        assert captions["Table Caption"].paragraph_format.keep_with_next

    def test_every_image_has_alt_text(self, document):
        shown = [item.get("descr") for item in document.element.body.iter(qn("wp:docPr"))]
        assert len(shown) == 3
        assert all(len(text) > 9 for text in shown)

    def test_a_word_leads_to_its_meaning(self, document):
        body = document.element.body
        links = [item for item in body.iter(qn("w:hyperlink")) if item.get(qn("w:anchor")) == "term-episode"]
        assert ["".join(text.text for text in link.iter(qn("w:t"))) for link in links] == ["episode", "episode"]
        assert [item.get(qn("w:name")) for item in body.iter(qn("w:bookmarkStart"))].count("term-episode") == 1

    def test_heads_repeat_and_rows_stay_whole(self, document):
        assert len(document.tables) >= 4
        for table in document.tables:
            if len(table.columns) < 2:
                continue
            assert table.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None
            assert all(row._tr.find(".//" + qn("w:cantSplit")) is not None for row in table.rows)

    def test_numbers_stand_on_the_right(self, document):
        table = next(table for table in document.tables if table.cell(0, 0).text == "District")
        assert table.cell(1, 1).paragraphs[0].alignment == 2

    def test_notes_stand_beneath(self, document):
        notes = [item.text for item in document.paragraphs if item.style.name == "Table Note"]
        assert notes == ["Source: the police's extract.", "1 Only children with a known age."]

    def test_contents_are_filled_in(self, document):
        sdt = next(document.element.body.iter(qn("w:sdt")))
        assert "1.1 The line" in "".join(item.text or "" for item in sdt.iter(qn("w:t")))

    def test_notice_on_cover_and_in_header(self, document):
        assert document.paragraphs[0].text == NOTICE
        assert all(NOTICE in section.header.paragraphs[0].text for section in document.sections)

    def test_properties(self, document):
        assert document.core_properties.title == "A small report"
        assert document.core_properties.language == "en-GB"

    def test_only_what_is_meant_for_it(self, document):
        texts = [item.text for item in document.paragraphs]
        assert "Only on paper." in texts
        assert "Only on the web." not in texts
        assert not any("¶" in text for text in texts)

    def test_the_archive_carries_no_time(self, rendered):
        with zipfile.ZipFile(rendered.output / "small-report.docx") as archive:
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
