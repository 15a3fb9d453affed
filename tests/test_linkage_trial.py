"""Linkage marked against the truth."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missing_audit.linkage_trial import SOURCES, pairs, trial

ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", "c", None]), st.integers(1, 3)), min_size=1, max_size=12)


class TestPairs:
    """Precision and recall."""

    @settings(deadline=None, derandomize=True)
    @given(ROWS)
    def test_counted_one_by_one(self, rows):
        """The same as by listing every pair."""
        found, truth = (pd.Series(list(column)) for column in zip(*rows, strict=True))
        listed = list(combinations(rows, 2))
        made = [one for one, other in listed if one[0] is not None and one[0] == other[0]]
        true = [one for one, other in listed if one[1] == other[1]]
        right = [one for one, other in listed if one[0] is not None and one == other]
        marks = pairs(found, truth)
        assert (marks["rows"], marks["made"], marks["true"], marks["right"]) == (len(rows), len(made), len(true),
                                                                                 len(right))
        assert marks["precision"] == (len(right) / len(made) if made else 1.0)


class TestTrial:
    """A county linked in a process of its own."""

    def test_a_small_one(self):
        """Really run; linkage is never worse than exact matching at finding pairs."""
        found = trial(600)
        assert found["children"] == 600
        assert found["rows"] > 600 * len(SOURCES) / 2
        assert found["seconds"] > 0
        assert found["linked"]["recall"] >= found["exact"]["recall"] - 0.01
        assert found["exact"]["precision"] > 0.99
        assert 0.6 < found["exact"]["recall"] < 0.95
        assert found["peak"] == pytest.approx(300, abs=290)
