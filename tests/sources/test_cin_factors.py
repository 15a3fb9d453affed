"""Assessments that break each rule."""

from sources.extract import checked
from sources.test_case_records import GOOD as CASES

BESIDE = {"case_records": CASES}
GOOD = """LAchildID,AssessmentActualStartDate,AssessmentAuthorisationDate,AssessmentFactors
1,01/05/2014,20/06/2014,"3B,4B;1B"
1,02/03/2015,,
2,01/06/2015,03/08/2015,21
"""
BREAKS = {
    "CIN-01": "1,,20/07/2014,3B\n",
    "CIN-02": ",01/06/2014,20/07/2014,3B\n",
    "CIN-03": GOOD.splitlines()[-1] + "\n",
    "CIN-04": "1,01/06/2001,20/07/2001,3B\n",
    "CIN-05": "1,01/06/2014,20/05/2014,3B\n",
    "CIN-06": "77,01/06/2014,20/07/2014,3B\n",
    "CIN-07": "1,02/06/2014,05/08/2014,3B\n",
    "CIN-08": "1,01/06/2014,20/07/2014,\n",
    "CIN-09": "1,01/06/2014,20/07/2014,21;3B\n",
}
PLANTED = {"no_date": "CIN-01", "repeated_row": "CIN-03", "end_before_start": "CIN-05", "no_factors": "CIN-08",
           "none_and_some": "CIN-09"}


def test_factors(tmp_path):
    """Several in one cell; one that nobody knows is counted, and the others are kept."""
    text = GOOD + "1,01/07/2015,01/08/2015,10a | 99Z\n"
    found = checked(tmp_path, BESIDE | {"cin_factors": text})
    assert found.used["cin_factors"]["factors"].fillna("").tolist() == ["1B;3B;4B", "", "21", "10A"]
    assert found.unknown[["column", "rows"]].to_numpy().tolist() == [["factors", 1]]


def test_last_day_in_time(tmp_path):
    """The 45th working day after the start is in time, a day more is not."""
    text = GOOD + "1,02/06/2014,04/08/2014,3B\n"
    tally = checked(tmp_path, BESIDE | {"cin_factors": text}).tallies.set_index("rule")
    assert tally.loc["CIN-07", ["rows", "asked"]].tolist() == [0, 3]
