"""Health services: one child's time with one service, from referral to closure, a row."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import YES_NO, named
from missing_audit.sources.rules import Rule, backwards, before_birth, blank, impossible, late, nameless, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_SERVICES = {"camhs": "camhs", "child and adolescent mental health": "camhs", "school nursing": "school nursing",
             "school nurse": "school nursing", "substance misuse": "substance misuse", "drug and alcohol":
             "substance misuse", "sexual health": "sexual health", "cash": "sexual health"}
_DIAGNOSES = {"anxiety or depression": "anxiety or depression", "emotional": "anxiety or depression",
              "conduct or adhd": "conduct or adhd", "conduct": "conduct or adhd", "adhd": "conduct or adhd",
              "self-harm": "self-harm", "self harm": "self-harm", "autism spectrum": "autism spectrum",
              "asd": "autism spectrum", "trauma": "trauma", "eating": "eating", "eating disorder": "eating",
              "substance": "substance", "substance misuse": "substance", "none": "none", "no diagnosis": "none",
              "other": "other"}
_WORKING_DAYS = 90


def _seen(rows: pd.DataFrame, _: object) -> pd.Series:
    return rows["seen"].notna()


SOURCE = Source(
    name="health", title="Health services", row="one child's time with one health service, from referral to closure",
    owner="Health", order=86,
    tells="which children were referred to mental health services (CAMHS), school nursing, substance misuse or sexual "
          "health services, whether they were accepted, when they were first seen, and what was found, in broad groups",
    layouts={"health-referrals": {}},
    columns=(
        Column("number", "text", "The service's own number for the referral.", "Referral No", identity=True),
        *named("the service", born="D.O.B.", address="Patient Postcode"),
        Column("service", "code", "Service.", "Service", required=True, accepts=_SERVICES),
        Column("start", "date", "Day of referral.", "Referred", required=True),
        Column("accepted", "code", "Whether the service accepted the referral.", "Accepted", accepts=YES_NO),
        Column("seen", "date", "Day of the first appointment that was kept.", "First Seen"),
        Column("end", "date", "Day of closure; blank while open.", "Closed"),
        Column("diagnosis", "code", "What was found, in broad groups.", "Diagnosis Group", accepts=_DIAGNOSES),
        Column("referred_by", "text", "Kind of agency that referred.", "Referred By"),
    ),
    reference="number", dated="start", until="end", event="service",
    rules=(
        blank("HEA-01", "The day of referral", "start"),
        nameless("HEA-02"),
        repeated("HEA-03"),
        before_birth("HEA-04", "The referral", "start"),
        backwards("HEA-05", "It was closed before the referral", "start", "end"),
        backwards("HEA-06", "The child was seen before being referred", "start", "seen"),
        blank("HEA-07", "The service", "service", action="note"),
        blank("HEA-10", "Whether the referral was accepted", "accepted", action="note"),
        impossible("HEA-08", "The referral was not accepted, but the child was seen",
                   lambda rows, _: rows["accepted"].eq("no") & rows["seen"].notna(), "accepted"),
        late("HEA-09", "The child was first seen more than 18 weeks after being referred", "start", "seen",
             working_days=_WORKING_DAYS),
        blank("HEA-11", "What was found", "diagnosis", action="note", applies=_seen),
        Rule("HEA-12", "It is a second referral of the child to one service on one day", "uniqueness", "low", "note",
             lambda rows, _: rows.duplicated(["surname", "forename", "dob", "service", "start"]), "start"),
    ),
)
