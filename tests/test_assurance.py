"""Rates, faults, agreement and windows of the example, counted again row by row; and of a county without extracts."""

import itertools

import numpy as np
import pandas as pd
import pytest

from missing_audit.assurance import CHARACTERISTICS, assured
from missing_audit.collation import assembled
from missing_audit.linkage import Linked, link, read_key
from missing_audit.quality import check_all
from missing_audit.sources import RECORDERS
from missing_audit.store import read_tables
from smallshire import AUDIT

SCOPE = ["missing", "history", "at_risk"]


@pytest.fixture(scope="module")
def stored(example):
    return read_tables(example[1])


@pytest.fixture(scope="module")
def linked_rows(example):
    return read_tables(example[1] / "linked")


class TestAssured:
    """All of it."""

    def test_no_extract(self, county):
        """Every table is there, and has nothing to say."""
        settings = county(audit_toml=AUDIT[:AUDIT.index("[sources.police]")] + AUDIT[AUDIT.index("[reference]"):])
        checked = check_all(settings)
        linked = link(checked.used, read_key(settings), settings=settings)
        found = assured(checked, linked, assembled(linked, settings), settings)
        assert found["rates"].empty
        assert found["faults"].empty
        assert found["agreement"].empty
        assert set(found["windows"]["episodes"]) == {0}
        assert set(found["known"]["children"]) == {0}
        assert found["known"]["share"].isna().all()

    def test_small_county(self, county):
        """By hand: one second row without a return, and the police's absence that a home calls nothing."""
        settings = county()
        checked = check_all(settings)
        linked = link(checked.used, read_key(settings), settings=settings)
        found = assured(checked, linked, assembled(linked, settings), settings)
        rates = found["rates"].set_index(["rule", "table"])
        assert rates.loc[("XRS-08", "police"), ["rows", "asked"]].tolist() == [1, 2]  # 10 September: missing and away
        assert rates.loc[("XRS-14", "police"), ["rows", "asked", "touched"]].tolist() == [1, 6, 0]
        assert rates.loc[("XRS-02", "home_logs"), ["rows", "asked"]].tolist() == [2, 2]
        assert set(found["faults"].query("rule == 'XRS-02'")["line"]) == {2, 4}


    def test_some_children_at_a_time(self, example, stored, monkeypatch):
        """As all together."""
        settings, _ = example
        checked = check_all(settings)
        linked = link(checked.used, read_key(settings), disputed=checked.disputed, settings=settings)
        monkeypatch.setattr(Linked.parts, "__defaults__", (300,))
        found = assured(checked, linked, stored, settings)
        for name in ("rates", "across", "agreement", "windows"):
            pd.testing.assert_frame_equal(found[name], stored[name], check_dtype=False, rtol=1e-12)
        lines = ["table", "rule", "line"]
        pd.testing.assert_frame_equal(found["faults"].sort_values(lines, ignore_index=True),
                                      stored["faults"].sort_values(lines, ignore_index=True), check_dtype=False)


class TestRates:
    """Rules by rate and by whom they touch."""

    def test_shares(self, stored):
        """Parts of what was asked; children no more than rows; the interval around the rate."""
        rates = stored["rates"]
        asked = rates[rates["asked"] > 0]
        assert (asked["rate"] == asked["rows"] / asked["asked"]).all()
        assert (asked["low"] <= asked["rate"]).all()
        assert (asked["rate"] <= asked["high"]).all()
        assert (rates["children"] <= rates["rows"]).all()
        assert not rates.duplicated(["table", "rule"]).any()

    def test_touched(self, stored, linked_rows):
        """Children in scope with a row that breaks the rule, counted from the faults; of rows set aside, all."""
        scope = set(stored["children"].query("scope in @SCOPE")["child"])
        for rule in stored["rates"].itertuples():
            if rule.action == "quarantine":
                assert rule.touched == rule.children
                continue
            lines = set(stored["faults"].query("table == @rule.table and rule == @rule.rule")["line"])
            rows = linked_rows[rule.table]
            assert rule.touched == len(set(rows.loc[rows["line"].isin(lines), "child"]) & scope), rule.rule
            assert rule.share == rule.touched / len(scope)

    def test_owner(self, example, stored):
        """Who sends the rows has to mend them, but for two rules about what is lacking beside another's."""
        rates = stored["rates"]
        others = rates[rates["owner"] != rates["table"]]
        assert set(others["rule"]) <= {"XRS-01", "XRS-13"}
        assert others.set_index("rule").loc["XRS-01", "owner"] == "looked_after_missing"


