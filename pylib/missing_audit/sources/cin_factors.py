"""Factors found at assessment (children in need census): one assessment of one child a row."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import number
from missing_audit.sources.rules import Rule, backwards, before_known_birth, blank, known_in, late, repeated
from missing_audit.sources.source import Source

__all__ = ["NO_FACTORS", "SOURCE"]

NO_FACTORS = "21"
"""Code that says that the assessment found none."""
_WORKING_DAYS = 45


def _none_and_some(rows: pd.DataFrame, _: object) -> pd.Series:
    codes = rows["factors"].str.split(";")
    return codes.map(lambda found: NO_FACTORS in found and len(found) > 1, na_action="ignore").eq(True)


SOURCE = Source(
    name="cin_factors", title="Factors found at assessment", row="one assessment of one child by social care",
    owner="Children's social care", order=27,
    tells="what each assessment found in the child's life, by the national list of factors: domestic abuse, mental "
          "health, alcohol, drugs, going missing, [sexual exploitation](appendices/glossary.qmd#term-cse), gangs, "
          "self-harm and others",
    layouts={"cin-census-factors": {}},
    columns=(
        number("LAchildID"),
        Column("start", "date", "Day the assessment began.", "AssessmentActualStartDate", required=True),
        Column("end", "date", "Day it was authorised; blank while under way.", "AssessmentAuthorisationDate"),
        Column("factors", "codes", "What the assessment found.", "AssessmentFactors", required=True, values="factor"),
    ),
    knows="number", after=("case_records",), reference="person", dated="start", until="end",
    rules=(
        blank("CIN-01", "The day the assessment began", "start"),
        blank("CIN-02", "The child's number", "person"),
        repeated("CIN-03"),
        before_known_birth("CIN-04", "The assessment", "start", "case_records"),
        backwards("CIN-05", "The assessment was authorised before it began", "start", "end"),
        Rule("CIN-06", "The child has no case record of that number", "consistency", "medium", "note",
             known_in("case_records"), "person"),
        late("CIN-07", "The assessment took more than 45 working days", "start", "end", working_days=_WORKING_DAYS),
        blank("CIN-08", "The assessment is complete, but no factor is recorded", "factors", action="note",
              applies=lambda rows, _: rows["end"].notna()),
        Rule("CIN-09", "It says that no factor was found, and names some", "consistency", "low", "note",
             _none_and_some, "factors"),
    ),
)
