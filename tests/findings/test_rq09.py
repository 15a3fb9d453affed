"""RQ09: what goes with going again, its landmark by hand, the county's plant, and every refusal."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from missing_audit.disclosure import protect
from missing_audit.findings import rq09
from missing_audit.findings.interviews import interviews_of_episodes
from missing_audit.findings.returns import FACTORS, returns, runs
from missing_audit.prose.rq09 import write
from missing_audit.register import adjusted
from smallshire import EXAMPLE

FIRST = FACTORS["interview"]


@pytest.fixture(scope="module")
def work(evidence):
    """The example's."""
    return rq09.compute(evidence)


@pytest.fixture(scope="module")
def rows(evidence):
    """The example's returns."""
    return returns(evidence)


def said(work, settings):
    """The prose, as the report would have it from these tables alone."""
    return write(protect(work.drafts, settings.disclosure), {test.id: test for test in adjusted(work.tests)}, settings)


class TestReturns:
    """Rows of the model, worked out again child by child."""

    def test_by_hand(self, evidence, rows):
        """Landmark, next episode, interview and history of some returns."""
        every = evidence.in_scope().sort_values(["start"])
        held = interviews_of_episodes(evidence)
        for row in rows.sample(60, random_state=1).itertuples():
            own = every[every["child"] == row.child]
            mine = held[(held["child"] == row.child)
                        & (held["returned"] + pd.Timedelta(hours=72)).astype("datetime64[s]").eq(row.landmark)]
            assert row.interview == float(mine["within"].fillna(False).any())
            later = own.loc[own["start"] > mine["start"].min(), "start"]
            if row.again:
                assert row.until == pytest.approx((later.min() - row.landmark) / pd.Timedelta(days=1))
            ages = (row.landmark - own["start"]) / pd.Timedelta(days=1)
            assert np.expm1(row.often_90) == pytest.approx(((ages > 0) & (ages <= 90)).sum())

    def test_nothing_is_dated_after_the_landmark(self, evidence, rows):
        """An interview that counts was held by then, and a worker had begun."""
        given = evidence.records["responses"].query("kind == 'named_worker'").groupby("child")["begun"].min()
        have = rows[rows["worker"] == 1]
        assert (have["child"].map(given) < have["landmark"]).all()

    def test_runs(self, rows):
        """Nobody gone by the landmark is at risk, time ends with the window, and later runs begin later."""
        short = runs(rows, 28)
        assert len(short) == (rows["until"] > 0).sum()
        assert short["stop"].max() <= 28
        assert short["event"].sum() == (rows["again"] & rows["until"].between(0, 28, inclusive="right")).sum()
        late = runs(rows, 90, after=28)
        assert (late["stop"] > late["start"]).all()
        assert short["event"].sum() + late["event"].sum() == runs(rows, 90)["event"].sum()


class TestExample:
    """The example county."""

    def test_planted_interview_is_found(self, work, evidence):
        """A timely interview multiplies the chance by 0.75 for 28 days: in the interval, and clear by itself."""
        truth = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))["planted"]["interviews"]
        line = work.drafts["rq09_windows"].table.set_index("label").loc[FIRST]
        assert line["to_28_low"] < truth["multiplier_of_the_chance"] < line["to_28_high"] < 1
        assert work.tests[0].p < 0.01

    def test_planted_worker_is_missed(self, work, evidence):
        """A named worker by 0.75: in the interval, but so is 1."""
        truth = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))["planted"]["responses"]
        line = work.drafts["rq09_factors"].table.set_index("label").loc[FACTORS["worker"]]
        assert line["low"] < truth["named_worker"]["multiplier_of_the_chance"] < 1 < line["high"]

    def test_gone_before(self, work, rows):
        """Counted apart; the two lines are all that could be followed."""
        table = work.drafts["rq09_returns"].table
        assert table["returns"].sum() == len(rows)
        assert table["share"].sum() == pytest.approx(1)

    def test_words(self, work, evidence):
        """The clear one first, the others as not clear."""
        prose = said(work, evidence.settings)
        assert "was clearly lower with a return home interview held within 72 hours" in prose.sentences["answer"]
        assert "No clear difference was found for a move of placement" in prose.sentences["answer"]
        assert "risk ratio of" in prose.sentences["rq09_needed"]

    def test_nothing_clear(self, work, evidence):
        """Said so, and no E-value is made much of."""
        dull = replace(work, tests=tuple(replace(test, p=0.4) for test in work.tests))
        prose = said(dull, evidence.settings)
        assert "none of the factors" in prose.sentences["answer"]
        assert prose.sentences["title_factors"].startswith("No factor")
        assert "nothing unrecorded is needed" in prose.sentences["rq09_needed"]


class TestRefusals:
    """What cannot be told."""

    def test_no_interviews(self, evidence):
        """The other factors are compared; the test says why it could not be made."""
        work = rq09.compute(replace(evidence, supplied=evidence.supplied - {"return_interviews"}))
        assert FIRST not in set(work.drafts["rq09_factors"].table["label"])
        assert work.tests[0].refusal
        assert said(work, evidence.settings).sentences["answer"].endswith(".")

    def test_nothing_supplied(self, evidence):
        """Every part with its reason."""
        work = rq09.compute(replace(evidence, supplied=frozenset({"police"})))
        assert set(work.refusals) == {"rq09_returns", "rq09_factors", "rq09_windows", "rq09_checks"}
        assert said(work, evidence.settings).sentences["answer"].endswith("supplied.")

    def test_few_children(self, evidence):
        """Twenty children: no model, and no failure."""
        some = sorted(evidence.in_scope()["child"].unique())[:20]
        few = evidence.having(episodes=evidence.episodes[evidence.episodes["child"].isin(some)])
        work = rq09.compute(few)
        assert "rq09_factors" in work.refusals
        assert said(work, evidence.settings).sentences["answer"].endswith(".")
