"""Where looked-after children live as the county sees it: in it, out of it, or in it for another authority."""

from __future__ import annotations

import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.findings.common import cannot
from missing_audit.intervals import disjoint, within
from missing_audit.states import spells

__all__ = ["LIVING", "PLACED", "looked_after_days", "no_areas", "where_placed"]

PLACED = {
    "inside": "The county's own, placed in it",
    "outside": "The county's own, placed outside it",
    "visitor": "Placed here by another authority",
}
"""Looked-after children by whose they are and where they live, with labels."""
LIVING = PLACED | {"home": "Not looked after", "unknown": "Not known"}
_DAY = pd.Timedelta(days=1)


def no_areas(evidence: Evidence) -> str:
    """Why it cannot be said who is placed outside the county; empty where it can."""
    care = evidence.records.get("looked_after_episodes")
    if care is None:
        return cannot("it needs the looked-after return's episodes, not supplied")
    if "place_area" not in care:
        return cannot("it needs the county's list of postcodes by area, not supplied, to tell which placements lie in "
                      "the county")
    return ""


def where_placed(evidence: Evidence, rows: pd.DataFrame) -> pd.Series:
    """Where each child lived on the first day of an episode.

    As for the placement of an episode, the last day of a placement still counts as a day in it. A placement whose
    postcode is not in the county's list of areas lies outside.

    Parameters
    ----------
    evidence
        With the list of areas, and the return's episodes of care.
    rows
        Episodes: `child`, `start`, `placement`.

    Returns
    -------
    Series
        Keys of `LIVING`, by the index of `rows`.
    """
    care = disjoint(spells(evidence.records))
    care = care.assign(end=care["end"] + _DAY, lies="outside")
    care["lies"] = care["lies"].mask(care["place_area"].notna(), "inside")
    days = rows.assign(start=rows["start"].dt.normalize().astype("datetime64[s]"))
    lies = within(days, care, ["lies"])["lies"].astype("str")
    lies = lies.mask(lies.notna() & _others(evidence, rows["child"]), "visitor")
    return lies.mask(rows["placement"].isin(["home", "unknown"]), rows["placement"]).fillna("unknown")


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
    return rows.assign(lies=lies.mask(_others(evidence, rows["child"]), "visitor"))


def _others(evidence: Evidence, child: pd.Series) -> pd.Series:
    """Whether another authority placed the child: it has sent a notice, and the return has no care of the child."""
    notices = evidence.records.get("placed_by_others")
    if notices is None:
        return pd.Series(False, index=child.index)
    own = evidence.records["looked_after_episodes"]["child"]
    return child.isin(set(notices["child"]) - set(own))
