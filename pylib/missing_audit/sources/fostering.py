"""The fostering and adoption register: one child with one approved household a row."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import named
from missing_audit.sources.rules import (
    Rule,
    backwards,
    before_birth,
    blank,
    impossible,
    nameless,
    overlapping,
    repeated,
    stray,
)
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_KINDS = {"foster": "foster", "fostering": "foster", "foster carer": "foster", "connected person": "connected person",
          "kinship": "connected person", "friend or relative": "connected person", "adoption": "adoption",
          "adopter": "adoption", "prospective adopter": "adoption"}
_PROVIDERS = {"own": "own", "local authority": "own", "in house": "own", "in-house": "own", "agency": "agency",
              "ifa": "agency", "independent agency": "agency"}
_ENDINGS = {"planned": "planned", "planned move": "planned", "disruption": "disruption", "disrupted": "disruption",
            "unplanned": "disruption", "child's request": "child's request", "childs request": "child's request",
            "carer's request": "carer's request", "carers request": "carer's request", "returned home": "returned home",
            "return home": "returned home", "left care": "left care", "allegation": "allegation",
            "standards of care": "standards of care"}


def _ended(rows: pd.DataFrame, _: object) -> pd.Series:
    return rows["end"].notna()


SOURCE = Source(
    name="fostering", title="Fostering and adoption register", row="one child with one approved household",
    owner="Fostering and adoption service", order=36,
    tells="with which kind of approved household a child was [placed](appendices/glossary.qmd#term-placement), from "
          "when to when, and why it ended: as planned, by disruption, or at somebody's request",
    layouts={"fostering-register": {}},
    columns=(
        *named("the fostering service"),
        Column("household", "text", "The service's own reference for the household.", "Household Ref", identity=True),
        Column("kind", "code", "Kind of household.", "Household Type", required=True, accepts=_KINDS),
        Column("provider", "code", "Whether the authority or an agency approved it.", "Provider", accepts=_PROVIDERS),
        Column("start", "date", "Day the child moved in.", "Placed On", required=True),
        Column("end", "date", "Day the child left; blank while there.", "Left On"),
        Column("ending", "code", "Why it ended.", "Reason Ended", accepts=_ENDINGS),
    ),
    reference="household", dated="start", until="end", event="kind",
    rules=(
        blank("FOS-01", "The day the child moved in", "start"),
        nameless("FOS-02"),
        repeated("FOS-03"),
        before_birth("FOS-04", "The placement", "start"),
        impossible("FOS-08", "It has a reason for its ending, but no ending",
                   lambda rows, _: rows["ending"].notna() & rows["end"].isna(), "ending", action="note"),
        backwards("FOS-05", "The child left before moving in", "start", "end"),
        stray("FOS-06", "The kind of household is none of those known", "kind", action="note", severity="medium"),
        blank("FOS-07", "The reason why the placement ended", "ending", action="note", applies=_ended),
        Rule("FOS-09", "It begins before an earlier placement of the child has ended", "consistency", "medium", "note",
             overlapping, "start"),
    ),
)
