"""Social care's own record of missing episodes, of any child it knows."""

from __future__ import annotations

from missing_audit.schema import Column
from missing_audit.sources.parts import YES_NO, number
from missing_audit.sources.rules import (
    Rule,
    backwards,
    before_known_birth,
    blank,
    impossible,
    known_in,
    overlapping,
    repeated,
    second_open,
    stray,
)
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

SOURCE = Source(
    name="care_missing", title="Social care's missing episodes",
    row="one time a child known to children's social care was missing, or away without authorisation",
    owner="Children's social care", order=25,
    tells="the days of each time that a child whom social care knows, looked after or not, was "
          "[missing](appendices/glossary.qmd#term-missing) or "
          "[away without authorisation](appendices/glossary.qmd#term-away-without-authorisation), and whether a "
          "[return home interview](appendices/glossary.qmd#term-return-home-interview) was offered and accepted",
    layouts={"standard-extract": {}},
    columns=(
        Column("number", "text", "Social care's own number for the row.", "miss_table_id", identity=True),
        number("miss_person_id"),
        Column("start", "date", "First day away.", "miss_missing_episode_start_date", required=True),
        Column("kind", "code", "Missing, or away without authorisation.", "miss_missing_episode_type", required=True,
               accepts={"missing": "missing", "m": "missing", "a": "away", "away": "away", "absent": "away",
                        "away without authorisation": "away", "unauthorised absence": "away"}),
        Column("end", "date", "Day of return; blank while still away.", "miss_missing_episode_end_date"),
        Column("offered", "code", "Whether a return home interview was offered.", "miss_missing_rhi_offered",
               accepts=YES_NO),
        Column("accepted", "code", "Whether it was accepted.", "miss_missing_rhi_accepted", accepts=YES_NO),
    ),
    knows="number", after=("case_records",), reference="number", dated="start", until="end", event="kind",
    short="Social care's records", records={"missing": "missing", "away": "unauthorised"},
    rules=(
        blank("CSM-01", "The first day away", "start"),
        blank("CSM-02", "The child's number", "person"),
        stray("CSM-03", "The type is neither missing nor away without authorisation", "kind"),
        repeated("CSM-04"),
        before_known_birth("CSM-05", "It", "start", "case_records"),
        backwards("CSM-06", "The return is before the first day away", "start", "end"),
        impossible("CSM-07", "The return home interview was accepted, but not offered",
                   lambda rows, _: rows["accepted"].eq("yes") & rows["offered"].ne("yes"), "accepted"),
        Rule("CSM-08", "The child has no case record of that number", "consistency", "medium", "note",
             known_in("case_records"), "person"),
        Rule("CSM-09", "It begins before an earlier row of the child has ended", "consistency", "medium", "note",
             overlapping, "start"),
        Rule("CSM-10", "It is a second row of the child with no return", "consistency", "medium", "note", second_open,
             "end"),
        blank("CSM-11", "Whether a return home interview was offered", "offered", action="note",
              applies=lambda rows, _: rows["kind"].eq("missing") & rows["end"].notna()),
        blank("CSM-12", "Whether an interview that was offered was accepted", "accepted", action="note",
              applies=lambda rows, _: rows["offered"].eq("yes")),
    ),
)
