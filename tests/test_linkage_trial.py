"""Linkage of a large county, marked against the truth."""

import pytest

from missing_audit.linkage_trial import SOURCES, trial


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
