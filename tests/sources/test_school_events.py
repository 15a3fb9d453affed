"""Events in schooling that break each rule."""

GOOD = """Surname,Forename,Date of Birth,Gender,Event,Start Date,End Date,Reason,School Number
O'Neil,Ann,01/02/2002,F,Fixed exclusion,10/11/2014,14/11/2014,Physical assault,8001
O'Neil,Ann,01/02/2002,F,CME,02/03/2015,20/03/2015,,8001
Brown,Bo,03/04/2001,M,Home education,06/01/2015,,Parents' choice,8002
"""
BREAKS = {
    "EDU-01": "A,B,01/01/2002,F,CME,,20/03/2015,,1\n",
    "EDU-02": "A,B,01/01/2002,F,Detention,10/11/2014,10/11/2014,,1\n",
    "EDU-03": "A,B,,F,CME,02/03/2015,20/03/2015,,1\n",
    "EDU-04": GOOD.splitlines()[-1] + "\n",
    "EDU-05": "A,B,01/01/2016,F,CME,02/03/2015,20/03/2015,,1\n",
    "EDU-06": "A,B,01/01/2002,F,Move,02/03/2015,20/02/2015,,1\n",
    "EDU-07": "A,B,01/01/2002,F,PERM,02/03/2015,,,1\n",
    "EDU-08": "A,B,01/01/2002,F,FIX,02/03/2015,20/04/2015,Other,1\n",
    "EDU-09": "A,B,01/01/2002,F,CME,02/03/2015,,,1\n",
    "EDU-10": "A,B,01/01/2002,F,CME,02/03/2015,31/03/2015,,1\n",
}
PLANTED = {"no_date": "EDU-01", "unknown_event": "EDU-02", "no_surname": "EDU-03", "repeated_row": "EDU-04",
           "end_before_start": "EDU-06", "no_reason": "EDU-07"}
