"""What is compared of two identity records, in steps of likeness, with the weights used where none can be learnt."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["COMPARISONS", "LEARNT", "STANDARD_PRIOR", "Comparison", "Level"]

STANDARD_PRIOR = 1 / 2000
"""Chance that two records are of one child, used where it cannot be learnt: about that of 2,000 records."""
_DAY, _MONTH, _YEAR = (f"substr(birth_{{side}}, {start}, {length})" for start, length in ((9, 2), (6, 2), (1, 4)))


@dataclass(frozen=True)
class Level:
    """One step of likeness.

    Attributes
    ----------
    label
        In plain words.
    sql
        Condition that DuckDB and Spark both understand; the last level of a comparison has none.
    m, u
        Standard chance that two records of one child, or of two children, are alike in this way and in none above.
    fixed
        Whether the standard chances hold even where others are learnt: the pairs are too rare, or depend on others.
    exact
        Whether the value's own frequency counts: agreeing in a rare name says more.
    """

    label: str
    sql: str
    m: float
    u: float
    fixed: bool = False
    exact: bool = False


@dataclass(frozen=True)
class Comparison:
    """One thing compared: its name, its title, when it says nothing, and its levels from most alike to least."""

    name: str
    title: str
    missing: str
    levels: tuple[Level, ...]

    def label(self, gamma: int) -> str:
        """The label of the level that Splink numbers `gamma`: from 0, the least alike; -1 where a value is missing."""
        return "Not recorded in both" if gamma < 0 else self.levels[len(self.levels) - 1 - gamma].label


def _sides(text: str, side: str) -> str:
    return text.replace("{side}", side)


def _null(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _common(column: str) -> str:
    return f"arrays_overlap({column}_l, {column}_r)"


def _keystrokes(column: str, most: int, letters: int) -> str:
    """Damerau–Levenshtein distance, behind the plain one, which DuckDB works out seven times as fast."""
    near = (f"CASE WHEN levenshtein({column}_l, {column}_r) <= {most + 1} "
            f"THEN damerau_levenshtein({column}_l, {column}_r) <= {most} ELSE FALSE END")
    return f"length({column}_l) + length({column}_r) >= {letters} AND {near}"


_SWAPPED = "surname_l = forename_r AND forename_l = surname_r"
_ALIKE = (f"{_null('forename')} OR forename_l = forename_r OR {_SWAPPED} OR {_common('forenames')} OR "
          f"({_keystrokes('forename', 1, 5)}) OR ({_keystrokes('forename', 2, 11)})")
_SWAPPED_BIRTH = (f"{_sides(_YEAR, 'l')} = {_sides(_YEAR, 'r')} AND {_sides(_DAY, 'l')} = {_sides(_MONTH, 'r')} AND "
                  f"{_sides(_MONTH, 'l')} = {_sides(_DAY, 'r')}")
_DIGIT = f"abs(born_l - born_r) <= 1 OR {_keystrokes('birth', 1, 20)}"
_ANNIVERSARY = "substr(birth_l, 6, 5) = substr(birth_r, 6, 5)"
_NEAR = f"{_null('birth')} OR birth_l = birth_r OR ({_SWAPPED_BIRTH}) OR {_DIGIT} OR {_ANNIVERSARY}"

SURNAME = Comparison("surname", "Surname", _null("surname"), (
    Level("The same", "surname_l = surname_r", 0.92, 0.004, exact=True),
    Level("Surname and forename change places", _SWAPPED, 0.002, 0.00002, fixed=True),
    Level("A part of a double-barrelled name in common", _common("surnames"), 0.02, 0.0005),
    Level("One keystroke different", _keystrokes("surname", 1, 5), 0.04, 0.001),
    Level("Two keystrokes different", _keystrokes("surname", 2, 11), 0.01, 0.003),
    Level("Different", "", 0.008, 0.99148),
))
FORENAME = Comparison("forename", "Forename", _null("forename"), (
    Level("The same", "forename_l = forename_r", 0.88, 0.006, exact=True),
    Level("Surname and forename change places", _SWAPPED, 0.002, 0.00002, fixed=True),
    Level("A short form or another spelling", _common("forenames"), 0.06, 0.003),
    Level("One keystroke different", _keystrokes("forename", 1, 5), 0.035, 0.004),
    Level("Two keystrokes different", _keystrokes("forename", 2, 11), 0.015, 0.006),
    Level("Different", "", 0.008, 0.98098),
))
BIRTH = Comparison("birth", "Date of birth", _null("birth"), (
    Level("The same", "birth_l = birth_r", 0.95, 0.0002),
    Level("Day and month change places", _SWAPPED_BIRTH, 0.008, 0.0001),
    Level("One digit or one day different", _DIGIT, 0.025, 0.005),
    Level("The same day and month, another year", _ANNIVERSARY, 0.005, 0.0025),
    Level("Different", "", 0.012, 0.9922),
))
_ADDRESS = Level("One in common", _common("postcodes"), 0.6, 0.0005)
_ELSEWHERE = (Level("One in the same sector", _common("sectors"), 0.08, 0.01), Level("Different", "", 0.318, 0.9875))
POSTCODE = Comparison("postcode", "Postcode", _null("postcodes"), (
    replace(_ADDRESS, sql=f"{_ADDRESS.sql} AND ({_ALIKE}) AND ({_NEAR})"),
    # Brothers and sisters share an address, twins a birth too, and in some families all sons have one first name.
    Level("One in common, but forename or birth differs", _common("postcodes"), 0.002, 0.002, fixed=True),
    *_ELSEWHERE,
))
SEX = Comparison("sex", "Sex", _null("sex"), (
    Level("The same", "sex_l = sex_r", 0.99, 0.5),
    Level("Different", "", 0.01, 0.5),
))
COMPARISONS = (SURNAME, FORENAME, BIRTH, POSTCODE, SEX)
"""In the order in which they are shown."""
LEARNT = (SURNAME, FORENAME, BIRTH, replace(POSTCODE, levels=(_ADDRESS, *_ELSEWHERE)), SEX)
"""What chances are learnt from: what an address is worth must not count name and birth a second time."""
