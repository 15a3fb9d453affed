"""Return home interviews beside the episodes that they are of: what the interview service did after each return."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.evidence import Evidence

__all__ = ["TIMELY", "interviews_of_episodes"]

TIMELY = pd.Timedelta(hours=72)
"""How soon after the return an interview is to be held, by the statutory guidance."""
_DAY = pd.Timedelta(days=1)
_TAKEN = ("outcome", "why_not", "done", "interviewer", "place", "reasons", "harm", "wants")
_MOMENTS = dict.fromkeys(("done", "told_return"), "datetime64[s]")


def interviews_of_episodes(evidence: Evidence) -> pd.DataFrame:
    """Every episode in scope, with what the interview service has of the return from it.

    A row of the service is of the episode of the same child that began on the day that it names, or, where there is
    none, on the day before or after; of several the one whose return is nearest. No row is of two episodes, and no
    episode has two rows. Episodes that are not in scope take theirs too, so that none of those goes to a neighbour.

    Parameters
    ----------
    evidence
        The county's; without return interviews every episode has none.

    Returns
    -------
    DataFrame
        One row per episode in scope, ordered as `Evidence.episodes`, with its columns and: `heard` (the service has a
        row), `offered` (missing where it does not say), `outcome` (``accepted``, ``declined``, ``not_offered``),
        `why_not`, `done` (when it was held), `returned` (by the service, else by the episode's own records), `within`
        (held within `TIMELY` of that; false where none was held, missing where the return is not known),
        `interviewer`, `place`, `reasons`, `harm`, `wants` (several answers parted by semicolons).
    """
    episodes = evidence.in_scope()
    held = evidence.records.get("return_interviews") if evidence.has("return_interviews") else None
    if held is None or held.empty:
        blank = {name: pd.Series(pd.NA, index=episodes.index, dtype=_MOMENTS.get(name, "str"))
                 for name in (*_TAKEN, "offer", "told_return")}
        return _told(episodes.assign(heard=False, **blank))
    found = _pairs(evidence.episodes, held)
    own = held.loc[found["interview"], [*_TAKEN, "offer", "returned"]].rename(columns={"returned": "told_return"})
    own = own.assign(episode=found["episode"].to_numpy(), heard=True)
    rows = episodes.merge(own, on="episode", how="left").set_axis(episodes.index)
    return _told(rows.assign(heard=rows["heard"].eq(True)))


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """With what follows from what the service wrote."""
    offered = rows["offer"].map({"yes": True, "no": False}).astype("boolean")
    offered = offered.fillna(rows["outcome"].map({"accepted": True, "declined": True, "not_offered": False})
                             .astype("boolean"))
    returned = rows["told_return"].fillna(rows["end"])
    within = (rows["done"].notna() & (rows["done"] - returned <= TIMELY)).astype("boolean")
    return rows.assign(offered=offered, returned=returned, within=within.mask(returned.isna())).drop(
        columns=["offer", "told_return"])


def _pairs(episodes: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Which row of the service is of which episode: nearest day first, then nearest return."""
    asked = held[["child", "missing_from", "returned", "done", "outcome"]].rename_axis("interview").reset_index()
    both = asked.merge(episodes[["child", "episode", "start", "end"]], on="child")
    apart = (both["start"].dt.normalize() - both["missing_from"]).abs()
    both = both.assign(apart=apart, gap=(both["end"] - both["returned"]).abs().dt.total_seconds().fillna(np.inf))
    order = ["apart", "gap", "missing_from", "start", "end", "done", "outcome", "interview", "episode"]
    both = both[apart <= _DAY].sort_values(order)
    taken: set[tuple[str, int]] = set()
    kept = []
    for pair in both.itertuples():
        names = ("interview", pair.interview), ("episode", pair.episode)
        if not taken.intersection(names):
            taken.update(names)
            kept.append({"interview": pair.interview, "episode": pair.episode})
    return pd.DataFrame(kept, columns=["interview", "episode"])
