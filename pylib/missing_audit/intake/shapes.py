"""What a file in a folder of extracts may be: the audit's sources, reference files, and tables it does not use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from missing_audit.schema import Column, Table
from missing_audit.sources import SOURCES, Source
from missing_audit.surroundings import SURROUNDINGS

__all__ = ["Kind", "Shape", "aliases", "shapes"]

Kind = Literal["source", "reference", "unused"]

_RETURN = {
    "UASC": "CHILD SEX DOB DUC",
    "OC3": "CHILD DOB IN_TOUCH ACTIV ACCOM",
    "Reviews": "CHILD DOB REVIEW REVIEW_CODE",
    "AD1": "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
    "PlacedAdoption": "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
    "PrevPerm": "CHILD DOB PREV_PERM LA_PERM DATE_PERM",
}
"""Tables of the looked-after return that no source reads; only their headings, so as to say what they are."""


@dataclass(frozen=True)
class Shape:
    """Headings by which a file is known.

    Attributes
    ----------
    name
        Key under ``[sources]`` or ``[reference]``; the table's own name where the audit does not use it.
    kind
        Whether it is a source, a reference file, or not used.
    title
        In words.
    columns
        Its columns, in order.
    layout
        Name of the layout whose headings these are; empty for what is no source.
    """

    name: str
    kind: Kind
    title: str
    columns: tuple[Column, ...]
    layout: str = ""

    @property
    def headings(self) -> dict[str, str]:
        """Heading by column."""
        return {column.name: column.heading for column in self.columns}

    @property
    def required(self) -> list[str]:
        """Columns without which a file is not this."""
        return [column.name for column in self.columns if column.required]


def shapes() -> list[Shape]:
    """Everything that can be recognised; the audit's sources first, which win where two fit as well."""
    return [
        *(_laid_out(source, layout) for source in SOURCES.values() for layout in source.layouts),
        *(Shape(name, "reference", file.title, _plain(file.columns))
          for name, file in SURROUNDINGS.items()),
        *(Shape(name, "unused", f"Looked-after return: {name}", _plain(headings.split()))
          for name, headings in _RETURN.items()),
    ]


def _laid_out(source: Source, layout: str) -> Shape:
    headings = source.headings(layout, {})
    return Shape(source.name, "source", source.title,
                 tuple(replace(column, heading=headings[column.name]) for column in source.columns), layout)


def aliases(table: Table | Shape, column: str) -> list[str]:
    """Headings under which other sources send a column of the same name.

    Examples
    --------
    >>> aliases(SOURCES["police"], "dob")
    ['Date of Birth', 'D.O.B.']
    """
    own = next(item.heading for item in table.columns if item.name == column)
    found = [item.heading for other in SOURCES.values() for item in other.columns if item.name == column]
    return [heading for heading in dict.fromkeys(found) if heading != own]


def _plain(headings: list[str] | tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(heading, "text", "", heading, required=True) for heading in headings)
