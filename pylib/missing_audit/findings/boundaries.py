"""The time that looked-after children spend in the county and out of it."""

from __future__ import annotations

import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.findings.common import cannot
from missing_audit.placing import of_others

__all__ = ["looked_after_days", "no_areas"]


def no_areas(evidence: Evidence) -> str:
    """Why it cannot be said who is placed outside the county; empty where it can."""
    care = evidence.records.get("looked_after_episodes")
    if care is None:
        return cannot("it needs the looked-after return's episodes, not supplied")
    if "place_area" not in care:
        return cannot("it needs the county's list of postcodes by area, not supplied, to tell which placements lie in "
                      "the county")
    return ""


def looked_after_days(evidence: Evidence) -> pd.DataFrame:
    """Person-time of looked-after children of the ages that rates are for.

    Returns
    -------
    DataFrame
        As `Evidence.person_time`, with `lies` (keys of `PLACED`).
    """
    rows = evidence.of_ages(evidence.person_time)
    rows = rows[~rows["placement"].isin(["home", "unknown"])]
    lies = rows["area"].notna().map({True: "inside", False: "outside"}).astype("str")
    return rows.assign(lies=lies.mask(of_others(evidence.records, rows["child"]), "visitor"))
