"""School terms: complete, in order, and what follows for each day."""

import pandas as pd
import pytest

from missing_audit.errors import SourceError
from missing_audit.terms import holidays, school_terms
from smallshire import AUDIT

TERMS = "start,end,name\n" + "".join(
    f"{year}-{begin},{year}-{end},Half-term {i}\n"
    for year in (2014, 2015) for i, (begin, end) in enumerate([("04-20", "05-25"), ("06-01", "07-20"),
                                                               ("09-02", "10-24"), ("11-02", "12-19")])
) + "2015-01-06,2015-03-27,Spring\n2016-01-06,2016-03-24,Spring\n"
NAMED = AUDIT + 'school_terms = "school.terms"\n'


def read(county, text):
    """The terms of the small county."""
    return school_terms(county(audit_toml=NAMED, school_terms=text))


class TestSchoolTerms:
    """Reading."""

    def test_in_order(self, county):
        """As given, sorted, with dates of either make."""
        terms = read(county, TERMS.replace("2014-04-20", "20/04/2014"))
        assert len(terms) == 10
        assert terms["start"].is_monotonic_increasing
        assert terms["start"].iloc[0] == pd.Timestamp(2014, 4, 20)

    def test_not_named(self, county):
        """Nothing where audit.toml names no file."""
        assert school_terms(county()) is None

    @pytest.mark.parametrize(("old", "new", "said"), [
        ("start,end", "begin,end", "no column start"),
        ("2014-06-01", "1st of June", "school.terms:3: start = '1st of June': must be a day"),
        ("2014-07-20", "2014-05-30", "'Half-term 1' ends on 2014-05-30, before its start"),
        ("2014-06-01", "2014-05-20", "'Half-term 1' begins on 2014-05-20, when the half-term before it"),
        ("2014-09-02,2014-10-24,Half-term 2\n", "", "no half-term from 2014-07-21 to 2014-11-01"),
        ("2016-01-06,2016-03-24,Spring\n", "", "no half-term from 2015-12-20 to 2016-03-31"),
    ])
    def test_faults(self, county, old, new, said):
        """Named by file, line, value, and what is wanted."""
        assert old in TERMS
        with pytest.raises(SourceError, match=said):
            read(county, TERMS.replace(old, new, 1))


class TestHolidays:
    """Days in no half-term."""

    def test_by_hand(self, county):
        """Both ends of a half-term are school days, and so is a weekend within it."""
        days = pd.date_range("2014-05-24", "2014-06-02")
        free = holidays(days, read(county, TERMS))
        assert days[free].strftime("%d").tolist() == ["26", "27", "28", "29", "30", "31"]
