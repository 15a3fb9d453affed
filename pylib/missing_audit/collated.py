"""The tables that collation makes: no column of theirs names a child."""

from __future__ import annotations

from missing_audit.schema import ETHNIC_GROUPS, ORIENTATIONS, PLACEMENTS, SCOPES, SEASONS, Column, Table
from missing_audit.sources import RECORDERS, SOURCES

__all__ = ["COLLATED"]

_CHILD = Column("child", "text", "Keyed pseudonym of the child, made at linkage.")
_SEX = Column("sex", "code", "Sex as recorded.", accepts={v: v for v in ("male", "female", "unknown")})
_YES_NO = {v: v for v in ("yes", "no")}


def _age(day: str) -> Column:
    return Column("age", "integer", f"Age in completed years on {day}.")


def _living(day: str) -> tuple[Column, ...]:
    """Where and how a child lived."""
    return (
        Column("placement", "code", f"Placement group {day}.", accepts={v: v for v in PLACEMENTS}),
        Column("legal_status", "code", f"Legal status {day}; blank of a child not looked after.",
               values="legal_status"),
        Column("level", "code", f"Level of need {day}: of the case record while it is open, else of the latest CAF "
               "while that is open, else blank.", accepts={str(level): str(level) for level in range(1, 5)}),
        Column("district", "text", f"District where the child lived {day}; blank where no source says."),
        Column("area", "text", f"Ward-like area where the child lived {day}; blank where no source says."),
    )


CHILDREN = Table(
    "children", "Children", "one child whom at least one source holds",
    (
        _CHILD, _SEX,
        Column("age", "integer", "Age in completed years on the first day of the period; negative if not yet born."),
        Column("district", "text", "District of the address in the case record."),
        Column("area", "text", "Ward-like area of that address."),
        Column("ethnicity", "code", "Ethnic group: of the case record, else of the return, else of the police; blank "
               "where none says.", accepts={v: v for v in ETHNIC_GROUPS}),
        Column("disability", "code", "Recorded as disabled in the case record; blank where it does not say.",
               accepts=_YES_NO),
        Column("orientation", "code", "Sexual orientation where the case record has it and the young person chose to "
               "say; else blank.", accepts={v: v for v in ORIENTATIONS}),
        *(Column(f"in_{name}", "flag", f"Has a row that could be used in: {source.title}.")
          for name, source in SOURCES.items()),
        Column("caf", "code", "CAF assessment: dated before the child's first episode in scope, or, of a child "
               "without one, by the last day of the period; later; or none found. Blank without that extract.",
               accepts={v: v for v in ("before", "later", "none")}),
        Column("at_risk", "code", "Assessed as at risk of going missing.", accepts=_YES_NO),
        Column("assessed_by", "text", "Role of the person who assessed."),
        Column("assessed_on", "date", "Date of the assessment."),
        Column("history", "code", "Case record notes a history of going missing.", accepts=_YES_NO),
        Column("scope", "code", "Outcome of the decision table for children.",
               accepts={v: v for v in ("missing", "history", "at_risk", "unknown", "out")}),
        Column("scope_rule", "text", "Number of the first rule of that table that applied."),
    ),
)

EPISODES = Table(
    "episodes", "Episodes", "one time a child was away, whoever recorded it",
    (
        Column("episode", "integer", "Number of the episode, by which its records are found."),
        _CHILD, _SEX, _age("the first day"),
        Column("start", "moment", "When it began: by the first source that gives the time of day, else the day."),
        Column("end", "moment", "When it ended; blank where no source says."),
        Column("told", "moment", "When the first agency that says so learnt of it."),
        Column("year", "integer", "Audit year in which it began, by the calendar year of its first day."),
        *(Column(name, "code", f"What it is in: {source.title}; blank where these have no record of it.",
                 accepts={kind: kind for kind in source.records}) for name, source in RECORDERS.items()),
        Column("records", "integer", "Records that it is made of."),
        Column("police_district", "text", "District the child was missing from, by the police report."),
        Column("risk", "code", "Police risk grade.", accepts={v: v for v in ("low", "medium", "high")}),
        Column("adults", "integer", "Adults of the household on the same report."),
        Column("household_children", "integer", "Other children of the household on the same report."),
        *_living("on the first day"),
        Column("custody", "flag", "In custody on the first day, by the youth offending team's records."),
        Column("scope", "code", "Outcome of the decision table for episodes.", accepts={v: v for v in SCOPES}),
        Column("scope_rule", "text", "Number of the first rule of that table that applied."),
    ),
)

