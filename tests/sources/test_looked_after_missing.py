"""Rows of the Missing table that break each of the sector's rules."""

from pathlib import Path

import pytest

from sources.extract import checked
from sources.test_looked_after_episodes import BESIDE as HEADER
from sources.test_looked_after_episodes import GOOD as EPISODES

BESIDE = HEADER | {"looked_after_episodes": EPISODES}
GOOD = """CHILD,DOB,MISSING,MIS_START,MIS_END
1,01/02/2002,M,06/06/2014,06/06/2014
1,01/02/2002,A,10/09/2014,11/09/2014
1,01/02/2002,M,20/01/2016,21/01/2016
2,03/04/2001,M,29/09/2015,03/10/2015
"""
BREAKS = {
    "MIS-01": "1,01/02/2002,M,32/01/2016,\n",
    "MIS-02": "1,01/02/2002,X,20/02/2016,20/02/2016\n",
    "MIS-03": "77,01/02/2002,M,20/02/2016,20/02/2016\n",
    "MIS-04": "1,02/02/2002,M,20/02/2016,20/02/2016\n",
    "MIS-05": GOOD.splitlines()[-1] + "\n",
    "MIS-06": "1,01/02/2002,M,20/02/2012,20/02/2012\n",
    "MIS-07": "1,01/02/2002,M,22/02/2016,20/02/2016\n",
    "MIS-08": "1,01/02/2002,M,20/01/2016,30/01/2016\n",
    "MIS-09": "1,01/02/2002,M,01/02/2016,\n1,01/02/2002,M,02/02/2016,\n",
    "MIS-10": "1,01/02/2002,M,20/02/2001,20/02/2001\n",
    "MIS-11": "2,03/04/2001,M,01/10/2015,02/10/2015\n",
    "MIS-12": "2,03/04/2001,M,01/06/2015,\n",
}
REAL = Path(__file__).parents[3] / "shared" / "real-extracts" / "ssda903"
COUNTS = {"MIS-06": 11}
"""Rows of the return that others wrote, by the rule that they break."""


def test_a_child_who_left_care_while_missing(tmp_path):
    """Keeps the rule: the last of the good rows begins before care ended, and ends after it."""
    tally = checked(tmp_path, BESIDE | {"looked_after_missing": GOOD}).tallies.set_index("rule")
    assert tally.loc["MIS-11", "rows"] == 0


@pytest.mark.skipif(not REAL.is_dir(), reason="the looked-after return that others wrote is not beside the project")
def test_return_that_others_wrote(tmp_path):
    """19 M and 24 A, all accounted for."""
    texts = {f"looked_after_{name}": (REAL / f"{name}.csv").read_bytes() for name in ("header", "episodes", "missing")}
    found = checked(tmp_path, texts)
    counts = found.sources.set_index("table").loc["looked_after_missing"]
    assert counts[["rows", "used", "quarantined"]].tolist() == [43, 32, 11]
    mine = found.tallies[(found.tallies["table"] == "looked_after_missing") & (found.tallies["rows"] > 0)]
    assert mine.set_index("rule")["rows"].to_dict() == COUNTS
    lines = (REAL / "missing.csv").read_text(encoding="utf-8").splitlines()
    kinds = [line.split(",")[2] for line in lines[1:]]
    out = [lines[line - 1].split(",")[2] for line in found.quarantine["line"]]
    used = found.used["looked_after_missing"]["kind"].value_counts()
    assert (kinds.count("M"), kinds.count("A")) == (19, 24)
    assert (used["missing"] + out.count("M"), used["away"] + out.count("A")) == (19, 24)
