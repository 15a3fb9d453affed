"""The looked-after return (SSDA903): its OC2 table, on health, offending and substance misuse."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import YES_NO, birth, number
from missing_audit.sources.rules import Rule, before_birth, blank, impossible, known_in, other_birth, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_HIGHEST = 40
_OF_AGE = (4, 16)
_REASONS = {"sdq1": "too young or too old", "sdq2": "carer refused", "sdq3": "severe disability", "sdq4": "other",
            "sdq5": "child refused"}


def _asked_of(rows: pd.DataFrame, _: object) -> pd.Series:
    """Not known to be of an age at which no questionnaire is filled in; a file may not say its year."""
    age = (rows["as_of"] - rows["dob"]).dt.days / 365.25
    return ~(age.lt(_OF_AGE[0]) | age.ge(_OF_AGE[1] + 1))


def _misuse(rows: pd.DataFrame, _: object) -> pd.Series:
    return rows["substance_misuse"].eq("yes")


def _flag(name: str, meaning: str, heading: str) -> Column:
    return Column(name, "code", meaning, heading, accepts=YES_NO)


SOURCE = Source(
    name="looked_after_health", title="Looked-after return: OC2",
    row="one child looked after for at least a year, in one year of the return", owner="Children's social care",
    order=33,
    tells="of children [looked after](appendices/glossary.qmd#term-looked-after) for a year the score of the strengths "
          "and difficulties questionnaire, and whether the child was convicted, had health checks, or misused "
          "substances",
    layouts={"ssda903": {}},
    columns=(
        number(), birth(),
        Column("as_of", "date", "Last day of the year of the return, where a file says it.", "YEAR_END"),
        Column("sdq", "integer", "Score of the strengths and difficulties questionnaire, 0 to 40; higher is worse.",
               "SDQ_SCORE", required=True),
        Column("sdq_reason", "code", "Why there is no score.", "SDQ_REASON", accepts=_REASONS),
        _flag("convicted", "Convicted or subject to a final warning or reprimand in the year.", "CONVICTED"),
        _flag("health_check", "Health surveillance is up to date, for a child aged five or under.", "HEALTH_CHECK"),
        _flag("immunised", "Immunisations are up to date.", "IMMUNISATIONS"),
        _flag("teeth_checked", "Teeth were checked in the year.", "TEETH_CHECK"),
        _flag("health_assessed", "Had the annual health assessment.", "HEALTH_ASSESSMENT"),
        _flag("substance_misuse", "Found to have a substance misuse problem.", "SUBSTANCE_MISUSE"),
        _flag("help_received", "Received an intervention for it.", "INTERVENTION_RECEIVED"),
        _flag("help_offered", "Was offered one, where none was received.", "INTERVENTION_OFFERED"),
    ),
    knows="number", after=("looked_after_header",), reference="person", dated="as_of", regular=True,
    rules=(
        blank("OCT-01", "The child's number", "person"),
        Rule("OCT-02", "The child is not among the Header rows that could be used", "consistency", "high", "quarantine",
             known_in("looked_after_header"), "person"),
        Rule("OCT-03", "The date of birth differs from the Header's", "consistency", "high", "quarantine",
             other_birth("looked_after_header"), "dob"),
        repeated("OCT-04"),
        repeated("OCT-05", "person", "as_of", sentence="It is a second row of the child for one year"),
        before_birth("OCT-06", "The end of the year", "as_of"),
        impossible("OCT-07", "The score is above 40", lambda rows, _: rows["sdq"] > _HIGHEST, "sdq"),
        impossible("OCT-08", "It has a score, and a reason why there is none",
                   lambda rows, _: rows["sdq"].notna() & rows["sdq_reason"].notna(), "sdq_reason"),
        Rule("OCT-09", "A child of 4 to 16, or of unknown age, has neither a score nor a reason why there is none",
             "completeness", "medium", "note", lambda rows, _: rows["sdq"].isna() & rows["sdq_reason"].isna(), "sdq",
             _asked_of),
        blank("OCT-10", "Whether the child was convicted", "convicted", action="note"),
        blank("OCT-11", "Whether the child misused substances", "substance_misuse", action="note"),
        blank("OCT-12", "Whether the child had a health assessment", "health_assessed", action="note", severity="low"),
        blank("OCT-13", "Whether a child who misused substances received help", "help_received", action="note",
              severity="low", applies=_misuse),
    ),
)
