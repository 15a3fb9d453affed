"""School attendance: the sessions of one child at one school in one term or half-term a row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import named
from missing_audit.sources.rules import Rule, backwards, before_birth, blank, impossible, nameless, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_A_DAY = 2
_TOLD = ["attended", "authorised", "unauthorised"]
_PHASES = {"primary": "primary", "p": "primary", "secondary": "secondary", "s": "secondary", "special": "special",
           "pru": "alternative provision", "ap": "alternative provision",
           "alternative provision": "alternative provision"}


def _too_many(rows: pd.DataFrame, _: object) -> pd.Series:
    """More sessions than two on each weekday of the term."""
    days = pd.Series(np.nan, index=rows.index)
    both = rows["start"].notna() & rows["end"].notna()
    first, last = (rows.loc[both, name].to_numpy().astype("datetime64[D]") for name in ("start", "end"))
    days[both] = np.busday_count(first, last + np.timedelta64(1, "D"))
    return rows["possible"].astype("Float64") > _A_DAY * days


def _more_than_possible(rows: pd.DataFrame, _: object) -> pd.Series:
    return rows[_TOLD].fillna(0).sum(axis=1) > rows["possible"]


SOURCE = Source(
    name="attendance", title="School attendance", row="the sessions of one child at one school in one term",
    owner="Education", order=70,
    tells="how many half-day sessions a child could have attended in a term, how many it attended, and how many it "
          "missed with and without leave",
    layouts={"school-attendance": {}},
    columns=(
        Column("school", "text", "Number of the school.", "School Number", identity=True),
        *named("the school"),
        Column("phase", "code", "Phase or kind of school.", "Phase", accepts=_PHASES),
        Column("start", "date", "First day of the term, or of the child's time at the school in it.", "From",
               required=True),
        Column("end", "date", "Last day of it.", "To"),
        Column("possible", "integer", "Sessions that the child could have attended.", "Possible", required=True),
        Column("attended", "integer", "Sessions attended.", "Attended", required=True),
        Column("authorised", "integer", "Sessions missed with leave.", "Authorised Absence"),
        Column("unauthorised", "integer", "Sessions missed without leave.", "Unauthorised Absence"),
    ),
    reference="school", dated="start", regular=True, until="end",
    rules=(
        blank("ATT-01", "The first day of the term", "start"),
        nameless("ATT-02"),
        repeated("ATT-03"),
        before_birth("ATT-04", "The term", "start"),
        backwards("ATT-05", "The term ended before it began", "start", "end"),
        blank("ATT-11", "The number of possible sessions", "possible", action="note"),
        impossible("ATT-06", "There are more possible sessions than half-days in the term", _too_many, "possible"),
        blank("ATT-08", "The number of sessions attended", "attended", action="note"),
        impossible("ATT-07", "The sessions attended and missed are more than those possible", _more_than_possible,
                   "attended"),
        blank("ATT-09", "The number of sessions missed without leave", "unauthorised", action="note", severity="low"),
        Rule("ATT-10", "It is a second row of the child for one term", "uniqueness", "medium", "note",
             lambda rows, _: rows.duplicated(["surname", "forename", "dob", "start"]), "start"),
    ),
)
