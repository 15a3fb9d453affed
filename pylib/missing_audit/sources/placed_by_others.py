"""Notices of children whom other authorities placed in the county: one placement of one child a row."""

from __future__ import annotations

from missing_audit.schema import Column
from missing_audit.sources.parts import YES_NO, named
from missing_audit.sources.rules import (
    Rule,
    backwards,
    before_birth,
    blank,
    late,
    nameless,
    overlapping,
    repeated,
)
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

_KINDS = {"children's home": "residential", "childrens home": "residential", "residential": "residential",
          "foster": "foster", "foster care": "foster", "fostering": "foster", "semi-independent": "semi_independent",
          "semi independent": "semi_independent", "supported accommodation": "semi_independent", "other": "other"}

SOURCE = Source(
    name="placed_by_others", title="Children placed here by other authorities",
    row="one placement in the county of a child for whom another authority is responsible",
    owner="Children's social care", order=37,
    tells="which children other authorities [placed](appendices/glossary.qmd#term-placement) in the county, when and "
          "where, when the county was told, and whether a risk of going missing was shared",
    layouts={"placement-notices": {}},
    columns=(
        *named("the authority that placed the child"),
        Column("placed_by", "text", "Authority responsible for the child.", "Placing Authority", required=True),
        Column("kind", "code", "Kind of placement.", "Placement Type", accepts=_KINDS),
        Column("place_postcode", "text", "Postcode of the placement.", "Placement Postcode", identity=True),
        Column("start", "date", "Day the child moved in.", "Placement Start", required=True),
        Column("notified", "date", "Day on which the county was told.", "Notification Received"),
        Column("end", "date", "Day the child left; blank while there, or if the county was not told.",
               "Placement End"),
        Column("risk_shared", "code", "Whether the notice said if the child was at risk of going missing.",
               "Missing Risk Shared", accepts=YES_NO),
    ),
    dated="start", until="end", event="kind",
    rules=(
        blank("PLO-01", "The day the child moved in", "start"),
        nameless("PLO-02"),
        repeated("PLO-03"),
        before_birth("PLO-04", "The placement", "start"),
        backwards("PLO-05", "The child left before moving in", "start", "end"),
        blank("PLO-06", "The authority that placed the child", "placed_by", action="note"),
        blank("PLO-07", "The day on which the county was told", "notified", action="note"),
        late("PLO-08", "The county was told later than one working day after the child moved in", "start", "notified",
             working_days=1),
        blank("PLO-09", "Whether a risk of going missing was shared", "risk_shared", action="note"),
        Rule("PLO-10", "It begins before an earlier placement of the child has ended", "consistency", "low", "note",
             overlapping, "start"),
        blank("PLO-11", "The postcode of the placement", "place_postcode", action="note", severity="low"),
    ),
)
