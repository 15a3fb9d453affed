"""Records of several sources joined into episodes: by hand, by what must always hold, and against the truth."""

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handmade import frame
from missing_audit import joining
from missing_audit.joining import Window, joined, records
from missing_audit.linkage.accuracy import read_truth
from missing_audit.sources import RECORDERS

KINDS = {name: tuple(dict.fromkeys(source.records)) for name, source in RECORDERS.items()}


def rows(source: str, *found: tuple) -> pd.DataFrame:
    """Records of a source: child, kind, start, and if there is one, end; police also when they were told."""
    full = [(*row, None) if len(row) == 3 else row for row in found]
    if source == "police":
        return frame("child kind start end reported", *((*row, row[2]) if len(row) == 4 else row for row in full))
    return frame("child kind start end", *full)


def tables_of(**sources: list[tuple]) -> dict[str, pd.DataFrame]:
    return {name: rows(name, *found) for name, found in sources.items()}


def partition(found) -> list[list[str]]:
    """Episodes as the sorted contents of their records."""
    said = found.reports[["source", "child", "kind", "start", "end", "told"]].astype("str").fillna("-")
    said = pd.Series(["|".join(row) for row in said.itertuples(index=False)], index=said.index)
    return sorted(sorted(each) for _, each in said.groupby(found.reports["episode"]))


def sizes(found) -> list[int]:
    return found.episodes["episode"].map(found.reports["episode"].value_counts()).tolist()


