"""Responses to going missing: one thing put in place for one child a row."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import birth, number
from missing_audit.sources.rules import Rule, backwards, before_birth, blank, known_in, repeated, stray
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_TYPES = {
    "mentoring": "mentoring", "mentor": "mentoring", "family mediation": "mediation", "mediation": "mediation",
    "direct work on exploitation": "exploitation", "cse direct work": "exploitation", "named worker": "named_worker",
    "lead worker": "named_worker", "disruption notice": "notice", "abduction notice": "notice",
    "child abduction warning notice": "notice", "placement support": "placement", "placement move": "placement",
    "strategy meeting": "strategy", "strategy discussion": "strategy",
}  # fmt: skip
_GIVERS = {
    "social care": "social_care", "children's social care": "social_care", "police": "police",
    "early help": "early_help", "voluntary sector": "voluntary", "charity": "voluntary",
    "youth service": "youth_service", "yot": "youth_offending", "children's home": "home", "health": "health",
}  # fmt: skip
_LASTING = ("mentoring", "mediation", "exploitation", "named_worker", "placement")
_LONG = pd.Timedelta(days=731)


def _unended(rows: pd.DataFrame, _: object) -> pd.Series:
    """It began more than two years before the last date in the list, and has no end."""
    latest = rows[["begun", "ended"]].max().max()
    return rows["ended"].isna() & (latest - rows["begun"] > _LONG)


SOURCE = Source(
    name="responses", title="Responses to going missing", row="one response put in place for one child",
    owner="Children's social care", order=61, knows="number", after=("case_records",),
    tells="what was put in place for a child who went missing, such as a named worker, mentoring or family mediation: "
          "by whom, from when until when, and where it is written down",
    layouts={"responses": {}},
    columns=(
        number("Person ID"), birth("Date of Birth"),
        Column("kind", "code", "What was put in place.", "Response Type", required=True, accepts=_TYPES),
        Column("begun", "date", "First day.", "Response Start", required=True),
        Column("ended", "date", "Last day; blank while it goes on.", "Response End"),
        Column("given_by", "code", "Kind of agency that gives it.", "Given By", accepts=_GIVERS),
        Column("noted_in", "code", "Where it is written down.", "Recorded In",
               accepts={"case record": "case_record", "case file": "case_record", "interview": "interview",
                        "return interview": "interview", "rhi": "interview"}),
    ),
    reference="person", dated="begun", until="ended", event="kind",
    rules=(
        blank("RSP-01", "The first day of the response", "begun"),
        Rule("RSP-02", "The child's number or date of birth is blank or cannot be read", "completeness", "high",
             "quarantine", lambda rows, _: rows[["person", "dob"]].isna().any(axis=1), "person"),
        stray("RSP-03", "The type is none of the responses that the audit knows", "kind"),
        repeated("RSP-04"),
        before_birth("RSP-05", "The response", "begun"),
        backwards("RSP-06", "It ended before it began", "begun", "ended"),
        Rule("RSP-07", "The number is that of no case record that could be used", "consistency", "medium", "note",
             known_in("case_records"), "person"),
        Rule("RSP-08", "It has gone on for over two years without an end", "timeliness", "medium", "note", _unended,
             "ended", lambda rows, _: rows["kind"].isin(_LASTING)),
        blank("RSP-09", "The agency that gives it", "given_by", action="note"),
        blank("RSP-10", "Where it is written down", "noted_in", action="note", severity="low"),
    ),
)
