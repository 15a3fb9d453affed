"""Links from the references to where they are cited, in the forms of both engines."""

import re

from missing_audit.engines.back_links import with_back_links

REFERENCES = ('<div id="ref-a2001" class="csl-entry" role="listitem">\nA. (2001).\n</div>'
              '<div id="ref-b2002" class="csl-entry" role="listitem">B.</div>'
              '<div id="ref-c2003" class="csl-entry" role="listitem">Nowhere cited.</div>')


def cite(key: str, before: str = "references.html") -> str:
    return f'<a href="{before}#ref-{key}" role="doc-biblioref">{key}</a>'


PAGES = {
    "index.html": f"<h1>Summary</h1><p>{cite('b2002', 'chapters/references.html')}</p>",
    "chapters/one.html": '<h1 class="title"><span class="chapter-number">1</span> One</h1>' + cite("a2001")
                         + '<h2><span class="header-section-number">1.1</span> Sub</h2>' + 2 * cite("a2001"),
    "chapters/more.html": "<h1>Appendix B — More</h1>" + cite("a2001"),
    "chapters/references.html": f"<h1>References</h1>{REFERENCES}",
}


def links(entry: str, page: str) -> list[tuple[str, str]]:
    text = page[page.index(f'id="ref-{entry}"'):]
    return re.findall(r'<a href="([^"]+)" role="doc-backlink">([^<]+)</a>', text[:text.index("</div>")])


class TestWithBackLinks:
    def test_one_link_a_section(self):
        made = with_back_links(PAGES)
        assert links("a2001", made["chapters/references.html"]) == [
            ("one.html#cite-a2001-1", "Chapter 1"), ("one.html#cite-a2001-2", "Section 1.1"),
            ("more.html#cite-a2001-1", "Appendix B")]
        assert made["chapters/one.html"].count('<a id="cite-a2001-') == 2

    def test_a_heading_without_number_goes_by_its_title(self):
        made = with_back_links(PAGES)
        assert links("b2002", made["chapters/references.html"]) == [("../index.html#cite-b2002-1", "Summary")]

    def test_what_is_not_cited_says_nothing(self):
        made = with_back_links(PAGES)
        assert made["chapters/references.html"].endswith(
            '<div id="ref-c2003" class="csl-entry" role="listitem">Nowhere cited.</div>')

    def test_twice_is_once(self):
        made = with_back_links(PAGES)
        assert with_back_links(made) == made
