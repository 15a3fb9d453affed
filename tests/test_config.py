"""`audit.toml`: every fault is named by key, value and what is allowed."""

import datetime

import pytest

from missing_audit.config import load
from missing_audit.errors import ConfigError
from smallshire import AUDIT, EXAMPLE, ROOT


class TestLoad:
    """Reading and checking."""

    @pytest.mark.parametrize("folder", [EXAMPLE, ROOT / "data" / "lancashire"])
    def test_the_committed_ones(self, folder):
        """Both load, with twelve districts each."""
        assert len(load(folder).county.districts) == 12

    @pytest.mark.parametrize(("old", "new", "said"), [
        ('name = "Smallshire"', 'nmae = "Smallshire"', ["county.nmae = 'Smallshire'", "Did you mean name?"]),
        ("synthetic = true", 'synthetic = "perhaps"', ["county.synthetic = 'perhaps'", "boolean"]),
        ("end = 2016-03-31", "end = 2016-02-01", ["period", "2016-02-01", "whole year", "2015-03-31"]),
        ("start = 2014-04-01", "start = 2012-02-29", ["2012-02-29", "once in four years"]),
        ('layout = "case-records"', 'layout = "cases"', ["sources.case_records.layout = 'cases'", "'case-records'"]),
        ("[sources.police]", "[sources.polise]", ["sources.polise", "no such source", "police"]),
        ("[reference]", "[disclosure]\nthreshold = 0\n[reference]",
         ["disclosure.threshold = 0", "greater than or equal to 1"]),
        ('title = "Missing"', "", ["document.title is not given"]),
        ("[reference]", '[sources.police.columns]\nstrat = "When"\n[reference]', ["columns.strat", "start"]),
        ("[period]", "latitude = 70\n[period]", ["county.latitude = 70", "less than or equal to 61"]),
        ("[county]", "[county", ["not readable as TOML"]),
    ])
    def test_faults(self, tmp_path, old, new, said):
        """The message has the file, the key, the value and what is allowed."""
        assert old in AUDIT
        (tmp_path / "audit.toml").write_text(AUDIT.replace(old, new), encoding="utf-8")
        with pytest.raises(ConfigError) as fault:
            load(tmp_path)
        for part in ["audit.toml", *said]:
            assert part in str(fault.value)

    def test_no_file(self, tmp_path):
        """A path that is not there."""
        with pytest.raises(ConfigError, match="no such file"):
            load(tmp_path / "audit.toml")


class TestSettings:
    """What follows from the settings."""

    def test_years(self, county):
        """Audit years begin on the first day's anniversary."""
        settings = county()
        assert settings.years == [2014, 2015]
        assert settings.year_label(2014) == "2014/15"
        assert settings.year_start(2015) == datetime.date(2015, 4, 1)

    def test_calendar_years(self, county):
        """A year from January has one number."""
        text = AUDIT.replace("2014-04-01", "2014-01-01").replace("2016-03-31", "2014-12-31")
        settings = county(audit_toml=text)
        assert (settings.years, settings.year_label(2014)) == ([2014], "2014")
