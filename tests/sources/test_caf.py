"""CAF assessments that break each rule."""

GOOD = """CAF Number,Surname,Forename,Date of Birth,Gender,District,Assessment Date,Closure Date,Level of Need
C1,Cole,Cy,05/05/2003,M,South,01/03/2015,01/09/2015,2
C2,O'Neil,Ann,01/02/2002,F,North,01/07/2014,,3
"""
BREAKS = {
    "CAF-01": "C9,A,B,01/01/2002,F,North,,,2\n",
    "CAF-02": "C9,A,,01/01/2002,F,North,01/02/2015,,2\n",
    "CAF-03": GOOD.splitlines()[-1] + "\n",
    "CAF-04": "C9,A,B,01/01/2016,F,North,01/02/2015,,2\n",
    "CAF-05": "C9,A,B,01/01/2002,F,North,02/02/2015,01/02/2015,2\n",
    "CAF-06": "C9,A,B,01/01/2002,F,North,02/02/2015,,\n",
}
