"""Who is in scope: episodes joined over sources, and ordered, written decision tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.care import spells
from missing_audit.config import Settings
from missing_audit.joining import joined
from missing_audit.linkage import Linked, ages, dates_of
from missing_audit.schema import COLLATED

__all__ = ["CHILD_RULES", "EPISODE_RULES", "Decision", "children", "decide", "episodes"]

_MISSING = {"police": "missing", "home_log": "missing", "return_": "missing"}
_ABSENT = {"police": "absent", "home_log": "unauthorised", "return_": "away"}


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


def _says(rows: pd.DataFrame, words: Mapping[str, str]) -> pd.Series:
    """Whether any source uses its word for it."""
    return pd.concat([rows[column].eq(word) for column, word in words.items()], axis=1).any(axis=1)


EPISODE_RULES = (
    Decision("E1", "It began before the first or after the last day of the audit's period", "outside", _outside),
    Decision("E2", "The person was 18 or over", "adult", lambda r, _: r["age"].ge(18).fillna(False)),
    Decision("E3", "An adult and at least one child of one household are on one police report", "family",
             lambda r, _: r["adults"].ge(1).fillna(False)),
    Decision("E4", "One source says missing; another says absent, away without authorisation, or unauthorised absence",
             "conflict", lambda r, _: _says(r, _MISSING) & _says(r, _ABSENT)),
    Decision("E5", "A source says absent, away without authorisation, or unauthorised absence, and none says missing",
             "unauthorised", lambda r, _: _says(r, _ABSENT)),
    Decision("E6", "A source says missing, and none says otherwise", "missing", lambda r, _: _says(r, _MISSING)),
)
"""The decision table for episodes."""

CHILD_RULES = (
    Decision("C1", "18 or over on the period's first day", "out", lambda r, _: r["age"].ge(18).fillna(False)),
    Decision("C2", "At least one episode is 'missing' by the decision table for episodes", "missing",
             lambda r, _: r["missing"].gt(0)),
    Decision("C3", "The case record notes a history of going missing, or a source has the child as missing before the "
             "period", "history", lambda r, _: r["history"].eq("yes") | r["before"].gt(0)),
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
    """Rows of all sources, joined where they are of one episode, with scope and placement.

    Returns
    -------
    DataFrame
        As `COLLATED["episodes"]`, ordered by content.
    """
    found = joined(linked.tables)
    found["age"] = ages(linked.births_of(found["child"]), found["start"])
    found["sex"] = linked.sex_of(found["child"])
    first = pd.Timestamp(settings.period.start)
    before = (found["start"].dt.month * 100 + found["start"].dt.day) < first.month * 100 + first.day
    found["year"] = (found["start"].dt.year - before).astype("Int64")
    found["placement"] = _placement(found, linked)
    out = decide(found, EPISODE_RULES, settings)[COLLATED["episodes"].names]
    return out.sort_values(["start", "age", "sex", "end", "placement", "police", "return_", "home_log", "child"],
                           ignore_index=True)


def _placement(found: pd.DataFrame, linked: Linked) -> pd.Series:
    """Placement group on the first day: the latest episode of care that had begun and not ceased."""
    if "looked_after_episodes" not in linked.tables:
        return pd.Series("unknown", index=found.index)
    days = found[["child", "start"]].assign(day=found["start"].dt.normalize()).reset_index()
    pairs = days.merge(spells(linked), on="child", suffixes=("", "_care"))
    inside = pairs[(pairs["day"] >= pairs["start_care"]) & (pairs["day"] <= pairs["end"])]
    # On the day of a move the new placement counts, as in the return.
    latest = inside.sort_values(["index", "start_care", "end"]).drop_duplicates("index", keep="last")
    placement = latest.set_index("index")["placement"].reindex(found.index)
    # In care by a return that contradicts the case record, or by a home's log although the return has no placement of
    # that child on that day: not at the family home, but what kind of time at risk it belongs to cannot be known.
    in_care = found["child"].isin(linked.disputed) | found["home_log"].notna()
    return placement.mask(placement.isna() & in_care, "unknown").fillna("home")


def children(linked: Linked, found: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Every child whom a source holds, with the outcome of the decision table.

    Returns
    -------
    DataFrame
        As `COLLATED["children"]`, ordered by content.
    """
    held = {flag: set(linked.tables[name]["child"]) if name in linked.tables else set()
            for flag, name in (("in_police", "police"), ("in_case_records", "case_records"),
                               ("in_return", "looked_after_header"), ("in_home_logs", "home_logs"))}
    caf = linked.tables.get("caf")
    held["in_caf"] = set() if caf is None else set(caf["child"])
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
    early = found["start"].lt(first) & _says(found, _MISSING)
    for name, rows in (("missing", found["scope"].eq("missing")), ("conflict", found["scope"].eq("conflict")),
                       ("before", early)):
        out[name] = out["child"].map(found.loc[rows, "child"].value_counts()).fillna(0).astype(int)
    out["caf"] = _earlier_help(out["child"], caf, found, settings)
    names = COLLATED["children"].names
    return decide(out, CHILD_RULES, settings)[names].sort_values(
        [name for name in names if name != "child"] + ["child"], ignore_index=True)


def _earlier_help(child: pd.Series, caf: pd.DataFrame | None, found: pd.DataFrame, settings: Settings) -> pd.Series:
    """Whether a CAF is dated before each child's first episode in scope, or later, or none is found."""
    if caf is None:
        return pd.Series(pd.NA, index=child.index, dtype="str")
    first = found[found["scope"] == "missing"].groupby("child")["start"].min().dt.normalize()
    after = pd.Timestamp(settings.period.end) + pd.Timedelta(days=1)
    until = dates_of(child, first).fillna(after)
    assessed = dates_of(child, caf.groupby("child")["assessed"].min())
    return pd.Series(np.select([assessed.isna(), assessed < until], ["none", "before"], "later"), index=child.index)
