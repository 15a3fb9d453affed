"""Time in care: placements as spells, and person-time by placement, age and audit year."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from missing_audit.config import Settings
from missing_audit.linkage import Linked
from missing_audit.schema import COLLATED, code_list

__all__ = ["person_time", "spells"]


def spells(linked: Linked) -> pd.DataFrame:
    """Placements from Episodes of care, as half-open spells.

    Returns
    -------
    DataFrame
        One row per episode of care: `child`, `start`, `end` (day it ceased; far future while open),
        `placement` (group).
    """
    care = linked.tables.get("looked_after_episodes")
    if care is None:
        return pd.DataFrame({"child": [], "start": pd.to_datetime([]), "end": pd.to_datetime([]), "placement": []})
    groups = {code: entry.group for code, entry in code_list("placement").items()}
    return pd.DataFrame({
        "child": care["child"],
        "start": care["start"],
        "end": care["end"].fillna(pd.Timestamp(2100, 1, 1)),
        "placement": care["placement"].map(groups).fillna("unknown"),
    }).sort_values(["child", "start", "end", "placement"], ignore_index=True)


def person_time(linked: Linked, settings: Settings) -> pd.DataFrame:
    """Days in each placement group by child, audit year and age.

    A child enters on the later of the day care began and the period's first day (left truncation) and
    leaves on the earlier of the day it ceased and the day after the period (censoring). Overlapping
    episodes of one child count once, for the later one.

    Returns
    -------
    DataFrame
        As `COLLATED["care"]`, ordered by content.
    """
    start, end = pd.Timestamp(settings.period.start), pd.Timestamp(settings.period.end) + pd.Timedelta(days=1)
    care = _disjoint(spells(linked))
    care = care.assign(start=care["start"].clip(lower=start), end=care["end"].clip(upper=end))
    care = care[care["end"] > care["start"]].assign(birth=lambda t: linked.births_of(t["child"]))
    parts = []
    for year in settings.years:
        for age in range(18):
            parts.append(_within(care, settings, year, age))
    days = pd.concat(parts).groupby(["child", "year", "age", "placement"], as_index=False)["days"].sum()
    days["sex"] = linked.sex_of(days["child"])
    names = COLLATED["care"].names
    return days[names].sort_values(["year", "age", "placement", "sex", "days", "child"], ignore_index=True)


def _disjoint(care: pd.DataFrame) -> pd.DataFrame:
    """Spells of which no two of one child overlap: where they did, the later to begin counts, then the earlier."""
    reach = care.groupby("child")["end"].cummax().groupby(care["child"]).shift()
    overlap = care["child"].isin(care.loc[care["start"] < reach, "child"])
    parts = [care[~overlap]]
    for child, rows in care[overlap].groupby("child", sort=True):
        edges = sorted({*rows["start"], *rows["end"]})
        for low, high in pairwise(edges):
            active = rows[(rows["start"] <= low) & (rows["end"] >= high)]
            if len(active):
                last = active.iloc[-1]
                parts.append(pd.DataFrame({"child": [child], "start": [low], "end": [high],
                                           "placement": [last["placement"]]}))
    return pd.concat(parts, ignore_index=True)


def _within(care: pd.DataFrame, settings: Settings, year: int, age: int) -> pd.DataFrame:
    """The part of each spell that lies in one audit year and one year of age."""
    year_start = pd.Timestamp(settings.year_start(year))
    year_end = pd.Timestamp(settings.year_start(year + 1))
    born = care["birth"] + pd.DateOffset(years=age)
    until = care["birth"] + pd.DateOffset(years=age + 1)
    low = care["start"].clip(lower=year_start).where(lambda s: s > born, born)
    high = care["end"].clip(upper=year_end).where(lambda s: s < until, until)
    days = (high - low).dt.days
    return care[["child", "placement"]].assign(year=year, age=age, days=days)[days > 0]
