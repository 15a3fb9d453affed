"""Police missing reports."""

from __future__ import annotations

from missing_audit.schema import Column
from missing_audit.sources.parts import named
from missing_audit.sources.rules import Rule, backwards, before_birth, blank, impossible, nameless, repeated, stray
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

SOURCE = Source(
    name="police", title="Police missing reports", row="one child on one report of a person missing or absent",
    owner="Police", order=10,
    tells="when a child went [missing](appendices/glossary.qmd#term-missing) or was "
          "[absent](appendices/glossary.qmd#term-absent), when the police were told, what risk they saw, and when the "
          "child came back",
    layouts={"police-missing-reports": {}},
    columns=(
        Column("report_no", "text", "Number of the report; shared by all who are on it.", "Report No", required=True,
               identity=True),
        Column("kind", "code", "How the police recorded it: missing or absent, as the report defines them.",
               "Report Type", required=True, accepts={"missing": "missing", "absent": "absent"}),
        *named("the police"),
        Column("ethnicity", "code", "Self-defined ethnicity, 16+1 code.", "Ethnicity", values="ethnicity_16"),
        Column("home_postcode", "text", "Postcode of the home address.", "Home Postcode", identity=True),
        Column("district", "text", "District the child was missing from.", "District"),
        Column("start", "moment", "When the child was last known to be where they should have been.",
               "Missing From Date Time", required=True),
        Column("reported", "moment", "When the police were told.", "Reported Date Time"),
        Column("end", "moment", "When the child returned or was found; blank while still away.",
               "Returned Date Time"),
        Column("risk", "code", "Risk grade given by the police; not given to absences.", "Risk",
               accepts={"low": "low", "medium": "medium", "high": "high"}),
        Column("place", "text", "Kind of place the child was missing from.", "Missing From Place"),
        Column("place_postcode", "text", "Postcode of that place.", "Place Postcode", identity=True),
        Column("how_returned", "text", "How the child came back.", "How Returned"),
        Column("adults", "integer", "Adults of the same household on the same report.", "Adults Same Household"),
        Column("children", "integer", "Other children of the same household on the same report.",
               "Children Same Household"),
        Column("companions", "text", "Others the child was missing with, as noted.", "Also Missing With",
               identity=True),
    ),
    reference="report_no", dated="start", until="end", told="reported", event="kind",
    short="Police reports", records={"missing": "missing", "absent": "unauthorised"},
    rules=(
        blank("POL-01", "The date and time the child went missing", "start"),
        stray("POL-02", "The type of report is neither missing nor absent", "kind"),
        nameless("POL-03"),
        repeated("POL-04"),
        before_birth("POL-05", "The child went missing", "start"),
        backwards("POL-06", "The child returned before going missing", "start", "end"),
        blank("POL-07", "The time of the child's return", "end", action="note"),
        blank("POL-08", "The risk grade of a report of a missing child", "risk", action="note",
              applies=lambda rows, _: rows["kind"].eq("missing")),
        impossible("POL-09", "The police were told before the child went missing",
                   lambda rows, _: rows["reported"] < rows["start"], "reported"),
        Rule("POL-10", "The police were told more than three days after the child went missing", "timeliness", "low",
             "note", lambda rows, _: (rows["reported"] - rows["start"]).dt.days >= 3, "reported",
             lambda rows, _: rows["reported"].notna()),
        blank("POL-11", "The child's self-defined ethnicity", "ethnicity", action="note", severity="low"),
    ),
)
