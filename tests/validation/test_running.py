"""Replicates in pieces that are kept."""

import pandas as pd

from missing_audit.validation import running
from missing_audit.validation.scenarios import scenarios

NAME = "clustered-share"


class TestDrawn:
    """Some replicates of one scenario."""

    def test_each_has_its_own_numbers(self):
        """Whoever draws a replicate, and with which others, it is the same."""
        whole = running.drawn(NAME, 0, 6)
        pd.testing.assert_frame_equal(whole.iloc[4:].reset_index(drop=True), running.drawn(NAME, 4, 2))
        assert whole["error"].nunique() == 6
        assert not running.drawn(NAME, 0, 6, seed=1).equals(whole)


class TestSimulated:
    """Several scenarios over several processes."""

    def test_taken_up_again(self, tmp_path):
        """A piece that is there is not drawn again; one that is not is."""
        said = []
        first = running.simulated([NAME], tmp_path, replicates=300, report=said.append)[NAME]
        assert len(first) == 300
        assert said == [f"{NAME}: 300 replicates"]
        kept = sorted(tmp_path.rglob("*.parquet"))
        assert len(kept) == 2
        changed = pd.read_parquet(kept[0]).assign(error=9.0)
        changed.to_parquet(kept[0])
        kept[1].unlink()
        again = running.simulated([NAME], tmp_path, replicates=300)[NAME]
        assert (again["error"] == 9.0).sum() == len(changed)
        assert kept[1].is_file()

    def test_names(self):
        """The scenario used here is one of the project's own."""
        assert NAME in scenarios()
