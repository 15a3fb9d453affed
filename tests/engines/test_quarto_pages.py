"""What is done to the pages that Quarto has written."""

import pytest

from missing_audit.engines.quarto import finish_pages

PAGES = {
    "index.html": '<h1>Summary</h1><a href="./chapters/references.html#ref-a" role="doc-biblioref">A</a>',
    "chapters/one.html": '<h1><span class="chapter-number">1</span> One</h1>'
                         '<a href="references.html#ref-a" role="doc-biblioref">A</a>',
    "chapters/references.html": '<h1>References</h1><div id="ref-a" class="csl-entry" role="listitem">A.</div>',
}
SETTINGS = """
project: {output-dir: out}
book:
  chapters: [index.qmd, {part: P, chapters: [chapters/one.qmd]}, chapters/references.qmd]
"""


@pytest.fixture
def book(tmp_path):
    (tmp_path / "out" / "chapters").mkdir(parents=True)
    (tmp_path / "_quarto.yml").write_text(SETTINGS, encoding="utf-8")
    for name, text in PAGES.items():
        (tmp_path / "out" / name).write_text(text, encoding="utf-8")
    return tmp_path


class TestFinishPages:
    def test_references_lead_back_in_the_books_order(self, book):
        finish_pages(book, [book / "out" / "index.html"])
        made = (book / "out" / "chapters" / "references.html").read_text(encoding="utf-8")
        assert ('↩ Cited in <a href="../index.html#cite-a-1" role="doc-backlink">Summary</a>, '
                '<a href="one.html#cite-a-1" role="doc-backlink">Chapter 1</a>.') in made
        assert '<a id="cite-a-1" href="references.html#ref-a"' in (book / "out" / "chapters" / "one.html").read_text()

    def test_nothing_without_pages(self, book):
        finish_pages(book, [book / "out" / "book.docx"])
        assert {name: (book / "out" / name).read_text(encoding="utf-8") for name in PAGES} == PAGES
