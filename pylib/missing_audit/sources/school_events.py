"""Exclusions, changes of school, children missing education and education at home: one event of one child a row."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import named
from missing_audit.sources.rules import (
    Mask,
    backwards,
    before_birth,
    blank,
    impossible,
    late,
    nameless,
    repeated,
    stray,
)
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_KINDS = {"fixed exclusion": "fixed exclusion", "fixed period exclusion": "fixed exclusion", "fix": "fixed exclusion",
          "fixed": "fixed exclusion", "permanent exclusion": "permanent exclusion", "perm": "permanent exclusion",
          "permanent": "permanent exclusion", "change of school": "change of school", "move": "change of school",
          "managed move": "change of school", "missing education": "missing education", "cme": "missing education",
          "children missing education": "missing education", "home education": "home education",
          "elective home education": "home education", "ehe": "home education"}
_LONGEST = 45
_WORKING_DAYS = 20


def _of(*kinds: str) -> Mask:
    def asked(rows: pd.DataFrame, _: object) -> pd.Series:
        return rows["kind"].isin(kinds)
    return asked


SOURCE = Source(
    name="school_events", title="Exclusions and children missing education", row="one event in one child's schooling",
    owner="Education", order=72,
    tells="when a child was excluded from school, changed school, was missing from education or was educated at home, "
          "and why",
    layouts={"school-events": {}},
    columns=(
        *named("the education service", born="Date of Birth", gender="Gender"),
        Column("kind", "code", "What happened.", "Event", required=True, accepts=_KINDS),
        Column("start", "date", "First day of it; of a child missing education, the day of referral.", "Start Date",
               required=True),
        Column("end", "date", "Last day of it; of a child missing education, the day the child was located.",
               "End Date"),
        Column("reason", "text", "Reason given.", "Reason"),
        Column("school", "text", "Number of the school.", "School Number", identity=True),
    ),
    reference="school", dated="start", until="end", event="kind",
    rules=(
        blank("EDU-01", "The first day", "start"),
        stray("EDU-02", "The event is none of those known", "kind"),
        nameless("EDU-03"),
        repeated("EDU-04"),
        before_birth("EDU-05", "The event", "start"),
        blank("EDU-09", "The day on which a child missing education was located", "end", action="note",
              applies=_of("missing education")),
        backwards("EDU-06", "It ended before it began", "start", "end"),
        blank("EDU-07", "The reason for an exclusion", "reason", action="note",
              applies=_of("fixed exclusion", "permanent exclusion")),
        impossible("EDU-08", "A fixed exclusion lasts longer than 45 days",
                   lambda rows, _: rows["kind"].eq("fixed exclusion") & ((rows["end"] - rows["start"]).dt.days
                                                                         > _LONGEST), "end", action="note"),
        late("EDU-10", "A child missing education was located more than four weeks after being referred", "start",
             "end", working_days=_WORKING_DAYS, applies=_of("missing education")),
    ),
)
