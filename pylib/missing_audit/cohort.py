"""Who is in scope and when: episodes joined over sources, ordered decision tables, person-time in care."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.config import Settings
from missing_audit.linkage import Linked, ages
from missing_audit.schema import COLLATED, SCOPES, code_list

__all__ = ["CHILD_RULES", "EPISODE_RULES", "Decision", "children", "episodes", "person_time", "spells"]

_JOIN_DAYS = 1
"""A row of the return and a police report of one child are one episode if they begin at most a day apart."""


@dataclass(frozen=True)
class Decision:
    """A line of a decision table: the first whose condition holds decides."""

    number: str
    condition: str
    outcome: str
    holds: Callable[[pd.DataFrame, Settings], pd.Series]


def _outside(rows: pd.DataFrame, settings: Settings) -> pd.Series:
    start, end = pd.Timestamp(settings.period.start), pd.Timestamp(settings.period.end)
    return ~rows["start"].between(start, end + pd.Timedelta(days=1), inclusive="left")


def _conflict(rows: pd.DataFrame, _: Settings) -> pd.Series:
    return ((rows["police"].eq("missing") & rows["return_"].eq("away"))
            | (rows["police"].eq("absent") & rows["return_"].eq("missing")))


EPISODE_RULES = (
    Decision("E1", "It began before the first or after the last day of the audit's period", "outside", _outside),
    Decision("E2", "The person was 18 or over", "adult", lambda r, _: r["age"].ge(18).fillna(False)),
    Decision("E3", "An adult and at least one child of one household are on one police report", "family",
             lambda r, _: r["adults"].ge(1).fillna(False)),
    Decision("E4", "One source says missing; the other says absent, or away without authorisation", "conflict",
             _conflict),
    Decision("E5", "The police say absent, or the return says away without authorisation, and no source says missing",
             "unauthorised", lambda r, _: r["police"].eq("absent") | r["return_"].eq("away")),
    Decision("E6", "The police say missing, or the return says missing from care", "missing",
             lambda r, _: r["police"].eq("missing") | r["return_"].eq("missing")),
)
"""The decision table for episodes."""

CHILD_RULES = (
    Decision("C1", "At least one episode is 'missing' by the decision table for episodes", "missing",
             lambda r, _: r["missing"].gt(0)),
    Decision("C2", "The case record notes a history of going missing", "history", lambda r, _: r["history"].eq("yes")),
    Decision("C3", "Assessed as at risk, by a named role, on a date not after the period's last day", "at_risk",
             lambda r, s: (r["at_risk"].eq("yes") & r["assessed_by"].notna()
                           & r["assessed_on"].le(pd.Timestamp(s.period.end)))),
    Decision("C4", "The only episodes are ones on which the sources disagree, or assessed as at risk without who "
             "or when, or after the period", "unknown",
             lambda r, _: r["conflict"].gt(0) | r["at_risk"].eq("yes")),
    Decision("C5", "None of these", "out", lambda r, _: pd.Series(True, index=r.index)),
)
"""The decision table for children."""


def decide(rows: pd.DataFrame, rules: tuple[Decision, ...], settings: Settings) -> pd.DataFrame:
    """Apply an ordered decision table: adds `scope` and `scope_rule`."""
    conditions = [rule.holds(rows, settings).fillna(False).to_numpy(bool) for rule in rules]
    scope = np.select(conditions, [rule.outcome for rule in rules], default="")
    number = np.select(conditions, [rule.number for rule in rules], default="")
    return rows.assign(scope=scope, scope_rule=number)


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


def episodes(linked: Linked, settings: Settings) -> pd.DataFrame:
    """Police reports and rows of the return, joined where they are of one episode, with scope and placement.

    Returns
    -------
    DataFrame
        As `COLLATED["episodes"]`, ordered by content.
    """
    joined = _join(linked.tables.get("police"), linked.tables.get("looked_after_missing"))
    joined["age"] = ages(_births(joined["child"], linked), joined["start"])
    joined["sex"] = _sex(joined["child"], linked)
    first = pd.Timestamp(settings.period.start)
    before = (joined["start"].dt.month * 100 + joined["start"].dt.day) < first.month * 100 + first.day
    joined["year"] = (joined["start"].dt.year - before).astype("Int64")
    joined["placement"] = _placement(joined, linked)
    out = decide(joined, EPISODE_RULES, settings)[COLLATED["episodes"].names]
    return out.sort_values(["start", "age", "sex", "end", "placement", "police", "return_", "child"],
                           ignore_index=True)


def _join(police: pd.DataFrame | None, away: pd.DataFrame | None) -> pd.DataFrame:
    empty = pd.DataFrame({"child": pd.Series(dtype="str"), "kind": pd.Series(dtype="str"),
                          "start": pd.Series(dtype="datetime64[s]"), "end": pd.Series(dtype="datetime64[s]")})
    police = empty if police is None else police.rename(columns={"children": "household_children"})
    away = empty if away is None else away
    left = police.reset_index(drop=True).rename_axis("p").reset_index()
    right = away.reset_index(drop=True).rename_axis("r").reset_index()[["r", "child", "kind", "start", "end"]]
    pairs = left[["p", "child", "start"]].merge(right, on="child", suffixes=("", "_r"))
    pairs["gap"] = (pairs["start"].dt.normalize() - pairs["start_r"]).abs()
    pairs = pairs[pairs["gap"] <= pd.Timedelta(days=_JOIN_DAYS)]
    # Nearest first, each row once: a child may go missing twice within two days.
    pairs = pairs.sort_values(["gap", "start", "start_r", "p", "r"])
    pairs = _one_to_one(pairs)
    both = left.merge(pairs[["p", "r"]], on="p", how="left").merge(
        right.rename(columns={"kind": "return_", "end": "end_r"})[["r", "return_", "end_r"]], on="r", how="left")
    both = both.rename(columns={"kind": "police"}).assign(end=lambda t: t["end"].fillna(t["end_r"]))
    alone = right[~right["r"].isin(pairs["r"])].rename(columns={"kind": "return_"})
    out = pd.concat([both, alone], ignore_index=True)
    return out.reindex(columns=["child", "start", "end", "district", "police", "return_", "risk", "adults",
                                "household_children"])


def _one_to_one(pairs: pd.DataFrame) -> pd.DataFrame:
    kept = []
    while len(pairs):
        best = pairs[~pairs["p"].duplicated() & ~pairs["r"].duplicated()]
        kept.append(best)
        pairs = pairs[~pairs["p"].isin(best["p"]) & ~pairs["r"].isin(best["r"])]
    return pd.concat(kept) if kept else pairs


def _births(child: pd.Series, linked: Linked) -> pd.Series:
    """Date of birth of each child named; missing where no source has one."""
    if linked.births.empty:
        return pd.Series(pd.NaT, index=child.index, dtype="datetime64[s]")
    return child.map(linked.births).astype("datetime64[s]")


def _sex(child: pd.Series, linked: Linked) -> pd.Series:
    """Sex of each child named: social care's record first, then the return's, then the police's."""
    parts = [linked.tables[name][["child", "sex"]]
             for name in ("case_records", "looked_after_header", "police") if name in linked.tables]
    if not parts:
        return pd.Series("unknown", index=child.index, dtype="str")
    known = pd.concat(parts).query("sex in ['male', 'female']").drop_duplicates("child").set_index("child")["sex"]
    return child.map(known).astype("str").fillna("unknown")


