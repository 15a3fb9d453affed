"""Notices of placements by other authorities that break each rule."""

HEAD = ("Surname,Forename,DOB,Sex,Placing Authority,Placement Type,Placement Postcode,Placement Start,"
        "Notification Received,Placement End,Missing Risk Shared\n")
GOOD = HEAD + """\
O'Neil,Ann,01/02/2002,F,Farshire,Children's home,QX1 1AA,07/11/2014,10/11/2014,01/09/2015,Y
Brown,Bo,03/04/2001,M,Otherton,Foster care,QX1 1AB,06/01/2015,02/01/2015,,N
"""
BREAKS = {
    "PLO-01": "A,B,01/01/2002,F,Farshire,Foster,QX1 1AA,,10/11/2014,01/09/2015,Y\n",
    "PLO-02": "A,,01/01/2002,F,Farshire,Foster,QX1 1AA,07/11/2014,10/11/2014,01/09/2015,Y\n",
    "PLO-03": GOOD.splitlines()[-1] + "\n",
    "PLO-04": "A,B,01/01/2016,F,Farshire,Foster,QX1 1AA,07/11/2014,10/11/2014,01/09/2015,Y\n",
    "PLO-05": "A,B,01/01/2002,F,Farshire,Foster,QX1 1AA,07/11/2014,10/11/2014,01/09/2014,Y\n",
    "PLO-06": "A,B,01/01/2002,F,,Foster,QX1 1AA,07/11/2014,10/11/2014,01/09/2015,Y\n",
    "PLO-07": "A,B,01/01/2002,F,Farshire,Foster,QX1 1AA,07/11/2014,,01/09/2015,Y\n",
    "PLO-08": "A,B,01/01/2002,F,Farshire,Foster,QX1 1AA,07/11/2014,11/11/2014,01/09/2015,Y\n",
    "PLO-09": "A,B,01/01/2002,F,Farshire,Foster,QX1 1AA,07/11/2014,10/11/2014,01/09/2015,\n",
    "PLO-10": "Brown,Bo,03/04/2001,M,Otherton,Foster,QX1 1AC,06/02/2015,06/02/2015,,N\n",
    "PLO-11": "A,B,01/01/2002,F,Farshire,Foster,,07/11/2014,10/11/2014,01/09/2015,Y\n",
}
PLANTED = {"no_date": "PLO-01", "no_surname": "PLO-02", "repeated_row": "PLO-03", "end_before_start": "PLO-05"}
