"""The looked-after return (SSDA903): its Episodes."""

from __future__ import annotations

from missing_audit.schema import Column
from missing_audit.sources.parts import number
from missing_audit.sources.rules import Rule, backwards, blank, known_in, overlapping, repeated, stray
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]

SOURCE = Source(
    name="looked_after_episodes", title="Looked-after return: Episodes",
    row="one episode of care: one placement under one status", owner="Children's social care", order=31,
    tells="the days of each [placement](appendices/glossary.qmd#term-placement), its kind, and the child's legal "
          "status",
    layouts={"ssda903": {}},
    columns=(
        number(),
        Column("start", "date", "Day the episode began.", "DECOM", required=True),
        Column("reason_new", "text", "Reason for the new episode: S started, P placement, L legal status, "
               "T both, U or B carer or status.", "RNE"),
        Column("legal_status", "code", "Legal status.", "LS", values="legal_status"),
        Column("need", "code", "Main category of need.", "CIN", values="need"),
        Column("placement", "code", "Placement code.", "PLACE", required=True, values="placement"),
        Column("provider", "text", "Placement provider, PR0 to PR5.", "PLACE_PROVIDER"),
        Column("end", "date", "Day the episode ceased; blank while it goes on.", "DEC", required=True),
        Column("reason_ceased", "text", "Reason the episode ceased.", "REC"),
        Column("reason_change", "text", "Reason the placement changed.", "REASON_PLACE_CHANGE"),
        Column("home_postcode", "text", "Postcode of the home address.", "HOME_POST", identity=True),
        Column("place_postcode", "text", "Postcode of the placement.", "PL_POST", identity=True),
    ),
    knows="number", after=("looked_after_header",), reference="person", dated="start", until="end",
    rules=(
        blank("EPI-01", "The child's number", "person"),
        blank("EPI-02", "The day the episode began", "start"),
        Rule("EPI-03", "The child is not among the Header rows that could be used", "consistency", "high", "quarantine",
             known_in("looked_after_header"), "person"),
        backwards("EPI-04", "The episode ended before it began", "start", "end", action="quarantine"),
        repeated("EPI-05"),
        stray("EPI-06", "The placement is not in the national code list", "placement", action="note",
              severity="medium"),
        Rule("EPI-07", "The episode begins before an earlier one of the child has ended", "consistency", "medium",
             "note", overlapping, "start"),
        stray("EPI-08", "The legal status is not in the national code list", "legal_status", action="note"),
        blank("EPI-09", "The postcode of the placement", "place_postcode", action="note", severity="low"),
    ),
)
