"""Runs of days against loops over every day."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from handmade import DAY, day, days_of, frame, runs_of
from missing_audit.intervals import birthdays, cut_at, cut_at_birthdays, disjoint, elementary, within

BIRTHS = ["2004-02-29", "2000-02-29", "2003-02-28", "2003-03-01", "2016-02-25", "2001-12-31", None]


def completed(born: str, on: pd.Timestamp) -> int:
    """Years completed, counted birthday by birthday; a birthday that a year does not have is the day after."""
    first, years = pd.Timestamp(born), 0
    if on < first:
        return -1
    while (on.year, on.month, on.day) >= (first.year + years + 1, first.month, first.day):
        years += 1
    return years


class TestBirthdays:
    """The day on which so many years are completed."""

    def test_leap_day(self):
        """On 1 March where the year has no 29 February."""
        born = pd.Series(["2004-02-29", "2004-02-29", "2004-02-28", "2004-03-01", None]).astype("datetime64[s]")
        found = birthdays(born, pd.Series([17, 16, 18, 18, 18]))
        assert found.astype("str").tolist()[:4] == ["2021-03-01", "2020-02-29", "2022-02-28", "2022-03-01"]
        assert found.isna().tolist() == [False] * 4 + [True]

    @given(st.dates(pd.Timestamp(1995, 1, 1).date(), pd.Timestamp(2016, 12, 31).date()), st.integers(0, 20))
    def test_first_day_of_that_age(self, born, years):
        """Of that age on the day, and not on the day before."""
        found = birthdays(pd.Series([pd.Timestamp(born)]), years)[0]
        assert completed(str(born), found) == years
        assert completed(str(born), found - DAY) == years - 1


class TestDisjoint:
    """At most one run a day."""

    @given(runs_of(shortest=0))
    def test_day_by_day(self, runs):
        """On every day that any run holds, the run that began last; on a tie, the later in order."""
        expected = {}
        for child, on, place in days_of(runs):
            expected[child, on] = runs["name"][place]
        out = disjoint(runs)
        found = {(child, on): out["name"][place] for child, on, place in days_of(out)}
        assert found == expected
        assert len(list(days_of(out))) == len(expected)

    @given(runs_of())
    def test_leaves_its_input(self, runs):
        """And orders what it makes by child and start."""
        before = runs.copy()
        out = disjoint(runs)
        pd.testing.assert_frame_equal(runs, before)
        pd.testing.assert_frame_equal(out, out.sort_values(["child", "start"], ignore_index=True))

    def test_the_earlier_goes_on(self):
        """A run within another: the outer counts before it and after it."""
        out = disjoint(frame("child start end name", ("a", day(0), day(9), "out"), ("a", day(3), day(5), "in")))
        assert list(zip(out["start"], out["end"], out["name"], strict=True)) == [
            (day(0), day(3), "out"), (day(3), day(5), "in"), (day(5), day(9), "out")]


class TestElementary:
    """Runs between neighbouring edges."""

    @given(runs_of(children="abc"), st.integers(0, 10), st.integers(1, 12))
    def test_day_by_day(self, runs, first, length):
        """A run begins on the first day and on every edge after it, and nowhere else; the runs leave no gap."""
        last = frame("child first end", *(("a", day(first), day(first + length)), ("b", day(0), day(4))))
        edges = pd.concat([runs[["child", "start"]], runs[["child", "end"]].set_axis(["child", "start"], axis=1)])
        out = elementary(edges, last)
        for row in last.itertuples():
            mine = out[out["child"] == row.child]
            begun = {row.first} | {on for on in edges.loc[edges["child"] == row.child, "start"]
                                   if row.first < on < row.end}
            assert mine["start"].tolist() == sorted(begun)
            assert [on for _, on, _ in days_of(mine)] == list(pd.date_range(row.first, row.end - DAY, unit="s"))
        assert "c" not in set(out["child"])

    def test_no_edges(self):
        """One run, the whole time."""
        last = frame("child first end", ("a", day(0), day(5)))
        out = elementary(frame("child start").astype({"start": "datetime64[s]"}), last)
        assert out.to_numpy().tolist() == [["a", day(0), day(5)]]


class TestWithin:
    """What held on a day."""

    @given(runs_of(), st.lists(st.tuples(st.sampled_from("abc"), st.integers(-2, 25)), max_size=8))
    def test_day_by_day(self, runs, asked):
        """The run whose days hold the day, or nothing; by the index of the days asked about."""
        apart = disjoint(runs)
        held = {(child, on): apart["name"][place] for child, on, place in days_of(apart)}
        days = frame("child start", *((child, day(number)) for child, number in asked))
        days.index = pd.Index(range(100, 100 - len(days), -1))
        out = within(days, apart, ["name"])
        assert out.index.equals(days.index)
        expected = [held.get((child, day(number))) for child, number in asked]
        assert [None if pd.isna(name) else name for name in out["name"]] == expected

    def test_nothing_to_ask_or_to_find(self):
        """As many rows as days, all missing."""
        runs, days = frame("child start end name", ("a", day(0), day(3), "x")), frame("child start", ("a", day(1)))
        assert within(days.iloc[:0], runs, ["name"]).empty
        assert within(days, runs.iloc[:0], ["name"])["name"].isna().tolist() == [True]


class TestCutAt:
    """The same days for every child."""

    @given(runs_of(), st.sets(st.integers(-3, 25), max_size=5))
    def test_day_by_day(self, runs, cuts):
        """No day is lost or made, each keeps its run, and a new part begins exactly on a cut."""
        marks = pd.DatetimeIndex([day(number) for number in sorted(cuts)]).astype("datetime64[s]")
        out = cut_at(runs, marks)
        assert sorted((child, on, out["name"][place]) for child, on, place in days_of(out)) == sorted(
            (child, on, runs["name"][place]) for child, on, place in days_of(runs))
        whole = {(run.name, on) for run in runs.itertuples() for on in marks if run.start < on < run.end}
        inner = {(part.name, part.start) for part in out.itertuples()} - {(r.name, r.start) for r in runs.itertuples()}
        assert inner == whole
        assert len(out) == len(runs) + len(whole)

    def test_no_runs(self):
        """Nothing to cut."""
        assert cut_at(frame("child start end name"), pd.DatetimeIndex([day(1)])).empty


class TestCutAtBirthdays:
    """One age a part."""

    @given(runs_of(last=30), st.sampled_from(BIRTHS), st.sampled_from(BIRTHS))
    def test_day_by_day(self, runs, one, other):
        """No day is lost or made; within a part, no birthday; between two parts of a run, exactly one."""
        born = {"a": one, "b": other}
        births = runs["child"].map(born).astype("datetime64[s]")
        out = cut_at_birthdays(runs, births)
        assert sorted((child, on, out["name"][place]) for child, on, place in days_of(out)) == sorted(
            (child, on, runs["name"][place]) for child, on, place in days_of(runs))
        for name, parts in out.groupby("name"):
            child = parts["child"].iloc[0]
            if born[child] is None:
                assert len(parts) == 1, name
                continue
            ages = [{completed(born[child], on) for _, on, _ in days_of(parts.iloc[[place]])}
                    for place in range(len(parts))]
            assert all(len(each) == 1 for each in ages)
            numbers = [each.pop() for each in ages]
            assert numbers == list(range(numbers[0], numbers[0] + len(parts)))

    def test_years(self):
        """A run of four years and a day, of a child born on a leap day."""
        runs = frame("child start end", ("a", "2015-06-01", "2019-06-02"))
        out = cut_at_birthdays(runs, pd.Series(["2004-02-29"]).astype("datetime64[s]"))
        assert out["start"].astype("str").tolist() == [
            "2015-06-01", "2016-02-29", "2017-03-01", "2018-03-01", "2019-03-01"]
