"""Every fault that a paper plants is found by the rule that looks for it, and what else is hidden is there."""

from __future__ import annotations

import pandas as pd
import pytest

from missing_audit.config import load
from missing_audit.quality import check_all
from missing_audit.sources import SOURCES
from missing_audit.synthesis import DEFAULT_CHILDREN, DEFAULT_SEED
from missing_audit.synthesis.history import History, history
from missing_audit.synthesis.parameters import Model
from smallshire import EXAMPLE
from sources.extract import module

PLANTED = [(name, fault, rule) for name in SOURCES for fault, rule in getattr(module(name), "PLANTED", {}).items()]


@pytest.fixture(scope="module")
def checked():
    return check_all(load(EXAMPLE))


@pytest.fixture(scope="module")
def links():
    return pd.read_csv(EXAMPLE / "truth_links.csv", dtype=str).fillna("")


@pytest.fixture(scope="module")
def past() -> History:
    return history(DEFAULT_SEED, Model(), DEFAULT_CHILDREN)


@pytest.mark.parametrize(("source", "fault", "rule"), PLANTED)
def test_is_found(checked, links, source, fault, rule):
    """Line by line where the rule takes rows out; at least as many where it notes or forgets what is wrong."""
    lines = links.loc[(links["source"] == source) & (links["fault"] == fault), "line"].astype(int).tolist()
    assert lines
    tally = checked.tallies.set_index("rule").loc[rule]
    assert tally["table"] == source
    if tally["action"] == "quarantine":
        held = checked.quarantine
        assert held.loc[(held["table"] == source) & (held["rule"] == rule), "line"].tolist() == lines
    else:
        assert tally["rows"] >= len(lines)


class TestWhatTheExtractsHide:
    """Beside the faults: what was planted for findings and cross-checks to see."""

    def test_second_reports_are_of_an_episode_already_reported(self, checked, links):
        """Same child and episode, another number, times within two hours."""
        mine = links[links["source"] == "police"].assign(line=lambda rows: rows["line"].astype(int))
        rows = checked.used["police"].merge(mine, on="line")
        second, first = (rows[(rows["fault"] == "second_report") == held] for held in (True, False))
        both = second.merge(first[first["fault"] == ""], on=["person", "event"], suffixes=("", "_first"))
        assert len(both) > 50
        assert (both["report_no"] != both["report_no_first"]).all()
        assert ((both["start"] - both["start_first"]).abs() <= pd.Timedelta(hours=2)).all()

    def test_custody_is_free_of_true_episodes_but_for_the_planted(self, checked, links, past):
        """Nobody is away while held."""
        mine = links[links["source"] == "offending"].assign(line=lambda rows: rows["line"].astype(int))
        rows = checked.used["offending"].merge(mine, on="line").dropna(subset=["custody_to"])
        missing = past.happened[past.happened["kind"] == "missing"]
        missing = missing.assign(person=(missing["person"] + 1).astype(str),
                                 left=pd.Timestamp(2014, 4, 1) + pd.to_timedelta(missing["start"], unit="min"))
        pairs = rows.merge(missing[["person", "left"]], on="person")
        inside = pairs[(pairs["left"] >= pairs["custody_from"]) & (pairs["left"] < pairs["custody_to"])]
        assert len(rows) > 20
        assert set(inside["fault"]) == {"custody_over_missing"}

    @pytest.mark.parametrize("source", ["offending", "mash", "wtwf", "youth_services"])
    def test_the_more_prone_are_likelier_to_be_known(self, links, past, source):
        """By frailty, which nobody sees: so that who is known to a service goes missing more often."""
        known = links.loc[(links["source"] == source) & (links["kind"] != "adult"), "person"].astype(int) - 1
        frailty = past.children["frailty"]
        assert frailty[frailty.index.isin(known)].mean() > frailty[~frailty.index.isin(known)].mean() + 0.1

    def test_harm_is_known_only_where_somebody_asked(self, checked):
        """Blank of none that was not held; asked of most, but not of all, that were."""
        rows = checked.used["return_interviews"]
        held = rows["done"].notna()
        assert rows.loc[~held & rows["outcome"].ne("accepted"), ["reasons", "harm", "wants"]].isna().all(axis=None)
        assert 0.6 < rows.loc[held, "harm"].notna().mean() < 0.9
        assert (rows["harm"] == "none").sum() > 500
