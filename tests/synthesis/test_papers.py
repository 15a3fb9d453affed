"""Every fault that a paper plants is found by the rule that looks for it."""

from __future__ import annotations

import pandas as pd
import pytest

from missing_audit.config import load
from missing_audit.quality import check_all
from missing_audit.sources import SOURCES
from smallshire import EXAMPLE
from sources.extract import module

PLANTED = [(name, fault, rule) for name in SOURCES for fault, rule in getattr(module(name), "PLANTED", {}).items()]


@pytest.fixture(scope="module")
def checked():
    return check_all(load(EXAMPLE))


@pytest.fixture(scope="module")
def links():
    return pd.read_csv(EXAMPLE / "truth_links.csv", dtype=str).fillna("")


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
