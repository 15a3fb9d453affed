"""Social-care case records: one child known to children's social care a row."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import LEVELS, NAMES, YES_NO, birth, postcode, sex
from missing_audit.sources.rules import Rule, backwards, blank, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]


def _at_risk(rows: pd.DataFrame, _: object) -> pd.Series:
    return rows["at_risk"].eq("yes")


SOURCE = Source(
    name="case_records", title="Social-care case records", row="one child known to children's social care",
    owner="Children's social care", order=20,
    tells="who the child is, the level and category of need, a history of going missing, and an assessment as at risk "
          "of it",
    layouts={"case-records": {}},
    columns=(
        Column("person", "text", "The authority's own number for the child; CHILD in the looked-after return.",
               "Person ID", required=True, identity=True),
        *NAMES, birth("Date of Birth"), sex("social care", "Gender"),
        Column("ethnicity", "code", "Ethnic origin.", "Ethnicity", values="ethnicity"),
        Column("disability", "code", "Whether the child is recorded as disabled.", "Disability", accepts=YES_NO),
        Column("orientation", "text", "Sexual orientation, where the young person has chosen to say.",
               "Sexual orientation"),
        postcode("Address Postcode"),
        Column("district", "text", "District of the address.", "District"),
        Column("level", "code", "Level of need, 1 universal to 4 specialist.", "Level of Need", accepts=LEVELS),
        Column("need", "code", "Main category of need.", "Category of Need", values="need"),
        Column("opened", "date", "Date of referral.", "Referral Date"),
        Column("closed", "date", "Date of closure; blank while open.", "Closure Date"),
        Column("at_risk", "code", "Assessed as at risk of going missing.", "At Risk of Going Missing", accepts=YES_NO),
        Column("assessed_by", "text", "Role of the person who made that assessment.", "Assessed By"),
        Column("assessed_on", "date", "Date of that assessment.", "Assessed On"),
        Column("history", "code", "Whether the case record notes a history of going missing.",
               "History of Going Missing", accepts=YES_NO),
    ),
    reference="person", dated="opened", until="closed", unique=True,
    rules=(
        blank("CAS-01", "The person number", "person"),
        repeated("CAS-02", "person", sentence="The person number repeats that of an earlier row"),
        blank("CAS-03", "The date of birth", "dob", action="note"),
        backwards("CAS-04", "The case was closed before it was opened", "opened", "closed"),
        Rule("CAS-05", "Assessed as at risk of going missing, without who assessed or when", "completeness", "medium",
             "note", lambda rows, _: rows[["assessed_by", "assessed_on"]].isna().any(axis=1), "assessed_by", _at_risk),
        blank("CAS-06", "Ethnic origin", "ethnicity", action="note"),
        blank("CAS-07", "Whether the child is disabled", "disability", action="note"),
        blank("CAS-08", "The level of need", "level", action="note"),
    ),
)
