"""Rules: what is used, what is quarantined, and that nothing is lost."""

from pathlib import Path

import pytest

from missing_audit.config import load
from missing_audit.quality import RULES, check_all, strange_districts
from smallshire import AUDIT, CAF, CASES, EPISODES, FILES, HEADER, LOGS, MISSING, POLICE

REAL = Path(__file__).parents[2] / "shared" / "real-extracts" / "ssda903"

BROKEN = [
    ("police_csv", POLICE + "P7,Missing,A,B,01/01/2002,F,31/02/2015 10:00,,,,,\n", "POL-01"),
    ("police_csv", POLICE + "P7,Lost,A,B,01/01/2002,F,01/02/2015 10:00,,,,,\n", "POL-02"),
    ("police_csv", POLICE + "P7,Missing,,B,01/01/2002,F,01/02/2015 10:00,,,,,\n", "POL-03"),
    ("police_csv", POLICE + POLICE.splitlines()[-1] + "\n", "POL-04"),
    ("police_csv", POLICE + "P7,Missing,A,B,01/01/2015,F,01/02/2014 10:00,,,,,\n", "POL-05"),
    ("police_csv", POLICE + "P7,Missing,A,B,01/01/2002,F,01/02/2015 10:00,,,,,,odd\n", "FIL-01"),
    ("cases_csv", CASES + ",New,Nat,01/01/2002,Male,North,,,,\n", "CAS-01"),
    ("cases_csv", CASES + "1,New,Nat,01/01/2002,Male,North,,,,\n", "CAS-02"),
    ("header_csv", HEADER + ",1,01/01/2002,WBRI\n", "HDR-01"),
    ("header_csv", HEADER + "1,1,01/01/2002,WBRI\n", "HDR-02"),
    ("header_csv", HEADER + "9,1,01/13/13,WBRI\n", "HDR-03"),
    ("header_csv", HEADER + "3,1,06/05/2003,WBRI\n", "HDR-04"),
    ("header_csv", HEADER + "3,2,05/05/2003,WBRI\n", "HDR-04"),
    ("episodes_csv", EPISODES + ",01/01/2014,S,C2,N1,U6,PR1,,,,,,\n", "EPI-01"),
    ("episodes_csv", EPISODES + "1,,S,C2,N1,U6,PR1,,,,,,\n", "EPI-02"),
    ("episodes_csv", EPISODES + "77,01/01/2014,S,C2,N1,U6,PR1,,,,,,\n", "EPI-03"),
    ("episodes_csv", EPISODES + "1,01/01/2014,S,C2,N1,U6,PR1,01/01/2013,,,,,\n", "EPI-04"),
    ("episodes_csv", EPISODES + EPISODES.splitlines()[-1] + "\n", "EPI-05"),
    ("missing_csv", MISSING + "1,01/02/2002,M,32/01/2016,\n", "MIS-01"),
    ("missing_csv", MISSING + "1,01/02/2002,X,20/02/2016,\n", "MIS-02"),
    ("missing_csv", MISSING + "77,01/02/2002,M,20/02/2016,\n", "MIS-03"),
    ("missing_csv", MISSING + "1,02/02/2002,M,20/02/2016,\n", "MIS-04"),
    ("missing_csv", MISSING + MISSING.splitlines()[-1] + "\n", "MIS-05"),
    ("missing_csv", MISSING + "1,01/02/2002,M,20/02/2012,\n", "MIS-06"),
    ("logs_csv", LOGS + "H1,A,B,01/01/2002,F,,Missing,31/02/2015 10:00,,\n", "HOM-01"),
    ("logs_csv", LOGS + "H1,A,B,01/01/2002,F,,Late,01/02/2015 10:00,,\n", "HOM-02"),
    ("logs_csv", LOGS + "H1,A,B,,F,,Missing,01/02/2015 10:00,,\n", "HOM-03"),
    ("logs_csv", LOGS + LOGS.splitlines()[-1] + "\n", "HOM-04"),
    ("logs_csv", LOGS + "H1,A,B,01/01/2016,F,,Missing,01/02/2015 10:00,,\n", "HOM-05"),
    ("caf_csv", CAF + "C9,A,B,01/01/2002,F,North,,\n", "CAF-01"),
    ("caf_csv", CAF + "C9,A,,01/01/2002,F,North,01/02/2015,\n", "CAF-02"),
    ("caf_csv", CAF + CAF.splitlines()[-1] + "\n", "CAF-03"),
    ("caf_csv", CAF + "C9,A,B,01/01/2016,F,North,01/02/2015,\n", "CAF-04"),
]
TOLD = [
    ("police_csv", POLICE + "P7,Missing,A,B,01/01/2002,F,02/02/2015 10:00,01/02/2015 10:00,Low,,,\n", "POL-06"),
    ("police_csv", POLICE + "P7,Missing,A,B,01/01/2002,F,02/02/2015 10:00,,Low,,,\n", "POL-07"),
    ("police_csv", POLICE + "P7,Missing,A,B,01/01/2002,F,01/02/2015 10:00,02/02/2015 10:00,,,,\n", "POL-08"),
    ("cases_csv", CASES + "7,New,Nat,soon,Male,North,,,,\n", "CAS-03"),
    ("episodes_csv", EPISODES.replace("K2", "QQ"), "EPI-06"),
    ("episodes_csv", EPISODES.replace("\n1,01/09/2014", "\n1,01/08/2014"), "EPI-07"),
    ("missing_csv", MISSING + "1,01/02/2002,M,22/02/2016,20/02/2016\n", "MIS-07"),
    ("missing_csv", MISSING + "1,01/02/2002,M,20/01/2016,30/01/2016\n", "MIS-08"),
    ("missing_csv", MISSING + "1,01/02/2002,M,01/02/2016,\n1,01/02/2002,M,02/02/2016,\n", "MIS-09"),
    ("logs_csv", LOGS + "H1,A,B,01/01/2002,F,,UA,02/02/2015 10:00,01/02/2015 10:00,\n", "HOM-06"),
    ("logs_csv", LOGS + "H1,A,B,01/01/2002,F,,UA,02/02/2015 10:00,,\n", "HOM-07"),
    ("logs_csv", LOGS + "H1,A,B,01/01/2002,F,,Missing,02/02/2015 10:00,02/02/2015 12:00,No\n", "HOM-08"),
    ("caf_csv", CAF + "C9,A,B,01/01/2002,F,North,02/02/2015,01/02/2015\n", "CAF-05"),
]


