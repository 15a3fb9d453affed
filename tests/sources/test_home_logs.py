"""Rows of homes' logs that break each rule."""

GOOD = """Home URN,Surname,Forename,DOB,Sex,Placing Authority,Category,Time Left,Time Returned,Police Informed
H1,O'Neil,Ann,01/02/2002,F,Smallshire,Missing,20/01/2016 18:30,21/01/2016 00:10,Yes
H1,O'Neil,Ann,01/02/2002,F,Smallshire,Unauthorised absence,14/02/2016 16:00,14/02/2016 21:00,No
"""
BREAKS = {
    "HOM-01": "H1,A,B,01/01/2002,F,,Missing,31/02/2015 10:00,,\n",
    "HOM-02": "H1,A,B,01/01/2002,F,,Late,01/02/2015 10:00,01/02/2015 11:00,\n",
    "HOM-03": "H1,A,B,,F,,Missing,01/02/2015 10:00,01/02/2015 11:00,\n",
    "HOM-04": GOOD.splitlines()[-1] + "\n",
    "HOM-05": "H1,A,B,01/01/2016,F,,Missing,01/02/2015 10:00,01/02/2015 11:00,\n",
    "HOM-06": "H1,A,B,01/01/2002,F,,UA,02/02/2015 10:00,01/02/2015 10:00,\n",
    "HOM-07": "H1,A,B,01/01/2002,F,,UA,02/02/2015 10:00,,\n",
    "HOM-08": "H1,A,B,01/01/2002,F,,Missing,02/02/2015 10:00,02/02/2015 12:00,No\n",
}
