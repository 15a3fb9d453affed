"""The tables that collation makes: no column of theirs names a child."""

from __future__ import annotations

from missing_audit.schema.columns import Column, Table

__all__ = ["COLLATED", "NAMED_PLACEMENTS", "PLACEMENTS", "SCOPES"]

PLACEMENTS: dict[str, str] = {
    "residential": "Residential placement",
    "semi_independent": "Semi-independent or independent living",
    "foster": "Foster placement",
    "parents": "Looked after, placed with parents",
    "other": "Other placement",
    "home": "Family home (not looked after)",
    "unknown": "Not known",
}
"""Placement groups in the order in which they are reported, with their labels."""

NAMED_PLACEMENTS = ("residential", "foster", "home")
"""The three that the commission names, and that findings compare."""

SCOPES: dict[str, str] = {
    "missing": "Missing: in scope",
    "unauthorised": "Unauthorised absence: out of scope",
    "family": "A family that went missing together: out of scope",
    "conflict": "The sources disagree: unknown",
    "adult": "Aged 18 or over: out of scope",
    "outside": "Began outside the audit's period",
}
"""What an episode is, once the decision table has been applied, with labels."""

_CHILD = Column("child", "text", "Keyed pseudonym of the child, made at linkage.")
_AGE = Column("age", "integer", "Age in completed years on the first day.")
_SEX = Column("sex", "code", "Sex as recorded.", accepts={v: v for v in ("male", "female", "unknown")})

CHILDREN = Table(
    "children", "Children", "one child whom at least one source holds",
    (
        _CHILD, _SEX,
        Column("age", "integer", "Age in completed years on the first day of the period; negative if not yet born."),
        Column("district", "text", "District of the address in the case record."),
        Column("in_police", "flag", "Has a police report that could be used."),
        Column("in_case_records", "flag", "Has a case record that could be used."),
        Column("in_return", "flag", "Is in the looked-after return."),
        Column("in_home_logs", "flag", "Is in a children's home's log."),
        Column("caf", "code", "CAF assessment: dated before the child's first episode in scope, or, of a child "
               "without one, by the last day of the period; later; or none found. Blank without that extract.",
               accepts={v: v for v in ("before", "later", "none")}),
        Column("at_risk", "code", "Assessed as at risk of going missing.", accepts={"yes": "yes", "no": "no"}),
        Column("assessed_by", "text", "Role of the person who assessed."),
        Column("assessed_on", "date", "Date of the assessment."),
        Column("history", "code", "Case record notes a history of going missing.",
               accepts={"yes": "yes", "no": "no"}),
        Column("scope", "code", "Outcome of the decision table for children.",
               accepts={v: v for v in ("missing", "history", "at_risk", "unknown", "out")}),
        Column("scope_rule", "text", "Number of the first rule of that table that applied."),
    ),
)

EPISODES = Table(
    "episodes", "Episodes", "one time a child was away, whoever recorded it",
    (
        _CHILD, _SEX, _AGE,
        Column("start", "moment", "When it began: the police time where there is one, else the home's, else the day."),
        Column("end", "moment", "When it ended; blank where no source says."),
        Column("year", "integer", "Audit year in which it began, by the calendar year of its first day."),
        Column("district", "text", "District the child was missing from, by the police report."),
        Column("police", "code", "What the police recorded; blank where they have no report.",
               accepts={v: v for v in ("missing", "absent")}),
        Column("return_", "code", "What the looked-after return recorded; blank where it has no row.",
               accepts={v: v for v in ("missing", "away")}),
        Column("home_log", "code", "What the children's home logged; blank where it has no row.",
               accepts={v: v for v in ("missing", "unauthorised")}),
        Column("risk", "code", "Police risk grade.", accepts={v: v for v in ("low", "medium", "high")}),
        Column("adults", "integer", "Adults of the household on the same report."),
        Column("household_children", "integer", "Other children of the household on the same report."),
        Column("placement", "code", "Placement group on the first day.", accepts={v: v for v in PLACEMENTS}),
        Column("scope", "code", "Outcome of the decision table for episodes.", accepts={v: v for v in SCOPES}),
        Column("scope_rule", "text", "Number of the first rule of that table that applied."),
    ),
)

CARE = Table(
    "care", "Person-time in care", "one child, one placement group, one age and one audit year",
    (
        _CHILD, _SEX, _AGE,
        Column("year", "integer", "Audit year."),
        Column("placement", "code", "Placement group.", accepts={v: v for v in PLACEMENTS}),
        Column("days", "integer", "Days in the period spent so, in days."),
    ),
)

COLLATED: dict[str, Table] = {table.name: table for table in (CHILDREN, EPISODES, CARE)}