@st.composite
def counties(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    """Records of up to three sources over three days, of two children, some without a return."""
    tables = {}
    for name in draw(st.sets(st.sampled_from(sorted(KINDS)))):
        step = pd.Timedelta(hours=1) if RECORDERS[name].timed else pd.Timedelta(days=1)
        record = st.tuples(st.sampled_from("ab"), st.sampled_from(KINDS[name]),
                           st.integers(0, 72 if RECORDERS[name].timed else 3),
                           st.one_of(st.none(), st.integers(0, 30 if RECORDERS[name].timed else 2)))
        first = pd.Timestamp(2015, 1, 1)
        tables[name] = rows(name, *(
            (child, kind, first + begun * step, None if lasts is None else first + (begun + lasts) * step)
            for child, kind, begun, lasts in draw(st.lists(record, max_size=6))))
    return tables


class TestRecords:
    """Every record of every source, in one form."""

    def test_as_recorded(self):
        """Whose, where it stands, what it is called; when the agency was told, where its source says."""
        found = records(tables_of(
            looked_after_missing=[("a", "away", "2015-01-02", "2015-01-03")],
            police=[("a", "absent", "2015-01-02 10:00", None, "2015-01-02 11:00")],
            home_logs=[("b", "missing", "2015-01-02 09:00")]))
        assert found[["source", "row", "child", "kind", "timed"]].to_numpy().tolist() == [
            ["police", 0, "a", "absent", True], ["home_logs", 0, "b", "missing", True],
            ["looked_after_missing", 0, "a", "away", False]]
        assert found["told"].tolist()[:2] == [pd.Timestamp(2015, 1, 2, 11), pd.Timestamp(2015, 1, 2, 9)]
        assert pd.isna(found["told"][2])

    def test_no_source(self):
        """No record; and sources of other things have none either."""
        assert records({}).empty
        assert records({"caf": frame("child assessed", ("a", "2015-01-01"))}).empty


class TestJoined:
    """One episode, whoever recorded it."""

    def test_all_three(self):
        """The first source that gives the time of day counts; a row of the return goes with the nearest."""
        found = joined(tables_of(
            police=[("a", "missing", "2015-01-01 20:00", None, "2015-01-01 21:00")],
            home_logs=[("a", "missing", "2015-01-01 19:00", "2015-01-01 23:00"), ("a", "missing", "2015-02-01 19:00")],
            looked_after_missing=[("a", "missing", day, day) for day in ("2015-01-02", "2015-02-01", "2015-03-01")]))
        assert found.episodes["start"].astype("str").tolist() == [
            "2015-01-01 20:00:00", "2015-02-01 19:00:00", "2015-03-01 00:00:00"]
        assert sizes(found) == [3, 2, 1]
        first = found.episodes.iloc[0]
        assert str(first["end"]) == "2015-01-01 23:00:00"  # the police have none
        assert str(first["told"]) == "2015-01-01 19:00:00"  # the home knew before the police

    def test_no_source_and_one(self):
        """Nothing; and each record by itself, in the order of time."""
        nothing = joined({})
        assert nothing.episodes.empty
        assert nothing.reports.empty
        assert set(RECORDERS) <= set(nothing.episodes.columns)
        one = joined(tables_of(police=[("b", "absent", "2015-02-01 10:00"), ("a", "missing", "2015-01-01 10:00")]))
        assert one.episodes["child"].tolist() == ["a", "b"]
        assert one.episodes["police"].tolist() == ["missing", "absent"]
        assert one.episodes[["home_logs", "looked_after_missing"]].isna().all(axis=None)

    @settings(max_examples=60, deadline=None)
    @given(counties())
    def test_one_child_at_a_time(self, tables):
        """As all together, numbers and order and all."""
        whole = joined(tables)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(joining, "TOGETHER", 1)
            single = joined(tables)
        pd.testing.assert_frame_equal(single.episodes, whole.episodes, check_exact=True)
        pd.testing.assert_frame_equal(single.reports, whole.reports, check_exact=True)

    @pytest.mark.parametrize(("clock", "until", "together"), [
        ("20:00", "23:30", True), ("04:00", "22:00", True), ("03:59", "22:00", False),  # both: at most twelve hours
        ("15:00", "15:30", True), ("14:59", "15:30", False),  # over before the other begins: at most one
    ])
    def test_two_clocks(self, clock, until, together):
        """Overlapping and within twelve hours, or within one hour, the edge counted; the police have 16:00 to 23:00."""
        found = joined(tables_of(police=[("a", "missing", "2015-01-01 16:00", "2015-01-01 23:00")],
                                 home_logs=[("a", "missing", f"2015-01-01 {clock}", f"2015-01-01 {until}")]))
        assert (len(found.episodes) == 1) is together

    @pytest.mark.parametrize(("clock", "together"), [("04:00", True), ("03:59", False)])
    def test_without_a_return(self, clock, together):
        """Twelve hours, since nobody can say that they do not overlap."""
        found = joined(tables_of(police=[("a", "missing", "2015-01-01 16:00")],
                                 home_logs=[("a", "missing", f"2015-01-01 {clock}", "2015-01-01 05:00")]))
        assert (len(found.episodes) == 1) is together

    @pytest.mark.parametrize(("day", "together"), [("2015-01-01", True), ("2015-01-02", True), ("2014-12-31", True),
                                                   ("2015-01-03", False), ("2014-12-30", False)])
    def test_a_day_against_a_time(self, day, together):
        """The same day, the one before or the one after, even a minute before midnight."""
        found = joined(tables_of(police=[("a", "missing", "2015-01-01 23:59", "2015-01-02 08:00")],
                                 looked_after_missing=[("a", "missing", day, day)]))
        assert (len(found.episodes) == 1) is together
        assert "2015-01-01 23:59:00" in found.episodes["start"].astype("str").tolist()

    @pytest.mark.parametrize("other", ["2014-12-31", "2015-01-02"])
    def test_nearest_pair(self, other):
        """Of two claims within reach of one episode the nearer is joined, be it the earlier or the later."""
        found = joined(tables_of(
            police=[("a", "missing", "2015-01-01 12:00", "2015-01-01 13:00")],
            looked_after_missing=[("a", "missing", other, other), ("a", "away", "2015-01-01", None)]))
        with_police = found.reports[found.reports["episode"].isin(
            found.reports.loc[found.reports["source"] == "police", "episode"])]
        assert with_police["kind"].tolist() == ["away", "missing"]
        assert len(found.episodes) == 2

    def test_each_goes_to_its_own(self):
        """Twice in two days, by both: two episodes, not one and two halves."""
        found = joined(tables_of(
            police=[("a", "missing", "2015-01-01 20:00", "2015-01-01 22:00"),
                    ("a", "missing", "2015-01-02 20:00", "2015-01-02 22:00")],
            looked_after_missing=[("a", "missing", "2015-01-02", "2015-01-02"),
                                  ("a", "missing", "2015-01-01", "2015-01-01")]))
        assert sizes(found) == [2, 2]
        days = found.reports.groupby("episode")["start"].agg(lambda start: start.dt.normalize().nunique())
        assert days.tolist() == [1, 1]

    def test_reported_twice(self):
        """Two records of one source that overlap are one episode, and the second is told from the first."""
        found = joined(tables_of(police=[("a", "absent", "2015-01-01 21:00", "2015-01-02 02:00"),
                                         ("a", "missing", "2015-01-01 20:00", "2015-01-02 01:00"),
                                         ("a", "missing", "2015-01-02 03:00", "2015-01-02 04:00")]))
        assert sizes(found) == [2, 1]
        assert found.reports["again"].tolist() == [True, False, False]
        assert found.episodes["police"].tolist() == ["missing", "missing"]  # the graver of the two words
        assert str(found.episodes["end"][0]) == "2015-01-02 01:00:00"  # by the record that gave the start

    def test_the_return_reports_twice(self):
        """Rows of days overlap where one begins before the other has ended, not on the day on which it ends."""
        found = joined(tables_of(looked_after_missing=[
            ("a", "missing", "2015-01-01", "2015-01-03"), ("a", "missing", "2015-01-02", "2015-01-04"),
            ("b", "missing", "2015-01-01", "2015-01-02"), ("b", "missing", "2015-01-02", "2015-01-04")]))
        assert found.episodes["child"].value_counts().to_dict() == {"a": 1, "b": 2}

    def test_within_another(self):
        """Days away, in which the home logs hours: one episode, from beginning to end."""
        found = joined(tables_of(
            police=[("a", "missing", "2015-01-01 08:00", "2015-01-05 08:00"),
                    ("a", "missing", "2015-01-06 08:00", "2015-01-06 09:00")],
            home_logs=[("a", "unauthorised", "2015-01-03 20:00", "2015-01-03 23:00"),
                       ("b", "unauthorised", "2015-01-03 20:00", "2015-01-03 23:00")]))
        assert sizes(found) == [2, 1, 1]
        assert found.episodes.loc[0, ["police", "home_logs"]].tolist() == ["missing", "unauthorised"]

    def test_until_the_same_minute(self):
        """An end with the other's is within it."""
        found = joined(tables_of(police=[("a", "missing", "2015-01-01 08:00", "2015-01-05 08:00")],
                                 home_logs=[("a", "unauthorised", "2015-01-03 20:00", "2015-01-05 08:00")]))
        assert len(found.episodes) == 1

    def test_not_quite_within(self):
        """An end after the other's, or none at all: two episodes."""
        for back in ("2015-01-05 08:01", None):
            found = joined(tables_of(police=[("a", "missing", "2015-01-01 08:00", "2015-01-05 08:00")],
                                     home_logs=[("a", "unauthorised", "2015-01-03 20:00", back)]))
            assert len(found.episodes) == 2

    def test_sources_that_disagree(self):
        """Each one's word stands under its own name."""
        found = joined(tables_of(police=[("a", "absent", "2015-01-01 20:00", "2015-01-01 22:00")],
                                 home_logs=[("a", "missing", "2015-01-01 20:10", "2015-01-01 22:00")]))
        assert found.episodes[["police", "home_logs"]].to_numpy().tolist() == [["absent", "missing"]]

    def test_other_children_are_others(self):
        """Two children at one time are two episodes."""
        assert len(joined(tables_of(police=[("a", "missing", "2015-01-01 20:00")],
                                    home_logs=[("b", "missing", "2015-01-01 20:00")])).episodes) == 2

    def test_another_window(self):
        """Two hours apart and over: joined by two hours, not by one; and nothing at all where nothing is joined."""
        tables = tables_of(police=[("a", "missing", "2015-01-01 20:00", "2015-01-01 20:30")],
                           home_logs=[("a", "missing", "2015-01-01 22:00", "2015-01-01 23:00"),
                                      ("a", "missing", "2015-01-01 22:10", "2015-01-01 22:20")])
        assert sizes(joined(tables)) == [1, 2]
        assert sizes(joined(tables, Window(apart=2))) == [3]
        assert sizes(joined(tables, Window(hours=-1, apart=-1, days=-1, inside=False))) == [1, 1, 1]

    @settings(max_examples=30)
    @given(counties(), st.randoms(use_true_random=False))
    def test_what_always_holds(self, tables, random):
        """Nothing lost, nothing twice; episodes say what their records do; the order of rows does not matter."""
        found = joined(tables)
        self.no_record_is_lost_or_used_twice(tables, found)
        self.says_what_its_records_do(found)
        self.none_within_another(found)
        shuffled = {name: table.iloc[random.sample(range(len(table)), len(table))].reset_index(drop=True)
                    for name, table in tables.items()}
        other = joined(shuffled)
        assert partition(found) == partition(other)
        pd.testing.assert_frame_equal(found.episodes, other.episodes)

    def no_record_is_lost_or_used_twice(self, tables, found):
        """Every record is in one episode; an episode is of one child; those of one source in it follow a first."""
        assert sorted(zip(found.reports["source"], found.reports["row"], strict=True)) == sorted(
            (name, row) for name, table in tables.items() for row in table.index)
        assert set(found.reports["episode"]) == set(found.episodes["episode"])
        assert (found.reports.groupby("episode")["child"].nunique() == 1).all()
        first = found.reports[~found.reports["again"]]
        assert len(first) == len(found.reports.drop_duplicates(["episode", "source"]))
        assert not first.duplicated(["episode", "source"]).any()

    def says_what_its_records_do(self, found):
        """Start, end, and each source's word, looked up one by one."""
        for episode in found.episodes.itertuples():
            mine = found.reports[found.reports["episode"] == episode.episode]
            lead = next(name for name in RECORDERS if (mine["source"] == name).any())
            assert episode.start == mine.loc[mine["source"] == lead, "start"].min()
            assert pd.isna(episode.end) == mine["end"].isna().all()
            assert pd.isna(episode.end) or episode.end in set(mine["end"])
            assert (pd.isna(episode.told) and mine["told"].isna().all()) or episode.told == mine["told"].min()
            for name, source in RECORDERS.items():
                said, word = set(mine.loc[mine["source"] == name, "kind"]), getattr(episode, name)
                assert pd.isna(word) if not said else word in said
                assert "missing" not in {source.records[kind] for kind in said} or source.records[word] == "missing"

    def none_within_another(self, found):
        """By their records with a time of day and a return."""
        timed = found.reports[found.reports["timed"]]
        spans = timed.groupby("episode").agg(child=("child", "first"), start=("start", "min"), end=("end", "max"))
        for (_, one), (_, other) in itertools.permutations(spans.dropna().iterrows(), 2):
            assert one["child"] != other["child"] or one["start"] < other["start"] or one["end"] > other["end"]

    def test_an_open_record_beside_a_closed_one(self):
        """Twice from the same minute, once without a return: one episode, whichever stands first in the file."""
        twice = [("a", "missing", "2015-01-01 20:00", "2015-01-01 23:00"), ("a", "missing", "2015-01-01 20:00")]
        assert sizes(joined(tables_of(police=twice))) == sizes(joined(tables_of(police=twice[::-1]))) == [2]

    def test_example_shuffled(self, example):
        """The example's records in another order make the same episodes."""
        _, folder = example
        tables = {name: pd.read_parquet(folder / "linked" / f"{name}.parquet") for name in KINDS}
        mixed = {name: table.sample(frac=1, random_state=5).reset_index(drop=True) for name, table in tables.items()}
        assert partition(joined(tables)) == partition(joined(mixed))

    def test_against_the_truth(self, example):
        """Pairs of records that are joined and that should be, listed one by one: 97 in 100 of either are both."""
        settings, folder = example
        reports = pd.read_parquet(folder / "reports.parquet")
        lines = {name: pd.read_parquet(folder / "linked" / f"{name}.parquet")["line"] for name in KINDS}
        true = read_truth(settings, "event")["event"].to_dict()
        pairs = {"made": set(), "true": set()}
        reports["key"] = [(row.source, lines[row.source][row.row]) for row in reports.itertuples()]
        reports["event"] = reports["key"].map(true)
        for which, by in (("made", "episode"), ("true", "event")):
            for _, keys in reports.dropna(subset=["event"]).groupby(by)["key"]:
                pairs[which] |= set(itertools.combinations(sorted(keys), 2))
        right = pairs["made"] & pairs["true"]
        assert len(pairs["true"]) > 2000
        assert len(right) / len(pairs["made"]) >= 0.97
        assert len(right) / len(pairs["true"]) >= 0.97
