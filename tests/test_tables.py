"""Printed tables: alignment, intervals, symbols explained, reasons in place of what is refused."""

import re

import pandas as pd
import pytest

from missing_audit import dictionary, tables
from missing_audit.collated import COLLATED
from missing_audit.config import Disclosure
from missing_audit.disclosure import Draft, protect
from missing_audit.safe_table import Field
from missing_audit.sources import SOURCES
from smallshire import ROOT


@pytest.fixture
def table():
    data = pd.DataFrame({"year": ["a", "b", "c"], "rate": [1.26, 250.4, 7.0], "low": [1.0, 200.0, None],
                         "high": [2.0, 300.0, None], "children": [9, 3, 9]})
    fields = (Field("year", "Year", "label"), Field("rate", "Rate", "number", "children", low="low", high="high"))
    return protect({"t": Draft(data, fields, "The police", ("A note.",))}, Disclosure())["t"]


class TestShow:
    """A protected table."""

    def test_cells(self, table):
        """Value with interval, symbol instead, and value with the symbol of an interval that there is none of."""
        assert tables.cells(table) == [["a", "1.3 (1.0\u00a0to\u00a02.0)"], ["b", "c"], ["c", "7.0 (x)"]]

    def test_notes(self, table):
        """Notes, the symbols that are used, and the source."""
        text = tables.show(table).as_raw_html()
        assert text.index("A note.") < text.index("c: withheld") < text.index("Source: The police.")
        assert "does not apply" not in text

    def test_alignment(self, table):
        """Numbers at the right, labels at the left."""
        text = tables.show(table).as_raw_html()
        assert 'class="gt_row gt_left">a<' in text
        assert 'class="gt_row gt_right">c<' in text

    def test_refused(self, findings):
        """The reason stands in the table's place."""
        finding = findings["RQ01"]
        bare = type(finding)(finding.id, finding.question, finding.prose, {}, (), {"rq01_years": "It needs more."})
        assert "It needs more." in tables.of(bare, "rq01_years").as_raw_html()

    def test_nothing_to_list(self):
        """An empty table is a sentence."""
        empty = protect({"t": Draft(pd.DataFrame({"a": []}), (Field("a", "A", "label"),), "x")}, Disclosure())["t"]
        assert "All is well." in tables.show_or_say(empty, "All is well.").as_raw_html()


class TestDictionary:
    """The data dictionary as printed."""

    @pytest.mark.parametrize("name", [*SOURCES, *COLLATED])
    def test_every_column_is_described(self, name):
        """A heading or name, a meaning that ends as a sentence, a kind."""
        for line in dictionary.columns(name):
            assert all(line[key] for key in list(line)[:3])
            assert line["What it is"].endswith(".")

    def test_every_table_is_in_the_book_by_itself(self):
        """All columns of all of them, each table in one piece and under its title."""
        for given, made, key in ((SOURCES, dictionary.extract_columns(), "Extract"),
                                 (COLLATED, dictionary.collated_columns(), "Table")):
            titles = [line[key] for line in made]
            assert titles == [table.title for table in given.values() for _ in table.columns]
            html = tables.listing(made, group=key).as_raw_html()
            assert html.count('class="gt_group_heading_row"') == len(given)

    def test_what_sources_tell(self):
        """A sentence each, whose links lead to terms that the glossary has."""
        known = set(re.findall(r"\{#(term-[a-z-]+)\}", (ROOT / "chapters/appendices/glossary.qmd").read_text("utf-8")))
        for source, line in zip(SOURCES.values(), dictionary.tells(), strict=True):
            assert line == f"{source.title}: {source.tells}."
            assert re.match("[a-z]", source.tells)
            assert not source.tells.endswith(".")
            assert set(re.findall(r"glossary\.qmd#(term-[a-z-]+)\)", line)) <= known

    def test_no_identity_after_collation(self):
        """No column that names a child is in a table that collation makes."""
        assert not [column for table in COLLATED.values() for column in table.columns if column.identity]