REPORTS = Table(
    "reports", "Records of episodes", "one record of one source, with the episode that it is of",
    (
        Column("episode", "integer", "Number of the episode."),
        Column("source", "text", "Whose record it is."),
        Column("row", "integer", "Place of the record in the source's linked table."),
        _CHILD,
        Column("kind", "text", "What the source calls it."),
        Column("start", "moment", "When it began, by this record."),
        Column("end", "moment", "When it ended, by this record."),
        Column("told", "moment", "When the agency learnt of it, where the record says."),
        Column("timed", "flag", "Whether the record gives the time of day."),
        Column("again", "flag", "Whether the same source had recorded the episode before."),
    ),
)

STATES = Table(
    "states", "States", "one child and one run of days in which nothing here changed",
    (
        _CHILD,
        Column("start", "date", "First day."),
        Column("end", "date", "Day after the last."),
        *_living("on these days"),
    ),
)

PERSON_TIME = Table(
    "person_time", "Person-time",
    "one child, one placement, district and area, one age, one season and one audit year",
    (
        _CHILD, _SEX,
        Column("age", "integer", "Age in completed years."),
        Column("year", "integer", "Audit year."),
        Column("season", "code", "Season, by the month.", accepts={v: v for v in SEASONS}),
        *(column for column in _living("on these days") if column.name in {"placement", "district", "area"}),
        Column("days", "integer", "Number of days in the period spent so."),
    ),
)

CONTACTS = Table(
    "contacts", "Contacts", "one dated row of a source that does not record missing episodes",
    (
        _CHILD,
        Column("source", "text", "Whose record it is."),
        Column("kind", "text", "Of what kind, as that source calls it."),
        Column("start", "date", "Day on which it began."),
        Column("end", "date", "Day on which it ended; blank while it goes on, or where the source has none."),
    ),
)

HISTORIES = Table(
    "histories", "Histories", "one child and one quarter of an audit year, with what was known on its first day",
    (
        _CHILD, _SEX, _age("the first day"),
        Column("start", "date", "First day: of the quarter, or the birth, whichever is later."),
        Column("end", "date", "Day after the last: of the quarter, or the eighteenth birthday, whichever is earlier."),
        *_living("on the first day"),
        Column("before", "integer", "Episodes in scope that began before the first day, in the period."),
        Column("before_90", "integer", "Of these, in the 90 days before."),
        Column("before_365", "integer", "Of these, in the 365 days before."),
        Column("since", "integer", "Days from the last known return to the first day; blank without one."),
        Column("attended", "number", "Share of the possible school sessions that the child attended in the last term "
               "that ended before the first day; blank where none is known."),
        *(Column(f"had_{name}", "integer", f"Rows that began before the first day in: {source.title}.")
          for name, source in SOURCES.items() if source.contact),
        *(Column(f"open_{name}", "integer", f"Of these, not ended by the first day: {source.title}.")
          for name, source in SOURCES.items() if source.contact and source.until),
        Column("episodes", "integer", "Episodes in scope that began within it."),
        Column("days", "integer", "Number of days in it."),
    ),
)

COLLATED: dict[str, Table] = {
    table.name: table
    for table in (CHILDREN, EPISODES, REPORTS, STATES, PERSON_TIME, CONTACTS, HISTORIES)}
"""By name, in the order in which they are made."""
