"""Who each child is, as far as that may be known after linkage."""

import pandas as pd
import pytest

from handmade import linked_of, settings_of, table_of
from missing_audit.collated import COLLATED
from missing_audit.people import people

SETTINGS = settings_of()
CASE = "child district ethnicity disability orientation"


def person(tables, child="a", **options):
    return people(linked_of(tables, **options), SETTINGS).set_index("child").loc[child]


class TestPeople:
    """One row a child."""

    def test_everybody_once(self):
        """Whoever any source holds, by pseudonym, and which sources hold them."""
        found = people(linked_of({"police": table_of("police", "child", ("c",), ("a",), ("a",)),
                                  "case_records": table_of("case_records", "child", ("b",), ("a",))}), SETTINGS)
        assert found["child"].tolist() == ["a", "b", "c"]
        assert found["in_police"].tolist() == [True, False, True]
        assert found["in_case_records"].tolist() == [True, True, False]
        assert not found["in_caf"].any()

    def test_no_source(self):
        """Nobody, and every column that does not depend on episodes."""
        found = people(linked_of({}), SETTINGS)
        assert found.empty
        assert set(COLLATED["children"].names) - set(found.columns) == {"caf", "scope", "scope_rule"}

    def test_age_and_sex(self):
        """On the period's first day: completed years, negative before birth, unknown without one."""
        tables = {"police": table_of("police", "child", *((child,) for child in "abcd"))}
        births = {"a": "2004-04-01", "b": "2004-04-02", "c": "2014-04-02"}
        found = people(linked_of(tables, births=births, sexes={"a": "male"}), SETTINGS)
        assert found["age"].tolist()[:3] == [10, 9, -1]
        assert pd.isna(found["age"][3])
        assert found["sex"].tolist() == ["male", "unknown", "unknown", "unknown"]

    def test_ethnicity_by_source(self):
        """The case record's word before the return's, that before the police's; what says nothing is passed over."""
        police = table_of("police", "child ethnicity", ("a", "A1"), ("b", "A1"), ("c", "A1"))
        header = table_of("looked_after_header", "child ethnicity", ("a", "BAFR"), ("b", "BAFR"))
        tables = {"police": police, "looked_after_header": header,
                  "case_records": table_of("case_records", "child ethnicity", ("a", "WBRI"), ("b", "NOBT"))}
        found = people(linked_of(tables), SETTINGS)
        assert found["ethnicity"].tolist() == ["White", "Black", "Asian"]

    def test_ethnicity_by_majority(self):
        """Of one source's rows the most; where they are as many, the first in order of the alphabet."""
        rows = table_of("police", "child ethnicity", ("a", "B1"), ("a", "W1"), ("a", "W2"), ("b", "W1"), ("b", "B1"))
        found = people(linked_of({"police": rows}), SETTINGS)
        assert found["ethnicity"].tolist() == ["White", "Black"]

    def test_case_record(self):
        """As it stands; a child without one has nothing of it."""
        tables = {"case_records": table_of("case_records", CASE, ("a", "North", "WBRI", "yes", None)),
                  "police": table_of("police", "child", ("b",))}
        assert person(tables)[["district", "disability"]].tolist() == ["North", "yes"]
        assert person(tables, "b")[["district", "disability", "at_risk", "assessed_on"]].isna().all()

    @pytest.mark.parametrize(("said", "group"), [
        ("Heterosexual", "heterosexual"), (" Straight ", "heterosexual"), ("Heterosexual / straight", "heterosexual"),
        ("Gay", "minority"), ("LESBIAN", "minority"), ("Bisexual", "minority"), ("Homosexual", "minority"),
        ("Other", "minority"), ("Asexual", "minority"), ("Prefer not to say", None), ("Not asked", None), (None, None),
    ])
    def test_orientation(self, said, group):
        """Two groups; who did not say is in neither."""
        found = person({"case_records": table_of("case_records", CASE, ("a", None, None, None, said))})["orientation"]
        assert found == group if group else pd.isna(found)
