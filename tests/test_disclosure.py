"""What may be shown, and that nothing else can be."""

import json

import numpy as np
import pandas as pd
import pytest

from missing_audit import charts, tables, words
from missing_audit.config import Disclosure
from missing_audit.disclosure import Draft, protect
from missing_audit.safe_table import Field, SafeTable, UnsafeTableError

POLICY = Disclosure()
COUNT = Field("n", "Episodes", children="children", largest="largest")


def safe(n, children, largest=None, policy=POLICY, **options) -> SafeTable:
    table = pd.DataFrame({"place": [f"p{i}" for i in range(len(n))], "n": n, "children": children,
                          "largest": largest or [0.1] * len(n)})
    draft = Draft(table, (Field("place", "Place", "label"), COUNT), "Test", **options)
    return protect({"t": draft}, policy)["t"]


class TestProtect:
    """Threshold, zeros, dominance, nesting."""

    def test_threshold_is_of_children(self):
        """Forty episodes of five children are withheld; six of six are shown; a true zero is shown."""
        table = safe([40, 6, 0, 9], [5, 6, 0, 1])
        assert table.marks["n"].tolist() == ["c", "", "", "c"]
        assert table.rows["n"].tolist() == [None, 6, 0, None]

    def test_stricter_policy(self):
        """A county's own threshold, and zeros that tell."""
        policy = Disclosure(threshold=10, zeros_are_sensitive=True)
        assert safe([40, 11, 0], [10, 11, 0], policy=policy).marks["n"].tolist() == ["c", "", "c"]

    def test_sensitive_table(self):
        """In such a table a zero is withheld too."""
        assert safe([0, 9], [0, 9], sensitive=True).marks["n"].tolist() == ["c", ""]

    def test_dominance(self):
        """One child with over half of the episodes."""
        assert safe([100, 100], [20, 20], [0.51, 0.5]).marks["n"].tolist() == ["c", ""]

    def test_interval_goes_with_its_value(self):
        """Limits would give the value away."""
        table = pd.DataFrame({"rate": [1.0, 2.0], "low": [0.5, 1.0], "high": [2.0, 3.0], "children": [3, 30]})
        field = Field("rate", "Rate", "number", "children", low="low", high="high")
        assert protect({"t": Draft(table, (field,), "Test")}, POLICY)["t"].rows.iloc[0].isna().all()

    @pytest.mark.parametrize(("steps", "marks"), [
        ([20, 20], ["", "", ""]), ([20, 3], ["", "c", ""]), ([3, 20], ["c", "", ""]), ([2, 3], ["c", "c", ""]),
        ([0, 0], ["", "", ""]), ([0, 4], ["c", "c", ""]), ([30, 4], ["", "c", ""]),
    ])
    def test_nested(self, steps, marks):
        """A step of one to five children is not to be had by subtraction, nor over a withheld column."""
        table = pd.DataFrame({"a": [90], "b": [70], "c": [50], "ca": [40], "cb": [40], "cc": [40], "sa": [steps[0]],
                              "sb": [steps[1]], "sc": [0]})
        fields = tuple(Field(name, name, children=f"c{name}") for name in "abc")
        nested = (("a", "sa"), ("b", "sb"), ("c", "sc"))
        result = protect({"t": Draft(table, fields, "Test", nested=nested)}, POLICY)["t"]
        assert result.marks.iloc[0].tolist() == marks

    def test_missing_protection(self):
        """A count whose number of children was not worked out is refused."""
        with pytest.raises(UnsafeTableError, match="children"):
            protect({"t": Draft(pd.DataFrame({"n": [1], "largest": [0.0]}), (COUNT,), "Test")}, POLICY)


class TestSafeTable:
    """A type, not a habit."""

    def test_not_by_hand(self):
        """Only `protect` makes one."""
        with pytest.raises(UnsafeTableError, match="not by hand"):
            SafeTable("t", (COUNT,), pd.DataFrame(), pd.DataFrame(), (), "Test")

    def test_through_the_store(self):
        """What comes back says the same."""
        table = safe([40, 6, 0], [5, 6, 0])
        back = SafeTable.from_dict(json.loads(json.dumps(table.to_dict())))
        assert back.to_dict() == table.to_dict()
        assert tables.show(back).as_raw_html(inline_css=False).count("withheld") == 1

    def test_the_withheld_value_is_gone(self):
        """It is not merely hidden: nothing stored has it."""
        assert "4711" not in json.dumps(safe([4711, 6], [5, 6]).to_dict())

    @pytest.mark.parametrize("show", [tables.show, lambda t: words.cell(t, "n", place="p0"),
                                      lambda t: charts.parts.points(t, "n", "place")])
    def test_nothing_else_can_be_shown(self, show):
        """A bare table is refused by tables, charts and words alike."""
        with pytest.raises(UnsafeTableError, match="cannot be shown"):
            show(pd.DataFrame({"n": [1]}))

    def test_one_row_is_wanted(self):
        """An ambiguous question has no answer."""
        with pytest.raises(KeyError, match="0 rows"):
            safe([6], [6]).value("n", place="elsewhere")


class TestWords:
    """Numbers in sentences."""

    def test_withheld(self):
        """Said in words."""
        assert words.cell(safe([40], [5]), "n", place="p0") == "[withheld]"

    def test_shown(self):
        """With thousands set off."""
        assert words.cell(safe([np.int64(1234)], [50]), "n", place="p0") == "1,234"
