"""MASH contacts that break each rule."""

from sources.extract import checked, good

HEAD = ("Contact ID,Surname,Forename,DOB,Sex,Postcode,Contact Date,Contact Source,Contact Reason,Decision,"
        "Decision Date\n")
GOOD = HEAD + """\
M1,O'Neil,Ann,01/02/2002,F,QX1 1AA,06/06/2014,Police,Missing,NFA,09/06/2014
M2,Brown,Bo,03/04/2001,M,,13/10/2014,School,Neglect,Early help,13/10/2014
"""
WHO = "M9,A,B,01/01/2002,F,,"
BREAKS = {
    "MSH-01": WHO + "yesterday,Police,Missing,NFA,02/02/2015\n",
    "MSH-02": "M9,A,B,,F,,02/02/2015,Police,Missing,NFA,02/02/2015\n",
    "MSH-03": GOOD.splitlines()[-1] + "\n",
    "MSH-04": "M9,A,B,01/01/2016,F,,02/02/2015,Police,Missing,NFA,02/02/2015\n",
    "MSH-05": WHO + "02/02/2015,Police,Missing,NFA,01/02/2015\n",
    "MSH-06": WHO + "02/02/2015,Police,Missing,NFA,04/02/2015\n",
    "MSH-07": WHO + "02/02/2015,Police,Missing,NFA,\n",
    "MSH-08": WHO + "02/02/2015,,Missing,NFA,02/02/2015\n",
    "MSH-09": WHO + "02/02/2015,Police,,NFA,02/02/2015\n",
    "MSH-10": WHO + "02/02/2015,Police,Missing,,02/02/2015\n",
}
PLANTED = {"no_date": "MSH-01", "no_forename": "MSH-02", "repeated_row": "MSH-03", "decided_before_contact": "MSH-05",
           "unknown_reason": "MSH-09"}


class TestOneWorkingDay:
    def test_weekends_do_not_count(self, tmp_path):
        """From Friday or Saturday to Monday is in time; to Tuesday it is late from Friday, not from Saturday."""
        days = [("06/02/2015", "09/02/2015"), ("07/02/2015", "09/02/2015"), ("06/02/2015", "10/02/2015")]
        rows = "".join(f"{WHO}{on},Police,Missing,NFA,{decided}\n" for on, decided in days)
        texts = good("mash")
        found = checked(tmp_path, texts | {"mash": texts["mash"] + rows})
        tally = found.tallies.set_index("rule").loc["MSH-06"]
        assert (tally["rows"], tally["asked"]) == (1, 5)
