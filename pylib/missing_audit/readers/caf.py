"""CAF assessments: one common assessment of one child a row."""

from __future__ import annotations

from missing_audit.readers.rules import Rule, duplicated, unnamed, unreadable

__all__ = ["RULES"]

RULES = (
    Rule("CAF-01", "The date of the assessment is blank or cannot be read", "quarantine", unreadable("assessed")),
    Rule("CAF-02", "The surname, forename or date of birth is blank or cannot be read, so no child can be named",
         "quarantine", unnamed),
    Rule("CAF-03", "The row repeats an earlier row in every column", "quarantine", duplicated()),
    Rule("CAF-04", "The assessment is dated before the child was born", "quarantine",
         lambda rows, _: rows["assessed"] < rows["dob"]),
    Rule("CAF-05", "It was closed before it was made", "set to unknown",
         lambda rows, _: rows["closed"] < rows["assessed"], column="closed"),
)
