"""Where and how children lived, against loops over every day of a short county."""

import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handmade import DAY, day, days_of, frame, linked_of, runs_of, settings_of
from missing_audit.collated import COLLATED
from missing_audit.states import living_on, minority, person_time, placed_on, spells, states

YEAR = settings_of("2016-01-01", "2016-12-31")
CARE = "child start end placement legal_status place_area"
GROUPS = {"U6": "foster", "K2": "residential"}
CHILDREN = frame("child district area", ("a", "North", "N1"), ("b", "South", None), ("c", None, None))


def care_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Episodes of care of those runs, in foster care and a home by turns; the last to begin of each child is open."""
    codes = ["U6" if place % 2 else "K2" for place in range(len(runs))]
    return runs.assign(placement=pd.Series(codes, dtype="str"), legal_status="C2", place_area=runs["name"],
                       end=runs["end"].mask(~runs["child"].duplicated(keep="last")))


class TestSpells:
    """Placements as runs."""

    def test_care_and_notices(self):
        """Codes become groups, what is open goes on, and a notice has no legal status."""
        out = spells({
            "looked_after_episodes": frame(CARE, ("a", "2016-01-01", None, "U6", "C2", "N1"),
                                           ("a", "2015-01-01", "2016-01-01", "??", "C2", None)),
            "placed_by_others": frame("child start end kind", ("b", "2016-02-01", "2016-03-01", "residential"))})
        assert out["placement"].tolist() == ["unknown", "foster", "residential"]
        assert out["end"].dt.year.tolist() == [2016, 2100, 2016]
        assert out["legal_status"].fillna("-").tolist() == ["C2", "C2", "-"]

    def test_no_source(self):
        """No placement, and the columns all the same."""
        assert spells({}).empty
        assert [*spells({}).columns] == CARE.split()


class TestStates:
    """Each child's days of the period."""

    @settings(max_examples=20)
    @given(runs_of(children="abc"), st.sampled_from([None, "2016-02-25", "2004-02-29", "1998-03-04", "1998-02-28"]))
    def test_day_by_day(self, runs, born):
        """Every day under 18 once, in order, with the placement that began last; else at home."""
        births = {"a": born} if born else {}
        linked = linked_of({"looked_after_episodes": care_of(runs)}, births=births)
        out = states(linked, CHILDREN, YEAR, {"run 1": "West"})
        care = care_of(runs).fillna({"end": pd.Timestamp(2017, 1, 1)})
        care = care.assign(group=care["placement"].map(GROUPS)).sort_values(["start", "end", "group"], kind="stable")
        held = {}
        for run in care.itertuples():
            held |= {(run.child, each): run for each in pd.date_range(run.start, run.end - DAY, unit="s")}
        whole = list(pd.date_range("2016-01-01", "2016-12-31", unit="s"))
        first, last = (pd.Timestamp(born), self.grown(born)) if born else (whole[0], whole[-1] + DAY)
        under = [each for each in whole if first <= each < last]
        for child, district in (("a", "North"), ("b", "South"), ("c", None)):
            mine = out[out["child"] == child]
            assert [each for _, each, _ in days_of(mine)] == (under if child == "a" else whole)
            rows = mine.to_dict("records")
            for _, each, place in days_of(mine):
                run = held.get((child, each))
                assert rows[place]["placement"] == ("home" if run is None else run.group)
                assert pd.isna(rows[place]["legal_status"]) == (run is None)
                lives = district if run is None else {"run 1": "West"}.get(run.name)
                assert rows[place]["district"] == lives or (lives is None and pd.isna(rows[place]["district"]))
        assert [*out.columns] == COLLATED["states"].names

    def grown(self, born: str) -> pd.Timestamp:
        date = datetime.date.fromisoformat(born)
        leap = (date.month, date.day) == (2, 29)  # and eighteen years later there is no such day
        return pd.Timestamp(date.year + 18, 3, 1) if leap else pd.Timestamp(date.replace(year=date.year + 18))

    def test_levels(self):
        """The case record's while it is open, else the CAF's; of two at one time, the later to begin."""
        linked = linked_of({
            "case_records": frame("child opened closed level", ("a", "2016-03-01", "2016-05-01", "4")),
            "caf": frame("child assessed closed level", ("a", "2016-02-01", None, "2"),
                         ("a", "2016-04-01", "2016-06-01", "3"), ("a", "2016-07-01", "2016-08-01", None))})
        out = states(linked, CHILDREN, YEAR, {})
        mine = out[out["child"] == "a"]
        # The undated level and the case record's end are edges too: neighbouring states may say the same.
        changes = mine[mine["level"].fillna("-") != mine["level"].fillna("-").shift()]
        assert list(zip(changes["start"].dt.month, changes["level"].fillna("-"), strict=True)) == [
            (1, "-"), (2, "2"), (3, "4"), (5, "3"), (6, "2")]

    def test_what_cannot_be_known(self):
        """Without the return nobody's placement is; with it, not that of a child whose record it contradicts."""
        without = states(linked_of({}), CHILDREN, YEAR, {})
        assert set(without["placement"]) == {"unknown"}
        care = frame(CARE, ("b", "2016-01-01", "2016-02-01", "U6", "C2", None))
        out = states(linked_of({"looked_after_episodes": care}, disputed=frozenset("ab")), CHILDREN, YEAR, {})
        assert out.groupby("child")["placement"].agg(list).to_dict() == {
            "a": ["unknown"], "b": ["foster", "unknown"], "c": ["home"]}

    def test_nobody(self):
        """No child, no state."""
        assert states(linked_of({}), CHILDREN.iloc[:0], YEAR, {}).empty


