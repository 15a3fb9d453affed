"""Children's homes' logs: one absence of one child from a home a row."""

from __future__ import annotations

from missing_audit.readers.rules import Rule, duplicated, unnamed, unreadable

__all__ = ["RULES"]

RULES = (
    Rule("HOM-01", "The date and time the child left is blank or cannot be read", "quarantine", unreadable("start")),
    Rule("HOM-02", "The category is neither missing nor an unauthorised absence", "quarantine", unreadable("kind")),
    Rule("HOM-03", "The surname, forename or date of birth is blank or cannot be read, so no child can be named",
         "quarantine", unnamed),
    Rule("HOM-04", "The row repeats an earlier row in every column", "quarantine", duplicated()),
    Rule("HOM-05", "The child left before being born", "quarantine", lambda rows, _: rows["start"] < rows["dob"]),
    Rule("HOM-06", "The child returned before leaving", "set to unknown",
         lambda rows, _: rows["end"] < rows["start"], column="end"),
    Rule("HOM-07", "No return is recorded", "note", unreadable("end")),
    Rule("HOM-08", "The home called the child missing, but says that the police were not told", "note",
         lambda rows, _: rows["kind"].eq("missing") & rows["police_told"].eq("no")),
)
