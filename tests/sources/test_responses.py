"""Responses that break each rule."""

from sources.extract import module

HEAD = "Person ID,Date of Birth,Response Type,Response Start,Response End,Given By,Recorded In\n"
GOOD = HEAD + """\
1,01/02/2002,Mentoring,01/03/2015,01/09/2015,Charity,Case file
1,01/02/2002,Disruption notice,01/07/2014,,Police,Case file
2,03/04/2001,Named worker,01/07/2015,,Social care,RHI
"""
BESIDE = {"case_records": module("case_records").GOOD}
BREAKS = {
    "RSP-01": "1,01/02/2002,Mentoring,soon,,Charity,RHI\n",
    "RSP-02": "1,,Mentoring,01/02/2015,01/03/2015,Charity,RHI\n",
    "RSP-03": "1,01/02/2002,Prayer,01/02/2015,01/03/2015,Charity,RHI\n",
    "RSP-04": GOOD.splitlines()[-1] + "\n",
    "RSP-05": "1,01/02/2016,Mentoring,01/02/2015,01/03/2015,Charity,RHI\n",
    "RSP-06": "1,01/02/2002,Mentoring,01/02/2015,01/01/2015,Charity,RHI\n",
    "RSP-07": "987,01/02/2002,Mentoring,01/02/2015,01/03/2015,Charity,RHI\n",
    "RSP-08": "1,01/02/2002,Mentoring,01/07/2013,,Charity,RHI\n",
    "RSP-09": "1,01/02/2002,Mentoring,01/02/2015,01/03/2015,,RHI\n",
    "RSP-10": "1,01/02/2002,Mentoring,01/02/2015,01/03/2015,Charity,\n",
}
PLANTED = {"no_start": "RSP-01", "no_number": "RSP-02", "repeated_row": "RSP-04", "ended_before_start": "RSP-06",
           "wrong_number": "RSP-07", "never_ended": "RSP-08"}
