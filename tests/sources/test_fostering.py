"""Rows of the fostering and adoption register that break each rule."""

GOOD = """Surname,Forename,DOB,Sex,Household Ref,Household Type,Provider,Placed On,Left On,Reason Ended
O'Neil,Ann,01/02/2002,F,F12,Foster,Agency,01/03/2014,01/09/2014,Disruption
O'Neil,Ann,01/02/2002,F,F15,Connected person,Own,01/09/2014,,
Brown,Bo,03/04/2001,M,F12,Foster,Agency,01/03/2014,01/09/2015,Planned
"""
BREAKS = {
    "FOS-01": "A,B,01/01/2002,F,F1,Foster,Own,,01/09/2014,Planned\n",
    "FOS-02": "A,,01/01/2002,F,F1,Foster,Own,01/03/2014,01/09/2014,Planned\n",
    "FOS-03": GOOD.splitlines()[-1] + "\n",
    "FOS-04": "A,B,01/01/2016,F,F1,Foster,Own,01/03/2014,01/09/2014,Planned\n",
    "FOS-05": "A,B,01/01/2002,F,F1,Foster,Own,01/03/2014,01/02/2014,\n",
    "FOS-06": "A,B,01/01/2002,F,F1,Castle,Own,01/03/2014,01/09/2014,Planned\n",
    "FOS-07": "A,B,01/01/2002,F,F1,Foster,Own,01/03/2014,01/09/2014,\n",
    "FOS-08": "A,B,01/01/2002,F,F1,Foster,Own,01/03/2014,,Planned\n",
    "FOS-09": "Brown,Bo,03/04/2001,M,F19,Foster,Own,01/08/2015,01/12/2015,Planned\n",
}
PLANTED = {"no_date": "FOS-01", "no_forename": "FOS-02", "repeated_row": "FOS-03", "end_before_start": "FOS-05",
           "unknown_type": "FOS-06", "no_reason": "FOS-07"}
