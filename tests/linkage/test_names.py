"""Names and postcodes as they are compared."""

import csv

import pandas as pd
import pytest

from missing_audit.linkage.names import each, nickname_groups, parts, plain, postcode, sector
from missing_audit.paths import REFERENCE


class TestPlain:
    """Letters alone."""

    @pytest.mark.parametrize("name", ["O'Neil", "O’NEIL", "o neil", "Ó Néil", "O-Neil."])
    def test_one_name(self, name):
        assert plain(name) == "oneil"

    def test_no_letters(self):
        """Nothing to compare is missing, and not alike."""
        assert plain("--") is None


class TestParts:
    """Halves of double names."""

    def test_halves(self):
        assert set(parts("Lloyd-Jones")) & set(parts("Jones"))
        assert not set(parts("Lloyd-Jones")) & set(parts("Smith-Hall"))

    def test_apostrophes_do_not_part(self):
        """The O of O'Neil is no name of its own."""
        assert parts("O'Neil") == ["oneil"]


class TestNicknames:
    """The reference table."""

    @pytest.mark.parametrize(("one", "other"), [("Bill", "William"), ("Liz", "Beth"), ("Mohammed", "Muhammad"),
                                                ("Yusuf", "Youssef"), ("Kasia", "Katarzyna"), ("Alfie", "Alfred")])
    def test_stand_for_one_another(self, one, other):
        assert set(nickname_groups(one)) & set(nickname_groups(other))

    def test_others_do_not(self):
        assert not set(nickname_groups("James")) & set(nickname_groups("Oliver"))

    def test_file(self):
        """Every form is plain, stands once in its group, and says where it comes from."""
        with (REFERENCE / "nicknames.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) > 1000
        assert len({(row["group"], row["form"]) for row in rows}) == len(rows)
        assert all(plain(row["form"]) == row["form"] and row["source"] for row in rows)


class TestPostcode:
    """However they are typed."""

    @pytest.mark.parametrize("text", ["QX14 7WY", "qx147wy", " qx14  7wy "])
    def test_normalised(self, text):
        assert postcode(text) == "QX14 7WY"

    @pytest.mark.parametrize("text", ["QX14", "7WY", "NFA", "QX14 77WY"])
    def test_not_one(self, text):
        assert postcode(text) is None

    def test_sector(self):
        assert sector("QX14 7WY") == "QX14 7"


class TestEach:
    """A rule once a value."""

    def test_missing_stays(self):
        values = pd.Series(["a", None, "a"], dtype="str")
        called = []
        found = each(values, lambda value: called.append(value) or value.upper())
        assert (found.tolist()[0], called) == ("A", ["a"])
        assert pd.isna(found[1])
