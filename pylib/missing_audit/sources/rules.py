"""What a quality rule is, and the rules that several sources have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

__all__ = ["ROW", "Action", "Dimension", "Mask", "Rule", "Severity", "Used", "backwards", "before_birth",
           "before_known_birth", "blank", "impossible", "known_in", "late", "nameless", "other_birth", "overlapping",
           "repeated", "second_open", "stray"]

Action = Literal["quarantine", "set to unknown", "note"]
Dimension = Literal["completeness", "validity", "uniqueness", "consistency", "timeliness", "accuracy"]
Severity = Literal["high", "medium", "low"]
Used = Mapping[str, pd.DataFrame]
"""Tables already checked, by name; a table that was not supplied is not there."""
Mask = Callable[[pd.DataFrame, Used], pd.Series]

ROW = "row_hash"
"""Column that holds a number for all cells of a row as they stand in the file: equal rows have equal numbers."""


@dataclass(frozen=True)
class Rule:
    """A rule that the rows of one table must keep.

    Attributes
    ----------
    id
        Short and stable: reports and feedback quote it.
    sentence
        What is wrong with a row that breaks it, as the report prints it.
    dimension
        The side of quality it is about; ``accuracy`` is against another source.
    severity
        ``high``: the row, or what it says, cannot be counted; ``medium``: a finding loses part of its evidence;
        ``low``: worth correcting.
    action
        What is done with a row that breaks it.
    broken
        From the rows, and the tables already checked, to whether each row breaks the rule.
    column
        The column that is set to unknown, where that is the action; else the one that is at fault.
    applies
        Which rows the rule can be asked of at all; of all where not given.
    disputes
        Whether a row that breaks it means that nobody can know which child the number is of.
    """

    id: str
    sentence: str
    dimension: Dimension
    severity: Severity
    action: Action
    broken: Mask
    column: str = ""
    applies: Mask | None = None
    disputes: bool = False


def blank(rule: str, what: str, column: str, *, action: Action = "quarantine", severity: Severity | None = None,
          applies: Mask | None = None) -> Rule:
    """A value that a row cannot do without is blank or cannot be read; `what` names it, or is the whole sentence."""
    sentence = what if what.endswith(" recorded") else f"{what} is blank or cannot be read"
    return Rule(rule, sentence, "completeness",
                severity or ("high" if action == "quarantine" else "medium"), action,
                lambda rows, _: rows[column].isna(), column, applies)


def stray(rule: str, sentence: str, column: str, *, action: Action = "quarantine",
          severity: Severity | None = None) -> Rule:
    """A code that is none of those allowed; nor may it be blank."""
    return Rule(rule, sentence, "validity", severity or ("high" if action == "quarantine" else "low"), action,
                lambda rows, _: rows[column].isna(), column)


def nameless(rule: str) -> Rule:
    """Rows without a full name and date of birth, by which alone a child of theirs could be told."""
    return Rule(rule, "The surname, forename or date of birth is blank or cannot be read, so no child can be named",
                "completeness", "high", "quarantine",
                lambda rows, _: rows[["surname", "forename", "dob"]].isna().any(axis=1), "dob")


def repeated(rule: str, *columns: str, sentence: str = "The row repeats an earlier row in every column") -> Rule:
    """Rows that repeat an earlier row in `columns`, or in every cell of the file where none is named."""
    keys = list(columns) or [ROW]
    return Rule(rule, sentence, "uniqueness", "high", "quarantine", lambda rows, _: rows.duplicated(keys),
                columns[0] if columns else "")


def before_birth(rule: str, what: str, column: str) -> Rule:
    """What a row is about happened before the child was born."""
    return Rule(rule, f"{what} before being born" if what.startswith("The child") else
                f"{what} is dated before the child was born", "validity", "high", "quarantine",
                lambda rows, _: rows[column] < rows["dob"], column)


def backwards(rule: str, sentence: str, first: str, last: str, *, action: Action = "set to unknown") -> Rule:
    """It ended before it began; the end is then set to unknown."""
    return Rule(rule, sentence, "consistency", "medium" if action == "set to unknown" else "high", action,
                lambda rows, _: rows[last] < rows[first], last)


def impossible(rule: str, sentence: str, broken: Mask, column: str, *, action: Action = "set to unknown") -> Rule:
    """Two values of one row that cannot both be right."""
    return Rule(rule, sentence, "consistency", "high" if action == "quarantine" else "medium", action, broken, column)


def known_in(table: str) -> Mask:
    """Rows whose number is not among the usable rows of `table`; none where that was not supplied."""
    def broken(rows: pd.DataFrame, used: Used) -> pd.Series:
        if table not in used:
            return pd.Series(False, index=rows.index)
        return ~rows["person"].isin(used[table]["person"])
    return broken


def other_birth(table: str) -> Mask:
    """Rows whose date of birth is not that of the same number in `table`; none where that was not supplied."""
    def broken(rows: pd.DataFrame, used: Used) -> pd.Series:
        known = _births(rows, used, table)
        return known.notna() & (known != rows["dob"])
    return broken


def before_known_birth(rule: str, what: str, column: str, table: str) -> Rule:
    """As `before_birth`, of rows without a date of birth: by that of the same number in `table`."""
    def broken(rows: pd.DataFrame, used: Used) -> pd.Series:
        return rows[column] < _births(rows, used, table)
    return Rule(rule, f"{what} is dated before the child was born", "validity", "high", "quarantine", broken, column)


def _births(rows: pd.DataFrame, used: Used, table: str) -> pd.Series:
    """Date of birth of each row's number in `table`; missing where it has none."""
    if table not in used:
        return pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    known = used[table].drop_duplicates("person").set_index("person")["dob"]
    return rows["person"].map(known).astype("datetime64[s]")


def late(rule: str, sentence: str, first: str, last: str, *, working_days: int, applies: Mask | None = None) -> Rule:
    """What should follow within some working days came later; days off other than weekends are not known."""
    def asked(rows: pd.DataFrame, used: Used) -> pd.Series:
        both = rows[[first, last]].notna().all(axis=1)
        return both if applies is None else both & applies(rows, used)

    def broken(rows: pd.DataFrame, used: Used) -> pd.Series:
        days, both = pd.Series(0, index=rows.index), asked(rows, used)
        dates = [rows.loc[both, column].to_numpy().astype("datetime64[D]") for column in (first, last)]
        days[both] = np.busday_count(*dates)
        return days > working_days
    return Rule(rule, sentence, "timeliness", "medium", "note", broken, last, asked)


def overlapping(rows: pd.DataFrame, _: Used) -> pd.Series:
    """Rows that begin before an earlier row of the same child has ended; an open row has not ended."""
    child = _child(rows)
    ordered = rows.assign(child=child).sort_values(["child", "start", "line"])
    ends = ordered["end"].fillna(pd.Timestamp(2100, 1, 1))
    reach = ends.groupby(ordered["child"]).cummax().groupby(ordered["child"]).shift()
    return (ordered["start"] < reach).reindex(rows.index)


def second_open(rows: pd.DataFrame, _: Used) -> pd.Series:
    """Rows without an end, of a child with an earlier such row."""
    still_open = rows["end"].isna()
    return still_open & _child(rows).where(still_open).duplicated()


def _child(rows: pd.DataFrame) -> pd.Series:
    """A number for each child, by social care's number or by name and birth as they stand."""
    keys = ["person"] if "person" in rows else ["surname", "forename", "dob"]
    return rows.groupby(keys, dropna=False).ngroup()
