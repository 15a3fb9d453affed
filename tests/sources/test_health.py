"""Referrals to health services that break each rule."""

GOOD = """Referral No,Surname,Forename,D.O.B.,Sex,Service,Referred,Accepted,First Seen,Closed,Diagnosis Group,\
Referred By
R1,O'Neil,Ann,01/02/2002,F,CAMHS,10/11/2014,Yes,14/01/2015,14/08/2015,Trauma,GP
R2,O'Neil,Ann,01/02/2002,F,Sexual health,10/11/2015,Yes,20/11/2015,,None,Self
R3,Brown,Bo,03/04/2001,M,CAMHS,06/01/2015,No,,20/01/2015,,School
"""
BREAKS = {
    "HEA-01": "R9,A,B,01/01/2002,F,CAMHS,,Yes,14/01/2015,14/08/2015,Trauma,GP\n",
    "HEA-02": "R9,,B,01/01/2002,F,CAMHS,10/11/2014,Yes,14/01/2015,14/08/2015,Trauma,GP\n",
    "HEA-03": GOOD.splitlines()[-1] + "\n",
    "HEA-04": "R9,A,B,01/01/2016,F,CAMHS,10/11/2014,Yes,14/01/2015,14/08/2015,Trauma,GP\n",
    "HEA-05": "R9,A,B,01/01/2002,F,CAMHS,10/11/2014,Yes,14/01/2015,14/08/2014,Trauma,GP\n",
    "HEA-06": "R9,A,B,01/01/2002,F,CAMHS,10/11/2014,Yes,14/01/2014,14/08/2015,,GP\n",
    "HEA-07": "R9,A,B,01/01/2002,F,Dentist,10/11/2014,Yes,14/01/2015,14/08/2015,Trauma,GP\n",
    "HEA-08": "R9,A,B,01/01/2002,F,CAMHS,10/11/2014,No,14/01/2015,14/08/2015,Trauma,GP\n",
    "HEA-09": "R9,A,B,01/01/2002,F,CAMHS,10/11/2014,Yes,14/05/2015,14/08/2015,Trauma,GP\n",
    "HEA-10": "R9,A,B,01/01/2002,F,CAMHS,10/11/2014,,14/01/2015,14/08/2015,Trauma,GP\n",
    "HEA-11": "R9,A,B,01/01/2002,F,CAMHS,10/11/2014,Yes,14/01/2015,14/08/2015,,GP\n",
    "HEA-12": "R9,Brown,Bo,03/04/2001,M,CAMHS,06/01/2015,Yes,,20/02/2015,,School\n",
}
PLANTED = {"no_date": "HEA-01", "no_forename": "HEA-02", "repeated_row": "HEA-03", "end_before_start": "HEA-05",
           "seen_before_referral": "HEA-06", "unknown_service": "HEA-07", "seen_though_refused": "HEA-08"}
