"""The trend over the years and the bound on the unrecorded: counted again, and where there is too little."""

from dataclasses import replace

import pandas as pd
import pytest

from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.evidence import gather
from missing_audit.findings.unseen import AMONG_CARE, unseen, unseen_by_matching
from missing_audit.overlap import LISTS, living, overlap
from missing_audit.statistics.estimate import RefusalError


class TestUnseen:
    """Chao's bound."""

    def test_by_hand(self, evidence, findings):
        """Children in care, by which of three lists hold an episode that began there."""
        rows = evidence.of_ages(evidence.in_scope())
        part = rows[~rows["placement"].isin(["home", "unknown"])]
        held = [{name for name in ("police", "care_missing", "looked_after_missing") if own[name].notna().any()}
                for _, own in part.groupby("child")]
        held = [lists for lists in held if lists]
        alone = pd.Series([next(iter(lists)) for lists in held if len(lists) == 1]).value_counts()
        twice = sum(len(lists) == 2 for lists in held)
        bound = len(held) + (alone.sum() ** 2 - (alone**2).sum()) / 2 / (twice + 1)
        table = findings["RQ01"].tables["rq01_unseen"]
        assert table.value("seen", label="In care when they went")[0] == len(held)
        assert table.value("bound", label="In care when they went")[0] == pytest.approx(bound)
        assert "at least" in findings["RQ01"].says("rq01_unseen")

    def test_what_could_not_be_is_left_out(self, evidence):
        """A child at home is in no return and no home's log: what these say of children at home changes nothing."""
        rows = evidence.of_ages(evidence.in_scope())
        blind = rows.assign(home_logs=rows["home_logs"].where(rows["placement"] == "residential"),
                            looked_after_missing=rows["looked_after_missing"].where(rows["placement"] != "home"))
        pd.testing.assert_frame_equal(unseen(evidence, rows).table, unseen(evidence, blind).table)

    def test_identical_lists(self, evidence):
        """Lists that hold the same children tell nothing of others."""
        rows = evidence.of_ages(evidence.in_scope())
        same = rows.assign(police="missing", care_missing="missing", looked_after_missing="missing")
        with pytest.raises(RefusalError, match="too little"):
            unseen(evidence, same)


    def test_homes(self, evidence, findings):
        """Children in a home of the county can be in its log: they have a line of their own, among those in care."""
        rows = evidence.of_ages(evidence.in_scope())
        table = findings["RQ01"].tables["rq01_unseen"]
        label = next(label for label in table.rows["label"] if label.startswith(AMONG_CARE))
        homes = rows[(rows["placement"] == "residential") & rows["district"].notna()]
        assert table.value("seen", label=label)[0] == homes["child"].nunique()
        without = replace(evidence, supplied=evidence.supplied - {"home_logs"})
        assert label not in set(unseen(without, without.of_ages(without.in_scope())).table["label"])


class TestByMatching:
    """The bound at other thresholds."""

    def test_of_this_report(self, evidence, findings):
        """What collation counted by the threshold in use is what the episodes say."""
        rows, stored = evidence.of_ages(evidence.in_scope()), evidence.collated["lists"]
        used = evidence.collated["headlines"].query("in_use")["matching"].iloc[0]
        for where, lists in LISTS.items():
            own = stored[(stored["matching"] == used) & (stored["where"] == where)]
            mine = overlap(living(rows, where), lists)
            assert own[[*lists, "children"]].to_numpy().tolist() == mine.to_numpy().tolist()
        tables = findings["RQ01"].tables
        assert tables["rq01_matching"].value("care_bound", used="This report") == (
            tables["rq01_unseen"].value("bound", label="In care when they went"))

    def test_words(self, findings):
        """Thresholds, and what exact names alone would make of it."""
        said = findings["RQ01"].says("rq01_matching")
        assert "By the thresholds of matching that were tried, there are at least 260 in care" in said
        assert "If only exact names" in said

    def test_nothing_known(self, evidence):
        """No children in one list alone, by any way of matching."""
        none = evidence.having(lists=evidence.collated["lists"].assign(children=1))
        with pytest.raises(RefusalError, match="too little"):
            unseen_by_matching(none)


class TestTrend:
    """The ratio by year."""

    def test_nothing_was_planted(self, findings):
        """The invented county has no change from year to year, and none is told of."""
        table = findings["RQ01"].tables["rq01_trend"]
        for row in table.rows.itertuples():
            assert row.low < 1 < row.high
        assert "no clear trend" in findings["RQ01"].says("rq01_trend")

    def test_a_rise(self, evidence):
        """Twice the children in the last year."""
        rows = evidence.episodes
        more = rows[rows["year"] == 2016].assign(child=lambda t: t["child"] + "-twin")
        changed = evidence.having(episodes=pd.concat([rows, more], ignore_index=True))
        finding = find(changed, ["RQ01"])[0]
        assert "a clear rise" in finding.says("rq01_trend")

    def test_small_county(self, county):
        """A reason in the table's place."""
        settings = county()
        finding = find(gather(settings, collate(settings)), ["RQ01"])[0]
        assert {"rq01_trend", "rq01_unseen", "rq01_matching"} <= set(finding.refusals)
