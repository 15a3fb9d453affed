"""Children who go missing at the same time from the same place, against what chance would have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import cell_of, whose
from missing_audit.findings.rq06 import timed
from missing_audit.safe_table import Field
from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.shares import clustered_share

__all__ = ["AREA", "DISTRICT", "HOUSEHOLD", "Company", "drawn_from", "in_company", "together"]

HOUSEHOLD = "Another child of the household is on the same police report"
AREA = "Others from the same ward-like area within an hour, on no report of one household"
DISTRICT = "Others from the same district, not the same area, within an hour"
_HOUR, _DAY = 60, 24 * 60
_DRAWS = 999


@dataclass(frozen=True)
class Company:
    """Episodes that began within an hour of another child's from the same place.

    Attributes
    ----------
    rows
        One row per episode with a time of day and a place: `child`, `start`, `area`, `place`, `household`.
    seen
        By line, whether each episode has company.
    expected
        By line, how many episodes have by chance: one per draw.
    couples
        By line, each pair of children as often as they went together.
    """

    rows: pd.DataFrame
    seen: dict[str, np.ndarray]
    expected: dict[str, np.ndarray]
    couples: dict[str, pd.Series]

    def test(self) -> Difference:
        """Whether more episodes have company from the same area than by chance: one-sided, by the draws."""
        seen, drawn = int(self.seen[AREA].sum()), self.expected[AREA]
        p = (1 + (drawn >= seen).sum()) / (len(drawn) + 1)
        return Difference(float(seen), None, None, float(p), self.rows["child"].nunique(), "episodes")


def in_company(rows: pd.DataFrame, *, draws: int = _DRAWS, seed: int) -> Company:
    """Find episodes in company, and how many would be if days within a month were dealt by chance.

    In each draw every episode moves to another day of its month, of a weekend if it was on one and else of a weekday,
    at the same time of day; its child and its place stay. Companions of one household on one report are left out of
    both, since a report says so of itself.

    Parameters
    ----------
    rows
        Episodes with `child`, `start`, `area`, `place` and `household_children`.
    draws, seed
        Of the draws.

    Raises
    ------
    RefusalError
        If fewer than ten children have an episode with a time of day and an area.
    """
    rows = rows[timed(rows) & rows["place"].notna() & rows["area"].notna()]
    if rows["child"].nunique() < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children have an episode whose time of day and area are known")
    household = rows["household_children"].fillna(0).gt(0).astype(bool)
    rows = rows.assign(household=household).sort_values(["start", "area", "place", "age", "sex"], kind="stable")
    rows = rows[["child", "start", "area", "place", "household"]].reset_index(drop=True)
    minute = rows["start"].dt.hour.to_numpy() * _HOUR + rows["start"].dt.minute.to_numpy()
    near, day = _candidates(rows, minute), rows["start"].dt.day.to_numpy() - 1
    seen, couples, expected = {}, {}, {name: np.empty(draws) for name in near}
    for name, (first, second) in near.items():
        hit = _close(day * _DAY + minute, first, second)
        seen[name] = _partnered(len(rows), first[hit], second[hit])
        couples[name] = _couples(rows["child"].to_numpy(), first[hit], second[hit])
    choices, many = _days(rows["start"])
    rng = np.random.default_rng(seed)
    for draw in range(draws):
        moment = choices[np.arange(len(rows)), rng.integers(0, many)] * _DAY + minute
        for name, (first, second) in near.items():
            hit = _close(moment, first, second)
            expected[name][draw] = _partnered(len(rows), first[hit], second[hit]).sum()
    return Company(rows, seen, expected, couples)


def _candidates(rows: pd.DataFrame, minute: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Pairs of episodes of different children in one month and one area, or one district but not one area.

    Of these, those whose times of day allow them to be within an hour of each other.
    """
    month = rows["start"].dt.year * 12 + rows["start"].dt.month
    found: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {AREA: [], DISTRICT: []}
    child, area, household = (rows[name].to_numpy() for name in ("child", "area", "household"))
    for _, part in rows.groupby([month, "place"], sort=True):
        index = part.index.to_numpy()
        first, second = (index[side] for side in np.triu_indices(len(index), 1))
        gap = np.abs(minute[first] - minute[second])
        apart = (child[first] != child[second]) & ~(household[first] & household[second])
        apart &= (gap <= _HOUR) | (gap >= _DAY - _HOUR)
        same = area[first] == area[second]
        found[AREA].append((first[apart & same], second[apart & same]))
        found[DISTRICT].append((first[apart & ~same], second[apart & ~same]))
    return {name: tuple(np.concatenate([part[side] for part in parts]) for side in (0, 1))
            for name, parts in found.items()}


