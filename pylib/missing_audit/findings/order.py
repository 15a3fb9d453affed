"""Which came first for a child who did both: going missing repeatedly, or living in a residential placement."""

from __future__ import annotations

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import whose
from missing_audit.safe_table import Field
from missing_audit.statistics.estimate import FEWEST
from missing_audit.statistics.shares import wilson

__all__ = ["ORDERS", "order"]

ORDERS = {"missing": "Went missing twice before the first residential day",
          "residential": "Residential placement began before the second episode",
          "unseen": "Already in a residential placement when the period began"}


def order(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Children with at least two episodes who were ever in a residential placement, by what the records show first."""
    lived = evidence.collated["states"]
    placed = lived[lived["placement"] == "residential"].groupby("child")["start"].min()
    ordered = rows.sort_values(["child", "start"])
    second = ordered[ordered.groupby("child").cumcount() == 1].set_index("child")["start"].dt.normalize()
    both = pd.DataFrame({"placed": placed, "second": second}).dropna()
    opened = both["placed"] <= pd.Timestamp(evidence.settings.period.start)
    what = pd.Series("residential", index=both.index).mask(both["second"] < both["placed"], "missing")
    children = what.mask(opened, "unseen").value_counts().reindex(list(ORDERS)).fillna(0).astype(int)
    seen, level = int(children["missing"] + children["residential"]), evidence.settings.statistics.confidence
    shares = [_share(int(children[name]), seen, level) if name != "unseen" else {} for name in ORDERS]
    table = pd.DataFrame(shares, columns=["share", "low", "high"]).assign(
        label=list(ORDERS.values()), children=children.to_numpy(), fewer=int(children.iloc[:2].min()),
        fewest=int(children[children > 0].min()) if children.any() else 0)
    # Those whose order cannot be known might all be of one kind, or all of the other.
    for name, part in (("least", children["missing"]), ("most", children["missing"] + children["unseen"])):
        found = _share(int(part), int(children.sum()), level)
        table.loc[0, [name, f"{name}_low", f"{name}_high"]] = [found.get(key) for key in ("share", "low", "high")]
    return Draft(table, (
        Field("label", "What the records show first", "label"),
        Field("children", "Children", children="children"),
        Field("share", "Share of those whose order can be seen", "share", "fewer", low="low", high="high"),
        *(Field(name, label, "share", "fewest", spanner="Of all, were the rest all", low=f"{name}_low",
                high=f"{name}_high") for name, label in (("least", "of the other kind"), ("most", "of this kind"))),
    ), whose(evidence, *evidence.recorders, "looked_after_episodes"), (
        f"Children aged {evidence.settings.rate_ages} at two episodes or more, and at some time in a residential "
        f"placement. In brackets: {level:.0%} interval.",
        "Episodes and placements before the period are not seen: a child may have gone missing before, or been in a "
        "residential placement and left.",
    ))


def _share(part: int, whole: int, level: float) -> dict[str, float]:
    if not whole:
        return {}
    limits = wilson(part / whole, whole, confidence=level) if whole >= FEWEST else (None, None)
    return {"share": part / whole, "low": limits[0], "high": limits[1]}
