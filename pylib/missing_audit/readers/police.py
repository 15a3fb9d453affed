"""Police missing reports: one child on one report a row."""

from __future__ import annotations

from missing_audit.readers.rules import Rule, duplicated, unnamed, unreadable

__all__ = ["RULES"]

RULES = (
    Rule("POL-01", "The date and time the child went missing is blank or cannot be read", "quarantine",
         unreadable("start")),
    Rule("POL-02", "The type of report is neither missing nor absent", "quarantine", unreadable("kind")),
    Rule("POL-03", "The surname, forename or date of birth is blank or cannot be read, so no child can be named",
         "quarantine", unnamed),
    Rule("POL-04", "The row repeats an earlier row in every column", "quarantine", duplicated()),
    Rule("POL-05", "The child went missing before being born", "quarantine",
         lambda rows, _: rows["start"] < rows["dob"]),
    Rule("POL-06", "The child returned before going missing", "set to unknown",
         lambda rows, _: rows["end"] < rows["start"], column="end"),
    Rule("POL-07", "No return is recorded", "note", unreadable("end")),
    Rule("POL-08", "No risk grade was given to a report of a missing child", "note",
         lambda rows, _: rows["risk"].isna() & rows["kind"].eq("missing")),
)
