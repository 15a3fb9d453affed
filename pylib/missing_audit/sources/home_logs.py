"""Children's homes' logs: one absence of one child from a home a row."""

from __future__ import annotations

from missing_audit.schema import Column
from missing_audit.sources.parts import YES_NO, named
from missing_audit.sources.rules import Rule, backwards, before_birth, blank, nameless, repeated, stray
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

SOURCE = Source(
    name="home_logs", title="Children's homes' logs",
    row="one absence of one child from a children's home, as the home logged it", owner="Children's homes", order=40,
    tells="each absence of a child from a home, with the times out and back, whether the home calls it missing or an "
          "[unauthorised absence](appendices/glossary.qmd#term-unauthorised-absence), and whether it told the police",
    layouts={"home-logs": {}},
    columns=(
        Column("home", "text", "Registration number of the home.", "Home URN", identity=True),
        *named("the home"),
        Column("placed_by", "text", "Authority that placed the child in the home.", "Placing Authority"),
        Column("kind", "code", "What the home called it: missing, or an unauthorised absence.", "Category",
               required=True, accepts={"missing": "missing", "m": "missing", "unauthorised absence": "unauthorised",
                                       "unauthorised": "unauthorised", "unauthorized absence": "unauthorised",
                                       "ua": "unauthorised"}),
        Column("start", "moment", "When the child left, or was first seen not to be there.", "Time Left",
               required=True),
        Column("end", "moment", "When the child came back; blank while still away.", "Time Returned"),
        Column("police_told", "code", "Whether the home told the police.", "Police Informed", accepts=YES_NO),
    ),
    reference="home", dated="start", until="end", told="start", event="kind",
    short="Homes' logs", records={"missing": "missing", "unauthorised": "unauthorised"},
    rules=(
        blank("HOM-01", "The date and time the child left", "start"),
        stray("HOM-02", "The category is neither missing nor an unauthorised absence", "kind"),
        nameless("HOM-03"),
        repeated("HOM-04"),
        before_birth("HOM-05", "The child left", "start"),
        backwards("HOM-06", "The child returned before leaving", "start", "end"),
        blank("HOM-07", "The time of the child's return", "end", action="note"),
        Rule("HOM-08", "The home called the child missing, but says that the police were not told", "timeliness",
             "medium", "note", lambda rows, _: rows["police_told"].eq("no"), "police_told",
             lambda rows, _: rows["kind"].eq("missing")),
    ),
)