class TestAcross:
    """Rules across sources, over the rows of all."""

    def test_sums(self, stored):
        """Rows add up over the sources; children do not, since one may have rows in several."""
        across = stored["across"].set_index("rule")
        by_rule = stored["rates"].query("rule.str.startswith('XRS')", engine="python").groupby("rule")
        assert across[["rows", "asked"]].equals(by_rule[["rows", "asked"]].sum().reindex(across.index))
        assert (across["touched"] <= by_rule["touched"].sum()).all()
        assert (across["touched"] >= by_rule["touched"].max()).all()

    def test_touched(self, stored, linked_rows):
        """Children in scope, counted from the faults."""
        scope = set(stored["children"].query("scope in @SCOPE")["child"])
        for rule in stored["across"].itertuples():
            faults = stored["faults"].query("rule == @rule.rule")
            hit = {child for table, lines in faults.groupby("table")["line"]
                   for child in linked_rows[table].loc[linked_rows[table]["line"].isin(lines), "child"]}
            assert (rule.touched, rule.children) == (len(hit & scope), len(hit))


class TestFaults:
    """Every row and rule broken, by its line."""

    def test_counts(self, stored):
        """As many lines as the rates count rows."""
        counted = stored["faults"].value_counts(["table", "rule"]).to_dict()
        rates = stored["rates"].query("rows > 0").set_index(["table", "rule"])["rows"].to_dict()
        assert counted == rates

    def test_lines(self, example, stored):
        """That the file has; and no reference, which is the agency's own business."""
        rows = stored["sources"].set_index("table")["rows"]
        assert [*stored["faults"].columns] == ["table", "rule", "line"]
        assert (stored["faults"]["line"] > 1).all()
        assert (stored["faults"]["line"] <= stored["faults"]["table"].map(rows) + 10).all()


class TestKnown:
    """Characteristics of the children in scope."""

    def test_counted_again(self, stored):
        """One by one."""
        children = stored["children"]
        for line in stored["known"].itertuples():
            scopes = {"missing": ["missing"], "others": ["history", "at_risk"], "all": SCOPE}[line.scope]
            values = [value for value, scope in zip(children[line.characteristic], children["scope"], strict=True)
                      if scope in scopes]
            known = [value for value in values if not pd.isna(value) and value != "unknown"]
            assert (line.known, line.children) == (len(known), len(values))
        assert len(stored["known"]) == 3 * len(CHARACTERISTICS)


class TestAgreement:
    """Of one source's missing episodes, how many another has."""

    def test_counted_again(self, stored):
        """Episode by episode."""
        rows = stored["episodes"].query("scope not in ('outside', 'adult', 'family')").to_dict("records")
        here = [name for name in RECORDERS if stored["episodes"][name].notna().any()]
        lines = stored["agreement"].set_index(["source", "other"])
        held = set(stored["children"].query("in_case_records")["child"])
        assert set(lines.index) == set(itertools.permutations(here, 2))
        for (one, other), line in lines.iterrows():
            could = [row for row in rows if not pd.isna(row[one]) and RECORDERS[one].records[row[one]] == "missing"
                     and (other != "care_missing" or row["child"] in held)
                     and (other != "home_logs" or row["placement"] == "residential")
                     and (other != "looked_after_missing" or not pd.isna(row["legal_status"]))]
            both = [row for row in could if not pd.isna(row[other])]
            assert (line["recorded"], line["both"]) == (len(could), len(both))
            assert line["share"] == pytest.approx(len(both) / len(could))
            assert line["children"] == len({row["child"] for row in both})
            assert line["apart_children"] == len({row["child"] for row in could if pd.isna(row[other])})


class TestWindows:
    """What is counted by other rules of joining."""

    def test_the_rule_of_this_report(self, stored):
        """As the cohort has it."""
        found = stored["episodes"]
        line = stored["windows"].set_index("window").loc["The rule of this report"]
        assert line.tolist() == [(found["scope"] != "outside").sum(), (found["scope"] == "missing").sum(),
                                 found.loc[found["scope"] == "missing", "child"].nunique()]

    def test_nothing_joined(self, example, stored):
        """Each record an episode of its own."""
        settings, _ = example
        days = stored["reports"]["start"].dt.date
        inside = ((days >= settings.period.start) & (days <= settings.period.end)).sum()
        assert stored["windows"].set_index("window").loc["Nothing joined", "episodes"] == inside

    def test_the_wider_the_fewer(self, stored):
        """Episodes do not increase as records farther apart are joined, by times of day or by days."""
        counts = stored["windows"].set_index("window")["episodes"]
        hours = counts[["Nothing joined", "The rule of this report", "Times of day: also without an overlap"]]
        days = counts[["Nothing joined", "Days: the same day only", "The rule of this report", "Days: two days apart"]]
        assert (np.diff(hours) <= 0).all()
        assert (np.diff(days) <= 0).all()
