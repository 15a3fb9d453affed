"""The type that charts, tables and words accept, and the fields that a table is shown by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from missing_audit.errors import AuditError

__all__ = ["NOT_APPLICABLE", "NOT_AVAILABLE", "PASSED", "SYMBOLS", "WITHHELD", "Field", "SafeTable",
           "UnsafeTableError", "require_safe"]

Kind = Literal["label", "count", "number", "share", "mixed", "digits"]

WITHHELD, NOT_APPLICABLE, NOT_AVAILABLE = "c", "z", "x"
SYMBOLS = {
    WITHHELD: "withheld, to protect children",
    NOT_APPLICABLE: "does not apply, or cannot be worked out",
    NOT_AVAILABLE: "not available, such as an interval that would rest on too few children",
}
"""Symbols that stand for a value, and what each means."""

PASSED = object()
"""What `disclosure.protect` alone marks its tables with."""


class UnsafeTableError(AuditError):
    """Something that `disclosure` has not passed was about to be shown."""


@dataclass(frozen=True)
class Field:
    """A column of a table that is to be shown.

    Attributes
    ----------
    name
        Column of the data.
    label
        Heading, with the unit where there is one.
    kind
        How values are written: a ``label`` is text, a ``count`` whole, a ``number`` has `digits` decimals, a
        ``share`` (0 to 1) is a whole percentage; in a ``mixed`` column each row has the decimals that the
        column of kind ``digits``, itself not shown, gives.
    children
        Column that holds the number of distinct children behind each cell; empty where a value tells nothing of any
        child, such as a population.
    largest
        Column that holds the share of the cell, 0 to 1, that is its most frequent child's own.
    spanner
        Heading over this and its neighbours.
    low, high
        Columns of the interval's limits, shown with the value and withheld with it.
    parts
        Whether its values part the rows into groups, and stand above each of them.
    """

    name: str
    label: str
    kind: Kind = "count"
    children: str = ""
    largest: str = ""
    spanner: str = ""
    low: str = ""
    high: str = ""
    digits: int = 1
    parts: bool = False


@dataclass(frozen=True)
class SafeTable:
    """A table that may be shown. Made by `protect` alone, or read back from the store.

    Attributes
    ----------
    name
        Stable id.
    fields
        Columns that are shown, in order.
    rows
        Values; missing where a symbol stands instead.
    marks
        Symbol by cell, same shape; empty where the value is shown.
    notes
        Lines for beneath the table.
    source
        Whose data these are.
    """

    name: str
    fields: tuple[Field, ...]
    rows: pd.DataFrame
    marks: pd.DataFrame
    notes: tuple[str, ...]
    source: str
    passed: object = None

    def __post_init__(self) -> None:
        if self.passed is not PASSED:
            raise UnsafeTableError("a SafeTable is made by disclosure.protect, not by hand")

    def field(self, name: str) -> Field:
        """Field by name."""
        return next(field for field in self.fields if field.name == name)

    def where(self, **labels: Any) -> pd.Index:
        """Index of the rows whose labels are these."""
        keep = pd.Series(True, index=self.rows.index)
        for column, value in labels.items():
            keep &= self.rows[column] == value
        return self.rows.index[keep]

    def value(self, column: str, **labels: Any) -> tuple[float | None, str]:
        """One cell: its value, or nothing and the symbol that stands for it.

        Raises
        ------
        KeyError
            If not exactly one row has these labels.
        """
        found = self.where(**labels)
        if len(found) != 1:
            raise KeyError(f"{self.name}: {len(found)} rows have {labels}; one is wanted")
        mark = self.marks.at[found[0], column]
        value = self.rows.at[found[0], column]
        return (None, mark) if mark else (value.item() if isinstance(value, np.generic) else value, "")

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for the store."""
        rows = self.rows.astype(object).where(self.rows.notna(), None)
        return {
            "name": self.name,
            "fields": [asdict(field) for field in self.fields],
            "columns": list(rows.columns),
            "rows": [[v.item() if isinstance(v, np.generic) else v for v in row] for row in rows.to_numpy(object)],
            "marks": self.marks.to_numpy(object).tolist(),
            "notes": list(self.notes),
            "source": self.source,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> SafeTable:
        """Back from the store."""
        rows = pd.DataFrame(stored["rows"], columns=stored["columns"])
        marks = pd.DataFrame(stored["marks"], columns=stored["columns"])
        fields = tuple(Field(**field) for field in stored["fields"])
        return cls(stored["name"], fields, rows, marks, tuple(stored["notes"]), stored["source"], PASSED)


def require_safe(table: object) -> SafeTable:
    """The table itself, if `disclosure` has passed it.

    Raises
    ------
    UnsafeTableError
        If it is anything else.
    """
    if not isinstance(table, SafeTable):
        raise UnsafeTableError(f"a {type(table).__name__} cannot be shown: pass it through disclosure.protect first")
    return table
