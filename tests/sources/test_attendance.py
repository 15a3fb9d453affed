"""Rows of school attendance that break each rule."""

HEAD = ("School Number,Surname,Forename,DOB,Sex,Phase,From,To,Possible,Attended,Authorised Absence,"
        "Unauthorised Absence\n")
GOOD = HEAD + """\
8001,O'Neil,Ann,01/02/2002,F,Secondary,03/09/2014,19/12/2014,140,120,8,12
8001,O'Neil,Ann,01/02/2002,F,Secondary,06/01/2015,27/03/2015,110,110,0,0
8002,Brown,Bo,03/04/2001,M,PRU,06/01/2015,09/01/2015,8,3,0,5
"""
BREAKS = {
    "ATT-01": "1,A,B,01/01/2002,F,S,,19/12/2014,140,140,0,0\n",
    "ATT-02": "1,,B,01/01/2002,F,S,03/09/2014,19/12/2014,140,140,0,0\n",
    "ATT-03": GOOD.splitlines()[-1] + "\n",
    "ATT-04": "1,A,B,01/01/2016,F,S,03/09/2014,19/12/2014,140,140,0,0\n",
    "ATT-05": "1,A,B,01/01/2002,F,S,03/09/2014,19/08/2014,140,140,0,0\n",
    "ATT-06": "1,A,B,01/01/2002,F,S,06/01/2015,09/01/2015,9,8,0,0\n",
    "ATT-07": "1,A,B,01/01/2002,F,S,06/01/2015,09/01/2015,8,8,1,0\n",
    "ATT-08": "1,A,B,01/01/2002,F,S,06/01/2015,09/01/2015,8,,1,0\n",
    "ATT-09": "1,A,B,01/01/2002,F,S,06/01/2015,09/01/2015,8,7,1,\n",
    "ATT-10": "8009,Brown,Bo,03/04/2001,M,S,06/01/2015,09/01/2015,8,3,0,0\n",
    "ATT-11": "1,A,B,01/01/2002,F,S,06/01/2015,09/01/2015,all,7,1,0\n",
}
PLANTED = {"no_date": "ATT-01", "no_birth_date": "ATT-02", "repeated_row": "ATT-03", "end_before_start": "ATT-05",
           "too_many_sessions": "ATT-06", "more_than_possible": "ATT-07", "attended_blank": "ATT-08"}
