"""Members of families on the support list who break each rule."""

HEAD = "Family Ref,Surname,Forename,Date of Birth,Gender,Postcode,Family Member,Date On,Date Off,Criteria Met\n"
GOOD = HEAD + """\
F1,O'Neil,Ann,01/02/2002,F,QX1 1AA,Child,01/06/2014,01/06/2015,Crime; School attendance
F1,O'Neil,Oona,01/02/1980,F,QX1 1AA,Parent,01/06/2014,01/06/2015,ASB;attendance
F2,Brown,Bo,03/04/2001,M,,C,01/09/2015,,dv;health;work
"""
BREAKS = {
    "WTF-01": "F9,A,B,01/01/2002,F,,C,,,dv;work\n",
    "WTF-02": "F9,A,B,,F,,C,01/02/2015,,dv;work\n",
    "WTF-03": GOOD.splitlines()[-1] + "\n",
    "WTF-04": "F9,A,B,01/01/2016,F,,C,01/02/2015,,dv;work\n",
    "WTF-05": "F9,A,B,01/01/2002,F,,C,01/02/2015,01/01/2015,dv;work\n",
    "WTF-06": ",A,B,01/01/2002,F,,C,01/02/2015,,dv;work\n",
    "WTF-07": "F9,A,B,01/01/2002,F,,C,01/02/2015,,\n",
    "WTF-08": "F9,A,B,01/01/2002,F,,C,01/02/2015,,dv; domestic abuse\n",
    "WTF-09": "F9,A,B,01/01/2002,F,,,01/02/2015,,dv;work\n",
}
PLANTED = {"no_date": "WTF-01", "no_birth_date": "WTF-02", "repeated_row": "WTF-03", "off_before_on": "WTF-05"}
