"""Columns and values that several sources have in common."""

from __future__ import annotations

from missing_audit.schema import Column, code_list

__all__ = ["LEVELS", "NAMES", "SEX", "YES_NO", "birth", "labels", "named", "number", "postcode", "sex"]

YES_NO = {"y": "yes", "yes": "yes", "true": "yes", "1": "yes", "n": "no", "no": "no", "false": "no", "0": "no"}
SEX = {"m": "male", "male": "male", "1": "male", "f": "female", "female": "female", "2": "female",
       "u": "unknown", "unknown": "unknown", "not known": "unknown", "9": "unknown"}
LEVELS = {str(level): str(level) for level in range(1, 5)}
"""Levels of need, 1 universal to 4 specialist."""

NAMES = (
    Column("surname", "text", "Family name as the agency holds it.", "Surname", required=True, identity=True),
    Column("forename", "text", "Given name as the agency holds it.", "Forename", required=True, identity=True),
)


def birth(heading: str = "DOB") -> Column:
    """Date of birth."""
    return Column("dob", "date", "Date of birth.", heading, required=True, identity=True)


def sex(by: str, heading: str = "Sex") -> Column:
    """Sex, as one agency records it."""
    return Column("sex", "code", f"Sex as recorded by {by}.", heading, accepts=SEX)


def postcode(heading: str = "Postcode") -> Column:
    """Postcode of the address."""
    return Column("postcode", "text", "Postcode of the address.", heading, identity=True)


def number(heading: str = "CHILD") -> Column:
    """Social care's own number for the child."""
    return Column("person", "text", "The authority's own number for the child.", heading, required=True,
                  identity=True)


def named(by: str, *, born: str = "DOB", gender: str = "Sex", address: str = "") -> tuple[Column, ...]:
    """Who a row is about, where an agency knows a child by name: names, birth, sex and, if given, a postcode."""
    return (*NAMES, birth(born), sex(by, gender), *((postcode(address),) if address else ()))


def labels(values: str) -> dict[str, str]:
    """Labels of a code list, as an agency writes them, with their codes: for `Column.accepts`.

    Examples
    --------
    >>> labels("reason")["family conflict"]
    'conflict'
    """
    return {entry.label.lower(): code for code, entry in code_list(values).items()}
