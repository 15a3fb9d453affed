"""Case records that break each rule."""

HEAD = ("Person ID,Surname,Forename,Date of Birth,Gender,Ethnicity,Disability,Address Postcode,District,Level of Need,"
        "Referral Date,Closure Date,At Risk of Going Missing,Assessed By,Assessed On,History of Going Missing\n")
GOOD = HEAD + """\
1,O'Neil,Ann,01/02/2002,Female,WBRI,N,QX1 1AA,North,3,01/03/2014,,Y,Social worker,01/05/2015,
2,Brown,Bo,03/04/2001,Male,APKN,Y,QX1 1AB,South,2,01/03/2014,01/09/2014,N,,,Y
"""
BREAKS = {
    "CAS-01": ",New,Nat,01/01/2002,Male,WBRI,N,,North,2,,,,,,\n",
    "CAS-02": "1,New,Nat,01/01/2002,Male,WBRI,N,,North,2,,,,,,\n",
    "CAS-03": "7,New,Nat,soon,Male,WBRI,N,,North,2,,,,,,\n",
    "CAS-04": "7,New,Nat,01/01/2002,Male,WBRI,N,,North,2,02/01/2015,01/01/2015,,,,\n",
    "CAS-05": "7,New,Nat,01/01/2002,Male,WBRI,N,,North,2,,,Y,,01/05/2015,\n",
    "CAS-06": "7,New,Nat,01/01/2002,Male,,N,,North,2,,,,,,\n",
    "CAS-07": "7,New,Nat,01/01/2002,Male,WBRI,,,North,2,,,,,,\n",
    "CAS-08": "7,New,Nat,01/01/2002,Male,WBRI,N,,North,five,,,,,,\n",
}
