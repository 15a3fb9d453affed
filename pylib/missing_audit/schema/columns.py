"""What a column and a table are: the words in which the data dictionary is written."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from missing_audit.paths import REFERENCE

__all__ = ["Code", "Column", "Kind", "Table", "code_list"]

Kind = Literal["text", "code", "codes", "date", "moment", "integer", "flag", "number"]
"""``codes`` is several codes in one cell, separated by semicolons; the canonical value keeps the list's order."""


@dataclass(frozen=True)
class Code:
    """One entry of a code list: the code as recorded, its label, and the group it is reported in."""

    code: str
    label: str
    group: str = ""
    source: str = ""


@cache
def code_list(name: str) -> dict[str, Code]:
    """Code list by name, from `data/reference/code_lists.csv`.

    Parameters
    ----------
    name
        The list, such as ``ethnicity`` or ``placement``.

    Returns
    -------
    dict
        Code to `Code`, in the order of the file.

    Raises
    ------
    KeyError
        If the file has no such list.

    Examples
    --------
    >>> code_list("placement")["K2"].group
    'residential'
    """
    with (REFERENCE / "code_lists.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.pop("list") == name]
    if not rows:
        raise KeyError(name)
    return {row["code"]: Code(**row) for row in rows}


@dataclass(frozen=True)
class Column:
    """One column of a canonical table: the only place where it is described."""

    name: str
    kind: Kind
    meaning: str
    heading: str = ""
    """The heading in the layout its owner sends."""
    required: bool = False
    """An extract without this column cannot be used at all."""
    identity: bool = False
    """Names a child, or could: never leaves linkage."""
    values: str = ""
    """Name of the code list that the values come from."""
    accepts: dict[str, str] = field(default_factory=dict)
    """Values as sent (lower case) to canonical values; with a code list, spellings that it does not have."""

    def canonical(self) -> dict[str, str]:
        """Values as sent, in lower case, to canonical values; empty where any value is allowed."""
        if self.values:
            return {code.lower(): code for code in code_list(self.values)} | self.accepts
        return self.accepts

    def allowed(self) -> str:
        """The values allowed, in words for the data dictionary and for errors."""
        if self.values:
            return f"code list '{self.values}'"
        return ", ".join(dict.fromkeys(self.accepts.values()))


@dataclass(frozen=True)
class Table:
    """A canonical table: what a row is, and its columns in order."""

    name: str
    title: str
    row: str
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        """Column by name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]
