"""The looked-after return (SSDA903): its Missing table, with the sector's own rules for it."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.care_periods import FAR, within_care
from missing_audit.sources.parts import birth, number
from missing_audit.sources.rules import (
    Rule,
    Used,
    backwards,
    before_birth,
    known_in,
    other_birth,
    overlapping,
    repeated,
    second_open,
    stray,
)
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]


def _care_ended(rows: pd.DataFrame, used: Used) -> pd.Series:
    """End of the period of care of each row; far away where it goes on, or where no episode was supplied."""
    if "looked_after_episodes" not in used:
        return pd.Series(FAR, index=rows.index)
    return within_care(rows, used["looked_after_episodes"])


def _outside_care(rows: pd.DataFrame, used: Used) -> pd.Series:
    return _care_ended(rows, used).isna()


def _after_care(rows: pd.DataFrame, used: Used) -> pd.Series:
    """It lasts beyond the end of care, and had not begun before that day: the child did not leave care missing."""
    ended = _care_ended(rows, used)
    return (rows["end"] > ended) & (rows["start"] >= ended)


def _still_open(rows: pd.DataFrame, used: Used) -> pd.Series:
    return rows["end"].isna() & (_care_ended(rows, used) < FAR)


SOURCE = Source(
    name="looked_after_missing", title="Looked-after return: Missing",
    row="one time a looked-after child was missing, or away without authorisation", owner="Children's social care",
    order=32,
    tells="the days of each time that a looked-after child was missing or "
          "[away without authorisation](appendices/glossary.qmd#term-away-without-authorisation)",
    layouts={"ssda903": {}},
    columns=(
        number(), birth(),
        Column("kind", "code", "M missing from care; A away from placement without authorisation.", "MISSING",
               required=True, accepts={"m": "missing", "a": "away"}),
        Column("start", "date", "First day away.", "MIS_START", required=True),
        Column("end", "date", "Day of return; blank while still away.", "MIS_END"),
    ),
    knows="number", after=("looked_after_header", "looked_after_episodes"), reference="person",
    dated="start", until="end", event="kind", short="Looked-after return",
    records={"missing": "missing", "away": "unauthorised"},
    rules=(
        Rule("MIS-01", "The child's number, or the first day away, is blank or cannot be read", "completeness", "high",
             "quarantine", lambda rows, _: rows[["person", "start"]].isna().any(axis=1), "start"),
        stray("MIS-02", "The type is neither missing nor away without authorisation", "kind"),
        Rule("MIS-03", "The child is not among the Header rows that could be used", "consistency", "high", "quarantine",
             known_in("looked_after_header"), "person"),
        Rule("MIS-04", "The date of birth differs from the Header's", "consistency", "high", "quarantine",
             other_birth("looked_after_header"), "dob"),
        repeated("MIS-05"),
        before_birth("MIS-10", "The child went missing", "start"),
        Rule("MIS-06", "The first day away is outside every period of care of the child", "consistency", "high",
             "quarantine", _outside_care, "start"),
        backwards("MIS-07", "The return is before the first day away", "start", "end"),
        Rule("MIS-08", "It begins before an earlier row of the child has ended", "consistency", "medium", "note",
             overlapping, "start"),
        Rule("MIS-09", "It is a second row of the child with no return", "consistency", "medium", "note", second_open,
             "end"),
        Rule("MIS-11", "It ends after the period of care, though the child did not leave care while missing",
             "consistency", "medium", "note", _after_care, "end"),
        Rule("MIS-12", "It has no return, though the period of care has ended", "completeness", "medium", "note",
             _still_open, "end"),
    ),
)
