"""Rules: what is used, what is quarantined, how often each is broken, and that nothing is lost."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from missing_audit.config import Extract as Given
from missing_audit.config import load
from missing_audit.quality import FAULTS, RAGGED, TALLY, check, check_all, strange_districts
from missing_audit.readers import read
from missing_audit.sources import SOURCES
from smallshire import AUDIT, POLICE

HEAD, *LINES = POLICE.splitlines()
WRONG = {
    "POL-01": "W1,Missing,Ott,Olga,01/01/2003,F,,02/06/2014 10:00,High,North,0,0",
    "POL-02": "W2,Lost,Ott,Olga,01/01/2003,F,01/06/2014 10:00,02/06/2014 10:00,High,North,0,0",
    "POL-03": "W3,Missing,,Olga,01/01/2003,F,01/06/2014 10:00,02/06/2014 10:00,High,North,0,0",
    "POL-05": "W5,Missing,Ott,Olga,01/01/2015,F,01/06/2014 10:00,02/06/2014 10:00,High,North,0,0",
    "POL-06": "W6,Missing,Ott,Olga,01/01/2003,F,01/06/2014 10:00,01/06/2014 09:00,High,North,0,0",
    "POL-08": "W8,Missing,Ott,Olga,01/01/2003,F,01/06/2014 10:00,02/06/2014 10:00,,North,0,0",
}


def police(*rows: str) -> str:
    return "\n".join([HEAD, *LINES, *rows]) + "\n"


def of_police(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["table"] == "police"].set_index("rule")


class TestCheck:
    """One table's rules."""

    def test_more_cells_than_headings(self, county):
        """Set aside by the rule of every file, before any other is asked."""
        county = county(police_csv=police(WRONG["POL-06"] + ",0"))
        used, held, tallies, faults = check(read(county, "police"), {})
        assert held[["line", "rule"]].to_numpy().tolist() == [[8, RAGGED.id]]
        assert tallies.set_index("rule").loc["POL-06", "rows"] == 0
        assert faults[faults["line"] == 8]["rule"].tolist() == [RAGGED.id]
        assert len(used) == 6

    def test_confidence(self, county):
        """A wider level, a wider interval."""
        extract = read(county(), "police")
        narrow, wide = (check(extract, {}, confidence=level)[2].set_index("rule").loc["POL-07"]
                        for level in (0.8, 0.99))
        assert wide["low"] <= narrow["low"] <= narrow["high"] < wide["high"]

    def test_leaves_its_input(self, county):
        """An end that is set to unknown is still in the extract."""
        extract = read(county(police_csv=police(WRONG["POL-06"])), "police")
        used = check(extract, {})[0]
        assert used["end"].isna().sum() == 1
        assert extract.rows["end"].notna().all()


class TestCheckAll:
    """Every source of the small county."""

    def test_clean(self, county):
        """Nothing of the county as it stands is quarantined."""
        checked = check_all(county())
        assert checked.quarantine.empty
        assert checked.sources["used"].tolist() == [6, 6, 2, 3, 3, 3, 4]

    def test_a_file_that_cannot_be_read(self, county):
        """The rest goes on without it."""
        checked = check_all(county(header_csv=None))
        assert list(checked.failed) == ["looked_after_header"]
        assert "police" in checked.used

    def test_no_source(self, county):
        """Nothing, with its columns."""
        checked = check_all(county(audit_toml=AUDIT[:AUDIT.index("[sources.police]")]))
        assert (checked.used, checked.failed) == ({}, {})
        assert [*checked.tallies.columns] == TALLY
        assert [*checked.faults.columns] == FAULTS

    def test_none_of_the_rows(self, county):
        """An extract of which nothing can be used says nothing, and not zero."""
        checked = check_all(county(police_csv="\n".join([HEAD, WRONG["POL-01"]]) + "\n"))
        assert "none of its 1 rows can be used: The date and time" in checked.failed["police"]
        assert checked.sources.set_index("table").loc["police", ["rows", "used", "quarantined"]].tolist() == [1, 0, 1]

    @settings(max_examples=10)
    @given(st.lists(st.sampled_from(sorted(WRONG)), max_size=6))
    def test_nothing_is_lost(self, tmp_path_factory, chosen):
        """Rows in are rows used and rows quarantined, each line once, under the first rule that it breaks."""
        folder = tmp_path_factory.mktemp("county")
        rows = [WRONG[rule].replace(f"W{rule[-1]}", f"W{place}") for place, rule in enumerate(chosen)]
        (folder / "police.csv").write_text(police(*rows), encoding="utf-8")
        (folder / "audit.toml").write_text(AUDIT, encoding="utf-8")
        own = load(folder).model_copy(update={"sources": {"police": Given(
            path="police.csv", layout="police-missing-reports")}})
        checked = check_all(own)
        out = {line for line, rule in enumerate(chosen, start=8) if rule not in {"POL-06", "POL-08"}}
        assert set(checked.quarantine["line"]) == out
        assert len(checked.quarantine) == len(out)
        assert set(checked.used["police"]["line"]) == set(range(2, 8 + len(chosen))) - out
        counts = of_police(checked.tallies)["rows"]
        for rule in WRONG:
            assert counts[rule] == chosen.count(rule)
        lines = of_police(checked.faults)["line"]
        for line, rule in enumerate(chosen, start=8):
            assert line in set(lines.loc[[rule]])


