"""Reference files: what is read, and what is wrong with it."""

from missing_audit.config import Reference
from missing_audit.surroundings import SURROUNDINGS, faults
from smallshire import FILES


class TestFaults:
    """By the key under [reference]."""

    def test_none(self, county):
        """Complete, or not named at all."""
        assert faults(county()) == {}
        settings = county()
        assert faults(settings.model_copy(update={"reference": Reference()})) == {}

    def test_a_gap(self, county):
        """As the reader says it."""
        found = faults(county(populations_csv=FILES["populations.csv"].replace("North,2015,12,F,50\n", "")))
        assert set(found) == {"populations"}
        assert "no population for district North, year 2015, age 12, sex female" in found["populations"]

    def test_keys(self):
        """Those that `audit.toml` can name, and no others."""
        assert set(SURROUNDINGS) == set(Reference.model_fields)