class TestMinority:
    """From when to when each child was under 18."""

    @pytest.mark.parametrize(("born", "expected"), [
        ("2016-06-01", ("2016-06-01", "2017-01-01")), ("1998-06-01", ("2016-01-01", "2016-06-01")),
        ("1998-01-02", ("2016-01-01", "2016-01-02")), ("1998-01-01", None),
        ("2016-12-31", ("2016-12-31", "2017-01-01")), ("2017-01-01", None), (None, ("2016-01-01", "2017-01-01")),
    ])
    def test_by_hand(self, born, expected):
        """Born within, grown up within, either on the edge, and of unknown birth."""
        out = minority(linked_of({}, births={"a": born} if born else {"z": "2010-01-01"}), pd.Series(["a"]), YEAR)
        assert [(str(f.date()), str(e.date())) for _, f, e in out.itertuples(index=False)] == (
            [expected] if expected else [])

    def test_born_on_a_leap_day(self):
        """Under 18 on 28 February, when the age in completed years is 17."""
        period = settings_of("2017-04-01", "2018-03-31")
        out = minority(linked_of({}, births={"a": "2000-02-29"}), pd.Series(["a"]), period)
        assert str(out["end"][0].date()) == "2018-03-01"


class TestLivingOn:
    """State on a day."""

    def test_times_of_day(self):
        """The day counts, to its last minute; nothing outside every state."""
        found = frame("child start end placement legal_status level district area",
                      ("a", "2016-01-01", "2016-02-01", "home", None, "2", "North", None))
        asked = frame("child start", ("a", "2016-01-31 23:59"), ("a", "2016-02-01 00:00"), ("b", "2016-01-05"))
        assert living_on(asked, found)["level"].fillna("-").tolist() == ["2", "-", "-"]


class TestPlacedOn:
    """Placement on the first day of an episode."""

    @given(runs_of(shortest=0), st.lists(st.tuples(st.sampled_from("ab"), st.integers(-1, 25)), max_size=6))
    def test_day_by_day(self, runs, asked):
        """That of the day, else that which ended on it: the last to begin."""
        care = care_of(runs)
        days = frame("child start", *((child, day(number) + pd.Timedelta(hours=21)) for child, number in asked))
        out = placed_on(days, {"looked_after_episodes": care})
        for row, (child, number) in enumerate(asked):
            mine = care[care["child"] == child].fillna({"end": pd.Timestamp(2100, 1, 1)}).sort_values(
                ["start", "end", "placement"], key=lambda column: column.map(GROUPS) if column.name == "placement"
                else column, kind="stable")
            inside = mine[(mine["start"] <= day(number)) & (day(number) < mine["end"])]
            ended = mine[(mine["start"] <= day(number)) & (day(number) == mine["end"])]
            if len(inside):
                assert out["placement"][row] == GROUPS[inside["placement"].iloc[-1]]
            elif len(ended):
                assert out["placement"][row] in {GROUPS[code] for code in ended["placement"]}
            else:
                assert pd.isna(out["placement"][row])

    def test_no_return(self):
        """Nothing is known."""
        assert placed_on(frame("child start", ("a", "2016-01-01")), {})["placement"].isna().all()


