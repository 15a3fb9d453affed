"""Where looked-after children live as the county sees it: in it, out of it, or in it for another authority."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from missing_audit.intervals import disjoint, within
from missing_audit.states import spells

__all__ = ["LIVING", "PLACED", "of_others", "where_placed"]

PLACED = {
    "inside": "The county's own, placed in it",
    "outside": "The county's own, placed outside it",
    "visitor": "Placed here by another authority",
}
"""Looked-after children by whose they are and where they live, with labels."""
LIVING = PLACED | {"home": "Not looked after", "unknown": "Not known"}
_DAY = pd.Timedelta(days=1)


def where_placed(records: Mapping[str, pd.DataFrame], rows: pd.DataFrame) -> pd.Series:
    """Where each child lived on the first day of an episode.

    As for the placement of an episode, the last day of a placement still counts as a day in it. A placement whose
    postcode is not in the county's list of areas lies outside.

    Parameters
    ----------
    records
        Sources after linkage, with the return's episodes of care; where the county gave a list of areas.
    rows
        Episodes: `child`, `start`, `placement`.

    Returns
    -------
    Series
        Keys of `LIVING`, by the index of `rows`.
    """
    care = disjoint(spells(records))
    care = care.assign(end=care["end"] + _DAY, lies="outside")
    care["lies"] = care["lies"].mask(care["place_area"].notna(), "inside")
    days = rows.assign(start=rows["start"].dt.normalize().astype("datetime64[s]"))
    lies = within(days, care, ["lies"])["lies"].astype("str")
    lies = lies.mask(lies.notna() & of_others(records, rows["child"]), "visitor")
    return lies.mask(rows["placement"].isin(["home", "unknown"]), rows["placement"]).fillna("unknown")


def of_others(records: Mapping[str, pd.DataFrame], child: pd.Series) -> pd.Series:
    """Whether another authority placed the child: it has sent a notice, and the return has no care of the child."""
    notices = records.get("placed_by_others")
    if notices is None:
        return pd.Series(False, index=child.index)
    own = records.get("looked_after_episodes")
    return child.isin(set(notices["child"]) - (set() if own is None else set(own["child"])))