class TestCheckAll:
    """Every source of the small county."""

    def test_clean(self, county):
        """Nothing of the county as it stands is quarantined."""
        checked = check_all(county())
        assert checked.quarantine.empty
        assert checked.sources["used"].tolist() == [6, 2, 3, 3, 6, 3, 4]

    @pytest.mark.parametrize(("file", "text", "rule"), BROKEN)
    def test_quarantine(self, county, file, text, rule):
        """The row goes under its rule, with file and line; the others stay; rows add up."""
        checked = check_all(county(**{file: text}))
        sources = checked.sources
        assert checked.quarantine["rule"].tolist() == [rule]
        line = checked.quarantine.iloc[0]
        assert (line["file"], line["line"]) == (file.replace("_", "."), len(text.splitlines()))
        assert (sources["rows"] == sources["used"] + sources["quarantined"]).all()

    @pytest.mark.parametrize(("file", "text", "rule"), TOLD)
    def test_notes(self, county, file, text, rule):
        """What is merely odd is kept, and counted."""
        checked = check_all(county(**{file: text}))
        assert checked.quarantine.empty
        tally = checked.tallies.set_index("rule")["rows"]
        assert tally[rule] == 1

    def test_every_rule_has_a_test(self):
        """A rule without a row that breaks it is a rule that nobody has seen work."""
        seen = {rule for *_, rule in BROKEN + TOLD} | {"CAS-04", "CAS-05"}
        assert seen == {rule.id for rules in RULES.values() for rule in rules} | {"FIL-01"}

    def test_case_notes(self, county):
        """Closed before opened, and assessed without by whom."""
        text = CASES.replace("History of Going Missing", "History of Going Missing,Referral Date,Closure Date")
        text += "7,New,Nat,01/01/2002,Male,North,,,,,02/01/2015,01/01/2015\n"
        tally = check_all(county(cases_csv=text)).tallies
        assert tally.set_index("rule").loc[["CAS-04", "CAS-05"], "rows"].tolist() == [1, 1]

    def test_a_file_that_cannot_be_read(self, county):
        """The rest goes on without it."""
        checked = check_all(county(header_csv=None))
        assert list(checked.failed) == ["looked_after_header"]
        assert "police" in checked.used

    def test_quarantine_holds_no_identity(self, county):
        """The reason names the rule, never the child."""
        text = " ".join(check_all(county(header_csv=HEADER + "3,2,05/05/2003,WBRI\n")).quarantine.astype(str).stack())
        assert "05/05/2003" not in text


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


@pytest.mark.skipif(not REAL.is_dir(), reason="the looked-after return that others wrote is not beside the project")
class TestRealReturn:
    """A return that this project did not write."""

    def test_every_missing_row_is_accounted_for(self, tmp_path):
        """19 M and 24 A; 11 begin outside every episode of care, and are quarantined by that rule."""
        toml = AUDIT.replace("2014-04-01", "2017-04-01").replace("2016-03-31", "2018-03-31")
        toml = toml[:toml.index("[sources.police]")] + "".join(
            f'[sources.looked_after_{name}]\npath = "{(REAL / name).as_posix()}.csv"\nlayout = "ssda903"\n'
            for name in ("header", "episodes", "missing"))
        (tmp_path / "audit.toml").write_text(toml, encoding="utf-8")
        (tmp_path / "linkage.key").write_text(FILES["linkage.key"], encoding="utf-8")
        checked = check_all(load(tmp_path))
        counts = checked.sources.set_index("table").loc["looked_after_missing"]
        assert counts[["rows", "used", "quarantined"]].tolist() == [43, 32, 11]
        assert checked.quarantine["rule"].unique().tolist() == ["MIS-06"]
        lines = (REAL / "missing.csv").read_text(encoding="utf-8").splitlines()
        kinds = [line.split(",")[2] for line in lines[1:]]
        out = [lines[line - 1].split(",")[2] for line in checked.quarantine["line"]]
        used = checked.used["looked_after_missing"]["kind"].value_counts()
        assert (kinds.count("M"), kinds.count("A")) == (19, 24)
        assert (used["missing"] + out.count("M"), used["away"] + out.count("A")) == (19, 24)
