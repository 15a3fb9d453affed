"""Difficulties in a child's life as the agencies record them, each with the day on which it was first recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.sources import SOURCES

__all__ = ["ABSENT_OFTEN", "DIFFICULTIES", "TRIO", "Difficulty", "coded", "first_days", "recording"]

ABSENT_OFTEN = 0.9
"""Share of possible sessions under which a pupil's attendance counts as persistent absence."""
_ABSENCE = "persistent absence"
_FACTORS = "cin_factors"


@dataclass(frozen=True)
class Difficulty:
    """One difficulty.

    Attributes
    ----------
    label
        As it is printed.
    told
        By source, the codes of its rows that say so; none where every row does.
    """

    label: str
    told: Mapping[str, frozenset[str]]


def _told(**codes: str) -> dict[str, frozenset[str]]:
    return {source: frozenset(text.split(";")) - {""} for source, text in codes.items()}


DIFFICULTIES = {
    "domestic_abuse": Difficulty("Domestic abuse at home", _told(
        cin_factors="3A;3B;3C", mash="domestic_abuse", wtwf="domestic_abuse")),
    "neglect_abuse": Difficulty("Neglect or abuse", _told(cin_factors="16A;17A;18A;19A", mash="neglect_abuse")),
    "parent_mental_health": Difficulty("A parent's mental ill-health", _told(
        cin_factors="4B", mash="parent_mental_health")),
    "parent_substance": Difficulty("A parent's drug or alcohol misuse", _told(
        cin_factors="1B;2B", mash="parent_substance")),
    "home": Difficulty("Family conflict or behaviour", _told(
        cin_factors="14A", mash="conflict;behaviour", youth_services="family")),
    "mental_health": Difficulty("The child's mental health or self-harm", _told(
        cin_factors="4A;15A", mash="self_harm", health="camhs", youth_services="wellbeing")),
    "substances": Difficulty("The child's drug or alcohol misuse", _told(
        cin_factors="1A;2A", health="substance misuse", youth_services="substances")),
    "exploitation": Difficulty("Exploitation or gangs", _told(
        cin_factors="11A;12A;13A;24A", mash="exploitation", youth_services="exploitation")),
    "offending": Difficulty("Offending", _told(offending="", mash="offending", youth_services="offending")),
    "school": Difficulty("Exclusion or missing much school", _told(
        school_events="fixed exclusion;permanent exclusion;missing education", attendance=_ABSENCE)),
}
"""What is looked for, by name; ten at most, so that they can be ranked."""

TRIO = {
    "trio_abuse": Difficulty("Domestic abuse of a parent or carer", _told(cin_factors="3B")),
    "trio_mind": Difficulty("Mental ill-health of a parent or carer", _told(cin_factors="4B")),
    "trio_substance": Difficulty("Drug or alcohol misuse of a parent or carer", _told(cin_factors="1B;2B")),
}
"""The three of which all together are called the toxic trio, from factors found at assessment alone."""

_COLUMNS = {_FACTORS: "factors", "mash": "reason", "wtwf": "criteria", "health": "service", "youth_services": "reason",
            "school_events": "kind", "offending": "offence"}
"""Which column of each source has the codes."""


def recording(evidence: Evidence) -> dict[str, Difficulty]:
    """The difficulties that at least one supplied source can tell of, each with these sources alone."""
    found = {name: Difficulty(each.label, {source: codes for source, codes in each.told.items()
                                           if evidence.has(source)}) for name, each in DIFFICULTIES.items()}
    return {name: each for name, each in found.items() if each.told}


def first_days(evidence: Evidence, wanted: Mapping[str, Difficulty]) -> pd.DataFrame:
    """The first day on which each difficulty was recorded of each child.

    Returns
    -------
    DataFrame
        One row per child of whom one was recorded, one column per difficulty; missing where it never was.
    """
    sources = dict.fromkeys(source for each in wanted.values() for source in each.told)
    rows = {source: coded(evidence, source) for source in sources}
    days = {}
    for name, each in wanted.items():
        parts = [_telling(rows[source], codes) for source, codes in each.told.items()]
        days[name] = pd.concat(parts).groupby("child")["day"].min()
    return pd.DataFrame(days)


def _telling(rows: pd.DataFrame, codes: frozenset[str]) -> pd.DataFrame:
    """The rows that have one of these codes; all of them where none is named."""
    return rows[rows["code"].isin(codes)] if codes else rows


def coded(evidence: Evidence, source: str) -> pd.DataFrame:
    """Every row of a source as child, day and code, one a code."""
    rows = evidence.records[source]
    if source == "attendance":
        # What a term was like is known when it has ended.
        known = rows.dropna(subset=["end", "possible", "attended"])
        often = known["attended"].astype(float) < ABSENT_OFTEN * known["possible"].astype(float)
        out = known.loc[often, ["child", "end"]].set_axis(["child", "day"], axis=1).assign(code=_ABSENCE)
    else:
        out = rows[["child"]].assign(day=rows[SOURCES[source].dated].dt.normalize(),
                                     code=rows[_COLUMNS[source]].astype("str").str.split(";")).explode("code")
    return out.dropna(subset=["day"])
