"""Police reports that break each rule."""

HEAD = ("Report No,Report Type,Surname,Forename,DOB,Sex,Ethnicity,Missing From Date Time,Reported Date Time,"
        "Returned Date Time,Risk,District,Adults Same Household,Children Same Household\n")
GOOD = HEAD + """\
P1,Missing,O'Neil,Ann,01/02/2002,F,W1,05/06/2014 20:00,05/06/2014 21:00,06/06/2014 02:00,High,North,0,0
P2,Absent,Brown,Bo,03/04/2001,M,A2,12/10/2014 17:00,12/10/2014 18:00,12/10/2014 19:00,,South,0,0
"""
BREAKS = {
    "POL-01": "P7,Missing,A,B,01/01/2002,F,W1,31/02/2015 10:00,,,High,,,\n",
    "POL-02": "P7,Lost,A,B,01/01/2002,F,W1,01/02/2015 10:00,,02/02/2015 10:00,,,,\n",
    "POL-03": "P7,Missing,,B,01/01/2002,F,W1,01/02/2015 10:00,,02/02/2015 10:00,Low,,,\n",
    "POL-04": GOOD.splitlines()[-1] + "\n",
    "POL-05": "P7,Missing,A,B,01/01/2015,F,W1,01/02/2014 10:00,,02/02/2014 10:00,Low,,,\n",
    "POL-06": "P7,Missing,A,B,01/01/2002,F,W1,02/02/2015 10:00,,01/02/2015 10:00,Low,,,\n",
    "POL-07": "P7,Missing,A,B,01/01/2002,F,W1,02/02/2015 10:00,,,Low,,,\n",
    "POL-08": "P7,Missing,A,B,01/01/2002,F,W1,01/02/2015 10:00,,02/02/2015 10:00,,,,\n",
    "POL-09": "P7,Missing,A,B,01/01/2002,F,W1,01/02/2015 10:00,31/01/2015 10:00,02/02/2015 10:00,Low,,,\n",
    "POL-10": "P7,Missing,A,B,01/01/2002,F,W1,01/02/2015 10:00,05/02/2015 10:00,06/02/2015 10:00,Low,,,\n",
    "POL-11": "P7,Missing,A,B,01/01/2002,F,,01/02/2015 10:00,01/02/2015 11:00,06/02/2015 10:00,Low,,,\n",
}