class TestPersonTime:
    """Days by placement, age, season and year."""

    @pytest.mark.parametrize(("start", "end"), [("2016-01-01", "2016-12-31"), ("2014-04-01", "2016-03-31"),
                                                ("2015-09-15", "2016-09-14")])
    def test_day_by_day(self, start, end):
        """One year by the calendar, two from April, and one from the middle of a month: each day counted by itself."""
        period = settings_of(start, end)
        births = {"a": "2004-02-29", "b": "1998-03-01", "c": "2015-11-30"}
        care = frame(CARE, ("a", "2014-02-01", "2016-02-29", "U6", "C2", "N1"),
                     ("a", "2016-02-15", None, "K2", "C2", "N2"))
        linked = linked_of({"looked_after_episodes": care}, births=births, sexes={"a": "female"})
        lived = states(linked, pd.concat([CHILDREN, frame("child district area", ("d", "North", None))]), period,
                       {"N1": "North"})
        out = person_time(lived, linked, period)
        expected = {}
        first = datetime.date.fromisoformat(start)
        for child, each, place in days_of(lived):
            born = births.get(child)
            age = None if born is None else each.year - int(born[:4]) - (each.strftime("%m-%d") < born[5:])
            year = each.year - ((each.month, each.day) < (first.month, first.day))
            season = ["winter", "spring", "summer", "autumn"][each.month % 12 // 3]
            state = lived.iloc[place]
            key = (child, "female" if child == "a" else "unknown", age, year, season, state["placement"],
                   state["district"], state["area"])
            key = tuple(None if pd.isna(value) else value for value in key)
            expected[key] = expected.get(key, 0) + 1
        columns = ["child", "sex", "age", "year", "season", "placement", "district", "area"]
        found = {tuple(None if pd.isna(value) else value for value in row[:-1]): row[-1]
                 for row in out[[*columns, "days"]].itertuples(index=False, name=None)}
        assert found == expected
        assert out["age"].max() == 17

    def test_the_example_adds_up(self, example):
        """As many days as the states have, and as every child was under 18 in the period; nobody is 18."""
        settings, folder = example
        lived, days = (pd.read_parquet(folder / f"{name}.parquet") for name in ("states", "person_time"))
        identity = pd.read_parquet(folder / "linkage" / "identity.parquet")
        assert days["days"].sum() == (lived["end"] - lived["start"]).dt.days.sum()
        assert not days["age"].ge(18).any()
        children = pd.read_parquet(folder / "children.parquet")
        assert set(lived["child"]) <= set(children["child"])
        # Of children of whom all rows give one birth, the days are worked out from it alone.
        sure = identity.dropna(subset=["dob"]).groupby("child")["dob"].agg(["min", "nunique"]).query("nunique == 1")
        first, last = settings.period.start, settings.period.end + datetime.timedelta(days=1)
        counted = days.groupby("child")["days"].sum()
        for child, born in sure["min"].dt.date.items():
            leap = (born.month, born.day) == (2, 29)
            grown = datetime.date(born.year + 18, 3, 1) if leap else born.replace(year=born.year + 18)
            assert counted.get(child, 0) == max((min(last, grown) - max(first, born)).days, 0), child
        assert len(sure) > 2000

    def test_the_example_has_no_gap(self, example):
        """Each state begins on the day on which the one before ended."""
        _, folder = example
        lived = pd.read_parquet(folder / "states.parquet")
        following = lived.groupby("child")["start"].shift(-1)
        assert (following.isna() | (following == lived["end"])).all()
        assert (lived["start"] < lived["end"]).all()
