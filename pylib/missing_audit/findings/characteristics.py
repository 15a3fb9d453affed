"""Who children are, as far as it is recorded: groups that findings compare, and the time each child was at risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.config import Settings
from missing_audit.evidence import Evidence
from missing_audit.schema import ETHNIC_GROUPS, NAMED_PLACEMENTS, ORIENTATIONS
from missing_audit.statistics.estimate import FEWEST

__all__ = ["AGE", "CHARACTERISTICS", "DISABILITY", "ETHNICITY", "ORIENTATION", "RECORDED", "SEX", "UNKNOWN",
           "Characteristic", "band_of", "bands", "cells", "compared", "first_times", "people"]

UNKNOWN = "Not known"
_DAYS = 365.25
_BANDS = ((0, 9), (10, 12), (13, 15), (16, 17))


@dataclass(frozen=True)
class Characteristic:
    """What children are grouped by.

    Attributes
    ----------
    column
        Of `COLLATED["children"]`, or ``band``.
    title
        What it is called.
    groups
        Values with their labels, in the order in which they are reported; none of the age, whose bands depend on the
        county's settings.
    reference
        The value that the others are compared with.
    """

    column: str
    title: str
    groups: dict[str, str]
    reference: str = ""


SEX = Characteristic("sex", "Sex", {"female": "Girls", "male": "Boys"}, "male")
AGE = Characteristic("band", "Age", {})
ETHNICITY = Characteristic("ethnicity", "Ethnic group", {name: name for name in ETHNIC_GROUPS}, "White")
DISABILITY = Characteristic("disability", "Disability", {"yes": "Disabled", "no": "Not disabled"}, "no")
ORIENTATION = Characteristic("orientation", "Sexual orientation",
                             {name: ORIENTATIONS[name] for name in ("minority", "heterosexual")}, "heterosexual")
CHARACTERISTICS = (SEX, AGE, ETHNICITY, DISABILITY, ORIENTATION)
RECORDED = (ETHNICITY, DISABILITY, ORIENTATION)
"""Those that no population is known by, so that children with a case record are compared with each other."""


def bands(settings: Settings) -> dict[str, tuple[int, int]]:
    """Age bands within the ages that rates are for, by label."""
    limits = [(max(low, settings.ages.youngest), min(high, settings.ages.oldest)) for low, high in _BANDS]
    return {f"{low} to {high}" if low < high else f"{low}": (low, high) for low, high in limits if low <= high}


def band_of(ages: pd.Series, settings: Settings) -> pd.Series:
    """Band of each age."""
    out = pd.Series(pd.NA, index=ages.index, dtype="str")
    for label, (low, high) in bands(settings).items():
        out = out.mask(ages.between(low, high).fillna(False).astype(bool), label)
    return out


def _held(evidence: Evidence) -> pd.DataFrame:
    """Quarters of the children with a case record, at the ages that rates are for, with what is known of them."""
    children = evidence.children.set_index("child")
    rows = evidence.of_ages(evidence.collated["histories"])
    rows = rows[rows["child"].map(children["in_case_records"]).astype(bool)]
    start, first = rows["start"], pd.Timestamp(evidence.settings.period.start)
    early = start.dt.month * 100 + start.dt.day < first.month * 100 + first.day
    named = rows["placement"].where(rows["placement"].isin(NAMED_PLACEMENTS), "other")
    said = {each.column: rows["child"].map(children[each.column]) for each in RECORDED}
    return rows.assign(year=start.dt.year - early, placement=named, band=band_of(rows["age"], evidence.settings),
                       sex=rows["sex"].where(rows["sex"].isin(list(SEX.groups))), **said)


def cells(evidence: Evidence) -> pd.DataFrame:
    """Episodes and child-years of the children with a case record.

    Returns
    -------
    DataFrame
        One row per child, age band, audit year and placement (the three named, or ``other``), children in an order that
        rests on what is known of them and not on pseudonyms: `child`, `sex`, `ethnicity`, `disability`, `orientation`
        (missing where not known), `band`, `year`, `placement`, `events`, `years`.
    """
    by = ["child", "sex", *(each.column for each in RECORDED), "band", "year", "placement"]
    out = _held(evidence).groupby(by, dropna=False, as_index=False)[["episodes", "days"]].sum()
    out = out.assign(years=out["days"] / _DAYS).rename(columns={"episodes": "events"}).drop(columns="days")
    text = out.drop(columns="child").astype("str").fillna("?").agg(" ".join, axis=1)
    own = text.sort_values().groupby(out["child"]).agg("|".join)
    place = out["child"].map(own.rank(method="first"))
    return out.assign(own=out["child"].map(own), text=text, place=place).sort_values(
        ["own", "place", "text"], ignore_index=True).drop(columns=["own", "text", "place"])


def people(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per child of `cells`, in the same order.

    Returns
    -------
    DataFrame
        `child`, `sex`, `ethnicity`, `disability`, `orientation`, `events`, `years`, `missing` (``yes`` or ``no``),
        `band` (where most of the time was spent), `care` (share of the time not at home).
    """
    ranked = rows.sort_values(["years", "band"], ascending=[False, True], kind="stable")
    most = ranked.drop_duplicates("child").set_index("child")["band"]
    away = rows["years"].where(rows["placement"] != "home", 0.0).groupby(rows["child"]).sum()
    sums = rows.groupby("child")[["events", "years"]].sum()
    once = rows.drop_duplicates("child")[["child", "sex", *(each.column for each in RECORDED)]]
    out = once.join(sums, on="child").reset_index(drop=True)
    return out.assign(missing=np.where(out["events"] > 0, "yes", "no"), band=out["child"].map(most),
                      care=out["child"].map(away) / out["years"])


def first_times(evidence: Evidence) -> pd.DataFrame:
    """Time until each child with a case record first went missing.

    Returns
    -------
    DataFrame
        One row per quarter up to the first with an episode, that one included: `child`, `stratum` (age band and sex),
        `years`, `first` (1 in the quarter with an episode, else 0).
    """
    rows = _held(evidence).sort_values(["child", "start"])
    before = rows.groupby("child")["episodes"].cumsum() - rows["episodes"]
    rows = rows[before == 0]
    return pd.DataFrame({"child": rows["child"], "stratum": rows["band"].astype("str") + " " + rows["sex"].fillna("?"),
                         "years": rows["days"] / _DAYS, "first": (rows["episodes"] > 0).astype(int)})


def compared(known: pd.Series, missing: pd.Series, what: Characteristic) -> list[str]:
    """Groups that can be set against the reference: enough children who went missing in both."""
    counts = missing.groupby(known).sum()
    if counts.get(what.reference, 0) < FEWEST:
        return []
    return [name for name in what.groups if name != what.reference and counts.get(name, 0) >= FEWEST]
