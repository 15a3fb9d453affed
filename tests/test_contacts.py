"""Dated rows of all sources but those of missing episodes."""

import pandas as pd

from handmade import frame
from missing_audit.collated import COLLATED
from missing_audit.contacts import contacts
from missing_audit.sources import RECORDERS, SOURCES


class TestContacts:
    """One row a dated row."""

    def test_by_hand(self):
        """In order of time, by day; a row without a date is left out, and so are records of missing episodes."""
        found = contacts({
            "caf": frame("child assessed closed outcome", ("b", "2015-02-01", "2015-03-01", "closed"),
                         ("a", "2015-01-01", None, None), ("a", None, None, "open")),
            "looked_after_episodes": frame("child start end", ("a", "2014-12-31", "2015-01-05")),
            "police": frame("child start end kind", ("a", "2015-01-01 20:00", None, "missing"))})
        assert found["source"].tolist() == ["looked_after_episodes", "caf", "caf"]
        assert found["child"].tolist() == ["a", "a", "b"]
        assert found["start"].dt.strftime("%d %b").tolist() == ["31 Dec", "01 Jan", "01 Feb"]
        assert found["end"].isna().tolist() == [False, True, False]
        assert found["kind"].fillna("-").tolist() == ["-", "-", "closed"]

    def test_what_comes_at_set_times(self):
        """A row a term, or one a year, says nothing of a contact."""
        regular = [name for name, source in SOURCES.items() if source.regular]
        assert "attendance" in regular
        tables = {name: frame(f"child {SOURCES[name].dated}", ("a", "2015-01-01")) for name in regular}
        assert contacts(tables).empty

    def test_no_source(self):
        """No row, and the columns with the kinds that they always have."""
        found = contacts({})
        assert [*found.columns] == COLLATED["contacts"].names
        assert [*found.dtypes[["start", "end"]].astype("str")] == ["datetime64[s]"] * 2

    def test_nothing_lost(self, example):
        """As many rows as the example's linked sources have with a date."""
        _, folder = example
        found = pd.read_parquet(folder / "contacts.parquet")
        for name, source in SOURCES.items():
            path = folder / "linked" / f"{name}.parquet"
            rows = pd.read_parquet(path) if path.is_file() else None
            left_out = rows is None or not source.dated or source.regular or name in RECORDERS
            dated = 0 if left_out else rows[source.dated].notna().sum()
            assert (found["source"] == name).sum() == dated, name
        assert len(found) > 1000
