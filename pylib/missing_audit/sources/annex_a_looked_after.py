"""Inspection list 8 (Annex A): each looked-after child, with the missing episodes of the last twelve months."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import YES_NO, birth, number, sex
from missing_audit.sources.rules import Rule, before_birth, blank, impossible, known_in, other_birth, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]


def _went(rows: pd.DataFrame, _: object) -> pd.Series:
    return rows["missing"].gt(0)


SOURCE = Source(
    name="annex_a_looked_after", title="Inspection list of looked-after children (Annex A, list 8)",
    row="one child looked after, on one day", owner="Children's social care", order=35,
    tells="how often each [looked-after](appendices/glossary.qmd#term-looked-after) child was "
          "[missing](appendices/glossary.qmd#term-missing), or [absent](appendices/glossary.qmd#term-absent), in the "
          "twelve months up to one day, and whether a "
          "[return home interview](appendices/glossary.qmd#term-return-home-interview) was offered and accepted after "
          "the last time",
    layouts={"annex-a-8": {}},
    columns=(
        number("Child Unique ID"), sex("social care", "Gender"), birth("Date of Birth"),
        Column("missing", "integer", "Missing episodes in the last twelve months.",
               "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
               required=True),
        Column("absent", "integer", "Absences in the last twelve months.",
               "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months"),
        Column("offered", "code", "Whether a return home interview was offered after the last missing episode.",
               "Was the child offered a Return Interview after their last missing episode (Y/N)?", accepts=YES_NO),
        Column("accepted", "code", "Whether it was accepted.",
               "Did the child accept a Return Interview after their last missing episode (Y/N)?", accepts=YES_NO),
        Column("as_of", "date", "Day of the list, where a file says it.", "Snapshot Date"),
    ),
    knows="number", unique=True, after=("case_records",), reference="person", dated="as_of", regular=True,
    rules=(
        blank("ANX-01", "The child's number", "person"),
        repeated("ANX-02"),
        repeated("ANX-03", "person", sentence="The child's number repeats that of an earlier row"),
        before_birth("ANX-04", "The list", "as_of"),
        impossible("ANX-05", "A return home interview was accepted, but not offered",
                   lambda rows, _: rows["accepted"].eq("yes") & rows["offered"].ne("yes"), "accepted"),
        impossible("ANX-06", "A return home interview was offered, but the child was not missing",
                   lambda rows, _: rows["offered"].eq("yes") & rows["missing"].eq(0), "offered"),
        Rule("ANX-07", "The child has no case record of that number", "consistency", "medium", "note",
             known_in("case_records"), "person"),
        Rule("ANX-08", "The case record of the same number has another date of birth", "accuracy", "medium", "note",
             other_birth("case_records"), "dob"),
        blank("ANX-09", "The number of missing episodes", "missing", action="note"),
        blank("ANX-10", "Whether a child who was missing was offered a return home interview", "offered",
              action="note", applies=_went),
        blank("ANX-11", "The number of absences", "absent", action="note", severity="low"),
    ),
)
