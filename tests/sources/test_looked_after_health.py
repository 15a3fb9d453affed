"""Rows of the OC2 table that break each rule."""

from pathlib import Path

import pytest

from sources.extract import checked
from sources.test_looked_after_episodes import BESIDE

HEAD = ("CHILD,DOB,YEAR_END,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
        "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED\n")
GOOD = HEAD + """\
1,01/02/2002,31/03/2015,17,,0,,1,1,1,0,,
1,01/02/2002,31/03/2016,,SDQ5,1,,1,1,1,1,1,
2,03/04/2001,31/03/2016,12,,0,,1,0,1,0,,
"""
BREAKS = {
    "OCT-01": ",01/02/2002,31/03/2014,17,,0,,1,1,1,0,,\n",
    "OCT-02": "77,01/02/2002,31/03/2014,17,,0,,1,1,1,0,,\n",
    "OCT-03": "1,02/02/2002,31/03/2014,17,,0,,1,1,1,0,,\n",
    "OCT-04": GOOD.splitlines()[-1] + "\n",
    "OCT-05": "1,01/02/2002,31/03/2016,18,,0,,1,1,1,0,,\n",
    "OCT-06": "1,01/02/2002,31/03/2001,17,,0,,1,1,1,0,,\n",
    "OCT-07": "1,01/02/2002,31/03/2014,41,,0,,1,1,1,0,,\n",
    "OCT-08": "1,01/02/2002,31/03/2014,17,SDQ2,0,,1,1,1,0,,\n",
    "OCT-09": "1,01/02/2002,31/03/2014,,,0,,1,1,1,0,,\n",
    "OCT-10": "1,01/02/2002,31/03/2014,17,,,,1,1,1,0,,\n",
    "OCT-11": "1,01/02/2002,31/03/2014,17,,0,,1,1,1,,,\n",
    "OCT-12": "1,01/02/2002,31/03/2014,17,,0,,1,1,,0,,\n",
    "OCT-13": "1,01/02/2002,31/03/2014,17,,0,,1,1,1,1,,\n",
}
PLANTED = {"score_above_40": "OCT-07", "score_and_reason": "OCT-08", "birth_differs": "OCT-03",
           "repeated_row": "OCT-04"}
REAL = Path(__file__).parents[3] / "shared" / "real-extracts" / "ssda903"


def test_two_years_without_saying_which(tmp_path):
    """A file without the year has one row a child."""
    text = HEAD.replace("YEAR_END,", "") + "1,01/02/2002,17,,0,,1,1,1,0,,\n1,01/02/2002,12,,0,,1,1,1,0,,\n"
    found = checked(tmp_path, BESIDE | {"looked_after_health": text})
    assert found.quarantine["rule"].tolist() == ["OCT-05"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the looked-after return that others wrote is not beside the project")
def test_return_that_others_wrote(tmp_path):
    """Every row can be used, and every value read."""
    texts = {name: (REAL / f"{file}.csv").read_bytes()
             for name, file in (("looked_after_header", "header"), ("looked_after_health", "oc2"))}
    found = checked(tmp_path, texts)
    assert found.sources.set_index("table").loc["looked_after_health"].tolist()[1:] == [2675, 2675, 0]
    assert "looked_after_health" not in set(found.unknown["table"])
