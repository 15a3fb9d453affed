"""Social-care case records: one child known to children's social care a row."""

from __future__ import annotations

from missing_audit.readers.rules import Rule, duplicated, unreadable

__all__ = ["RULES"]

RULES = (
    Rule("CAS-01", "The case record has no person number", "quarantine", unreadable("person")),
    Rule("CAS-02", "The person number repeats that of an earlier row", "quarantine", duplicated("person")),
    Rule("CAS-03", "The date of birth is blank or cannot be read", "note", unreadable("dob")),
    Rule("CAS-04", "The case was closed before it was opened", "set to unknown",
         lambda rows, _: rows["closed"] < rows["opened"], column="closed"),
    Rule("CAS-05", "Assessed as at risk of going missing, without who assessed or when", "note",
         lambda rows, _: rows["at_risk"].eq("yes") & rows[["assessed_by", "assessed_on"]].isna().any(axis=1)),
)
