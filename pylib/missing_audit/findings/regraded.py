"""Episodes that the police graded on two reports: whether the two grades agree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import whose
from missing_audit.findings.graded import GRADES
from missing_audit.safe_table import Field
from missing_audit.statistics.agreement import weighted_kappa
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.shares import clustered_share

__all__ = ["TWICE", "regraded_draft"]

TWICE = "Graded on two police reports"


def _pairs(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """First and second grade of each episode, ordered by content; of several reports the first two with a grade."""
    reports = evidence.collated["reports"]
    own = reports[(reports["source"] == "police") & reports["episode"].isin(rows["episode"])]
    own = own.assign(grade=evidence.records["police"]["risk"].reindex(own["row"]).to_numpy())
    own = own[own["grade"].isin(list(GRADES))].sort_values(["episode", "again", "told", "start", "grade"])
    own = own.assign(turn=own.groupby("episode").cumcount())
    wide = own[own["turn"] < 2].pivot_table(index="episode", columns="turn", values="grade", aggfunc="first")
    wide = wide.reindex(columns=[0, 1]).dropna().set_axis(["first", "second"], axis=1)
    whose_is = rows.drop_duplicates("episode").set_index("episode")["child"]
    return wide.assign(child=whose_is.reindex(wide.index)).sort_values(["first", "second"])


def regraded_draft(evidence: Evidence, rows: pd.DataFrame) -> dict[str, Draft]:
    """How far two grades of one episode agree; nothing where too few have two."""
    pairs = _pairs(evidence, rows)
    level, child = evidence.settings.statistics.confidence, pairs["child"].to_numpy()
    try:
        kappa = weighted_kappa(pairs["first"], pairs["second"], list(GRADES), cluster=child, confidence=level)
    except RefusalError:
        return {}
    same = (pairs["first"] == pairs["second"]).to_numpy()
    own = pd.DataFrame({"child": child, "same": same.astype(int)}).groupby("child")["same"].agg(["sum", "size"])
    share, low, high = clustered_share(own["sum"].to_numpy(), own["size"].to_numpy(), confidence=level)
    sides = [len(np.unique(child[part])) for part in (same, ~same)]
    table = pd.DataFrame([{
        "label": TWICE, "children": len(own), "episodes": len(pairs), "fewest": min(filter(None, sides), default=0),
        "same": share, "low": low, "high": high,
        "kappa": kappa.value, "kappa_low": kappa.low, "kappa_high": kappa.high}])
    return {"rq10_twice": Draft(table, (
        Field("label", "Episodes", "label"), Field("children", "Children", children="children"),
        Field("episodes", "Episodes", children="children"),
        Field("same", "Same grade twice", "share", "fewest", low="low", high="high"),
        Field("kappa", "Weighted kappa", "number", "fewest", low="kappa_low", high="kappa_high", digits=2),
    ), whose(evidence, "police"), (
        "Weighted kappa is 1 where two grades always agree and 0 where they agree no more often than by chance; "
        "low against high weighs twice as much as a step between neighbours.",
        f"In brackets: {level:.0%} interval, clustered on the child.",
    ))}
