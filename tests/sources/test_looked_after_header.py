"""Rows of the Header that break each rule."""

from sources.test_case_records import GOOD as CASES

BESIDE = {"case_records": CASES}
GOOD = """CHILD,SEX,DOB,ETHNIC
1,2,01/02/2002,WBRI
9,1,03/04/2003,APKN
"""
BREAKS = {
    "HDR-01": ",1,01/01/2002,WBRI\n",
    "HDR-02": "1,2,01/02/2002,WBRI\n",
    "HDR-03": "8,1,01/13/13,WBRI\n",
    "HDR-04": "2,1,04/03/2001,WBRI\n",
    "HDR-05": "8,1,01/01/2002,??\n",
}


def test_another_sex_contradicts(tmp_path):
    """As another date of birth does; the number is then disputed."""
    from sources.extract import checked

    found = checked(tmp_path, BESIDE | {"looked_after_header": GOOD + "2,2,03/04/2001,WBRI\n"})
    assert found.quarantine["rule"].tolist() == ["HDR-04"]
    assert found.disputed == {"2"}
    text = " ".join(found.quarantine.astype(str).stack())
    assert "03/04/2001" not in text
