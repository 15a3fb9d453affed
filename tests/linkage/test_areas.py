"""Ward-like areas by postcode."""

import pytest

from missing_audit.errors import SourceError
from missing_audit.linkage import link, read_key
from missing_audit.linkage.areas import areas
from missing_audit.quality import check_all
from smallshire import AUDIT, CASES

WITH = AUDIT.replace("[reference]", '[reference]\nareas = "areas.csv"')
LOOKUP = "Postcode,Area\nQX1,Riverside\nQX1 4,Hillfoot\nqx14ab,Castle\nQX14,Marsh\n"


@pytest.fixture
def lookup(county):
    return lambda text: areas(county(audit_toml=WITH, areas_csv=text))


class TestAreas:
    """The county's own lookup."""

    def test_none_named(self, county):
        assert areas(county()) == {}

    @pytest.mark.parametrize(("text", "fault"), [
        ("Postcode\nQX1\n", "no column area; it needs postcode, area"),
        (LOOKUP + "QX1,Elsewhere\n", r"areas.csv:6: postcode = 'QX1' has the area 'Elsewhere' here and 'Riverside'"),
        (LOOKUP + "QX2,\n", r"areas.csv:6: .*both must be given"),
    ])
    def test_faults(self, lookup, text, fault):
        with pytest.raises(SourceError, match=fault):
            lookup(text)

    def test_repeated_alike(self, lookup):
        """Twice the same does no harm."""
        assert lookup(LOOKUP + "QX1,Riverside\n")["QX1"] == "Riverside"

    def test_rows_get_their_area(self, county):
        """The longest entry that fits; missing where none does; and no postcode comes out."""
        head, *lines = CASES.splitlines()
        codes = ["QX1 4AB", "qx14yz", "QX1 9ZZ", "QX14 1AA", "QX2 1AA", ""]
        rows = [f"{line},{code}" for line, code in zip(lines, codes, strict=True)]
        text = "\n".join([head + ",Address Postcode", *rows])
        settings = county(audit_toml=WITH, areas_csv=LOOKUP, cases_csv=text + "\n")
        table = link(check_all(settings).used, read_key(settings), settings=settings).tables["case_records"]
        assert table["area"].tolist()[:4] == ["Castle", "Hillfoot", "Riverside", "Marsh"]
        assert table["area"].isna().tolist() == [False] * 4 + [True] * 2
        assert "QX1" not in table.to_csv()
