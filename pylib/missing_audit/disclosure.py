"""What may be shown: a table passes through here, or it cannot be drawn, printed or quoted.

The unit protected is the child. Every cell carries its number of distinct children; a cell with one to
`threshold` of them is withheld, and so is one that a single child dominates. A true zero is shown, except in a
table marked sensitive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from missing_audit.config import Disclosure
from missing_audit.errors import AuditError

__all__ = ["SYMBOLS", "WITHHELD", "Draft", "Field", "SafeTable", "UnsafeTableError", "protect", "require_safe"]

Kind = Literal["label", "count", "number", "share", "mixed", "digits"]

WITHHELD, NOT_APPLICABLE, NOT_AVAILABLE = "c", "z", "x"
SYMBOLS = {
    WITHHELD: "withheld, to protect children",
    NOT_APPLICABLE: "does not apply",
    NOT_AVAILABLE: "not available",
}
"""Symbols that stand for a value, and what each means."""

_PASS = object()


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


@dataclass(frozen=True)
class Draft:
    """A table as computed, before protection; every count with its number of distinct children.

    Attributes
    ----------
    table
        One row per line of the table, with the columns that `fields` names.
    fields
        What is shown; columns that only serve to protect are dropped.
    source
        Whose data these are.
    notes
        Lines for beneath the table.
    sensitive
        Whether a zero, too, would tell something of somebody.
    nested
        Columns of which each counts all that the next does and more, widest first, with the column that holds the
        number of distinct children in the step to the next: one linked table, whose differences must be safe too.
    """

    table: pd.DataFrame
    fields: tuple[Field, ...]
    source: str
    notes: tuple[str, ...] = ()
    sensitive: bool = False
    nested: tuple[tuple[str, str], ...] = ()


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
        if self.passed is not _PASS:
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
        return cls(stored["name"], fields, rows, marks, tuple(stored["notes"]), stored["source"], _PASS)


def protect(drafts: Mapping[str, Draft], policy: Disclosure) -> dict[str, SafeTable]:
    """Withhold what could identify a child, in all tables of the book at once.

    Parameters
    ----------
    drafts
        Tables by their stable id.
    policy
        The county's threshold and dominance.

    Returns
    -------
    dict of SafeTable
        By the same ids.

    Raises
    ------
    UnsafeTableError
        If a column that a table needs, to be shown or to be protected, is not there.
    """
    return {name: _protect(name, draft, policy) for name, draft in drafts.items()}


def _protect(name: str, draft: Draft, policy: Disclosure) -> SafeTable:
    table, fields = draft.table.reset_index(drop=True), draft.fields
    shown = [column for field in fields for column in (field.name, field.low, field.high) if column]
    needed = shown + [c for f in fields for c in (f.children, f.largest) if c] + [c for _, c in draft.nested if c]
    lacking = sorted(set(needed) - set(table.columns))
    if lacking:
        raise UnsafeTableError(f"table '{name}' has no column {', '.join(lacking)}")
    zeros = draft.sensitive or policy.zeros_are_sensitive
    marks = pd.DataFrame("", index=table.index, columns=shown)
    for field in fields:
        hidden = _hidden(table, field, policy, zeros)
        marks.loc[hidden, field.name] = WITHHELD
        marks.loc[table[field.name].isna() & ~hidden, field.name] = NOT_APPLICABLE
    _nest(table, marks, draft.nested, policy.threshold)
    for field in fields:
        for limit in filter(None, (field.low, field.high)):
            marks[limit] = marks[field.name]
    rows = table[shown].astype(object).where(marks == "", None)
    return SafeTable(name, tuple(fields), rows, marks, tuple(draft.notes), draft.source, _PASS)


def _hidden(table: pd.DataFrame, field: Field, policy: Disclosure, zeros: bool) -> pd.Series:
    if not field.children:
        return pd.Series(False, index=table.index)
    children = table[field.children].fillna(0)
    hidden = children.between(0 if zeros else 1, policy.threshold)
    if field.largest:
        hidden |= (table[field.largest] > policy.dominance).fillna(False).astype(bool)
    return hidden


def _nest(table: pd.DataFrame, marks: pd.DataFrame, nested: Sequence[tuple[str, str]], threshold: int) -> None:
    """Withhold, from the narrowest column outwards, each whose step to the next shown one is of too few children."""
    for row in table.index:
        step = 0
        for wide, removed in reversed(nested[:-1]):
            # Steps over a withheld column hold at least as many children as the larger of the two.
            step = max(step, int(table.at[row, removed]))
            if marks.at[row, wide] == "" and 1 <= step <= threshold:
                marks.at[row, wide] = WITHHELD
            elif marks.at[row, wide] == "":
                step = 0


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
