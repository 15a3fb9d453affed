"""What a book publishes: chapters in order, numbers as both engines print them, titles, sizes."""

import pytest

from missing_audit.errors import AuditError
from missing_audit.publication.catalogue import catalogue, items_of

CONFIG = """
project: {type: book}
book:
  chapters: [index.qmd, one.qmd, {part: Findings, chapters: [two.qmd]}]
  appendices: [annex.qmd]
format: {html: {fig-width: 6.3, fig-height: 3.4}}
"""
FIGURE = '```{python}\n#| label: fig-%s\n#| fig-cap: "A  figure"\n#| fig-alt: "Points."\n%s1\n```\n'
TABLE = '```{python}\n#| label: tbl-%s\n#| tbl-cap: "A table"\n1\n```\n'


@pytest.fixture
def book(tmp_path):
    (tmp_path / "_quarto.yml").write_text(CONFIG)
    (tmp_path / "index.qmd").write_text("# Summary {#sec-index .unnumbered}\n\n" + TABLE % "key")
    (tmp_path / "one.qmd").write_text("# One {#sec-one}\n\n" + TABLE % "a" + FIGURE % ("a", "") + TABLE % "b")
    written = "![Map](m.png){#fig-map fig-alt='x'}\n\n"
    (tmp_path / "two.qmd").write_text("# Two {#sec-two}\n\n" + written + FIGURE % ("b", "#| fig-height: 5\n"))
    setup = "```{python}\n#| label: setup\nx = 1\n```\n"
    (tmp_path / "annex.qmd").write_text("# Annex {#sec-annex}\n\n" + setup + TABLE % "z")
    return tmp_path


class TestCatalogue:
    def test_numbers(self, book):
        """Chapters count from the first that has a number, appendices by letter, what is written by hand counts."""
        assert {item.id: item.number for item in items_of(catalogue(book))} == {
            "tbl-key": "Table 1", "tbl-a": "Table 1.1", "fig-a": "Figure 1.1", "tbl-b": "Table 1.2",
            "fig-b": "Figure 2.2", "tbl-z": "Table A.1"}

    def test_items(self, book):
        """Caption on one line, size as the chunk has it, else as the book has it."""
        items = {item.id: item for item in items_of(catalogue(book))}
        assert items["fig-a"].title == "A figure"
        assert items["fig-a"].size == (6.3, 3.4)
        assert items["fig-b"].size == (6.3, 5.0)
        assert list(items["fig-a"].files.values()) == ["fig-a.svg", "fig-a.png"]
        assert list(items["tbl-z"].files.values()) == ["tbl-z.csv", "tbl-z.csv-metadata.json"]

    def test_chunks_in_order(self, book):
        """Those that set up, too."""
        assert [cell.label for cell in catalogue(book)[-1].cells] == ["setup", "tbl-z"]

    def test_no_book(self, tmp_path):
        """A folder without a book is named."""
        with pytest.raises(AuditError, match=r"_quarto\.yml: no such file"):
            catalogue(tmp_path)
