"""Children whom social care already knew: those who then went missing, and others known at the same time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.findings.difficulties import TRIO, first_days, recording

__all__ = ["AGENCIES", "Known", "known_children"]

_MOST = 3
"""Others for each child who went missing, at most."""
AGENCIES = ("cin_factors", "mash", "health", "offending", "school_events", "caf", "wtwf", "youth_services")
"""Sources whose dated rows say that another agency, or an assessment, has had to do with a child."""


@dataclass(frozen=True)
class Known:
    """Children compared.

    Attributes
    ----------
    children
        One row per child, ordered by content: `child`; `missing` (whether it went missing); `index` (day of the first
        missing episode, or the like day given to another child); `age`; `girl`; `after` (missing episodes from that day
        on); `agencies` (how many of `AGENCIES` had recorded anything of it before); `known_…` for each of these;
        `assessed` (whether factors had been assessed); a column of each difficulty, and of each of `TRIO`: whether it
        was recorded before that day.
    difficulties
        Labels by column.
    outside
        Children who went missing but are not compared: not known to social care before, of other ages, of unknown sex,
        or already missing before the period.
    ratio
        Others for each child who went missing.
    """

    children: pd.DataFrame
    difficulties: dict[str, str]
    outside: int
    ratio: int


def known_children(evidence: Evidence, *, seed: int) -> Known:
    """Pick the children, and the day on which each is looked at.

    For every child who went missing the day is that of the first missing episode. Each is joined by up to three
    others who never did, whom social care knew by that day and who were of an age to be compared, drawn by lot; they
    are looked at on the same day, so that records had as long to gather.

    Parameters
    ----------
    evidence
        With case records and missing episodes.
    seed
        Of the lot.

    Returns
    -------
    Known
    """
    wanted = recording(evidence)
    days = first_days(evidence, wanted | (TRIO if evidence.has("cin_factors") else {}))
    ages, told = _ages(evidence), _told(evidence)
    pool = _pool(evidence, days.join(told, how="outer"), ages)
    cases = pool[pool["missing"] & (pool["opened"] < pool["index"])]
    cases = cases[_of_age(evidence, ages, cases)]
    others, ratio = _others(evidence, ages, cases, pool[pool["never"]], seed)
    both = pd.concat([cases, others], ignore_index=True)
    both["age"] = _age(ages, both).astype(int)
    both = both.assign(girl=both["sex"].eq("female"), **{name: _before(both, both[name]) for name in (*days, *told)})
    both = both.assign(agencies=both[list(told)].sum(axis=1).astype(int), assessed=both.get("known_cin_factors", False))
    first = ["missing", "index", "age", "girl"]
    rest = [name for name in both if name not in {*first, "child"}]
    both = both.sort_values([*first, *rest, "child"], kind="stable", ignore_index=True)
    missing = int(evidence.children["scope"].eq("missing").sum())
    return Known(both, {name: each.label for name, each in wanted.items()}, missing - len(cases), ratio)


def _pool(evidence: Evidence, days: pd.DataFrame, ages: pd.DataFrame) -> pd.DataFrame:
    """Children with a case record, with all that matters of them, ordered by that alone, for the lot."""
    case = evidence.records["case_records"].drop_duplicates("child").set_index("child")
    rows = evidence.in_scope()
    starts = rows["start"].dt.normalize()
    early = evidence.episodes[evidence.episodes["start"] < pd.Timestamp(evidence.settings.period.start)]
    pool = evidence.children.loc[evidence.children["sex"].isin(["male", "female"]), ["child", "sex", "scope"]]
    pool = pool[pool["child"].isin(case.index) & ~pool["child"].isin(early["child"])]
    pool = pool.assign(born=pool["child"].map(ages.sum()), opened=pool["child"].map(case["opened"]),
                       index=pool["child"].map(starts.groupby(rows["child"]).min()),
                       after=pool["child"].map(rows["child"].value_counts()).fillna(0).astype(int),
                       missing=pool["scope"].eq("missing"), never=pool["scope"].isin(["out", "at_risk"]))
    pool = pool.dropna(subset=["opened"]).drop(columns="scope")
    pool = pool.merge(days, left_on="child", right_index=True, how="left")
    return pool.sort_values([*(name for name in pool if name != "child"), "child"], kind="stable", ignore_index=True)


def _ages(evidence: Evidence) -> pd.DataFrame:
    """Age on the first day of each quarter, by quarter and child; missing of whoever is then no child."""
    first, rows = pd.Timestamp(evidence.settings.period.start), evidence.collated["histories"]
    quarters = [first + pd.DateOffset(months=3 * step) for step in range(4 * len(evidence.settings.years))]
    # A child born within a quarter has a first day of its own.
    rows = rows[rows["start"].isin(quarters)].astype({"age": "float64"})
    # One block of numbers, which is then looked up without being copied.
    return rows.pivot(index="start", columns="child", values="age")


def _age(ages: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    """Age on the first day of the quarter in which each child is looked at; missing where it is then no child."""
    quarter = ages.index.searchsorted(rows["index"].to_numpy(), side="right") - 1
    place = ages.columns.get_indexer(rows["child"])
    held = (quarter >= 0) & (place >= 0)
    out = np.full(len(rows), np.nan)
    out[held] = ages.to_numpy()[quarter[held], place[held]]
    return out


def _of_age(evidence: Evidence, ages: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    age, limits = _age(ages, rows), evidence.settings.ages
    return (age >= limits.youngest) & (age <= limits.oldest)


def _others(evidence: Evidence, ages: pd.DataFrame, cases: pd.DataFrame, pool: pd.DataFrame,
            seed: int) -> tuple[pd.DataFrame, int]:
    """As many others for each as all can have, the same number for each; where not even one, one as far as they go."""
    lot = pool.iloc[np.random.default_rng(seed).permutation(len(pool))].reset_index(drop=True)
    for ratio in range(_MOST, 0, -1):
        found, complete = _drawn(evidence, ages, cases, lot, ratio)
        if complete:
            break
    return found, ratio


def _drawn(evidence: Evidence, ages: pd.DataFrame, cases: pd.DataFrame, lot: pd.DataFrame,
           ratio: int) -> tuple[pd.DataFrame, bool]:
    """So many others for each day, the earliest first, since fewest are known by then."""
    used, parts, complete = np.zeros(len(lot), dtype=bool), [lot.head(0)], True
    for day, many in cases["index"].value_counts().sort_index().items():
        dated = lot.assign(index=day)
        free = ~used & (lot["opened"] < day).to_numpy() & _of_age(evidence, ages, dated)
        chosen = np.flatnonzero(free)[:ratio * many]
        complete &= len(chosen) == ratio * many
        used[chosen] = True
        parts.append(dated.iloc[chosen])
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True), complete


def _before(rows: pd.DataFrame, day: pd.Series) -> pd.Series:
    return day.lt(rows["index"]).fillna(False).astype(bool)


def _told(evidence: Evidence) -> pd.DataFrame:
    """The first day on which each agency recorded anything of each child but its going missing."""
    contacts = evidence.collated["contacts"]
    contacts = contacts[contacts["kind"].ne("missing") | ~contacts["source"].isin(["mash", "youth_services"])]
    first = contacts.groupby(["source", "child"])["start"].min()
    known = [name for name in AGENCIES if evidence.has(name)]
    return pd.DataFrame({f"known_{name}": first.loc[name] if name in first.index else pd.Series(dtype="datetime64[s]")
                         for name in known})
