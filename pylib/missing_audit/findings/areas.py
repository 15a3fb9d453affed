"""Ward-like areas in which more children go missing than one would expect of those whom services know there."""

from __future__ import annotations

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import by_child, counted, whose
from missing_audit.findings.places import DAYS, cells_of, surveyed
from missing_audit.geography import districts_of
from missing_audit.safe_table import Field
from missing_audit.statistics.estimate import FEWEST, RefusalError, clustered_ratios
from missing_audit.statistics.place import clumping, funnel, standardised

__all__ = ["of_areas"]

_MOST_AREAS = 10


def of_areas(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Ward-like areas that lie highest above what is expected of the children known to services there.

    Raises
    ------
    RefusalError
        If too few areas have enough children.
    """
    lived = evidence.of_ages(evidence.person_time).dropna(subset=["area"])
    lived = lived.assign(place=lived["area"], value=lived["days"] / DAYS)
    there = rows.dropna(subset=["area"]).assign(place=rows["area"])
    if there.empty or lived.empty:
        raise RefusalError("no source says in which ward-like area a child lived")
    names = sorted(set(lived["area"]))
    table = standardised(*cells_of(there, lived, ["year", "age"], names))
    held = counted(there, "area", names)
    # By who lives there and not by who went, or only what is high by chance would be left to be looked at.
    enough = lived.groupby("area")["child"].nunique().reindex(names).ge(FEWEST) & (table["expected"] >= FEWEST)
    table, held = table[enough], held[enough]
    if len(table) < _MOST_AREAS:
        raise RefusalError(f"fewer than {_MOST_AREAS} ward-like areas have {FEWEST} children known to live there, and "
                           "as many episodes to be expected")
    return _areas_draft(evidence, there, table, held)


def _areas_draft(evidence: Evidence, there: pd.DataFrame, table: pd.DataFrame, held: pd.DataFrame) -> Draft:
    level = evidence.settings.statistics.confidence
    found = funnel(table["observed"], table["expected"], within=clumping(there["child"].value_counts()))
    names = list(table.index)
    some = there[there["area"].isin(names)]
    rates = clustered_ratios(by_child(some, "area", names), table["expected"], confidence=level)
    out = held.assign(expected=table["expected"], deviate=found.table["adjusted"], limits=surveyed(found, level),
                      rate=rates["rate"], low=rates["low"], high=rates["high"])
    district = districts_of(some["district"], evidence.settings).groupby(some["area"]).agg(
        lambda part: part.mode().iloc[0] if part.notna().any() else "")
    out["district"] = district
    out = out.sort_values(["deviate"], ascending=False, kind="stable").head(_MOST_AREAS)
    return Draft(out.rename_axis("area").reset_index(), (
        Field("area", "Ward-like area", "label"), Field("district", "District", "label"),
        Field("children", "Children", children="children"),
        Field("episodes", "Episodes", children="children", largest="largest"),
        Field("expected", "Expected", "number", "children", digits=0),
        Field("rate", "Observed to expected", "number", "children", "largest", low="low", high="high", digits=2),
        Field("limits", f"{level:.0%} limits", "label", "children", "largest"),
    ), whose(evidence, *evidence.recorders, "case_records", "looked_after_episodes"), (
        f"The {_MOST_AREAS} that stand out most, of {len(table)} areas in which {FEWEST} children or more are known to "
        f"live and as many episodes are expected; about {len(table) * (1 - level) / 2:.0f} of them would lie above by "
        "chance alone. The others are not listed.",
        "Expected: what the rates by age and year of all children whom a service knows by address give for those of "
        "the area, since the county's population by area is not supplied.",
        f"In brackets: {level:.0%} interval, clustered on the child.",
    ))
