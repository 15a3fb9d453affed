"""Precision and recall, against every pair listed one by one."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from linkage.rows import people
from missing_audit.errors import ConfigError
from missing_audit.linkage.accuracy import accuracy, exact
from missing_audit.linkage.records import identity_records

HOMES = {name: pd.Series(dtype="str") for name in ("home_postcode", "place_postcode", "postcode")}
USED = {
    "police": people("O'Neil,Ann,2002-02-01,female", "ONEIL,Ann,2002-02-01,female", "O'Neal,Ann,2002-02-01,female",
                     "Cole,Cy,2003-05-05,male", "Dean,Di,2004-06-06,female").assign(**HOMES),
    "case_records": people("1,O'Neil,Ann,2002-02-01,female", "2,Cole,Cy,2003-05-05,male",
                           columns="person surname forename dob sex").assign(**HOMES),
    "home_logs": people("Cole,Cyril,2003-05-05,male", "Dean,Di,2004-06-06,female"),
}
TRUTH = {"police": [1, 1, 1, 2, 3], "case_records": [1, 2], "home_logs": [2, 4]}


@pytest.fixture
def truth():
    index = [(source, line) for source, persons in TRUTH.items() for line in range(2, len(persons) + 2)]
    persons = [str(person) for persons in TRUTH.values() for person in persons]
    return pd.Series(persons, index=pd.MultiIndex.from_tuples(index, names=["source", "line"]))


def listed(groups, records, sources):
    """Made, right and true pairs of two sources, one by one."""
    rows = [(source, groups[record], person) for source, persons in TRUTH.items()
            for record, person in zip(records.of_row[source], persons, strict=True)]
    pairs = [(a, b) for a, b in combinations(rows, 2) if {a[0], b[0]} == set(sources)
             and (len(set(sources)) == 2 or a[0] == b[0])]
    return (sum(a[1] == b[1] for a, b in pairs), sum(a[1] == b[1] and a[2] == b[2] for a, b in pairs),
            sum(a[2] == b[2] for a, b in pairs))


class TestAccuracy:
    """Counted from sizes, and one by one."""

    def test_by_enumeration(self, county, truth):
        records = identity_records(USED)
        groups = exact(records)
        table = accuracy(USED, records, {"exact": groups}, truth, county())
        by_pair = table[table["by"] == "Sources"].set_index("group")[["made", "right", "true"]]
        titles = {"police": "Police missing reports", "case_records": "Social-care case records",
                  "home_logs": "Children's homes' logs"}
        total = np.zeros(3)
        for one, other in [*combinations(titles, 2), *((name, name) for name in titles)]:
            name = f"{titles[one]} – {titles[other]}"
            expected = listed(groups, records, (one, other))
            assert tuple(by_pair.loc[name]) == expected
            total += expected
        whole = table[table["by"] == "All"].iloc[0]
        assert whole[["made", "right", "true"]].tolist() == total.tolist()
        assert whole["precision"] == total[1] / total[0]
        assert whole["recall"] == total[1] / total[2]

    def test_groups_share_out_the_pairs(self, county, truth):
        """From either end, half a pair; so that the groups of any kind add up to the whole."""
        records = identity_records(USED)
        table = accuracy(USED, records, {"one": np.zeros(len(records.table), dtype=int)}, truth, county())
        whole = table[table["by"] == "All"].iloc[0]
        for by in ("Sex", "Age", "Looked after", "Ethnic group"):
            assert table[table["by"] == by]["right"].sum() == whole["right"]

    def test_a_row_of_nobody(self, county, truth):
        records = identity_records(USED)
        with pytest.raises(ConfigError, match="no person for line 2 of police"):
            accuracy(USED, records, {"exact": exact(records)}, truth.drop(("police", 2)), county())


class TestExact:
    """What linkage is held against."""

    def test_by_name_and_birth(self):
        """However typed; a register row takes the rows alike, and of two alike neither does."""
        records = identity_records(USED)
        group = exact(records)
        of = {name: group[rows] for name, rows in records.of_row.items()}
        assert of["police"][0] == of["police"][1] == of["case_records"][0] != of["police"][2]
        twice = USED | {"case_records": people("1,O'Neil,Ann,2002-02-01,female", "2,O'Neil,Ann,2002-02-01,female",
                                               columns="person surname forename dob sex").assign(**HOMES)}
        records = identity_records(twice)
        group = exact(records)
        case = group[records.of_row["case_records"]]
        assert case[0] != case[1]
        assert group[records.of_row["police"]][0] not in case
