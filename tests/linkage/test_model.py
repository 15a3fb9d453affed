"""Weights and pairs, worked out by hand."""

import math

import pytest

from linkage.rows import people
from missing_audit.config import Linkage
from missing_audit.linkage.comparisons import COMPARISONS, LEARNT
from missing_audit.linkage.engines import engine
from missing_audit.linkage.model import match_weight, pairs, probability, standard
from missing_audit.linkage.records import identity_records

COLUMNS = "surname forename dob sex home_postcode place_postcode"
ANN = "O'Neil,Ann,2002-02-01,female,QX1 1AA,"


def scored(*others, first=ANN):
    """Pairs of one record of the police with others."""
    records = identity_records({"police": people(first, *others, columns=COLUMNS)})
    with engine(Linkage()) as database:
        return pairs(standard(), records, database, lowest=1e-9)


def labels(pair):
    return [item.label(int(pair[item.name])) for item in COMPARISONS]


class TestComparisons:
    """Every step of likeness."""

    @pytest.mark.parametrize(("other", "what", "label"), [
        ("O'Neal,Ann,2002-02-01,female,QX1 1AA,", 0, "One keystroke different"),
        ("O'Neil-Brown,Ann,2002-02-01,female,QX1 1AA,", 0, "A part of a double-barrelled name in common"),
        ("Ann,O'Neil,2002-02-01,female,QX1 1AA,", 0, "Surname and forename change places"),
        ("Ann,O'Neil,2002-02-01,female,QX1 1AA,", 1, "Surname and forename change places"),
        ("O'Neil,Annie,2002-02-01,female,QX1 1AA,", 1, "A short form or another spelling"),
        ("O'Neil,Una,2002-02-01,female,QX1 1AA,", 1, "Different"),
        ("O'Neil,Ann,2002-01-02,female,QX1 1AA,", 2, "Day and month change places"),
        ("O'Neil,Ann,2002-02-11,female,QX1 1AA,", 2, "One digit or one day different"),
        ("O'Neil,Ann,2002-01-31,female,QX1 1AA,", 2, "One digit or one day different"),
        ("O'Neil,Ann,1999-02-01,female,QX1 1AA,", 2, "The same day and month, another year"),
        ("O'Neil,Ann,2002-02-01,female,QX5 5AA,qx11aa", 3, "One in common"),
        ("O'Neil,Una,2002-02-01,female,QX1 1AA,", 3, "One in common, but forename or birth differs"),
        ("O'Neil,Ann,2002-02-01,female,QX1 1AB,", 3, "One in the same sector"),
        ("O'Neil,Ann,2002-02-01,female,,", 3, "Not recorded in both"),
        ("O'Neil,Ann,2002-02-01,male,QX1 1AA,", 4, "Different"),
    ])
    def test_level(self, other, what, label):
        found = scored(other)
        assert labels(found.iloc[0])[what] == label

    def test_chances_add_up(self):
        """Of every comparison, among records of one child and of two, but for what is fixed for being rare."""
        for item in LEARNT:
            free = [level for level in item.levels if not level.fixed]
            fixed = sum(level.m for level in item.levels if level.fixed)
            assert sum(level.m for level in free) == pytest.approx(1, abs=fixed + 0.035)
            assert sum(level.u for level in free) == pytest.approx(1, abs=0.006)


class TestWeight:
    """A pair's weight is the sum of its parts."""

    def test_by_hand(self):
        """Prior, names and sex alike, a digit of the birth, the same postcode."""
        pair = scored("O'Neil,Ann,2002-02-11,female,QX2 2BB,QX1 1AA").iloc[0]
        chances = [(0.92, 0.004), (0.88, 0.006), (0.025, 0.005), (0.6, 0.0005), (0.99, 0.5)]
        expected = math.log2((1 / 2000) / (1 - 1 / 2000)) + sum(math.log2(m / u) for m, u in chances)
        assert pair["weight"] == pytest.approx(expected, abs=1e-6)
        assert probability(pair["weight"]) == pytest.approx(2 ** expected / (1 + 2 ** expected))

    def test_twins(self):
        """Same surname, birth, sex and address, another forename: not likely enough."""
        assert probability(scored("O'Neil,Una,2002-02-01,female,QX1 1AA,")["weight"][0]) < 0.99

    def test_a_brother_two_years_older(self):
        """Far from it."""
        found = scored("O'Neil,Tom,2000-05-05,male,QX1 1AA,")
        assert found.empty or probability(found["weight"][0]) < 0.01

    def test_moved_house(self):
        """A child of that name and birth at another address is still likely to be the same."""
        assert probability(scored("O'Neil,Ann,2002-02-01,female,QX7 7GG,")["weight"][0]) > 0.99

    def test_odds(self):
        assert probability(match_weight(0.99, 0.01)) == pytest.approx(0.99)

    def test_one_record(self):
        """Nothing to compare with."""
        assert scored().empty
