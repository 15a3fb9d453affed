"""The local list of families who are given intensive support: one member of a family on it a row."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import named
from missing_audit.sources.rules import Rule, backwards, before_birth, blank, nameless, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_CRITERIA = {
    "crime": "crime", "crime or anti-social behaviour": "crime", "anti-social behaviour": "crime", "asb": "crime",
    "attendance": "attendance", "school attendance": "attendance", "help": "help", "children who need help": "help",
    "work": "work", "out of work": "work", "worklessness": "work", "debt": "work", "domestic abuse": "domestic_abuse",
    "domestic violence": "domestic_abuse", "dv": "domestic_abuse", "health": "health", "health problems": "health",
}  # fmt: skip
_FEWEST = 2


def _few(rows: pd.DataFrame, _: object) -> pd.Series:
    return rows["criteria"].str.count(";") + 1 < _FEWEST


SOURCE = Source(
    name="wtwf", title="Family support list (WTWF)", row="one member of one family on the list", owner="Early help",
    order=90,
    tells="which families were given intensive support under the local 'troubled families' programme (WTWF), from when "
          "until when, and which of its criteria they met",
    layouts={"family-list": {}},
    columns=(
        Column("family", "text", "The programme's number for the family.", "Family Ref", required=True, identity=True),
        *named("the programme", born="Date of Birth", gender="Gender", address="Postcode"),
        Column("member", "code", "Whether the person is a child or an adult of the family.", "Family Member",
               accepts={"child": "child", "c": "child", "young person": "child", "adult": "adult", "a": "adult",
                        "parent": "adult"}),
        Column("added", "date", "Date on which the family came on the list.", "Date On", required=True),
        Column("removed", "date", "Date on which it came off; blank while on it.", "Date Off"),
        Column("criteria", "codes", "Criteria of the programme that the family met.", "Criteria Met",
               accepts=_CRITERIA),
    ),
    reference="family", dated="added", until="removed",
    rules=(
        blank("WTF-01", "The date on which the family came on the list", "added"),
        nameless("WTF-02"),
        repeated("WTF-03"),
        before_birth("WTF-04", "The child came on the list", "added"),
        backwards("WTF-05", "The family came off the list before coming on it", "added", "removed"),
        blank("WTF-06", "The family's number", "family", action="note"),
        blank("WTF-07", "No criterion is recorded", "criteria", action="note"),
        Rule("WTF-08", "Fewer than two criteria are named, though the programme asks for two", "consistency", "low",
             "note", _few, "criteria", lambda rows, _: rows["criteria"].notna()),
        blank("WTF-09", "Whether the member is a child or an adult", "member", action="note", severity="low"),
    ),
)
