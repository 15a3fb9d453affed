"""What few children with very many episodes, and who lives where, have to do with the differences between districts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import by_child, counted, guarded, whose
from missing_audit.findings.match import Match
from missing_audit.findings.places import Districts, expected_of
from missing_audit.safe_table import Field
from missing_audit.statistics.shares import clustered_share

__all__ = ["composition", "ranked"]

_TENTH = 0.1
_MANY = 5
"""Episodes from which a child counts as going missing very often."""


def ranked(evidence: Evidence, found: Districts) -> Draft:
    """Districts in order, with and without the most frequent tenth of each district's children."""
    policy = evidence.settings.disclosure
    removed = _most(found, policy.threshold + 1)
    rows = found.rows.dropna(subset=["place"])
    own = pd.MultiIndex.from_frame(rows[["place", "child"]])
    gone = own.isin(removed)
    table = expected_of(evidence, rows, evidence.settings.years)[["ratio"]]
    left = expected_of(evidence, rows[~gone], evidence.settings.years)
    # A table that the removed leave without an episode has nothing to expect of anybody else either.
    table["left"] = left["ratio"]
    for name in ("ratio", "left"):
        table[f"{name}_rank"] = table[name].rank(ascending=False, method="min")
    for name, part in (("all", rows), ("rest", rows[~gone]), ("gone", rows[gone])):
        table = table.join(counted(part, "place", found.names).add_prefix(f"{name}_"))
    table["all_children"] = guarded(table["all_children"], policy.threshold)
    table["step"] = table["gone_children"].where(table["gone_largest"] <= policy.dominance, 1)
    table["share"] = table["gone_episodes"] / table["all_episodes"].where(table["all_episodes"] > 0)
    table = table.sort_values("ratio", ascending=False, kind="stable").rename_axis("district").reset_index()
    return Draft(table, (
        Field("district", "District", "label"),
        Field("ratio", "Observed to expected, all children", "number", "all_children", "all_largest", digits=2),
        Field("ratio_rank", "Rank", "count", "all_children", "all_largest"),
        Field("gone_children", "Children left out", children="gone_children"),
        Field("share", "Their share of episodes", "share", "gone_children", "gone_largest"),
        Field("left", "Observed to expected, without them", "number", "rest_children", "rest_largest", digits=2),
        Field("left_rank", "Rank", "count", "rest_children", "rest_largest"),
    ), whose(evidence, *evidence.recorders, "populations"), (
        f"Left out: of each district's children, the tenth with most episodes there, and no fewer than "
        f"{policy.threshold + 1}. Without them, everything is worked out again, what is expected included.",
    ), nested=(("ratio", "step"), ("left", "step")))


def _most(found: Districts, fewest: int) -> pd.MultiIndex:
    """District and child of the most frequent of each district."""
    pairs = []
    # Children of as many episodes are told apart by what they did elsewhere, never by their pseudonyms.
    total = found.counts.sum(axis=1)
    for name in found.names:
        own = found.counts[name][found.counts[name] > 0]
        ages = found.rows[found.rows["place"] == name].groupby("child")["start"].min().reindex(own.index)
        order = pd.DataFrame({"own": -own, "total": -total.reindex(own.index), "start": ages})
        chosen = order.sort_values(["own", "total", "start"], kind="stable").index
        pairs += [(name, child) for child in chosen[:max(fewest, int(np.ceil(_TENTH * len(own))))]]
    return pd.MultiIndex.from_tuples(pairs, names=["place", "child"])


def composition(evidence: Evidence, found: Districts, match: Match) -> Draft:
    """Who the episodes of the hot spot, of its match and of all others are of, over the whole period."""
    rows = found.rows.dropna(subset=["place"])
    rows = rows.assign(group=match.group(rows["place"]))
    often = rows.groupby(["group", "child"])["child"].transform("size") >= _MANY
    kinds = {"Children aged 15 or over": rows["age"] >= 15, "Girls": rows["sex"].eq("female"),
             f"Children with {_MANY} episodes or more there": often}
    if evidence.has("looked_after_episodes"):
        kinds |= {"Missing from the family home, or not matched": rows["placement"].isin(["home", "unknown"]),
                  "Missing from a residential placement": rows["placement"].eq("residential"),
                  "Missing from a foster placement": rows["placement"].eq("foster")}
    lines = []
    for label, holds in kinds.items():
        line: dict[str, object] = {"label": label}
        for number, group in enumerate(match.groups):
            line |= _share(evidence, rows[rows["group"] == group], holds, f"g{number}")
        lines.append(line)
    fields = [Field(f"g{number}", group, "share", f"g{number}_children", f"g{number}_largest", low=f"g{number}_low",
                    high=f"g{number}_high") for number, group in enumerate(match.groups)]
    level = evidence.settings.statistics.confidence
    return Draft(pd.DataFrame(lines), (Field("label", "Share of episodes", "label"), *fields),
                 whose(evidence, *evidence.recorders, "looked_after_episodes"), (
        f"All years, children aged {evidence.settings.rate_ages}. In brackets: {level:.0%} interval, clustered on the "
        "child.",))


def _share(evidence: Evidence, rows: pd.DataFrame, holds: pd.Series, name: str) -> dict[str, float]:
    """A share of one place's episodes, guarded by the fewer of the children in it and of those out of it."""
    inside = holds.reindex(rows.index).fillna(False).astype(bool).map({True: "part", False: "rest"})
    wide = by_child(rows.assign(inside=inside), "inside", ["part", "rest"])
    share, low, high = clustered_share(wide["part"].to_numpy(), wide.sum(axis=1).to_numpy(),
                                       confidence=evidence.settings.statistics.confidence)
    many = (wide > 0).sum()
    largest = (wide.max() / wide.sum().where(wide.sum() > 0)).fillna(0)
    some = many[many > 0]
    return {name: share, f"{name}_low": low, f"{name}_high": high,
            f"{name}_children": int(some.min()) if len(some) else 0, f"{name}_largest": float(largest.max())}
