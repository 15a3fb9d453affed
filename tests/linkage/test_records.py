"""Rows gathered into identity records."""

import numpy as np
import pandas as pd

from linkage.rows import people
from missing_audit.linkage.records import identity_records

POLICE = people("O'Neil,Ann,2002-02-01,female,QX1 1AA,QX9 9ZZ", "ONEIL,ann,2002-02-01,female,qx11aa,QX8 8YY",
                "O'Neil,Ann,2002-02-01,female,QX2 2BB,", "Cole,Cy,2003-05-05,,,",
                columns="surname forename dob sex home_postcode place_postcode")
CASES = people("7,O'Neil,Ann,2002-02-01,female,", "8,O'Neil,Ann,2002-02-01,female,",
               columns="person surname forename dob sex postcode")
HEADER = people("7,2002-02-01,female", "99,2001-01-01,male", columns="person dob sex")
EPISODES = people("7,QX3 3CC,", "99,QX4 4DD,", columns="person home_postcode place_postcode")


class TestRecords:
    """One record a spelling and home."""

    def test_rows_alike_are_one_record(self):
        """Typed differently but alike in all: one; another home: another; every row has its record."""
        records = identity_records({"police": POLICE})
        of_row = records.of_row["police"].tolist()
        assert of_row[0] == of_row[1] != of_row[2]
        assert records.table["rows"].sum() == len(POLICE)
        assert records.table.loc[of_row[0], "rows"] == 2

    def test_places_of_all_rows(self):
        """Where a child was missing from counts as an address too."""
        records = identity_records({"police": POLICE})
        own = records.postcodes.query("record == @records.of_row['police'][0]")["postcode"].tolist()
        assert own == ["QX1 1AA", "QX8 8YY", "QX9 9ZZ"]

    def test_register_rows_stay_apart(self):
        """Two case records are two records, however alike."""
        assert identity_records({"case_records": CASES}).of_row["case_records"].nunique() == 2

    def test_the_return_lends_its_postcodes(self):
        """By number; a child without a case record has a record that nothing links to."""
        records = identity_records({"case_records": CASES, "looked_after_header": HEADER,
                                    "looked_after_episodes": EPISODES})
        seven = records.of_row["case_records"][0]
        assert records.of_row["looked_after_header"].tolist()[0] == seven
        assert records.postcodes.query("record == @seven")["postcode"].tolist() == ["QX3 3CC"]
        stranger = records.of_row["looked_after_episodes"][1]
        assert records.of_row["looked_after_header"][1] == stranger
        assert not records.table.loc[stranger, "linkable"]

    def test_order_of_rows_does_not_matter(self):
        """Same content, same records in the same order."""
        shuffled = POLICE.sample(frac=1, random_state=np.random.default_rng(3)).reset_index(drop=True)
        one, other = identity_records({"police": POLICE}), identity_records({"police": shuffled})
        pd.testing.assert_frame_equal(one.table, other.table)
        pd.testing.assert_frame_equal(one.postcodes, other.postcodes)

    def test_keys_differ(self):
        """The content tells every record from every other."""
        assert identity_records({"police": POLICE, "case_records": CASES}).table["key"].is_unique

    def test_no_sources(self):
        assert identity_records({}).table.empty
