"""Quarters, and what was known on their first day, against loops over episodes and contacts."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handmade import DAY, frame, linked_of, settings_of, table_of
from missing_audit.collated import COLLATED
from missing_audit.histories import histories
from missing_audit.states import states

PERIOD = settings_of("2016-01-01", "2016-12-31")
CHILDREN = frame("child district area", ("a", "North", None), ("b", "South", None))
# A few hours either side of the edges of quarters, and of 90 days before them.
NEAR = [pd.Timestamp(text) + pd.Timedelta(hours=hours)
        for text in ("2016-01-01", "2016-04-01", "2016-04-02", "2016-07-01", "2016-12-31") for hours in (-24, -1, 0, 5)]
COUNTED = ["before", "before_90", "before_365", "since", "episodes", "days"]


@st.composite
def spans(draw: st.DrawFn, *, whole_days: bool = False) -> list[tuple]:
    """Children, with beginnings and ends near the edges; an end may be unknown."""
    rows = draw(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(NEAR),
                                   st.one_of(st.none(), st.integers(0, 100))), max_size=6))
    out = []
    for child, start, hours in rows:
        first = start.normalize() if whole_days else start
        length = None if hours is None else (hours // 24 * DAY if whole_days else pd.Timedelta(hours=hours))
        out.append((child, first, None if length is None else first + length))
    return out


def made(episodes, contacts=(), *, births=None, period=PERIOD, tables=None):
    linked = linked_of(tables or {}, births=births)
    cohort = {"children": CHILDREN, "states": states(linked, CHILDREN, period, {}),
              "episodes": frame("child start end scope", *episodes),
              "contacts": frame("child start end source", *contacts)}
    return histories(cohort, linked, period)


class TestHistories:
    """One row a child and quarter."""

    @settings(max_examples=40)
    @given(spans(), spans(whole_days=True))
    def test_against_loops(self, away, cared):
        """Every count of every row, by going through all episodes and contacts."""
        out = made([(*row, "missing") for row in away] + [("a", NEAR[4], None, "unauthorised")],
                   [(*row, "caf") for row in cared] + [("a", NEAR[0].normalize(), None, "case_records")])
        for row in out.itertuples():
            mine = [(start, end) for child, start, end in away if child == row.child]
            assert row.before == sum(start < row.start for start, _ in mine)
            assert row.before_90 == sum(row.start - 90 * DAY <= start < row.start for start, _ in mine)
            assert row.before_365 == sum(row.start - 365 * DAY <= start < row.start for start, _ in mine)
            assert row.episodes == sum(row.start <= start < row.end for start, _ in mine)
            returns = [(row.start - end).days for _, end in mine if end is not None and end < row.start]
            assert (pd.isna(row.since) and not returns) or row.since == min(returns)
            known = [(start, end) for child, start, end in cared if child == row.child and start < row.start]
            assert row.had_caf == len(known)
            assert row.open_caf == sum(end is None or end > row.start for _, end in known)

    def test_quarters(self):
        """Of a year by the calendar: four, of all its days."""
        out = made([])
        assert out["start"].dt.strftime("%d %b").tolist() == ["01 Jan", "01 Apr", "01 Jul", "01 Oct"] * 2
        assert out["days"].tolist() == [91, 91, 92, 92] * 2
        assert [*out.columns] == COLLATED["histories"].names
        assert not out[[name for name in COUNTED if name not in {"since", "days"}]].any(axis=None)
        assert out["attended"].isna().all()
        assert out["since"].isna().all()

    def test_two_years_from_april(self):
        """Eight quarters, none of them cut at the year's end."""
        out = made([], period=settings_of())
        assert out["start"].dt.month.tolist() == [4, 7, 10, 1] * 4
        assert out.groupby("child")["days"].sum().tolist() == [731, 731]

    def test_growing_up(self):
        """From the birth, and to the eighteenth birthday; age as on the first day."""
        out = made([], births={"a": "2016-05-02", "b": "1998-08-15"})
        assert out.groupby("child")["start"].agg(["min", "max"]).to_numpy().tolist() == [
            [pd.Timestamp(2016, 5, 2), pd.Timestamp(2016, 10, 1)], [pd.Timestamp(2016, 1, 1), pd.Timestamp(2016, 7, 1)]]
        assert str(out.query("child == 'b'")["end"].max().date()) == "2016-08-15"
        assert out["age"].tolist() == [0, 0, 0, 17, 17, 17]

    @pytest.mark.parametrize(("end", "still"), [("2016-04-01", 0), ("2016-04-02", 1), (None, 1)])
    def test_open_on_the_first_day(self, end, still):
        """A contact that ended on that day is no longer open on it."""
        out = made([], [("a", "2016-03-01", end, "caf")])
        assert out.query("child == 'a'")["open_caf"].tolist()[:2] == [0, still]

    def test_begun_and_ended_on_the_first_day(self):
        """Neither had nor open on it; had by the next."""
        out = made([], [("a", "2016-04-01", "2016-04-01", "caf")]).query("child == 'a'")
        assert out["had_caf"].tolist() == [0, 0, 1, 1]
        assert out["open_caf"].tolist() == [0, 0, 0, 0]

    @pytest.mark.parametrize(("end", "since"), [("2016-03-31 23:59", 0), ("2016-03-30 12:00", 1),
                                                ("2016-04-01 00:00", None), ("2016-04-01 09:00", None)])
    def test_since(self, end, since):
        """Whole days from the last return before the first day; one on it is not yet known."""
        out = made([("a", "2016-03-01", end, "missing")]).query("child == 'a'")
        assert out["since"].fillna(-1).tolist()[:2] == [-1, -1 if since is None else since]

    def test_attended(self):
        """Of the last term that ended before the first day, over all schools; not of one that ends on it."""
        terms = table_of("attendance", "child start end possible attended",
                         ("a", "2015-09-01", "2015-12-18", 100, 90), ("a", "2015-09-01", "2015-12-18", 50, 30),
                         ("a", "2016-01-05", "2016-04-01", 100, 10), ("a", "2016-04-15", "2016-07-20", 0, 0),
                         ("b", "2016-01-05", "2016-03-24", None, 10))
        out = made([], tables={"attendance": terms})
        mine = out.groupby("child")["attended"].agg(list)
        assert mine["a"] == pytest.approx([120 / 150, 120 / 150, 0.1, 0.1])
        assert pd.isna(mine["b"]).all()

    def test_nobody(self):
        """No child, no quarter."""
        linked = linked_of({})
        none = CHILDREN.iloc[:0]
        cohort = {"children": none, "states": states(linked, none, PERIOD, {}),
                  "episodes": frame("child start end scope"), "contacts": frame("child start end source")}
        assert histories(cohort, linked, PERIOD).empty

    def test_the_example_adds_up(self, example):
        """Episodes of the quarters are the cohort's in scope of children under 18; days are the states'."""
        _, folder = example
        out, lived, found = (pd.read_parquet(folder / f"{name}.parquet")
                             for name in ("histories", "states", "episodes"))
        counted = found[found["scope"] == "missing"]
        pairs = counted.merge(lived.groupby("child").agg(first=("start", "min"), last=("end", "max")), on="child")
        inside = (pairs["first"] <= pairs["start"]) & (pairs["start"] < pairs["last"])
        assert out["episodes"].sum() == inside.sum() > 3000
        assert out["days"].sum() == (lived["end"] - lived["start"]).dt.days.sum()
        assert (out.filter(like="open_").to_numpy() >= 0).all()
        assert (out.filter(like="open_").to_numpy() <= out.filter(like="had_")[
            [name.replace("open_", "had_") for name in out.filter(like="open_")]].to_numpy()).all()
