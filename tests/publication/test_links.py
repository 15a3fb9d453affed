"""Links under figures and tables: in the right place, once, told apart by those who hear them."""

import pytest

from missing_audit.publication.catalogue import Chapter, Item, Place
from missing_audit.publication.links import link_pages, linked

TABLE = Item("tbl-a", "Table 1.1", "R & D", "", Place("a/one.qmd", 3), (1, 1))
OTHER = Item("tbl-a-b", "Table 1.2", "More", "", Place("a/one.qmd", 9), (1, 1))
PAGE = ('<a href="#tbl-a">x</a>\n<div id="tbl-a-b" class="cell quarto-float"><figure>B</figure>\n</div>\n'
        '<div class="quarto-float" id="tbl-a">\n<figure class="f">A</figure>\n</div>\n')


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "out" / "downloads"
    folder.mkdir(parents=True)
    for item in (TABLE, OTHER):
        for size, name in enumerate(item.files.values()):
            (folder / name).write_bytes(b"x" * (10 + size * 3400))
    return folder


class TestLinked:
    def test_place(self, files):
        """After the figure element, inside the element with the id."""
        text = linked(PAGE, [TABLE, OTHER], "../downloads", files)
        assert text.index(">A</figure>") < text.index("downloads/tbl-a.csv") < text.rindex("</div>")
        assert text.index(">B</figure>") < text.index("downloads/tbl-a-b.csv") < text.index('id="tbl-a"')

    def test_what_is_heard(self, files):
        """Kind, table and size."""
        text = linked(PAGE, [TABLE], "../downloads", files)
        assert ('<a href="../downloads/tbl-a.csv" download>CSV<span class="visually-hidden"> of Table 1.1: R &amp; D'
                "</span>, 1 kB</a>") in text
        assert "metadata (JSON)<span" in text
        assert ", 3 kB</a>" in text

    def test_twice(self, files):
        """Links that are there are replaced; those of what is gone, taken away."""
        once = linked(PAGE, [TABLE, OTHER], "../downloads", files)
        assert linked(once, [TABLE, OTHER], "../downloads", files) == once
        assert linked(once, [], "../downloads", files) == PAGE.replace("</figure>\n", "</figure>\n")

    def test_not_on_the_page(self, files):
        """A reference to a table is not the table."""
        page = '<a href="#tbl-a">x</a><figure></figure>'
        assert linked(page, [TABLE], "../downloads", files) == page


class TestLinkPages:
    def test_pages(self, files):
        """Paths lead from the page to the folder; a chapter without a page is passed over."""
        output = files.parent
        (output / "a").mkdir()
        (output / "a" / "one.html").write_text(PAGE, encoding="utf-8")
        chapters = [Chapter("a/one.qmd", (), (TABLE,)), Chapter("gone.qmd", (), (OTHER,))]
        link_pages(output, chapters, files)
        text = (output / "a" / "one.html").read_text(encoding="utf-8")
        assert 'href="../downloads/tbl-a.csv"' in text
        assert [path.name for path in (output / "a").iterdir()] == ["one.html"]
