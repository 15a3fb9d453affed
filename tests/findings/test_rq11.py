"""RQ11: what followed responses; the county's own plants, other counties, and every refusal."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from handmade import table_of
from missing_audit.config import Settings
from missing_audit.disclosure import protect
from missing_audit.findings import rq11
from missing_audit.findings.pasts import Pasts
from missing_audit.findings.responders import ALIKE, Histories, asked_and_pool, first_given
from missing_audit.prose.rq11 import write
from missing_audit.register import adjusted
from missing_audit.statistics.matched import nearest
from smallshire import EXAMPLE


@pytest.fixture(scope="module")
def work(evidence):
    """The example's."""
    return rq11.compute(evidence)


@pytest.fixture(scope="module")
def sets(evidence):
    """Children given any response, and their matches."""
    found = Histories.of(evidence)
    asked, pool = asked_and_pool(found, first_given(evidence, None), found.usual(), rq11.FOLLOW)
    return asked, nearest(asked, pool, near=ALIKE)


def said(work, settings: Settings):
    """The prose, as the report would have it from these tables alone."""
    tests = {test.id: test for test in adjusted(work.tests)}
    return write(protect(work.drafts, settings.disclosure), tests, settings)


class TestMatching:
    """The example's matches, looked up again by other means."""

    def test_counts_by_hand(self, sets, evidence):
        """Episodes before and after, counted one by one."""
        starts = evidence.in_scope().groupby("child")["start"].apply(list)
        for rows in sets:
            for row in rows.sample(40, random_state=1).itertuples():
                ages = [(row.moment - start) / pd.Timedelta(days=1) for start in starts.get(row.child, [])]
                assert row.had_90 == sum(0 < age <= 90 for age in ages)
                assert row.had_365 == sum(0 < age <= 365 for age in ages)
                assert row.events == sum(-90 < age <= 0 for age in ages)

    def test_not_yet_given(self, sets, evidence):
        """No match had a response on the day, or before it; all could be followed."""
        asked, matches = sets
        first = evidence.records["responses"].groupby("child")["begun"].min()
        had = matches["child"].map(first)
        assert (had.isna() | (had > matches["moment"])).all()
        last = evidence.collated["histories"].groupby("child")["end"].max()
        for rows in sets:
            assert (rows["moment"] + pd.Timedelta(days=90) <= rows["child"].map(last)).all()

    def test_back_for_as_long(self, sets, evidence):
        """A match had returned as long before its day, and not gone since."""
        asked, matches = sets
        rows = evidence.in_scope()
        back = rows["end"].fillna(rows["start"]).groupby(rows["child"]).apply(list)
        since = asked.set_index("set")["since"]
        for row in matches.sample(60, random_state=2).itertuples():
            assert any(row.moment - each == since[row.set] for each in back[row.child])

    def test_alike(self, sets):
        """On average, in what foretells most."""
        asked, matches = sets
        rows = asked[asked["set"].isin(matches["set"])]
        for column in ("had_28", "had_90", "had_365", "age"):
            mean = (matches[column] * matches["weight"]).sum() / len(rows)
            assert mean == pytest.approx(rows[column].mean(), rel=0.05)


