"""What is planted of school, health and care: there to be found, and where nothing is planted, not there."""

from __future__ import annotations

import numpy as np
import pytest

from missing_audit.synthesis.clock import DAY
from missing_audit.synthesis.history import history
from missing_audit.synthesis.needs import leaning, needs
from missing_audit.synthesis.paper import Invented
from missing_audit.synthesis.papers import PAPERS, writing_order
from missing_audit.synthesis.parameters import DEFAULT_CHILDREN, DEFAULT_SEED, Model


@pytest.fixture(scope="module")
def invented():
    return Invented(DEFAULT_SEED, Model(), history(DEFAULT_SEED, Model(), DEFAULT_CHILDREN))


@pytest.fixture(scope="module")
def written(invented):
    rows = {}
    for paper in writing_order():
        rows[paper.source] = paper.write(invented, rows)
    return rows


class TestLeaning:
    """The chance of each child."""

    def test_average_and_more(self, invented):
        """At average frailty the share itself; a null plants nothing; never below 0 or above the most."""
        children = invented.history.children.iloc[:3].assign(frailty=[1.0, 2.0, 30.0])
        assert leaning((0.1, 0.5), children).tolist() == pytest.approx([0.1, 0.15, 0.25])
        assert leaning((0.1, 0.0), children).tolist() == pytest.approx([0.1] * 3)
        assert leaning((0.1, -3.0), children).min() == 0
        assert leaning((0.5, 3.0), children).max() == 0.9


class TestNeeds:
    """What troubles each child."""

    def test_same_whoever_asks(self, invented):
        """Papers agree on it."""
        assert needs(invented).equals(needs(invented))

    @pytest.mark.parametrize(("need", "least", "most"), [("self_harm", 0.3, 1.2), ("learning_disability", -0.2, 0.2)])
    def test_leans_on_frailty(self, invented, need, least, most):
        """By the difference of mean frailty between those with it and those without."""
        frailty, has = invented.history.children["frailty"], needs(invented)[need]
        assert least < frailty[has].mean() - frailty[~has].mean() < most


class TestAttendance:
    """Sessions missed."""

    def test_worst_in_a_term_with_an_episode(self, invented, written):
        """Of children who ever went: the ratio that the parameter plants, within a fifth."""
        rows = written["attendance"].loc[lambda out: out["fault"] == ""]
        missing = invented.history.happened.query("kind == 'missing'")
        spans = missing.groupby("person")["start"].apply(lambda starts: (starts // DAY).tolist())
        own = rows[rows["person"].isin(spans.index)]
        went = np.array([any(start <= day <= end for day in spans[person]) for person, start, end
                         in zip(own["person"], own["start"], own["end"], strict=True)])
        missed = 1 - own["attended"].astype(float) / own["possible"].astype(float)
        by_child = missed.groupby([own["person"], went]).mean().unstack().dropna()
        ratio = np.exp(np.log(by_child[True] / by_child[False]).replace([np.inf, -np.inf], np.nan).mean())
        assert 0.75 * invented.model.sessions_missed_now < ratio < 1.1 * invented.model.sessions_missed_now

    def test_sums(self, written):
        """Attended and missed are the sessions possible."""
        rows = written["attendance"].loc[lambda out: out["fault"] == ""]
        assert (rows["attended"] + rows["authorised"] + rows["unauthorised"] == rows["possible"]).all()


class TestLists:
    """Who is on which list."""

    def test_visitors(self, invented, written):
        """On the list of notices alone, among those made here."""
        visitor = invented.history.children["visitor"]
        assert visitor[written["placed_by_others"]["person"]].all()
        for name in ("looked_after_health", "care_missing", "annex_a_looked_after", "cin_factors", "fostering",
                     "attendance", "school_events", "health"):
            assert not visitor[written[name]["person"]].any(), name

    def test_inspection_agrees_with_the_table_that_it_is_made_of(self, invented, written):
        """All but the few miscounts that are planted."""
        listed = written["annex_a_looked_after"].loc[lambda out: out["fault"] == ""]
        table = written["care_missing"].loc[lambda out: (out["fault"] == "") & (out["said"] == "Missing")
                                            & (out["stay"] > 0) & (out["first"] > 730)]
        count = table.groupby("person").size().reindex(listed["person"], fill_value=0).to_numpy()
        assert set(count - listed["missing"]) <= {0, 1}
        assert 0 < (count != listed["missing"]).mean() < invented.model.inspection_miscounts

    def test_interviews_are_those_of_the_history(self, invented, written):
        """What social care wrote of an offer is what was offered."""
        rows = written["care_missing"].loc[lambda out: out["offered"].isin(["Y", "N"]) & (out["fault"] == "")]
        offered = invented.history.interviews.set_index("event")["offered"].notna()
        true = offered.reindex(rows["event"], fill_value=False).to_numpy()
        assert (true == rows["offered"].eq("Y").to_numpy()).all()

    def test_all_are_papers(self, written):
        """Each of them is written to a file of its own."""
        assert len({paper.file for paper in PAPERS.values()}) == len(written)
