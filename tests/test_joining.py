"""Rows of several sources joined into episodes, marked against the truth of the example county."""

import pandas as pd

from missing_audit.joining import JOIN_HOURS, joined
from missing_audit.linkage import link, read_key
from missing_audit.quality import check_all
from smallshire import EXAMPLE


def rows(kind, *starts, child="a"):
    return pd.DataFrame({"child": child, "kind": kind, "start": pd.to_datetime(list(starts)).astype("datetime64[s]"),
                         "end": pd.NaT})


class TestJoined:
    """One episode, whoever recorded it."""

    def test_all_three(self):
        """The police's time counts, else the home's; a row of the return goes with the nearest."""
        found = joined({"police": rows("missing", "2015-01-01 20:00"),
                        "home_logs": rows("missing", "2015-01-01 19:00", "2015-02-01 19:00"),
                        "looked_after_missing": rows("missing", "2015-01-02", "2015-02-01", "2015-03-01")})
        assert found["start"].astype(str).tolist() == ["2015-01-01 20:00:00", "2015-02-01 19:00:00",
                                                       "2015-03-01 00:00:00"]
        assert found[["police", "home_log", "return_"]].notna().sum(axis=1).tolist() == [3, 2, 1]

    def test_no_row_is_lost_or_used_twice(self):
        """As many of each source's rows come out as went in, however close they lie."""
        tables = {"police": rows("missing", "2015-01-01 08:00", "2015-01-01 20:00", "2015-01-02 09:00"),
                  "home_logs": rows("unauthorised", "2015-01-01 09:00", "2015-01-02 20:00"),
                  "looked_after_missing": rows("away", "2015-01-01", "2015-01-02")}
        found = joined(tables)
        assert [int(found[c].notna().sum()) for c in ("police", "home_log", "return_")] == [3, 2, 2]

    def test_other_children_are_others(self):
        """Two children at one time are two episodes."""
        assert len(joined({"police": rows("missing", "2015-01-01 20:00"),
                           "home_logs": rows("missing", "2015-01-01 20:00", child="b")})) == 2

    def test_against_the_truth(self, example):
        """Of the pairs of police report and log made in the example, fewer than one in a hundred are of two events."""
        settings, _ = example
        checked = check_all(settings)
        tables = link(checked.used, read_key(settings), disputed=checked.disputed).tables
        true = pd.read_csv(EXAMPLE / "truth_links.csv").set_index(["source", "line"])["event"]
        # The event of each row travels through the join in a column that it hands on.
        marked = {}
        for name in ("police", "home_logs"):
            lines = pd.MultiIndex.from_product([[name], checked.used[name]["line"]])
            marked[name] = tables[name].assign(kind=true.reindex(lines).to_numpy())
        both = joined(marked).dropna(subset=["police", "home_log"])
        assert JOIN_HOURS == 12
        assert len(both) > 450
        assert (both["police"] != both["home_log"]).mean() < 0.01
