"""Records of several sources that are of one episode, joined; whatever stands alone is an episode of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from missing_audit.linkage import TOGETHER
from missing_audit.sources import RECORDERS

__all__ = ["WINDOW", "Joined", "Window", "joined", "records"]


@dataclass(frozen=True)
class Window:
    """How near each other two records of one child must begin to be of one episode.

    Attributes
    ----------
    hours
        Where both give the time of day, and their times overlap or one of them gives no return.
    apart
        Hours, where both give the time of day and their times do not overlap.
    days
        Where one gives the day alone.
    inside
        Whether an episode that lies wholly within another of the same child becomes part of it.
    """

    hours: float = 12
    apart: float = 1
    days: int = 1
    inside: bool = True


WINDOW = Window()
"""The rule that the report counts by."""


@dataclass(frozen=True)
class Joined:
    """Episodes, and the records that each is made of.

    Attributes
    ----------
    episodes
        One row per episode: `episode` (number), `child`, `start` (by the first source that gives the time of day, else
        the day), `end` (by the first source that gives one), `told` (when the first agency that says so learnt of it),
        and what each source recorded, in a column of its name.
    reports
        One row per record: `episode`, `source`, `row` (its place in the source's table), `child`, `kind`, `start`,
        `end`, `told`, `timed` (whether it gives the time of day), `again` (whether the same source had recorded the
        episode before).
    """

    episodes: pd.DataFrame
    reports: pd.DataFrame


_RECORD = ["source", "row", "child", "kind", "start", "end", "told", "timed"]
_CONTENT = ["start", "end", "kind", "told", "row"]
"""Order of one source's records of one child; the place in the file decides only between those that are alike."""


def records(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every record of a missing episode or an absence, one row each, with the columns of `Joined.reports` but two."""
    parts = [_records(name, tables[name]) for name in RECORDERS if name in tables]
    if not parts:
        empty = pd.DataFrame({name: pd.Series(dtype="str") for name in _RECORD})
        moments = dict.fromkeys(("start", "end", "told"), "datetime64[s]")
        return empty.astype({"row": "int64", "timed": "bool", **moments})
    return pd.concat(parts, ignore_index=True)


def _records(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    source = RECORDERS[name]
    never = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    return pd.DataFrame({
        "source": name, "row": rows.index, "child": rows["child"], "kind": rows["kind"], "start": rows[source.dated],
        "end": rows[source.until], "told": rows[source.told] if source.told else never, "timed": source.timed,
    })[_RECORD].astype({"start": "datetime64[s]", "end": "datetime64[s]", "told": "datetime64[s]"})


def joined(tables: Mapping[str, pd.DataFrame], window: Window = WINDOW) -> Joined:
    """Join the sources' records, one source after the other, the nearest pair first.

    Records of one source that overlap and begin near each other are one claim: the same episode reported twice. Each
    claim then goes with the nearest episode of the sources before it, and each episode takes one claim of a source. At
    last, an episode that lies wholly within another of the same child becomes part of it, unless `window` has it not.

    Parameters
    ----------
    tables
        Sources after linkage, by name.
    window
        How near two records must be.

    Returns
    -------
    Joined
        No record is lost, and none is in two episodes.
    """
    rows = records(tables)
    # Numbers in the order of the pseudonyms: they are sorted and compared much faster.
    code, children = pd.factorize(rows["child"], sort=True)
    rows["child"] = code
    parts, first = [], 0
    for lowest in range(0, max(len(children), 1), TOGETHER):
        part = _of_some(rows[(code >= lowest) & (code < lowest + TOGETHER)], window, first)
        first += len(part.episodes)
        parts.append(part)
    return _numbered(parts, children)


def _of_some(rows: pd.DataFrame, window: Window, first: int) -> Joined:
    """Joined records of some children, the episodes numbered from the first number on."""
    rows = rows.assign(claim=_claims(rows, window))
    claims = rows.groupby("claim").agg(source=("source", "first"), child=("child", "first"), start=("start", "min"),
                                       end=("end", "max"), timed=("timed", "first"))
    found = claims.iloc[:0].assign(episode=pd.Series(dtype="int64"))
    for name in RECORDERS:
        found = _with(found, claims[claims["source"] == name], window)
    inside = _absorbed(found) if window.inside else {}
    episode = rows["claim"].map(found["episode"].map(inside).fillna(found["episode"]))
    rows["episode"] = pd.factorize(episode)[0] + first
    rows["again"] = rows.sort_values(_CONTENT).duplicated(["episode", "source"]).reindex(rows.index)
    return Joined(_episodes(rows), rows)


def _claims(rows: pd.DataFrame, window: Window) -> pd.Series:
    """Number of the claim of each record: those of one source that overlap and begin near each other are one."""
    ordered = rows.sort_values(["source", "child", *_CONTENT], kind="stable")
    group = [ordered["source"], ordered["child"]]
    reach = ordered["end"].fillna(ordered["start"]).groupby(group).cummax().groupby(group).shift()
    gap = ordered["start"] - ordered["start"].groupby(group).shift()
    near = gap <= pd.Timedelta(hours=window.hours)
    near = near.where(ordered["timed"], gap <= pd.Timedelta(days=window.days))
    return (~((ordered["start"] < reach) & near)).cumsum().reindex(rows.index)


def _with(found: pd.DataFrame, claims: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The claims so far and one more source's, each with its episode: that of the nearest, or a new one."""
    lead = found.sort_index().drop_duplicates("episode")
    pairs = _nearest(lead.reset_index(drop=True), claims.reset_index(), window)
    claims = claims.assign(episode=pd.Series(pairs["episode"].to_numpy(), index=pairs["claim"].to_numpy(),
                                             dtype="float64").reindex(claims.index))
    new = claims["episode"].isna()
    first = (found["episode"].max() if len(found) else -1) + 1
    claims.loc[new, "episode"] = range(first, first + int(new.sum()))
    claims = claims.astype({"episode": "int64"})
    return pd.concat([found, claims]) if len(found) else claims


def _nearest(episodes: pd.DataFrame, claims: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Pairs of episode and claim, nearest first, each once: a child may go twice in two days."""
    kept = [pd.DataFrame({"episode": pd.Series(dtype="int64"), "claim": pd.Series(dtype="int64")})]
    while len(episodes) and len(claims):
        pairs = pd.concat(_neighbours(episodes, claims))
        pairs = pairs[_near(pairs, window)].sort_values(["gap", "start", "start_e", "claim"], kind="stable")
        if pairs.empty:
            break
        while len(pairs):
            best = pairs[~pairs["episode"].duplicated() & ~pairs["claim"].duplicated()]
            kept.append(best[["episode", "claim"]].astype("int64"))
            pairs = pairs[~pairs["episode"].isin(best["episode"]) & ~pairs["claim"].isin(best["claim"])]
        taken = pd.concat(kept)
        episodes = episodes[~episodes["episode"].isin(taken["episode"])]
        claims = claims[~claims["claim"].isin(taken["claim"])]
    return pd.concat(kept)


def _neighbours(episodes: pd.DataFrame, claims: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Each claim with the last episode of the child that begins no later, and with the first that begins no earlier."""
    columns = ["child", "start", "end", "timed"]
    right = claims[["claim", *columns]]
    left = episodes[["episode", *columns]].rename(columns={name: f"{name}_e" for name in columns[1:]})
    by_day = not bool(claims["timed"].iloc[0])
    keyed = [side.assign(key=side[name].dt.normalize() if by_day else side[name])
                 .sort_values(["key", "child", name], kind="stable")
             for side, name in ((right, "start"), (left, "start_e"))]
    for direction in ("backward", "forward"):
        pairs = pd.merge_asof(*keyed, on="key", by="child", direction=direction).dropna(subset=["episode"])
        days = (pairs["start"].dt.normalize() - pairs["start_e"].dt.normalize()).abs()
        exact = (pairs["start"] - pairs["start_e"]).abs()
        both = pairs["timed"] & pairs["timed_e"].astype(bool)
        yield pairs.assign(both=both, gap=days.mask(both, exact))


def _near(pairs: pd.DataFrame, window: Window) -> pd.Series:
    """Whether two records may be of one episode."""
    ended = pairs["end"].notna() & pairs["end_e"].notna()
    overlap = (pairs["start"] <= pairs["end_e"]) & (pairs["start_e"] <= pairs["end"])
    wide = pairs["gap"] <= pd.Timedelta(hours=window.hours)
    narrow = pairs["gap"] <= pd.Timedelta(hours=window.apart)
    days = pairs["gap"] <= pd.Timedelta(days=window.days)
    return days.mask(pairs["both"], wide & (overlap | ~ended) | narrow)


def _absorbed(found: pd.DataFrame) -> dict[int, int]:
    """Episodes that lie wholly within another of the same child, with that other."""
    spans = found[found["timed"]].groupby("episode").agg(child=("child", "first"), start=("start", "min"),
                                                         end=("end", "max")).dropna().reset_index()
    spans = spans.sort_values(["child", "start", "end", "episode"], ascending=[True, True, False, True])
    reach = spans.groupby("child")["end"].cummax().groupby(spans["child"]).shift()
    inside = spans["end"] <= reach
    # The nearest one before it that lies in no other: those between lie in that one as well.
    outer = spans["episode"].mask(inside).groupby(spans["child"]).ffill()
    return {int(inner): int(around) for inner, around in zip(spans.loc[inside, "episode"], outer[inside], strict=True)}


def _episodes(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per episode: what its records say of it."""
    # The first source that gives the time of day says when an episode began.
    order = {name: place for place, name in enumerate(RECORDERS)}
    ordered = rows.assign(place=rows["source"].map(order)).sort_values(["place", *_CONTENT], kind="stable")
    lead = ordered.groupby("episode").agg(child=("child", "first"), start=("start", "first"), end=("end", "first"),
                                          told=("told", "min"))
    # Where two records of one source differ, being missing is the graver, and counts.
    for name, source in RECORDERS.items():
        mine = ordered[ordered["source"] == name]
        graver = mine["kind"].map(source.records).eq("missing")
        said = mine.assign(grave=~graver).sort_values("grave", kind="stable").groupby("episode")["kind"].first()
        lead[name] = said.reindex(lead.index).astype("str")
    return lead.reset_index()


def _numbered(parts: list[Joined], children: pd.Index) -> Joined:
    """Episodes and reports of all, the episodes numbered by their content."""
    lead = pd.concat([part.episodes for part in parts]).sort_values(
        ["start", "end", "child", *RECORDERS], ignore_index=True)
    number = pd.Series(lead.index, index=lead["episode"]).sort_index().to_numpy()
    reports = pd.concat([part.reports for part in parts])[["episode", *_RECORD, "again"]]
    reports["episode"] = number[reports["episode"]]
    reports = reports.sort_values(["episode", "source", "row"], ignore_index=True)
    named = [rows.assign(child=children.take(rows["child"]).astype("str")) for rows in (lead, reports)]
    return Joined(named[0].assign(episode=lead.index), named[1])
