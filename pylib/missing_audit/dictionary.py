"""The data dictionary as it is printed: from `schema`, and from nowhere else."""

from __future__ import annotations

from missing_audit.collated import COLLATED
from missing_audit.schema import PLACEMENTS, Column, code_list
from missing_audit.sources import SOURCES

__all__ = ["collated", "collated_columns", "columns", "extract_columns", "extracts", "placements", "tells"]

_KINDS = {"text": "text", "code": "code", "codes": "codes, separated by semicolons", "date": "date",
          "moment": "date and time", "integer": "whole number", "flag": "yes or no", "number": "number"}


def extracts() -> list[str]:
    """What a row of each extract is, in a sentence."""
    return [f"{table.title}: a row is {table.row}; owner: {table.owner}." for table in SOURCES.values()]


def tells() -> list[str]:
    """What each extract tells that no other does, in a sentence."""
    return [f"{table.title}: {table.tells}." for table in SOURCES.values()]


def extract_columns() -> list[dict[str, str]]:
    """The columns of every extract, one line each: `Extract`, then as `columns`."""
    return [{"Extract": table.title, **line} for table in SOURCES.values() for line in columns(table.name)]


def collated_columns() -> list[dict[str, str]]:
    """The columns of every table that collation makes, one line each: `Table`, then as `columns`."""
    return [{"Table": table.title, **line} for table in COLLATED.values() for line in columns(table.name)]


def collated() -> list[str]:
    """What a row of each table that collation makes is, in a sentence."""
    return [f"{table.title}: a row is {table.row}." for table in COLLATED.values()]


def columns(table: str) -> list[dict[str, str]]:
    """The columns of a table, one line each.

    Parameters
    ----------
    table
        Name of an extract's table, or of one that collation makes.

    Returns
    -------
    list of dict
        Heading or name, kind, meaning, and what may stand there.

    Examples
    --------
    >>> columns("children")[0]["Column"]
    'child'
    """
    if table in SOURCES:
        return [{"Heading": column.heading, **_described(column)} for column in SOURCES[table].columns]
    return [{"Column": column.name.rstrip("_"), **_described(column)} for column in COLLATED[table].columns]


def _described(column: Column) -> dict[str, str]:
    told = (("column must be there", column.required), ("identity", column.identity))
    marks = [word for word, holds in told if holds]
    return {"What it is": column.meaning, "Kind": ", ".join([_KINDS[column.kind], *marks]),
            "Values": column.allowed()}


def placements() -> list[dict[str, str]]:
    """National placement codes with the group that each is reported in."""
    return [{"Code": code, "Placement": entry.label, "Reported as": PLACEMENTS[entry.group]}
            for code, entry in code_list("placement").items()]
