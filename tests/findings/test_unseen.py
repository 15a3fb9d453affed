"""The trend over the years and the bound on the unrecorded: counted again, and where there is too little."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.disclosure import protect
from missing_audit.evidence import gather
from missing_audit.findings.unseen import AMONG_CARE, LABELS, unseen, unseen_by_matching
from missing_audit.overlap import LISTS, living, overlap
from missing_audit.placing import where_placed
from missing_audit.prose.rq01 import write
from missing_audit.sources import RECORDERS
from missing_audit.statistics.estimate import RefusalError


@pytest.fixture(scope="module")
def apart(evidence):
    """Episodes of which each list has lost three children in ten, so that the lists overlap less."""
    rows, rng = evidence.of_ages(evidence.in_scope()), np.random.default_rng(1)
    children = rows["child"].drop_duplicates().sort_values()
    lost = pd.DataFrame({name: rng.random(len(children)) < 0.3 for name in RECORDERS}, index=children)
    return rows.assign(**{name: rows[name].mask(rows["child"].map(lost[name])) for name in RECORDERS})


class TestUnseen:
    """Chao's bound."""

    def test_by_hand(self, evidence, apart):
        """The county's own children placed in it, by which of three lists hold an episode that began there."""
        part = apart[where_placed(evidence.records, apart) == "inside"]
        held = [{name for name in ("police", "care_missing", "looked_after_missing") if own[name].notna().any()}
                for _, own in part.groupby("child")]
        held = [lists for lists in held if lists]
        alone = pd.Series([next(iter(lists)) for lists in held if len(lists) == 1]).value_counts()
        twice = sum(len(lists) == 2 for lists in held)
        bound = len(held) + (alone.sum() ** 2 - (alone**2).sum()) / 2 / (twice + 1)
        table = unseen(evidence, apart).table.set_index("label")
        assert table.loc[LABELS["care"], "seen"] == len(held)
        assert table.loc[LABELS["care"], "bound"] == pytest.approx(bound)

    def test_example(self, findings):
        """Of those who could be in every list, too few are in one alone: nothing is said of how many there are."""
        finding = findings["RQ01"]
        assert "rq01_unseen" not in finding.tables
        assert "fewer than 10 children are in one list alone" in finding.refusals["rq01_unseen"]
        assert "rq01_unseen" not in finding.prose.sentences

    def test_what_could_not_be_is_left_out(self, evidence, apart):
        """A child at home is in no return and no home's log: what these say of children at home changes nothing.

        Nor does what any list says of children placed outside, or placed here by others.
        """
        lies = where_placed(evidence.records, apart)
        blind = apart.assign(home_logs=apart["home_logs"].where(apart["placement"] == "residential"),
                             looked_after_missing=apart["looked_after_missing"].where(apart["placement"] != "home"))
        blind = blind[~lies.isin(["outside", "visitor"])]
        pd.testing.assert_frame_equal(unseen(evidence, apart).table, unseen(evidence, blind).table)

    def test_words(self, evidence, apart):
        """The bound, and of whom there is none."""
        tables = protect({"rq01_unseen": unseen(evidence, apart)}, evidence.settings.disclosure)
        said = write(tables, {}, evidence.settings).sentences["rq01_unseen"]
        assert "Of children in care in the county when they went," in said
        assert "there are at least" in said

    def test_identical_lists(self, evidence):
        """Lists that hold the same children tell nothing of others."""
        rows = evidence.of_ages(evidence.in_scope())
        same = rows.assign(police="missing", care_missing="missing", looked_after_missing="missing")
        with pytest.raises(RefusalError, match="too little"):
            unseen(evidence, same)


    def test_homes(self, evidence, apart):
        """Children in a home of the county can be in its log: they have a line of their own, among those in care."""
        table = unseen(evidence, apart).table.set_index("label")
        label = next(label for label in table.index if label.startswith(AMONG_CARE))
        homes = apart[(where_placed(evidence.records, apart) == "inside") & (apart["placement"] == "residential")]
        homes = homes[homes[list(RECORDERS)].notna().any(axis=1)]
        assert table.loc[label, "seen"] == homes["child"].nunique()
        without = replace(evidence, supplied=evidence.supplied - {"home_logs"})
        assert label not in set(unseen(without, apart).table["label"])


class TestByMatching:
    """The bound at other thresholds."""

    def test_of_this_report(self, evidence):
        """What collation counted by the threshold in use is what the episodes say."""
        rows, stored = evidence.of_ages(evidence.in_scope()), evidence.collated["lists"]
        rows = rows.assign(lies=where_placed(evidence.records, rows))
        used = evidence.collated["headlines"].query("in_use")["matching"].iloc[0]
        for where, lists in LISTS.items():
            own = stored[(stored["matching"] == used) & (stored["where"] == where)]
            mine = overlap(living(rows, where), lists)
            assert own[[*lists, "children"]].to_numpy().tolist() == mine.to_numpy().tolist()

    def test_words(self, evidence):
        """Thresholds, and what exact names alone would make of it."""
        stored = evidence.collated["lists"]
        alone = stored[[*LISTS["care"]]].sum(axis=1) == 1
        more = evidence.having(lists=stored.assign(children=stored["children"] + 20 * alone))
        tables = protect({"rq01_matching": unseen_by_matching(more)}, evidence.settings.disclosure)
        said = write(tables, {}, evidence.settings).sentences["rq01_matching"]
        assert "By the thresholds of matching that were tried, there are at least" in said
        assert "If only exact names" in said

    def test_nothing_known(self, evidence):
        """No children in one list alone by any threshold, whatever exact names would make of it."""
        with pytest.raises(RefusalError, match="too little"):
            unseen_by_matching(evidence)


class TestTrend:
    """The ratio by year."""

    def test_nothing_was_planted(self, findings):
        """The invented county has no change from year to year, and none is told of."""
        table = findings["RQ01"].tables["rq01_trend"]
        for row in table.rows.itertuples():
            assert row.low < 1 < row.high
        assert "no trend that can be told from chance" in findings["RQ01"].says("rq01_trend")

    def test_a_rise(self, evidence):
        """Twice the children in the last year."""
        rows = evidence.episodes
        more = rows[rows["year"] == 2016].assign(child=lambda t: t["child"] + "-twin")
        changed = evidence.having(episodes=pd.concat([rows, more], ignore_index=True))
        finding = find(changed, ["RQ01"])[0]
        assert ", a rise" in finding.says("rq01_trend")

    def test_small_county(self, county):
        """A reason in the table's place."""
        settings = county()
        finding = find(gather(settings, collate(settings)), ["RQ01"])[0]
        assert {"rq01_trend", "rq01_unseen", "rq01_matching"} <= set(finding.refusals)
