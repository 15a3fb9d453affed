"""How each source knows a child, which is all that linkage asks of the dictionary."""

from __future__ import annotations

from missing_audit.sources import SOURCES

__all__ = ["REGISTER", "UNIQUE", "area_columns", "named", "numbered", "postcode_columns", "preferred"]

REGISTER = "case_records"
"""The source whose numbers the tables of the looked-after return use."""
UNIQUE = frozenset(name for name, source in SOURCES.items() if source.unique and source.knows == "name")
"""Sources with one row a child: two of their rows are never one child."""


def named(source: str) -> bool:
    """Whether a source knows a child by name and birth."""
    return SOURCES[source].knows == "name"


def numbered(source: str) -> bool:
    """Whether a source knows a child by the register's number alone."""
    return SOURCES[source].knows == "number"


def postcode_columns(source: str) -> list[str]:
    """Columns that hold a postcode of the child, home before place."""
    return [column.name for column in SOURCES[source].columns
            if column.identity and column.name.endswith("postcode")]


def area_columns(source: str) -> dict[str, str]:
    """Columns of ward-like areas that a source's table gets, each with the postcode that it is looked up by."""
    columns = postcode_columns(source)
    first = {"area": columns[0]} if columns else {}
    return first | ({"place_area": "place_postcode"} if "place_postcode" in columns else {})


def preferred(source: str) -> int:
    """Whose word counts first where sources disagree: the register, then other unique sources, then the rest."""
    if source == REGISTER:
        return 0
    return 1 if source in UNIQUE or source == "looked_after_header" else 2