def _close(moment: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.abs(moment[first] - moment[second]) <= _HOUR


def _partnered(size: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    out = np.zeros(size, dtype=bool)
    out[first] = out[second] = True
    return out


def _couples(child: np.ndarray, first: np.ndarray, second: np.ndarray) -> pd.Series:
    """How often each pair of children went together."""
    pairs = [tuple(sorted(pair)) for pair in zip(child[first], child[second], strict=True)]
    return pd.Series(pairs, dtype=object).value_counts()


def _days(start: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """For each episode, the days of its month, from 0, that are as its own (of a weekend, or not), and how many."""
    table, many = np.zeros((len(start), 31), dtype=int), np.zeros(len(start), dtype=int)
    for (month, weekend), index in start.groupby([start.dt.to_period("M"), start.dt.day_of_week >= 5]).groups.items():
        every = pd.date_range(month.start_time, periods=month.days_in_month)
        days = np.flatnonzero((every.day_of_week >= 5) == weekend)
        table[index, :len(days)], many[index] = days, len(days)
    return table, many


def together(evidence: Evidence, rows: pd.DataFrame, company: Company) -> Draft:
    """Episodes with company by kind of it, with what chance would give; no episode in two lines of one pair."""
    tail = (1 - evidence.settings.statistics.confidence) / 2
    lines = [_household(evidence, rows)]
    for name in (AREA, DISTRICT):
        drawn, part = company.expected[name], company.rows[company.seen[name]]
        couples = company.couples[name]
        again = couples[couples > 1]
        lines.append({"label": name} | cell_of("episodes", part) | _shared(evidence, company.rows, part) | {
            "chance": drawn.mean(), "low": np.quantile(drawn, tail), "high": np.quantile(drawn, 1 - tail),
            "pairs": len(couples), "again": len(again),
            "again_children": len({child for pair in again.index for child in pair})})
    table = pd.DataFrame(lines)
    return Draft(table, (
        Field("label", "Company", "label"),
        Field("episodes_children", "Children", children="episodes_children"),
        Field("episodes", "Episodes", children="episodes_children", largest="episodes_largest"),
        Field("share", "Share of episodes", "share", "episodes_children", "episodes_largest", low="share_low",
              high="share_high"),
        Field("chance", "By chance", "number", "episodes_children", low="low", high="high", digits=0),
        Field("pairs", "Pairs of children", children="episodes_children"),
        Field("again", "Pairs together more than once", children="again_children"),
    ), whose(evidence, *evidence.recorders), (
        f"Children aged {evidence.settings.rate_ages}. By chance: the mean, and in brackets the middle "
        f"{1 - 2 * tail:.0%}, of {_DRAWS} draws in which every episode is moved to another day of its month.",
        "Share: of the episodes that the police recorded, or whose time of day and area are known. The police report "
        "counts other children of the household, but does not name them, so that pairs are not "
        "given; adults on the report make it a family that went missing together, which is out of scope.",
    ))


def _household(evidence: Evidence, rows: pd.DataFrame) -> dict[str, object]:
    reported = rows.dropna(subset=["household_children"])
    part = reported[reported["household_children"].gt(0).astype(bool)]
    return {"label": HOUSEHOLD} | cell_of("episodes", part) | _shared(evidence, reported, part) | {
        "chance": np.nan, "low": np.nan, "high": np.nan, "pairs": np.nan, "again": np.nan, "again_children": 0}


def _shared(evidence: Evidence, every: pd.DataFrame, part: pd.DataFrame) -> dict[str, float]:
    """Share of all episodes that are of the part, clustered on the child."""
    whole = every["child"].value_counts()
    count = part["child"].value_counts().reindex(whole.index, fill_value=0)
    order = np.lexsort((whole.to_numpy(), count.to_numpy()))
    return dict(zip(("share", "share_low", "share_high"), clustered_share(
        count.to_numpy()[order], whole.to_numpy()[order], confidence=evidence.settings.statistics.confidence),
        strict=True))


def drawn_from(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """The kind of place that children were missing from, by the police report.

    Raises
    ------
    RefusalError
        If no police report says.
    """
    reports, police = evidence.collated["reports"], evidence.records.get("police")
    if police is None or police["place"].isna().all():
        raise RefusalError("no source supplied says what kind of place a child was missing from")
    lead = reports[(reports["source"] == "police") & ~reports["again"]].drop_duplicates("episode")
    place = lead.set_index("episode")["row"].map(police["place"])
    part = rows.assign(kind=rows["episode"].map(place)).dropna(subset=["kind"])
    return _kinds(evidence, part)


def _kinds(evidence: Evidence, part: pd.DataFrame) -> Draft:
    level = evidence.settings.statistics.confidence
    lines = [{"kind": kind} | cell_of("episodes", own) | _shared(evidence, part, own)
             for kind, own in part.groupby("kind", sort=True)]
    columns = ["kind", "episodes", "episodes_children", "episodes_largest", "share", "share_low", "share_high"]
    table = pd.DataFrame(lines, columns=columns)
    table = table.sort_values(["episodes", "kind"], ascending=[False, True], kind="stable")
    return Draft(table, (
        Field("kind", "Missing from", "label"), Field("episodes_children", "Children", children="episodes_children"),
        Field("episodes", "Episodes", children="episodes_children", largest="episodes_largest"),
        Field("share", "Share of episodes", "share", "episodes_children", "episodes_largest", low="share_low",
              high="share_high"),
    ), whose(evidence, "police"), (
        f"Episodes that the police recorded, of children aged {evidence.settings.rate_ages}. In brackets: {level:.0%} "
        "interval, clustered on the child.",))
