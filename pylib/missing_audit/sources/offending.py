"""Youth offending: one offence of one child, as the youth offending team or probation holds it, a row."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import named
from missing_audit.sources.rules import Rule, backwards, before_birth, blank, impossible, nameless, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_OFFENCES = {
    "theft": "theft", "theft and handling": "theft", "shoplifting": "theft", "burglary": "theft",
    "robbery": "robbery", "violence": "violence", "violence against the person": "violence", "assault": "violence",
    "criminal damage": "damage", "damage": "damage", "drugs": "drugs", "drug offence": "drugs",
    "public order": "public_order", "vehicle": "vehicle", "motoring": "vehicle", "sexual offence": "sexual",
    "breach": "breach", "breach of order": "breach", "other": "other",
}  # fmt: skip
_OUTCOMES = {
    "no further action": "none", "nfa": "none", "community resolution": "resolution", "youth caution": "caution",
    "caution": "caution", "youth conditional caution": "caution", "referral order": "referral_order",
    "youth rehabilitation order": "community_order", "yro": "community_order", "community order": "community_order",
    "detention and training order": "custody", "dto": "custody", "custody": "custody",
}  # fmt: skip
_TEN = pd.DateOffset(years=10)


SOURCE = Source(
    name="offending", title="Youth offending records", row="one offence of one child", owner="Youth offending team",
    order=80,
    tells="offences of children known to the youth offending team or to probation, what came of them, and when a child "
          "was held in custody",
    layouts={"offending": {}},
    columns=(
        Column("number", "text", "The team's own number for the offence.", "Offence Ref", required=True, identity=True),
        *named("the youth offending team", born="Date of Birth", gender="Gender", address="Postcode"),
        Column("service", "code", "Which service holds the case.", "Service",
               accepts={"yot": "yot", "youth offending team": "yot", "probation": "probation", "nps": "probation"}),
        Column("offended", "date", "Date of the offence.", "Offence Date", required=True),
        Column("offence", "code", "Group of offence.", "Offence Type", accepts=_OFFENCES),
        Column("outcome", "code", "What came of it.", "Outcome", accepts=_OUTCOMES),
        Column("decided", "date", "Date of that.", "Outcome Date"),
        Column("custody", "code", "On what ground the child was held.", "Custody Type",
               accepts={"remand": "remand", "remanded": "remand", "sentence": "sentence", "sentenced": "sentence"}),
        Column("custody_from", "date", "First day in custody; blank if there was none.", "Custody Start"),
        Column("custody_to", "date", "Day of release; blank while held.", "Custody End"),
    ),
    reference="number", dated="offended", event="offence",
    rules=(
        blank("OFF-01", "The date of the offence", "offended"),
        nameless("OFF-02"),
        repeated("OFF-03"),
        before_birth("OFF-04", "The offence", "offended"),
        Rule("OFF-05", "The offence is dated before the child was ten, the age of criminal responsibility", "validity",
             "high", "quarantine", lambda rows, _: rows["offended"] < rows["dob"] + _TEN, "offended"),
        backwards("OFF-06", "The outcome is dated before the offence", "offended", "decided"),
        backwards("OFF-07", "Custody ended before it began", "custody_from", "custody_to"),
        impossible("OFF-08", "Custody ended, but has no beginning",
                   lambda rows, _: rows["custody_to"].notna() & rows["custody_from"].isna(), "custody_to"),
        impossible("OFF-09", "Custody began before the offence",
                   lambda rows, _: rows["custody_from"] < rows["offended"], "custody_from", action="note"),
        blank("OFF-10", "The group of offence", "offence", action="note"),
        blank("OFF-11", "What came of the offence", "outcome", action="note"),
        blank("OFF-12", "The date of the outcome", "decided", action="note",
              applies=lambda rows, _: rows["outcome"].notna()),
        blank("OFF-13", "Which service holds the case", "service", action="note", severity="low"),
    ),
)
