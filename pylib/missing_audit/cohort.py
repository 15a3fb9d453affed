"""Who is in scope: ordered, written decision tables over episodes and children."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.collated import COLLATED
from missing_audit.config import Settings
from missing_audit.joining import WINDOW, Joined, Window, joined
from missing_audit.linkage import Linked, ages, dates_of
from missing_audit.sources import RECORDERS
from missing_audit.states import LIVING, living_on, placed_on

__all__ = ["CHILD_RULES", "EPISODE_RULES", "Decision", "children", "decide", "decided", "episodes", "facts", "placed"]

_OF_POLICE = {"district": "police_district", "risk": "risk", "adults": "adults", "children": "household_children"}
"""What an episode takes from the police report that it is of, with the name that it has there."""


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


def _says(rows: pd.DataFrame, what: str) -> pd.Series:
    """Whether any source uses a word of its own for it: ``missing`` or ``unauthorised``."""
    return pd.concat([rows[name].map(source.records).eq(what) for name, source in RECORDERS.items()],
                     axis=1).any(axis=1)


EPISODE_RULES = (
    Decision("E1", "It began before the first or after the last day of the audit's period", "outside", _outside),
    Decision("E2", "The person was 18 or over", "adult", lambda r, _: r["age"].ge(18).fillna(False)),
    Decision("E3", "An adult and at least one child of one household are on one police report", "family",
             lambda r, _: r["adults"].ge(1).fillna(False)),
    Decision("E4", "The youth offending team's records have the child in custody on that day", "conflict",
             lambda r, _: r["custody"]),
    Decision("E5", "One source says missing; another says absent, away without authorisation, or unauthorised absence",
             "conflict", lambda r, _: _says(r, "missing") & _says(r, "unauthorised")),
    Decision("E6", "A source says absent, away without authorisation, or unauthorised absence, and none says missing",
             "unauthorised", lambda r, _: _says(r, "unauthorised")),
    Decision("E7", "A source says missing, and none says otherwise", "missing", lambda r, _: _says(r, "missing")),
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


def episodes(found: Joined, linked: Linked, lived: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Joined episodes with age, placement and scope.

    Parameters
    ----------
    found
        Records of all sources, joined.
    linked
        Sources after linkage.
    lived
        As `states` returns them.
    settings
        The county's settings.

    Returns
    -------
    DataFrame
        As `COLLATED["episodes"]`, ordered by content.
    """
    rows = facts(found, linked)
    first = pd.Timestamp(settings.period.start)
    early = (rows["start"].dt.month * 100 + rows["start"].dt.day) < first.month * 100 + first.day
    rows["year"] = (rows["start"].dt.year - early).astype("Int64")
    living = living_on(rows, lived)
    rows = placed(rows.assign(**{name: living[name] for name in LIVING}), linked)
    out = decide(rows.reset_index(), EPISODE_RULES, settings)[COLLATED["episodes"].names]
    order = dict.fromkeys(["start", "age", "sex", *out.columns])
    return out.sort_values([name for name in order if name not in {"episode", "child"}] + ["child"], ignore_index=True)


def decided(linked: Linked, settings: Settings, window: Window = WINDOW) -> Iterator[pd.DataFrame]:
    """Joined episodes with their outcome, of some children at a time: for what is only counted.

    Parameters
    ----------
    linked
        Sources after linkage.
    settings
        The county's settings.
    window
        How near two records must be to be of one episode.

    Yields
    ------
    DataFrame
        As `facts`, with `scope` and `scope_rule`.
    """
    for part in linked.parts():
        yield decide(facts(joined(part.tables, window), part), EPISODE_RULES, settings)


def facts(found: Joined, linked: Linked) -> pd.DataFrame:
    """Joined episodes with all that the decision table for episodes looks at.

    Returns
    -------
    DataFrame
        The columns of `Joined.episodes` but `episode`, which is the index, and `age`, `sex`, `records`, `custody` and
        what is taken from the police report.
    """
    rows = found.episodes.set_index("episode")
    return rows.assign(
        age=ages(linked.births_of(rows["child"]), rows["start"]), sex=linked.sex_of(rows["child"]),
        records=found.reports.groupby("episode").size(), custody=_in_custody(rows, linked.tables),
        **_of_police(found.reports, linked.tables))


def _of_police(reports: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """What the first police report of each episode says, by episode."""
    police = tables.get("police")
    if police is None:
        return dict.fromkeys(_OF_POLICE.values(), pd.NA)
    lead = reports[(reports["source"] == "police") & ~reports["again"]].set_index("episode")["row"]
    told = police[[*_OF_POLICE]].reindex(lead).set_index(lead.index)
    return {name: told[column] for column, name in _OF_POLICE.items()}


def placed(rows: pd.DataFrame, linked: Linked) -> pd.DataFrame:
    """Episodes, as `facts`, with `placement` and `legal_status` on the first day.

    The placement is that of the return, else the family home, else not known.
    """
    found = placed_on(rows, linked.tables)
    return rows.assign(legal_status=found["legal_status"], placement=_placement(rows, found["placement"], linked))


def _placement(rows: pd.DataFrame, placed: pd.Series, linked: Linked) -> pd.Series:
    if "looked_after_episodes" not in linked.tables:
        return pd.Series("unknown", index=rows.index)
    # In care by a return that contradicts the case record, or by a home's log although the return has no placement of
    # that child on that day: not at the family home, but what kind of time at risk it belongs to cannot be known.
    in_care = rows["child"].isin(linked.disputed) | rows["home_logs"].notna()
    return placed.mask(placed.isna() & in_care, "unknown").fillna("home")


def _in_custody(rows: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Whether the youth offending team's records have the child in custody on the first day, and on the day after."""
    held = tables.get("offending")
    if held is None:
        return pd.Series(False, index=rows.index)
    spans = held[["child", "custody_from", "custody_to"]].dropna(subset=["custody_from"])
    days = rows[["child", "start"]].rename_axis("episode").reset_index()
    pairs = days.merge(spans, on="child")
    day = pairs["start"].dt.normalize()
    # The day of arrest and that of release are spent outside as well.
    inside = (day > pairs["custody_from"]) & ((day < pairs["custody_to"]) | pairs["custody_to"].isna())
    return rows.index.to_series().isin(pairs.loc[inside, "episode"])


def children(known: pd.DataFrame, found: pd.DataFrame, linked: Linked, settings: Settings) -> pd.DataFrame:
    """Every child whom a source holds, with the outcome of the decision table.

    Parameters
    ----------
    known
        As `people` returns them.
    found
        As `episodes` returns them.
    linked
        Sources after linkage.
    settings
        The county's settings.

    Returns
    -------
    DataFrame
        As `COLLATED["children"]`, ordered by content.
    """
    early = found["start"].lt(pd.Timestamp(settings.period.start)) & _says(found, "missing")
    out = known.copy()
    for name, rows in (("missing", found["scope"].eq("missing")), ("conflict", found["scope"].eq("conflict")),
                       ("before", early)):
        out[name] = out["child"].map(found.loc[rows, "child"].value_counts()).fillna(0).astype(int)
    out["caf"] = _earlier_help(out["child"], linked.tables.get("caf"), found, settings)
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
