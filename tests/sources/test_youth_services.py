"""Contacts with youth and voluntary services that break each rule."""

HEAD = ("YP Ref,Surname,Forename,DOB,Sex,Postcode,Service Kind,First Contact,Last Contact,Reason for Contact,"
        "Referred By\n")
GOOD = HEAD + """\
V1,O'Neil,Ann,01/02/2002,F,QX1 1AA,Advocacy,01/06/2014,01/06/2015,Being in care,CSC
V2,Brown,Bo,03/04/2001,M,,Youth club,01/09/2015,,Things to do,Self
"""
BREAKS = {
    "YVS-01": "V9,A,B,01/01/2002,F,,Youth club,summer,,Other,Self\n",
    "YVS-02": "V9,A,B,,F,,Youth club,01/02/2015,,Other,Self\n",
    "YVS-03": GOOD.splitlines()[-1] + "\n",
    "YVS-04": "V9,A,B,01/01/2015,F,,Youth club,01/02/2014,,Other,Self\n",
    "YVS-05": "V9,A,B,01/01/2002,F,,Youth club,01/02/2015,01/01/2015,Other,Self\n",
    "YVS-06": "V9,A,B,01/01/2002,F,,,01/02/2015,,Other,Self\n",
    "YVS-07": "V9,A,B,01/01/2002,F,,Youth club,01/02/2015,,,Self\n",
    "YVS-08": "V9,A,B,01/01/2002,F,,Youth club,01/02/2015,,Other,\n",
    "YVS-09": "V9,A,B,01/01/1996,F,,Youth club,01/02/2012,,Other,Self\n",
}
PLANTED = {"no_date": "YVS-01", "no_surname": "YVS-02", "repeated_row": "YVS-03", "ended_before_start": "YVS-05",
           "unknown_service": "YVS-06"}
