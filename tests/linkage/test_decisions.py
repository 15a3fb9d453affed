"""Decisions read back, checked against one another, and honoured."""

import openpyxl
import pandas as pd
import pytest

from missing_audit.errors import SourceError
from missing_audit.linkage.decisions import DECISION, REFERENCES, read_decisions, references, resolved
from missing_audit.linkage.review import write_review

KEY = b"k" * 20
REFS = pd.Series(list("abcd"))
NOBODY = [-1, -1, -1, -1]


def workbook(path, *rows):
    """A reviewed workbook: pairs of references with an answer."""
    lines = pd.DataFrame(rows, columns=[*REFERENCES, DECISION], dtype="str")
    write_review(path, lines)
    return path


def decided(tmp_path, *rows, unique=NOBODY):
    path = workbook(tmp_path / "links.xlsx", *rows)
    return resolved(read_decisions(path), REFS, unique, path)


class TestRead:
    """The workbook."""

    def test_round_trip(self, tmp_path):
        """Case and blanks do not matter; a row's number is its own."""
        table = read_decisions(workbook(tmp_path / "links.xlsx", ("a", "b", " Same"), ("a", "c", "")))
        assert table[DECISION].tolist() == ["same", ""]
        assert table["row"].tolist() == [2, 3]

    def test_another_answer(self, tmp_path):
        with pytest.raises(SourceError, match="row 3: Decision = 'maybe'; allowed: same, different, unsure"):
            read_decisions(workbook(tmp_path / "links.xlsx", ("a", "b", "same"), ("a", "c", "maybe")))

    def test_no_column(self, tmp_path):
        book = openpyxl.Workbook()
        book.active.append([REFERENCES[0], DECISION])
        book.save(tmp_path / "links.xlsx")
        with pytest.raises(SourceError, match="no column Reference 2"):
            read_decisions(tmp_path / "links.xlsx")

    @pytest.mark.parametrize("text", [None, "no workbook"])
    def test_no_workbook(self, tmp_path, text):
        if text:
            (tmp_path / "links.xlsx").write_text(text, encoding="utf-8")
        with pytest.raises(SourceError, match=r"not readable as a workbook.*review-links"):
            read_decisions(tmp_path / "links.xlsx")


class TestResolved:
    """What joining must respect."""

    def test_by_number(self, tmp_path):
        """Unsure decides nothing; a record that is gone is passed over."""
        found = decided(tmp_path, ("b", "a", "same"), ("c", "d", "different"), ("a", "d", "unsure"), ("a", "z", "same"))
        assert found.of("same").tolist() == [[1, 0]]
        assert found.of("different").tolist() == [[2, 3]]

    def test_contradiction_through_others(self, tmp_path):
        """The rows are named."""
        with pytest.raises(SourceError, match="row 4 says different, but rows 2, 3 say same"):
            decided(tmp_path, ("a", "b", "same"), ("b", "c", "same"), ("a", "c", "different"))

    def test_the_same_pair_twice(self, tmp_path):
        with pytest.raises(SourceError, match="row 3 says different, but row 2 says same"):
            decided(tmp_path, ("a", "b", "same"), ("b", "a", "different"))

    def test_two_case_records(self, tmp_path):
        """A decision cannot make one child of two rows of the register."""
        with pytest.raises(SourceError, match="rows 2, 3 say same, which makes one child of two rows"):
            decided(tmp_path, ("a", "b", "same"), ("b", "c", "same"), unique=[0, -1, 0, -1])


class TestReferences:
    """Of content, not of place."""

    def test_the_key_decides(self):
        keys = pd.Series(["one", "two"])
        assert references(keys, KEY).is_unique
        assert references(keys, KEY)[1] == references(keys[::-1].reset_index(drop=True), KEY)[0]
        assert not set(references(keys, KEY)) & set(references(keys, b"l" * 20))


