"""Return home interviews that break each rule."""

import pandas as pd

from sources.extract import checked, good

HEAD = ("RHI Ref,Surname,Forename,DOB,Sex,Missing From,Returned,RHI Offered,Offered On,RHI Outcome,Reason Not Done,"
        "Interview Date Time,Interviewed By,Interview Place,Reasons,Harm While Missing,Child Wants\n")
GOOD = HEAD + """\
R1,O'Neil,Ann,01/02/2002,F,05/06/2014,06/06/2014 02:00,Y,06/06/2014,Accepted,,07/06/2014 16:00,Independent,Home,\
Family conflict; Bullying or trouble at school,None,rules
R2,Brown,Bo,03/04/2001,M,12/10/2014,13/10/2014 09:00,N,,Not offered,No staff,,,,,,
R3,Cole,Cy,05/05/2003,M,01/07/2015,02/07/2015 01:00,Y,02/07/2015,Declined,Declined by child,,,,,,
"""
WHO = "R9,A,B,01/01/2002,F,"
HELD = "Y,02/02/2015,Accepted,,03/02/2015 10:00,SW,School,peers,none,school\n"
BREAKS = {
    "RHI-01": "R9,A,B,01/01/2002,F,31/02/2015,02/02/2015 09:00," + HELD,
    "RHI-02": "R9,A,,01/01/2002,F,01/02/2015,02/02/2015 09:00," + HELD,
    "RHI-03": GOOD.splitlines()[-1] + "\n",
    "RHI-04": "R9,A,B,01/01/2016,F,01/02/2015,02/02/2015 09:00," + HELD,
    "RHI-05": WHO + "02/02/2015,01/02/2015 09:00," + HELD,
    "RHI-06": WHO + "01/02/2015,02/02/2015 09:00,Y,02/02/2015,Accepted,,02/02/2015 08:00,SW,School,peers,none,school\n",
    "RHI-07": WHO + "31/01/2015,02/02/2015 09:00,Y,01/02/2015,Accepted,,03/02/2015 08:00,SW,School,peers,none,school\n",
    "RHI-08": WHO + "31/01/2015,02/02/2015 09:00,Y,02/02/2015,Accepted,,05/02/2015 09:01,SW,School,peers,none,school\n",
    "RHI-09": WHO + "01/02/2015,02/02/2015 09:00,,,,,,,,,,\n",
    "RHI-10": WHO + "01/02/2015,02/02/2015 09:00,Y,02/02/2015,,,,,,,,\n",
    "RHI-11": WHO + "01/02/2015,02/02/2015 09:00,Y,02/02/2015,Accepted,,,,,,,\n",
    "RHI-12": WHO + "01/02/2015,02/02/2015 09:00,N,,Not offered,,,,,,,\n",
    "RHI-13": WHO + "01/02/2015,02/02/2015 09:00,Y,02/02/2015,Declined,,03/02/2015 10:00,SW,School,peers,none,school\n",
    "RHI-14": WHO + "01/02/2015,02/02/2015 09:00,Y,02/02/2015,Accepted,,03/02/2015 10:00,,School,peers,none,school\n",
    "RHI-15": WHO + "01/02/2015,02/02/2015 09:00,Y,02/02/2015,Accepted,,03/02/2015 10:00,SW,School,,none,school\n",
    "RHI-16": WHO + "01/02/2015,02/02/2015 09:00,Y,02/02/2015,Accepted,,03/02/2015 10:00,SW,School,peers,,school\n",
    "RHI-17": WHO + "01/02/2015,02/02/2015 09:00,Y,02/02/2015,Accepted,,03/02/2015 10:00,SW,School,peers,none,\n",
}
PLANTED = {"no_date": "RHI-01", "no_surname": "RHI-02", "repeated_row": "RHI-03", "returned_before_leaving": "RHI-05",
           "done_before_return": "RHI-06", "no_outcome": "RHI-10"}


class TestWhatTheChildSaid:
    def test_codes_whatever_the_spelling(self, tmp_path):
        """Labels and codes are one; no harm is told from not asked; of a cell, what can be read is kept and counted."""
        row = WHO + "01/02/2015,02/02/2015,Y,02/02/2015,Accepted,,03/02/2015,SW,School,Peers;conflict;moon,,safe\n"
        texts = good("return_interviews")
        found = checked(tmp_path, texts | {"return_interviews": texts["return_interviews"] + row})
        rows = found.used["return_interviews"]
        assert rows.loc[0, ["reasons", "harm", "wants"]].tolist() == ["conflict;school", "none", "rules"]
        assert rows.loc[3, "reasons"] == "conflict;peers"
        assert pd.isna(rows.loc[3, "harm"])
        assert found.unknown.set_index("column")["rows"].to_dict() == {"reasons": 1}

    def test_three_days_to_the_hour(self, tmp_path):
        """72 hours are timely, a minute more is not; who was not interviewed is not asked."""
        rows = "".join(f"R{i}{WHO[2:]}31/01/2015,02/02/2015 09:00,Y,02/02/2015,Accepted,,05/02/2015 09:0{i},SW,School,"
                       "peers,none,school\n" for i in range(2))
        texts = good("return_interviews")
        found = checked(tmp_path, texts | {"return_interviews": texts["return_interviews"] + rows})
        tally = found.tallies.set_index("rule").loc["RHI-08"]
        assert (tally["rows"], tally["asked"]) == (1, 3)
