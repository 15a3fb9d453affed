"""What a quality rule is, and the masks that several sources' rules are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from missing_audit.readers.extracts import GIVEN

__all__ = ["Action", "Rule", "Used", "duplicated", "overlapping", "unnamed", "unreadable"]

Action = Literal["quarantine", "set to unknown", "note"]
Used = Mapping[str, pd.DataFrame]
"""Tables already checked, by name; a table that was not supplied is not there."""


@dataclass(frozen=True)
class Rule:
    """A rule that the rows of one table must keep.

    Attributes
    ----------
    id
        Short and stable: reports and feedback quote it.
    sentence
        What a row must not be, as the report prints it.
    action
        What is done with a row that breaks it.
    broken
        From the rows, and the tables already checked, to whether each row breaks the rule.
    column
        The column set to unknown, where that is the action.
    """

    id: str
    sentence: str
    action: Action
    broken: Callable[[pd.DataFrame, Used], pd.Series]
    column: str = ""


def unreadable(column: str) -> Callable[[pd.DataFrame, Used], pd.Series]:
    """Rows whose `column` is blank or could not be read."""
    return lambda rows, _: rows[column].isna()


def unnamed(rows: pd.DataFrame, _: Used) -> pd.Series:
    """Rows without a full name and date of birth, by which alone a child of theirs could be told."""
    return rows[["surname", "forename", "dob"]].isna().any(axis=1)


def duplicated(*columns: str) -> Callable[[pd.DataFrame, Used], pd.Series]:
    """Rows that repeat an earlier row in `columns` as given, or in every column where none is named."""
    def broken(rows: pd.DataFrame, _: Used) -> pd.Series:
        keys = [c + GIVEN for c in columns] or [c for c in rows.columns if c.endswith(GIVEN)]
        return rows.duplicated(keys)
    return broken


def overlapping(rows: pd.DataFrame, _: Used) -> pd.Series:
    """Rows that begin before an earlier row of the same child has ended; an open row has not ended."""
    ordered = rows.sort_values(["person", "start", "line"])
    ends = ordered["end"].fillna(pd.Timestamp(2100, 1, 1))
    reach = ends.groupby(ordered["person"]).cummax().groupby(ordered["person"]).shift()
    return (ordered["start"] < reach).reindex(rows.index)
