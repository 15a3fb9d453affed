"""The book's own list of its files."""

import pytest

from missing_audit.errors import AuditError
from missing_audit.publication.listing import listing


@pytest.fixture
def book(tmp_path):
    (tmp_path / "_quarto.yml").write_text("book: {chapters: [one.qmd, part/two.qmd]}")
    (tmp_path / "part").mkdir()
    chunk = '```{python}\n#| label: %s\n#| tbl-cap: "A | [b]"\n#| fig-cap: "F"\n#| fig-alt: "Points."\n1\n```\n'
    (tmp_path / "one.qmd").write_text("# One {#sec-one}\n" + chunk % "tbl-a" + chunk % "fig-a")
    (tmp_path / "part" / "two.qmd").write_text("# Two {#sec-two}\n" + chunk % "tbl-b")
    return tmp_path


class TestListing:
    def test_markdown(self, book):
        """Reference, title, links on the web, names elsewhere; marks in a title do no harm."""
        *_, last = listing(book / "part", figures=False)._repr_markdown_().splitlines()
        assert last == (
            r'| @tbl-b | A \| [b] | [[CSV[ of A \| \[b\]]{.visually-hidden}](../downloads/tbl-b.csv), '
            r'[metadata[ of A \| \[b\]]{.visually-hidden}](../downloads/tbl-b.csv-metadata.json)]'
            r'{.content-visible when-format="html"}[tbl-b.csv]{.content-hidden when-format="html"} |')

    def test_kinds(self, book):
        """Figures apart from tables, each in the order of the book."""
        assert [item.id for item in listing(book, figures=True).items] == ["fig-a"]
        assert [item.id for item in listing(book / "part", figures=False).items] == ["tbl-a", "tbl-b"]

    def test_content(self, book):
        """For a file of its own."""
        assert listing(book, figures=True).content == [
            {"Number": "Figure 1.1", "Title": "F", "Chapter": "one.qmd", "Files": "fig-a.svg fig-a.png"}]

    def test_outside_a_book(self, tmp_path):
        """Says so."""
        with pytest.raises(AuditError, match="neither here nor above"):
            listing(tmp_path, figures=True)
