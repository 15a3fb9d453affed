"""MASH contacts: one contact about one child with the multi-agency safeguarding hub a row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import named
from missing_audit.sources.rules import Rule, backwards, before_birth, blank, nameless, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_FROM = {
    "police": "police", "school": "school", "education": "school", "health": "health", "hospital": "health",
    "gp": "health", "social care": "social_care", "another authority": "other_authority",
    "other local authority": "other_authority", "children's home": "home", "family": "family", "parent": "family",
    "public": "public", "member of the public": "public", "housing": "housing", "voluntary sector": "voluntary",
    "charity": "voluntary", "other": "other",
}  # fmt: skip
_REASONS = {
    "missing": "missing", "missing from home or care": "missing", "mfh": "missing",
    "domestic abuse": "domestic_abuse", "da": "domestic_abuse", "neglect": "neglect_abuse", "abuse": "neglect_abuse",
    "neglect or abuse": "neglect_abuse", "physical abuse": "neglect_abuse", "cse": "exploitation",
    "sexual exploitation": "exploitation", "exploitation": "exploitation",
    "parental substance misuse": "parent_substance", "parental mental health": "parent_mental_health",
    "behaviour": "behaviour", "child's behaviour": "behaviour", "offending": "offending",
    "family breakdown": "conflict", "self-harm": "self_harm", "other": "other",
}  # fmt: skip
_OUTCOMES = {
    "no further action": "none", "nfa": "none", "advice": "advice", "information and advice": "advice",
    "early help": "early_help", "referral to early help": "early_help", "referral": "referral",
    "referral to social care": "referral", "social care assessment": "referral", "strategy discussion": "strategy",
    "strategy meeting": "strategy", "already open": "open_case", "passed to allocated worker": "open_case",
}  # fmt: skip


def _late(rows: pd.DataFrame, _: object) -> pd.Series:
    """Decided after the next working day; holidays are not known here, so that the day after one counts as late."""
    both = rows[["contacted", "decided"]].dropna()
    days = [part.to_numpy().astype("datetime64[D]") for part in (both["contacted"], both["decided"])]
    return pd.Series(np.busday_count(*days) > 1, index=both.index, dtype=bool).reindex(rows.index, fill_value=False)


SOURCE = Source(
    name="mash", title="MASH contacts", row="one contact about one child", owner="Multi-agency safeguarding hub",
    order=82,
    tells="each contact with the multi-agency safeguarding hub about a child: from whom, why, with what decision, and "
          "how soon that was taken",
    layouts={"mash-contacts": {}},
    columns=(
        Column("number", "text", "The hub's own number for the contact.", "Contact ID", required=True, identity=True),
        *named("the hub", address="Postcode"),
        Column("contacted", "date", "Date of the contact.", "Contact Date", required=True),
        Column("made_by", "code", "Kind of agency or person that made it.", "Contact Source", accepts=_FROM),
        Column("reason", "code", "Main reason; 'missing' where the child was missing.", "Contact Reason",
               accepts=_REASONS),
        Column("outcome", "code", "What was decided.", "Decision", accepts=_OUTCOMES),
        Column("decided", "date", "Date of the decision.", "Decision Date"),
    ),
    reference="number", dated="contacted", until="decided", event="reason",
    rules=(
        blank("MSH-01", "The date of the contact", "contacted"),
        nameless("MSH-02"),
        repeated("MSH-03"),
        before_birth("MSH-04", "The contact", "contacted"),
        backwards("MSH-05", "The decision is dated before the contact", "contacted", "decided"),
        Rule("MSH-06", "The decision came more than one working day after the contact (public holidays counted as "
             "working days)", "timeliness", "medium", "note", _late, "decided",
             lambda rows, _: rows[["contacted", "decided"]].notna().all(axis=1)),
        blank("MSH-07", "The date of the decision", "decided", action="note"),
        blank("MSH-08", "Who made the contact", "made_by", action="note"),
        blank("MSH-09", "The reason for the contact", "reason", action="note"),
        blank("MSH-10", "What was decided", "outcome", action="note"),
    ),
)
