"""What may be shown: a table passes through here, or it cannot be drawn, printed or quoted.

The unit protected is the child. Every cell carries its number of distinct children; a cell with one to
`threshold` of them is withheld, and so is one that a single child dominates. A true zero is shown, except in a
table marked sensitive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from missing_audit.config import Disclosure
from missing_audit.safe_table import NOT_APPLICABLE, NOT_AVAILABLE, PASSED, WITHHELD, Field, SafeTable, UnsafeTableError

__all__ = ["Draft", "protect"]


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
        number of distinct children whom the step to the next tells of: one linked table, whose differences must be
        safe too. A step that one child dominates is given as of one child.
    """

    table: pd.DataFrame
    fields: tuple[Field, ...]
    source: str
    notes: tuple[str, ...] = ()
    sensitive: bool = False
    nested: tuple[tuple[str, str], ...] = ()


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
            unknown = table[limit].isna() & (marks[field.name] == "")
            marks[limit] = marks[field.name].mask(unknown, NOT_AVAILABLE)
    rows = table[shown].astype(object).where(marks == "", None)
    return SafeTable(name, tuple(fields), rows, marks, tuple(draft.notes), draft.source, PASSED)


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
