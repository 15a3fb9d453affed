"""Rules: what is used, what is quarantined, and that nothing is lost."""

from missing_audit.quality import check_all, strange_districts
from smallshire import AUDIT


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
