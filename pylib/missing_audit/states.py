"""Where and how each child lived, day by day: placement, legal status, level of need, district and area."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from missing_audit.collated import COLLATED
from missing_audit.config import Settings
from missing_audit.intervals import birthdays, cut_at, cut_at_birthdays, disjoint, elementary, within
from missing_audit.linkage import Linked, ages
from missing_audit.schema import SEASONS, code_list
from missing_audit.sources.care_periods import FAR

__all__ = ["LIVING", "living_on", "minority", "person_time", "placed_on", "spells", "states"]

LIVING = ("placement", "legal_status", "level", "district", "area")
"""What a state says of a child."""


def spells(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Placements, as half-open runs that may overlap: from Episodes of care, and from other authorities' notices.

    Parameters
    ----------
    tables
        Sources after linkage, by name.

    Returns
    -------
    DataFrame
        One row per episode of care or notice: `child`, `start`, `end` (day it ceased; far future while open),
        `placement` (group), `legal_status` (missing of a notice), `place_area`.
    """
    groups = {code: entry.group for code, entry in code_list("placement").items()}
    care, notices = tables.get("looked_after_episodes"), tables.get("placed_by_others")
    parts = [_SPELLS]
    if care is not None:
        parts.append(_spells(care, care["placement"].map(groups)))
    if notices is not None:
        parts.append(_spells(notices, notices["kind"]))
    return pd.concat(parts).sort_values(["child", "start", "end", "placement"], ignore_index=True)


_SPELLS = pd.DataFrame({"child": pd.Series(dtype="str"), "start": pd.Series(dtype="datetime64[s]"),
                        "end": pd.Series(dtype="datetime64[s]"), "placement": pd.Series(dtype="str"),
                        "legal_status": pd.Series(dtype="str"), "place_area": pd.Series(dtype="str")})


