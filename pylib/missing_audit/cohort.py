"""Who is in scope: episodes joined over sources, and ordered, written decision tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.care import spells
from missing_audit.config import Settings
from missing_audit.linkage import Linked, ages
from missing_audit.schema import COLLATED

__all__ = ["CHILD_RULES", "EPISODE_RULES", "Decision", "children", "episodes"]

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
    Decision("C1", "18 or over on the period's first day", "out", lambda r, _: r["age"].ge(18).fillna(False)),
    Decision("C2", "At least one episode is 'missing' by the decision table for episodes", "missing",
             lambda r, _: r["missing"].gt(0)),
    Decision("C3", "The case record notes a history of going missing, or a source has an episode before the period",
             "history", lambda r, _: r["history"].eq("yes") | r["before"].gt(0)),
    Decision("C4", "Assessed as at risk, by a named role, on a date not after the period's last day", "at_risk",
             lambda r, s: (r["at_risk"].eq("yes") & r["assessed_by"].notna()
                           & r["assessed_on"].le(pd.Timestamp(s.period.end)))),
    Decision("C5", "There is an episode on which the sources disagree, or an assessment as at risk without who or "
             "when, or after the period", "unknown", lambda r, _: r["conflict"].gt(0) | r["at_risk"].eq("yes")),
    Decision("C6", "None of these", "out", lambda r, _: pd.Series(True, index=r.index)),
)
"""The decision table for children."""


def decide(rows: pd.DataFrame, rules: tuple[Decision, ...], settings: Settings) -> pd.DataFrame:
    """Apply an ordered decision table: adds `scope` and `scope_rule`."""
    conditions = [rule.holds(rows, settings).fillna(False).to_numpy(bool) for rule in rules]
    scope = np.select(conditions, [rule.outcome for rule in rules], default="")
    number = np.select(conditions, [rule.number for rule in rules], default="")
    return rows.assign(scope=scope, scope_rule=number)


def episodes(linked: Linked, settings: Settings) -> pd.DataFrame:
    """Police reports and rows of the return, joined where they are of one episode, with scope and placement.

    Returns
    -------
    DataFrame
        As `COLLATED["episodes"]`, ordered by content.
    """
    joined = _join(linked.tables.get("police"), linked.tables.get("looked_after_missing"))
    joined["age"] = ages(linked.births_of(joined["child"]), joined["start"])
    joined["sex"] = linked.sex_of(joined["child"])
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


def _placement(joined: pd.DataFrame, linked: Linked) -> pd.Series:
    """Placement group on the first day: the latest episode of care that had begun and not ceased."""
    if "looked_after_episodes" not in linked.tables:
        return pd.Series("unknown", index=joined.index)
    days = joined[["child", "start"]].assign(day=joined["start"].dt.normalize()).reset_index()
    pairs = days.merge(spells(linked), on="child", suffixes=("", "_care"))
    inside = pairs[(pairs["day"] >= pairs["start_care"]) & (pairs["day"] <= pairs["end"])]
    # On the day of a move the new placement counts, as in the return.
    latest = inside.sort_values(["index", "start_care", "end"]).drop_duplicates("index", keep="last")
    placement = latest.set_index("index")["placement"].reindex(joined.index)
    # In care by a return that contradicts the case record: not at home, but where cannot be known.
    return placement.mask(placement.isna() & joined["child"].isin(linked.disputed), "unknown").fillna("home")


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
    out["sex"] = linked.sex_of(out["child"])
    first = pd.Timestamp(settings.period.start)
    out["age"] = ages(linked.births_of(out["child"]), pd.Series(first, index=out.index))
    early = found["start"].lt(first) & (found["police"].eq("missing") | found["return_"].eq("missing"))
    for name, rows in (("missing", found["scope"].eq("missing")), ("conflict", found["scope"].eq("conflict")),
                       ("before", early)):
        out[name] = out["child"].map(found.loc[rows, "child"].value_counts()).fillna(0).astype(int)
    names = COLLATED["children"].names
    return decide(out, CHILD_RULES, settings)[names].sort_values(
        [name for name in names if name != "child"] + ["child"], ignore_index=True)