class TestExample:
    """The example county."""

    def test_planted(self, work):
        """What was planted lies in the intervals of the kinds that could be compared; how each came out is recorded."""
        truth = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))["planted"]["responses"]
        table = work.drafts["rq11_responses"].table.set_index("label")
        held = {}
        for kind, label in rq11.RESPONSES.items():
            low, high = table.loc[label, ["low", "high"]]
            if not np.isnan(low):
                held[kind] = bool(low <= truth[kind]["multiplier_of_the_chance"] <= high)
        assert held == {"mentoring": True, "mediation": True, "exploitation": True, "named_worker": True,
                        "strategy": True}

    def test_numbers_fall_anyway(self, work):
        """Before and after alone would praise every kind."""
        rows = work.drafts["rq11_responses"].table.dropna(subset=["ratio"])
        assert (rows["observed"] < rows["before"]).all()
        assert (rows["expected"] < 0.6 * rows["before"]).all()

    def test_second_method(self, work):
        """It expects about as many as the matches."""
        rows = work.drafts["rq11_responses"].table.dropna(subset=["ratio"])
        assert (rows["foretold"] / rows["expected"]).between(0.75, 1.35).all()

    def test_one_child_behind_it(self, work, evidence):
        """Where most episodes are one child's, neither their number nor a ratio that gives it back is shown."""
        draft = work.drafts["rq11_responses"]
        most = draft.table.assign(observed_largest=0.9)
        table = protect({"rq11_responses": replace(draft, table=most)}, evidence.settings.disclosure)["rq11_responses"]
        for column in ("observed", "ratio", "low", "high"):
            assert table.value(column, label=rq11.ANY) == (None, "c")
        draft = work.drafts["rq11_windows"]
        table = protect({"rq11_windows": replace(draft, table=draft.table.assign(usual_largest=0.9))},
                        evidence.settings.disclosure)["rq11_windows"]
        for column in ("usual", "second"):
            assert table.value(column, label=rq11.ANY) == (None, "c")

    def test_families(self, work):
        """One test is asked for with a history and one without; the kinds explore."""
        assert [test.exploratory for test in work.tests] == [False, *[True] * 7, False]
        assert "fewer than 30" in work.tests[-1].refusal

    def test_order_and_names_do_not_matter(self, evidence, work):
        """Children called otherwise, rows shuffled: the same numbers."""
        names = {child: f"{hash_of:08d}" for hash_of, child in enumerate(
            np.random.default_rng(3).permutation(evidence.children["child"]))}

        def renamed(table):
            return table.assign(child=table["child"].map(names)).sample(frac=1, random_state=4) if "child" in table \
                else table

        other = replace(evidence, records={"responses": renamed(evidence.records["responses"])}).having(
            **{name: renamed(evidence.collated[name]) for name in ("episodes", "histories", "states", "contacts")})
        again = rq11.compute(other).drafts["rq11_responses"].table
        pd.testing.assert_frame_equal(again, work.drafts["rq11_responses"].table)


class TestWords:
    """Sentences for other numbers."""

    def test_example(self, work, evidence):
        """Each number with its interval; no kind praised that is not clear."""
        prose = said(work, evidence.settings)
        assert "times as many episodes as children of the same recent history" in prose.sentences["answer"]
        assert "could be compared" in prose.sentences["answer"]
        assert prose.sentences["rq11_prevention"].startswith("For children without a recorded episode")

    def test_a_clear_kind(self, work, evidence):
        """Named, with its ratio, in the answer and over the figure."""
        tests = tuple(replace(test, p=1e-6) if test.id == "RQ11-3" else test for test in work.tests)
        prose = said(replace(work, tests=tests), evidence.settings)
        assert "family mediation (0." in prose.sentences["answer"]
        assert "clearly fewer" in prose.sentences["answer"]
        assert prose.sentences["title_responses"] == "Family mediation: fewer episodes than expected"

    def test_too_few(self, evidence):
        """Twenty children: everything is refused, and said to be."""
        responses = evidence.records["responses"]
        some = responses[responses["child"].isin(sorted(responses["child"].unique())[:20])]
        few = rq11.compute(replace(evidence, records={"responses": some}))
        prose = said(few, evidence.settings)
        assert "cannot be told" in prose.sentences["answer"]
        assert few.refusals["rq11_alike"].startswith("This cannot be answered here")
        assert all(test.refusal for test in few.tests)

    @pytest.mark.parametrize("lacking", [{"responses"}, {"case_records"}, {"responses", "police"}])
    def test_not_supplied(self, evidence, lacking):
        """A reason for every part."""
        work = rq11.compute(replace(evidence, supplied=evidence.supplied - lacking))
        assert set(work.refusals) == {"rq11_responses", "rq11_alike", "rq11_windows"}
        assert said(work, evidence.settings).sentences["answer"].endswith("supplied.")

    def test_no_response_at_all(self, evidence):
        """An empty list of responses: refused, not broken."""
        work = rq11.compute(replace(evidence, records={"responses": table_of("responses", "child")}))
        assert all(test.refusal for test in work.tests)
        assert said(work, evidence.settings).sentences["answer"].endswith(".")


class TestPasts:
    """Counting before and after."""

    def test_edges(self):
        """An episode at the moment is after it; one so many days before is before it."""
        rows = pd.DataFrame({"child": ["a"] * 3, "start": pd.to_datetime(["2015-01-01", "2015-01-11", "2015-01-21"])})
        pasts, child = Pasts.of(rows), pd.Series(["a"])
        moment = pd.Series(pd.to_datetime(["2015-01-11"]))
        assert pasts.before(child, moment, 10).tolist() == [1]
        assert pasts.before(child, moment).tolist() == [1]
        assert pasts.after(child, moment, 10).tolist() == [1]
        assert pasts.after(child, moment, 11).tolist() == [2]
