"""Rows of the inspection list that break each rule."""

from missing_audit.sources import SOURCES
from sources.test_case_records import GOOD as CASES

BESIDE = {"case_records": CASES}
GOOD = ",".join(column.heading for column in SOURCES["annex_a_looked_after"].columns) + """
1,Female,01/02/2002,2,0,Y,N,31/03/2016
2,Male,03/04/2001,0,1,,,31/03/2016
"""
BREAKS = {
    "ANX-01": ",Female,01/02/2002,2,0,Y,N,31/03/2016\n",
    "ANX-02": GOOD.splitlines()[-1] + "\n",
    "ANX-03": "1,Female,01/02/2002,3,0,Y,N,31/03/2016\n",
    "ANX-04": "7,Female,01/02/2017,2,0,Y,N,31/03/2016\n",
    "ANX-05": lambda text: text.replace("2,0,Y,N", "2,0,N,Y"),
    "ANX-06": lambda text: text.replace("0,1,,", "0,1,Y,"),
    "ANX-07": "7,Female,01/02/2002,2,0,Y,N,31/03/2016\n",
    "ANX-08": lambda text: text.replace("01/02/2002", "02/02/2002"),
    "ANX-09": lambda text: text.replace("0,1,,", ",1,,"),
    "ANX-10": lambda text: text.replace("2,0,Y,N", "2,0,,"),
    "ANX-11": lambda text: text.replace("2,0,Y,N", "2,,Y,N"),
}
PLANTED = {"repeated_row": "ANX-02", "accepted_without_offer": "ANX-05", "offered_but_not_missing": "ANX-06",
           "birth_differs": "ANX-08"}
