"""Return home interviews beside their episodes."""

from dataclasses import replace

import pandas as pd
import pytest

from handmade import table_of
from missing_audit.findings.interviews import TIMELY, interviews_of_episodes


@pytest.fixture(scope="module")
def rows(evidence):
    """The example's episodes with their interviews."""
    return interviews_of_episodes(evidence)


def held(*rows):
    """Rows of the service: child, day of going, return, when held."""
    lines = [(child, going, pd.Timestamp(back) if back else pd.NaT, pd.Timestamp(done) if done else pd.NaT,
              "yes", "accepted") for child, going, back, done in rows]
    out = table_of("return_interviews", "child missing_from returned done offer outcome", *lines)
    return out.assign(**{name: out[name].astype("datetime64[s]") for name in ("missing_from", "returned", "done")})


def beside(evidence, episodes, interviews):
    """Made episodes beside made interviews."""
    table = pd.DataFrame(episodes, columns=["child", "start", "end", "scope"])
    table = table.assign(start=table["start"].astype("datetime64[s]"), end=table["end"].astype("datetime64[s]"),
                         episode=range(len(table)))
    made = replace(evidence.having(episodes=table), records={"return_interviews": interviews})
    return interviews_of_episodes(made).set_index("episode")


class TestExample:
    """The example's, counted by other means."""

    def test_one_row_an_episode(self, rows, evidence):
        """In the order of the episodes, with their columns."""
        assert rows["episode"].tolist() == evidence.in_scope()["episode"].tolist()
        assert set(evidence.episodes.columns) <= set(rows.columns)

    def test_most_rows_find_their_episode(self, rows, evidence):
        """As many as have an episode in scope of the child on that very day, but for a few."""
        episodes = evidence.in_scope()
        days = set(zip(episodes["child"], episodes["start"].dt.normalize(), strict=True))
        service = evidence.records["return_interviews"]
        same = [pair in days for pair in zip(service["child"], service["missing_from"], strict=True)]
        assert rows["heard"].sum() == pytest.approx(sum(same), rel=0.02)

    def test_within(self, rows):
        """Held, known to be back, and at most 72 hours between."""
        hours = (rows["done"] - rows["returned"]).dt.total_seconds() / 3600
        assert (rows["within"].fillna(False).astype(bool) == (hours <= 72)).all()
        assert 1000 < rows["within"].sum() < 1300

    def test_outcomes(self, rows):
        """An offer is one that was accepted or declined; none was offered where the service has no row."""
        assert rows.loc[rows["outcome"].isin(["accepted", "declined"]), "offered"].all()
        assert not rows.loc[rows["outcome"] == "not_offered", "offered"].any()
        assert rows.loc[~rows["heard"], ["offered", "outcome", "reasons", "wants"]].isna().all(axis=None)


class TestMade:
    """Rows worked out by hand."""

    def test_two_on_one_day(self, evidence):
        """By the nearest return."""
        episodes = [("a", "2015-01-01 02:00", "2015-01-01 06:00", "missing"),
                    ("a", "2015-01-01 20:00", "2015-01-02 06:00", "missing")]
        out = beside(evidence, episodes, held(("a", "2015-01-01", "2015-01-02 05:50", "2015-01-03 10:00"),
                                              ("a", "2015-01-01", "2015-01-01 06:10", "")))
        assert out["done"].isna().tolist() == [True, False]
        assert out["within"].tolist() == [False, True]

    def test_the_day_beside(self, evidence):
        """A day off is taken; two are not."""
        episodes = [("a", "2015-01-01 23:00", "2015-01-02 06:00", "missing"),
                    ("b", "2015-01-01 23:00", "2015-01-02 06:00", "missing")]
        out = beside(evidence, episodes, held(("a", "2015-01-02", "", ""), ("b", "2015-01-03", "", "")))
        assert out["heard"].tolist() == [True, False]

    def test_out_of_scope_keeps_its_own(self, evidence):
        """A neighbour in scope does not get it."""
        episodes = [("a", "2015-01-01 23:00", "2015-01-02 06:00", "unauthorised"),
                    ("a", "2015-01-02 20:00", "2015-01-02 22:00", "missing")]
        out = beside(evidence, episodes, held(("a", "2015-01-01", "2015-01-02 06:00", "2015-01-02 12:00")))
        assert out["heard"].tolist() == [False]

    def test_seventy_two_hours(self, evidence):
        """To the minute; from midnight where only the day of return is known."""
        episodes = [("a", "2015-01-01 10:00", "2015-01-01 12:00", "missing"),
                    ("b", "2015-01-01 10:00", "2015-01-01 12:00", "missing")]
        back = pd.Timestamp("2015-01-01 12:00") + TIMELY
        out = beside(evidence, episodes, held(("a", "2015-01-01", "2015-01-01 12:00", back),
                                              ("b", "2015-01-01", "", back + pd.Timedelta(minutes=1))))
        assert out["within"].tolist() == [True, False]

    def test_nothing_supplied(self, evidence):
        """Every episode has none, and the columns are there."""
        made = replace(evidence, supplied=evidence.supplied - {"return_interviews"})
        rows = interviews_of_episodes(made)
        assert not rows["heard"].any() and rows["offered"].isna().all()
        assert set(interviews_of_episodes(evidence).columns) == set(rows.columns)
