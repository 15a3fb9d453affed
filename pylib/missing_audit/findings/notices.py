"""Other authorities' notices of children whom they placed in the county, and children here of whom none came."""

from __future__ import annotations

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import whose
from missing_audit.findings.proportions import guarded_cells, per_child, share_field, share_of
from missing_audit.readers.files import fold
from missing_audit.safe_table import Field
from missing_audit.sources import SOURCES

__all__ = ["LINES", "notices"]

LINES = {
    "all": "Notices", "in_time": "Came by one working day after the child moved in", "late": "Came later",
    "undated": "The day on which it came is not known", "shared": "Said whether the child was at risk of going missing",
    "missing": "The child was recorded as missing while placed here", "logged": "Logged as missing or absent by a home "
    "here, for another authority", "unannounced": "Of these, no notice is held",
}
"""Lines of the table, with labels."""
_LATE, _OVER, _LOGS = "PLO-08", "Notices of children placed here", "Children in the logs of homes"


def notices(evidence: Evidence, days: pd.DataFrame, episodes: pd.DataFrame | None) -> Draft:
    """What was told, and when; and what was not, as far as homes' logs show it.

    Parameters
    ----------
    evidence
        With notices.
    days
        As `looked_after_days`: notices are looked at of those alone who are of these ages, as everywhere else.
    episodes
        Episodes in scope with `lies`; nothing where it cannot be said who is placed where.
    """
    rows = evidence.records["placed_by_others"]
    rows = rows[rows["child"].isin(days.loc[days["lies"] == "visitor", "child"])]
    late_rule = next(rule for rule in SOURCES["placed_by_others"].rules if rule.id == _LATE)
    undated = rows["notified"].isna()
    late = late_rule.broken(rows, {}) & ~undated
    found = {"all": ~undated | undated, "in_time": ~undated & ~late, "late": late, "undated": undated,
             "shared": rows["risk_shared"].eq("yes")}
    if episodes is not None:
        found["missing"] = rows["child"].isin(episodes.loc[episodes["lies"] == "visitor", "child"])
    level = evidence.settings.statistics.confidence
    lines = [_line(_OVER, name, rows, counted, level) for name, counted in found.items()]
    table = pd.DataFrame(lines + _unannounced(evidence, level))
    policy = evidence.settings.disclosure
    table = guarded_cells(table, [(row, "share") for row in (1, 2, 3)], policy)
    return Draft(table, (
        Field("over", "", "label", parts=True), Field("label", "What is known", "label"),
        Field("number", "Number", children="share_children", largest="share_largest"),
        Field("children", "Children", children="share_children"),
        share_field("share", "Share"),
    ), whose(evidence, "placed_by_others", "home_logs", "police"), (
        f"Children aged {evidence.settings.rate_ages} at some time while placed here in the period, or on the day of "
        "the log. Days off other than weekends are not known.",
        f"In brackets: {level:.0%} interval, clustered on the child.",
        "Whether a notice said that a child was at risk is not told; only whether it said anything of that.",
    ))


def _line(over: str, name: str, rows: pd.DataFrame, counted: pd.Series, level: float) -> dict[str, object]:
    own = per_child(rows, counted)
    line = {"over": over, "label": LINES[name], "number": int(own["part"].sum()),
            "children": int((own["part"] > 0).sum())} | share_of("share", rows, counted, confidence=level)
    whole = dict.fromkeys(("share", "share_low", "share_high"), float("nan")) if name in {"all", "logged"} else {}
    return line | whole


def _unannounced(evidence: Evidence, level: float) -> list[dict[str, object]]:
    """Children whom homes logged for another authority, and those of whom no notice is held."""
    if not evidence.has("home_logs", "looked_after_header"):
        return []
    logs = evidence.of_ages(evidence.records["home_logs"])
    by = logs["placed_by"].map(fold, na_action="ignore")
    theirs = logs[by.notna() & by.ne(fold(evidence.settings.county.authority))]
    theirs = theirs[~theirs["child"].isin(evidence.records["looked_after_header"]["child"])]
    each = theirs[["child"]].drop_duplicates(ignore_index=True)
    untold = ~each["child"].isin(evidence.records["placed_by_others"]["child"])
    logged, unannounced = (_line(_LOGS, name, each, counted, level)
                           for name, counted in (("logged", untold | ~untold), ("unannounced", untold)))
    # How many of the children placed here are in the logs is in another table, so that the two would tell the third.
    return [logged | {"share_children": min(logged["share_children"], unannounced["share_children"])}, unannounced]