def _spells(rows: pd.DataFrame, placement: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({
        "child": rows["child"], "start": rows["start"].astype("datetime64[s]"),
        "end": rows["end"].fillna(FAR).astype("datetime64[s]"), "placement": placement.fillna("unknown"),
    }).assign(**{name: rows[name] if name in rows else pd.Series(pd.NA, index=rows.index, dtype="str")
                 for name in ("legal_status", "place_area")})


def _levels(tables: Mapping[str, pd.DataFrame], name: str, begun: str, ended: str) -> pd.DataFrame:
    """Levels of need that a source gives, as runs; of two at one time, the later to begin counts."""
    rows = tables.get(name)
    if rows is None:
        return pd.DataFrame({"child": pd.Series(dtype="str"), "start": pd.Series(dtype="datetime64[s]"),
                             "end": pd.Series(dtype="datetime64[s]"), "level": pd.Series(dtype="str")})
    runs = pd.DataFrame({"child": rows["child"], "start": rows[begun].astype("datetime64[s]"),
                         "end": rows[ended].fillna(FAR).astype("datetime64[s]"), "level": rows["level"]})
    runs = runs.dropna(subset=["start", "level"])
    runs = runs[runs["end"] > runs["start"]].sort_values(["child", "start", "end", "level"], ignore_index=True)
    return disjoint(runs)


def states(linked: Linked, children: pd.DataFrame, settings: Settings, districts: Mapping[str, str]) -> pd.DataFrame:
    """Each child's days of the period, in runs in which placement, legal status, level, district and area hold.

    A child enters on the period's first day or at birth, whichever is later, and leaves on the day after the period or
    on the eighteenth birthday, whichever is earlier. Of episodes of care that overlap, the later to begin counts.

    Parameters
    ----------
    linked
        Sources after linkage.
    children
        One row per child: `child`, `district` and `area` of the address in the case record.
    settings
        The county's settings.
    districts
        District by area, as far as the county's own lookup says.

    Returns
    -------
    DataFrame
        As `COLLATED["states"]`, ordered by `child` and `start`.
    """
    care = disjoint(spells(linked.tables))
    levels = [_levels(linked.tables, *columns) for columns in (("case_records", "opened", "closed"),
                                                               ("caf", "assessed", "closed"))]
    changes = [part[["child", side]].set_axis(["child", "start"], axis=1)
               for part in (care, *levels) for side in ("start", "end")]
    out = elementary(pd.concat(changes), minority(linked, children["child"], settings))
    cared = within(out, care, ["placement", "legal_status", "place_area"])
    of_case, of_caf = (within(out, runs, ["level"])["level"] for runs in levels)
    home = children.set_index("child")
    at_home = cared["placement"].isna()
    known = "looked_after_episodes" in linked.tables
    area = cared["place_area"].where(~at_home, out["child"].map(home["area"]))
    district = area.map(districts).astype("str").where(~at_home, out["child"].map(home["district"]))
    elsewhere = at_home & out["child"].isin(linked.disputed)
    placement = cared["placement"].fillna("home" if known else "unknown").mask(elsewhere, "unknown")
    return out.assign(placement=placement, legal_status=cared["legal_status"], level=of_case.fillna(of_caf),
                      district=district, area=area)[COLLATED["states"].names]


def minority(linked: Linked, child: pd.Series, settings: Settings) -> pd.DataFrame:
    """From when to when each child was under 18 within the period.

    Returns
    -------
    DataFrame
        One row per child who was: `child`, `first`, `end` (day after the last). A child without a known date of birth
        counts for the whole period.
    """
    start, end = pd.Timestamp(settings.period.start), pd.Timestamp(settings.period.end) + pd.Timedelta(days=1)
    born = linked.births_of(child)
    out = pd.DataFrame({"child": child, "first": born.clip(lower=start).fillna(start).astype("datetime64[s]"),
                        "end": birthdays(born, 18).clip(upper=end).fillna(end).astype("datetime64[s]")})
    return out[out["end"] > out["first"]].sort_values("child", ignore_index=True)


def living_on(days: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """State of each child on a day.

    Parameters
    ----------
    days
        One row per day asked about: `child`, `start`.
    found
        As `states` returns them.

    Returns
    -------
    DataFrame
        The columns of `LIVING` by the index of `days`; missing outside every state.
    """
    return within(days.assign(start=days["start"].dt.normalize()), found, LIVING)


def placed_on(days: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Placement and legal status on the first day of an episode; missing where the return has none.

    The last day of a placement still counts as a day in it, since a child can go missing from it on that day; on the
    day of a move the new placement counts, as in the return.

    Parameters
    ----------
    days
        As in `living_on`.
    tables
        Sources after linkage, by name.

    Returns
    -------
    DataFrame
        `placement`, `legal_status` by the index of `days`.
    """
    care = disjoint(spells(tables))
    care = care.assign(end=care["end"] + pd.Timedelta(days=1))
    return within(days.assign(start=days["start"].dt.normalize()), care, ["placement", "legal_status"])


def person_time(found: pd.DataFrame, linked: Linked, settings: Settings) -> pd.DataFrame:
    """Days by placement, district, area, age, season and audit year.

    Parameters
    ----------
    found
        As `states` returns them.
    linked
        Sources after linkage.
    settings
        The county's settings.

    Returns
    -------
    DataFrame
        As `COLLATED["person_time"]`, ordered by content.
    """
    years = pd.DatetimeIndex([pd.Timestamp(settings.year_start(year)) for year in settings.years])
    quarters = pd.DatetimeIndex([pd.Timestamp(year, month, 1) for year in range(years[0].year, years[-1].year + 2)
                                 for month in (3, 6, 9, 12)])
    runs = cut_at(found[["child", "start", "end", "placement", "district", "area"]],
                  years.union(quarters).astype("datetime64[s]"))
    born = linked.births_of(runs["child"])
    runs = cut_at_birthdays(runs, born)
    days = (runs["end"] - runs["start"]).dt.days
    early = runs["start"].dt.month * 100 + runs["start"].dt.day < years[0].month * 100 + years[0].day
    season = runs["start"].dt.month.map(lambda month: list(SEASONS)[month % 12 // 3])
    rows = runs.assign(days=days, year=runs["start"].dt.year - early, season=season, sex=linked.sex_of(runs["child"]),
                       age=ages(linked.births_of(runs["child"]), runs["start"]))
    names = COLLATED["person_time"].names
    by = [name for name in names if name != "days"]
    out = rows.groupby(by, dropna=False, as_index=False)["days"].sum()
    return out[names].sort_values([name for name in names if name != "child"] + ["child"], ignore_index=True)
