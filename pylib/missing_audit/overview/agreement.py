"""How records of one episode were joined: who holds what others hold, what the rule decides, how often it is right."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from missing_audit.config import Settings
from missing_audit.disclosure import Draft
from missing_audit.safe_table import Field
from missing_audit.sources import SOURCES
from missing_audit.words import share

__all__ = ["drafts"]

_SOURCE = "Sources that record missing episodes, joined"
_MEASURES = {
    "precision": "Pairs of records that were joined, and are of one episode",
    "recall": "Pairs of records of one episode that were joined",
    "unauthorised sensitivity": "Unauthorised absences that were taken out as such",
    "unauthorised specificity": "Other episodes that were not taken for unauthorised absences",
    "family sensitivity": "Children of families who went missing together that were taken out as such",
    "family specificity": "Other episodes that were not taken for a family's",
}


def drafts(stored: Mapping[str, pd.DataFrame], settings: Settings) -> dict[str, Draft]:
    """``agreement`` and ``windows``, and ``marks`` where the truth is known.

    Parameters
    ----------
    stored
        What collation has stored, by name.
    settings
        The county's settings.

    Returns
    -------
    dict of Draft
    """
    bracket = f"In brackets: {share(settings.statistics.confidence)} interval, with the child as the unit."
    made = {"windows": _windows(stored["windows"])}
    if len(stored["agreement"]):
        made["agreement"] = _agreement(stored["agreement"], bracket)
    if len(stored["marks"]):
        made["marks"] = _marks(stored["marks"], bracket)
    return made


def _agreement(agreement: pd.DataFrame, bracket: str) -> Draft:
    titles = {name: source.title for name, source in SOURCES.items()}
    table = agreement.assign(title=agreement["source"].map(titles), held=agreement["other"].map(titles))
    parts = table[["children", "apart_children"]]
    table["fewest"] = parts.where(parts > 0).min(axis=1).fillna(0)
    return Draft(table, (
        Field("title", "Missing episodes in", "label"), Field("held", "that could also be in", "label"),
        Field("recorded", "Episodes", children="fewest"), Field("both", "are in both", children="fewest"),
        Field("share", "Share", "share", "fewest", low="low", high="high"),
    ), _SOURCE, (
        bracket,
        "Counted are episodes that the first source calls missing and that the second could hold: the looked-after "
        "return those of children looked after on that day, homes' logs those from residential placements, social "
        "care's missing episodes those of children with a case record.",
        "In both: the second source has a record of the episode, whether it calls it missing or an absence.",
        "A home outside the county keeps no log that the county has, so that the shares in homes' logs are too low.",
    ))


def _windows(windows: pd.DataFrame) -> Draft:
    table = windows.assign(fewest=windows["children"])
    return Draft(table, (
        Field("window", "How records are joined", "label"), Field("episodes", "Episodes recorded", children="fewest"),
        Field("in_scope", "Missing, in scope", children="fewest"), Field("children", "Children", children="children"),
    ), _SOURCE, ("Episodes recorded: of all kinds, that began in the period.",))


def _marks(marks: pd.DataFrame, bracket: str) -> Draft:
    table = marks.assign(label=marks["measure"].map(_MEASURES))
    return Draft(table, (
        Field("label", "What should be found", "label"), Field("whole", "Of", children="children"),
        Field("part", "Found", children="children"),
        Field("value", "Share", "share", "children", low="low", high="high"),
    ), "The invented county's own truth", (bracket,))
