"""Return home interviews: one offered, or not offered, after one return a row."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import YES_NO, labels, named
from missing_audit.sources.rules import Rule, backwards, before_birth, blank, impossible, nameless, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_HOURS = pd.Timedelta(hours=72)
_OUTCOMES = {"accepted": "accepted", "yes": "accepted", "declined": "declined", "refused": "declined",
             "not offered": "not_offered"}
_WHY_NOT = {
    "not told of the return": "not_told", "not notified": "not_told", "no staff": "no_staff", "no capacity": "no_staff",
    "lives in another area": "elsewhere", "another authority's": "elsewhere", "interviewed lately": "lately",
    "judged not needed": "not_needed", "not needed": "not_needed", "declined by child": "child_declined",
    "child declined": "child_declined", "declined by parent": "parent_declined", "parent declined": "parent_declined",
    "missing again": "missing_again", "gone missing again": "missing_again", "no contact": "no_contact",
}  # fmt: skip
_BY = {"independent": "independent", "independent person": "independent", "charity": "independent",
       "social worker": "social_worker", "sw": "social_worker", "police": "police", "police officer": "police",
       "other": "other"}
_WHERE = {"home": "home", "at home": "home", "placement": "placement", "school": "school", "police station": "police",
          "office": "office", "telephone": "telephone", "phone": "telephone", "elsewhere": "elsewhere"}


def _done(rows: pd.DataFrame, _: object) -> pd.Series:
    return rows["done"].notna()


SOURCE = Source(
    name="return_interviews", title="Return home interviews",
    row="one return of one child, after which an interview was offered or not", owner="Return interview service",
    order=60,
    tells="after which returns a [return home interview](appendices/glossary.qmd#term-return-home-interview) was "
          "offered, taken up and held, how soon, and what the child said: why they went, what harm came to them, and "
          "what they want",
    layouts={"return-interviews": {}},
    columns=(
        Column("number", "text", "The service's own number for the return.", "RHI Ref", required=True, identity=True),
        *named("the interview service"),
        Column("missing_from", "date", "Day on which the child went missing.", "Missing From", required=True),
        Column("returned", "moment", "When the child returned; a day alone counts from midnight.", "Returned"),
        Column("offer", "code", "Whether an interview was offered.", "RHI Offered", accepts=YES_NO),
        Column("offered", "date", "Day on which it was offered.", "Offered On"),
        Column("outcome", "code", "Whether the offer was accepted or declined, or none was made.", "RHI Outcome",
               accepts=_OUTCOMES),
        Column("why_not", "code", "Why none was offered or held.", "Reason Not Done", accepts=_WHY_NOT),
        Column("done", "moment", "When it was held; blank if it was not.", "Interview Date Time"),
        Column("interviewer", "code", "Kind of person who held it.", "Interviewed By", accepts=_BY),
        Column("place", "code", "Where it was held.", "Interview Place", accepts=_WHERE),
        Column("reasons", "codes", "Why the child went, as told.", "Reasons", values="reason",
               accepts=labels("reason")),
        Column("harm", "codes", "What harm came to the child while away, or that none did; blank if not asked, or "
               "not written down.", "Harm While Missing",
               values="harm", accepts=labels("harm")),
        Column("wants", "codes", "What the child says would help.", "Child Wants", values="want",
               accepts=labels("want")),
    ),
    reference="number", dated="missing_from", until="returned", event="outcome",
    rules=(
        blank("RHI-01", "The day on which the child went missing", "missing_from"),
        nameless("RHI-02"),
        repeated("RHI-03"),
        before_birth("RHI-04", "The child went missing", "missing_from"),
        backwards("RHI-05", "The child returned before going missing", "missing_from", "returned"),
        backwards("RHI-06", "The interview is dated before the return", "returned", "done"),
        impossible("RHI-07", "The interview was offered before the day of the return",
                   lambda rows, _: rows["offered"] < rows["returned"].dt.normalize(), "offered"),
        Rule("RHI-08", "The interview was held more than 72 hours after the return", "timeliness", "medium", "note",
             lambda rows, _: rows["done"] - rows["returned"] > _HOURS, "done",
             lambda rows, _: rows["done"].notna() & rows["returned"].notna()),
        blank("RHI-09", "Whether an interview was offered", "offer", action="note"),
        blank("RHI-10", "The outcome of the offer", "outcome", action="note",
              applies=lambda rows, _: rows["offer"].eq("yes")),
        Rule("RHI-11", "The offer was accepted, but there is neither a date of an interview nor why it was not held",
             "completeness", "medium", "note", lambda rows, _: rows[["done", "why_not"]].isna().all(axis=1), "done",
             lambda rows, _: rows["outcome"].eq("accepted")),
        blank("RHI-12", "Why no interview was offered", "why_not", action="note",
              applies=lambda rows, _: rows["offer"].eq("no")),
        impossible("RHI-13", "An interview is dated, though it was declined or not offered",
                   lambda rows, _: rows["done"].notna() & rows["outcome"].isin(["declined", "not_offered"]), "outcome",
                   action="note"),
        blank("RHI-14", "The kind of person who held the interview", "interviewer", action="note", applies=_done),
        blank("RHI-15", "An interview was held, but no reason for going is recorded", "reasons", action="note",
              applies=_done),
        blank("RHI-16", "An interview was held, but nothing on harm while away is recorded", "harm", action="note",
              applies=_done),
        blank("RHI-17", "An interview was held, but nothing that the child wants is recorded", "wants", action="note",
              applies=_done),
    ),
)
