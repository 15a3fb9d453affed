"""Tables as plain values: rounded as shown, symbols kept, limits apart, none that disclosure has not passed."""

import pandas as pd
import pytest

from missing_audit.config import Disclosure
from missing_audit.disclosure import Draft, protect
from missing_audit.publication.tabular import ROUNDED, tabular
from missing_audit.safe_table import SYMBOLS, Field, UnsafeTableError


@pytest.fixture
def table():
    data = pd.DataFrame({
        "place": ["A, b", 'The "C"', "D"], "children": [1234, 3, 9], "rate": [1.26, 250.4, 7.0],
        "least": [1.04, 200.0, None], "most": [2.0, 300.0, None], "part": [0.001, 0.5, 0.999],
        "value": [0.123, 12.0, 3.0], "digits": [2, 0, 1]})
    fields = (Field("place", "Place", "label"), Field("children", "Number", children="children", spanner="Children"),
              Field("rate", "Rate", "number", "children", low="least", high="most"),
              Field("part", "Share", "share", "children"), Field("value", "Value", "mixed", "children"),
              Field("digits", "", "digits"))
    return protect({"t": Draft(data, fields, "The police", ("A note.",))}, Disclosure())["t"]


class TestProtected:
    def test_rows(self, table):
        """By hand: the first has two decimals, the second three children, the third too few for an interval."""
        assert tabular(table, "95%").rows == (
            ("A, b", "1234", "1.26", "1.04", "2.00", "low", "0.12"),
            ('The "C"', "c", "c", "c", "c", "c", "c"),
            ("D", "9", "7.0", "x", "x", "high", "3.0"))

    def test_columns(self, table):
        """Machine names, the page's headings, kinds, unit, and what a limit is a limit of."""
        columns = {column.name: column for column in tabular(table, "90%").columns}
        assert list(columns) == ["place", "children", "rate", "rate_low", "rate_high", "part", "value"]
        assert [column.datatype for column in columns.values()] == [
            "string", "integer", "decimal", "decimal", "decimal", "integer", "decimal"]
        assert columns["children"].title == "Children: Number"
        assert columns["rate_high"].title == "Rate: upper limit"
        assert columns["rate_low"].about == "Lower limit of the 90% interval."
        assert columns["part"].unit == "percent"

    def test_symbols(self, table):
        """A column of numbers allows every symbol, whatever the year; one of words allows none."""
        found = tabular(table, "95%")
        columns = {column.name: column.symbols for column in found.columns}
        assert columns["place"] == ()
        assert columns["rate_low"] == tuple(SYMBOLS)
        assert columns["part"] == (*SYMBOLS, *ROUNDED)
        assert dict(found.symbols) == SYMBOLS | ROUNDED

    def test_notes_and_source(self, table):
        """Go with the table."""
        assert (tabular(table, "95%").notes, tabular(table, "95%").source) == (("A note.",), "The police")

    def test_unsafe(self):
        """A plain table is refused."""
        with pytest.raises(UnsafeTableError, match="DataFrame"):
            tabular(pd.DataFrame({"a": [1]}), "95%")


class TestListed:
    def test_words(self):
        """Every heading that a line has, in order; what a line lacks is empty."""
        found = tabular([{"What it is": "x", "Kind": "y"}, {"What it is": "z", "More?": "1,2"}], "95%")
        assert [column.name for column in found.columns] == ["what_it_is", "kind", "more"]
        assert found.rows == (("x", "y", ""), ("z", "", "1,2"))
