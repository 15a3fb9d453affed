"""Offences that break each rule."""

from sources.extract import checked, good

HEAD = ("Offence Ref,Surname,Forename,Date of Birth,Gender,Service,Offence Date,Offence Type,Outcome,Outcome Date,"
        "Custody Type,Custody Start,Custody End\n")
GOOD = HEAD + """\
Y1,O'Neil,Ann,01/02/2002,F,YOT,01/03/2015,Theft,Referral order,01/05/2015,,,
Y2,Brown,Bo,03/04/2001,M,Probation,01/06/2015,Violence,DTO,01/09/2015,Sentence,01/09/2015,01/12/2015
"""
WHO = "Y9,A,B,01/01/2002,F,YOT,"
BREAKS = {
    "OFF-01": WHO + "31/02/2015,Theft,Caution,01/03/2015,,,\n",
    "OFF-02": "Y9,,B,01/01/2002,F,YOT,01/02/2015,Theft,Caution,01/03/2015,,,\n",
    "OFF-03": GOOD.splitlines()[-1] + "\n",
    "OFF-04": "Y9,A,B,01/01/2016,F,YOT,01/02/2015,Theft,Caution,01/03/2015,,,\n",
    "OFF-05": WHO + "31/12/2011,Theft,Caution,01/02/2012,,,\n",
    "OFF-06": WHO + "01/02/2015,Theft,Caution,01/01/2015,,,\n",
    "OFF-07": WHO + "01/02/2015,Theft,DTO,01/03/2015,Sentence,01/03/2015,01/02/2015\n",
    "OFF-08": WHO + "01/02/2015,Theft,DTO,01/03/2015,Sentence,,01/04/2015\n",
    "OFF-09": WHO + "01/02/2015,Theft,DTO,01/03/2015,Remand,31/01/2015,01/04/2015\n",
    "OFF-10": WHO + "01/02/2015,,Caution,01/03/2015,,,\n",
    "OFF-11": WHO + "01/02/2015,Theft,,01/03/2015,,,\n",
    "OFF-12": WHO + "01/02/2015,Theft,Caution,,,,\n",
    "OFF-13": "Y9,A,B,01/01/2002,F,,01/02/2015,Theft,Caution,01/03/2015,,,\n",
}
PLANTED = {"no_date": "OFF-01", "no_birth_date": "OFF-02", "repeated_row": "OFF-03", "too_young": "OFF-05",
           "custody_backwards": "OFF-07"}


class TestBoundaries:
    def test_the_tenth_birthday(self, tmp_path):
        """Ten on the day is old enough."""
        rows = "Y8,A,B,01/01/2002,F,YOT,01/01/2012,Theft,Caution,01/02/2012,,,\n"
        texts = good("offending")
        found = checked(tmp_path, texts | {"offending": texts["offending"] + rows})
        assert not found.tallies[found.tallies["table"] == "offending"]["rows"].any()