class TestTallies:
    """How often each rule is broken."""

    def test_by_hand(self, county):
        """Asked of what is left by the rules before it, and of rows that it can be asked of; the child as cluster."""
        tally = of_police(check_all(county(police_csv=police(*WRONG.values()))).tallies)
        assert tally.loc["POL-01", ["rows", "children", "asked"]].tolist() == [1, 1, 12]
        assert tally.loc["POL-02", ["rows", "children", "asked"]].tolist() == [1, 1, 11]
        assert tally.loc["POL-06", ["rows", "asked"]].tolist() == [1, 8]
        # Of what is not an absence: five of the county's own, and two that broke no rule that sets aside.
        assert tally.loc["POL-08", ["rows", "asked"]].tolist() == [1, 7]
        assert tally.loc["POL-08", "rate"] == pytest.approx(1 / 7)

    def test_one_row_a_child(self, county):
        """Where each has one row, the interval is Wilson's of one row fewer."""
        rows = [f"W{n},Missing,Ott,Olga{n},01/01/2003,F,01/06/2014 10:00,{'' if n < 3 else '02/06/2014 10:00'},High,"
                "North,0,0" for n in range(10)]
        text = "\n".join([HEAD, *rows]) + "\n"
        tally = of_police(check_all(county(police_csv=text)).tallies).loc["POL-07"]
        assert tally[["rows", "children", "asked"]].tolist() == [3, 3, 10]
        assert (tally["low"], tally["high"]) == pytest.approx(proportion_confint(0.3 * 9, 9, method="wilson"))

    def test_one_child(self, county):
        """Nine open reports of one child say less than nine of nine."""
        rows = [f"W{n},Missing,Ott,{{}},01/01/2003,F,0{n}/06/2014 10:00,{'' if n < 6 else '09/06/2014 10:00'},High,"
                "North,0,0" for n in range(1, 10)]
        widths = []
        for names in ([f"Olga{n}" for n in range(9)], ["Olga"] * 5 + ["Otto"] * 4):
            text = "\n".join([HEAD, *(row.format(name) for row, name in zip(rows, names, strict=True))]) + "\n"
            tally = of_police(check_all(county(police_csv=text)).tallies).loc["POL-07"]
            assert tally["rate"] == pytest.approx(5 / 9)
            widths.append(tally["high"] - tally["low"])
        assert widths[1] > 1.3 * widths[0]

    def test_every_rule_of_every_source(self, county):
        """Read or not broken: a line each, with the rule of every file; no rate where it could be asked of nothing."""
        county = county()
        tallies = check_all(county).tallies
        assert set(zip(tallies["table"], tallies["rule"], strict=True)) == {
            (name, rule.id) for name in county.sources for rule in (RAGGED, *SOURCES[name].rules)}
        assert (tallies["rate"].isna() == tallies["asked"].eq(0)).all()
        known = tallies.dropna(subset=["rate"])
        assert ((known["low"] <= known["rate"]) & (known["rate"] <= known["high"])).all()


class TestFaults:
    """Which rows broke which rule."""

    def test_references(self, county):
        """The agency's own number of each row; all rules that a row broke, until one set it aside."""
        checked = check_all(county(police_csv=police(*WRONG.values())))
        faults = of_police(checked.faults)
        for line, (rule, row) in enumerate(WRONG.items(), start=8):
            mine = faults[faults["line"] == line]
            assert rule in mine.index
            assert set(mine["reference"]) == {row.split(",", 1)[0]}
            assert ("POL-11" in mine.index) is (rule in {"POL-06", "POL-08"})
        assert set(checked.quarantine.columns).isdisjoint({"reference"})

    def test_as_many_as_tallied(self, county):
        """One row each."""
        checked = check_all(county(police_csv=police(*WRONG.values())))
        counted = checked.faults.value_counts(["table", "rule"]).to_dict()
        assert counted == checked.tallies.query("rows > 0").set_index(["table", "rule"])["rows"].to_dict()


class TestStrangeDistricts:
    """Rows of districts that the county does not name."""

    def test_named_and_not(self, county):
        """However they are spelt; one of the two left out is found."""
        assert strange_districts(check_all(settings := county()), settings) == {}
        settings = county(audit_toml=AUDIT.replace('["North", "South"]', '["NORTH"]'))
        assert list(strange_districts(check_all(settings), settings)) == ["South"]

    def test_no_source_has_districts(self, county):
        """Nothing to say."""
        settings = county(audit_toml=AUDIT[:AUDIT.index("[sources.police]")])
        assert strange_districts(check_all(settings), settings) == {}