def _placement(joined: pd.DataFrame, linked: Linked) -> pd.Series:
    """Placement group on the first day: the latest episode of care that had begun and not ceased."""
    if "looked_after_episodes" not in linked.tables:
        return pd.Series("unknown", index=joined.index)
    days = joined[["child", "start"]].assign(day=joined["start"].dt.normalize()).reset_index()
    pairs = days.merge(spells(linked), on="child", suffixes=("", "_care"))
    inside = pairs[(pairs["day"] >= pairs["start_care"]) & (pairs["day"] <= pairs["end"])]
    # On the day of a move the new placement counts, as in the return.
    latest = inside.sort_values(["index", "start_care", "end"]).drop_duplicates("index", keep="last")
    return latest.set_index("index")["placement"].reindex(joined.index).fillna("home")


def children(linked: Linked, found: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Every child whom a source holds, with the outcome of the decision table.

    Returns
    -------
    DataFrame
        As `COLLATED["children"]`, ordered by content.
    """
    held = {flag: set(linked.tables[name]["child"]) if name in linked.tables else set()
            for flag, name in (("in_police", "police"), ("in_case_records", "case_records"),
                               ("in_return", "looked_after_header"))}
    out = pd.DataFrame({"child": sorted(set().union(*held.values()))}, dtype="str")
    for flag, who in held.items():
        out[flag] = out["child"].isin(who)
    case = linked.tables.get("case_records")
    for column in ("district", "at_risk", "assessed_by", "assessed_on", "history"):
        by_child = None if case is None else case.set_index("child")[column]
        out[column] = pd.NA if by_child is None else out["child"].map(by_child)
    out["assessed_on"] = pd.to_datetime(out["assessed_on"])
    out["sex"] = _sex(out["child"], linked)
    for scope in SCOPES:
        counts = found.loc[found["scope"] == scope, "child"].value_counts()
        out[scope] = out["child"].map(counts).fillna(0).astype(int)
    names = COLLATED["children"].names
    return decide(out, CHILD_RULES, settings)[names].sort_values(
        [name for name in names if name != "child"] + ["child"], ignore_index=True)


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
    care = spells(linked)
    following = care.groupby("child")["start"].shift(-1)
    care["end"] = care["end"].where(following.isna() | (care["end"] <= following), following)
    care = care.assign(start=care["start"].clip(lower=start), end=care["end"].clip(upper=end))
    care = care[care["end"] > care["start"]].assign(birth=lambda t: _births(t["child"], linked))
    parts = []
    for year in settings.years:
        for age in range(18):
            parts.append(_within(care, settings, year, age))
    days = pd.concat(parts).groupby(["child", "year", "age", "placement"], as_index=False)["days"].sum()
    days["sex"] = _sex(days["child"], linked)
    names = COLLATED["care"].names
    return days[names].sort_values(["year", "age", "placement", "sex", "days", "child"], ignore_index=True)


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
