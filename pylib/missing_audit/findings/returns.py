"""Returns, from 72 hours after each: when the child went missing again, and what was known by then."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.findings.interviews import TIMELY, interviews_of_episodes
from missing_audit.findings.pasts import Pasts
from missing_audit.intervals import within
from missing_audit.statistics.estimate import FEWEST

__all__ = ["FACTORS", "columns_of", "largest_share", "returns", "runs"]

FACTORS = {
    "interview": "Return home interview held within 72 hours",
    "moved": "Moved placement in the 180 days before",
    "worker": "Named worker active",
    "absent": "Under 90% of school sessions attended in the last term",
}
"""What the chapter asks about, as it is printed."""

_NEEDS = {"interview": "return_interviews", "moved": "looked_after_episodes", "worker": "responses",
          "absent": "attendance"}
_HELD = ("often_90", "often_365", "age", "girl", "residential", "foster", "elsewhere", "unseen")
"""What is held alike: log of one more than the episodes in the 90 and 365 days before, and so on."""
_MOVES = ("P", "B", "T", "U")
"""Reasons for a new episode of care, in the return, that are a change of placement."""
_MOVED, _ATTENDS = 180, 0.9
_DAY = pd.Timedelta(days=1)


def returns(evidence: Evidence) -> pd.DataFrame:
    """Every return that could be followed for 72 hours, and what was known at the end of these.

    Parameters
    ----------
    evidence
        The county's.

    Returns
    -------
    DataFrame
        One row per return of a child of the ages that rates are for, ordered by content: `child`, `landmark` (72 hours
        after the return), `until` (days from then to the next episode, or to the end of the period or the eighteenth
        birthday; 0 or less where the child went before), `again` (whether an episode ends that time), the columns of
        `FACTORS`, and what is held alike.
    """
    rows = interviews_of_episodes(evidence).dropna(subset=["returned"])
    rows = rows.assign(landmark=(rows["returned"] + TIMELY).astype("datetime64[s]"))
    following = _next_start(evidence, rows)
    over = evidence.collated["histories"].groupby("child")["end"].max()
    last = rows["child"].map(over).fillna(pd.Timestamp(evidence.settings.period.end) + _DAY)
    rows = rows.assign(next=following, last=last)
    rows = evidence.of_ages(rows[rows["last"] > rows["landmark"]])
    until = rows[["next", "last"]].min(axis=1)
    pasts = Pasts.of(evidence.in_scope())
    out = pd.DataFrame({
        "child": rows["child"], "landmark": rows["landmark"], "until": (until - rows["landmark"]) / _DAY,
        "again": rows["next"].notna() & (rows["next"] <= rows["last"]),
        "often_90": np.log1p(pasts.before(rows["child"], rows["landmark"], 90)),
        "often_365": np.log1p(pasts.before(rows["child"], rows["landmark"], 365)),
        "age": rows["age"].astype(float), "girl": rows["sex"].eq("female").astype(float),
        **{name: rows["placement"].eq(name).astype(float) for name in ("residential", "foster")},
        "elsewhere": (~rows["placement"].isin(["home", "residential", "foster"])).astype(float),
        "interview": rows["within"].fillna(False).astype(float),
    })
    out = out.assign(moved=_moved(evidence, out), worker=_worker(evidence, out)).join(_attendance(evidence, out))
    return out.sort_values(["landmark", "until", "age", "child"], kind="stable", ignore_index=True)


def runs(rows: pd.DataFrame, days: int, *, after: int = 0) -> pd.DataFrame:
    """Time at risk within so many days of the landmark, of those not gone again by then, or by a later day.

    Returns
    -------
    DataFrame
        `rows` with `start`, `stop` (days) and `event`.
    """
    at_risk = rows[rows["until"] > after]
    return at_risk.assign(start=float(after), stop=at_risk["until"].clip(upper=days),
                          event=(at_risk["again"] & (at_risk["until"] <= days)).astype(int))


def columns_of(evidence: Evidence, rows: pd.DataFrame) -> list[str]:
    """Factors of which the source was supplied, and what is held alike, but what hardly any child has, or lacks."""
    able = [name for name in FACTORS if evidence.has(_NEEDS[name])] + [*_HELD]
    numbers = ("often_90", "often_365", "age")
    return [name for name in able if name in numbers or
            rows.groupby(rows[name] > 0)["child"].nunique().reindex([False, True]).min() >= FEWEST]


def largest_share(part: pd.DataFrame, name: str) -> float:
    """The most that one child has of the returns, and of the episodes after them, with or without a factor."""
    shares = [0.0]
    for rows in (part, part[part["event"] == 1]):
        each = rows.groupby([name, "child"]).size()
        shares.append(float((each.groupby(level=0).max() / each.groupby(level=0).sum()).max()))
    return max(shares)


def _next_start(evidence: Evidence, rows: pd.DataFrame) -> pd.Series:
    """Start of the child's next episode in scope after the one of each row."""
    every = evidence.in_scope().sort_values(["child", "start", "end"])
    return every.groupby("child")["start"].shift(-1).reindex(rows.index)


def _moved(evidence: Evidence, rows: pd.DataFrame) -> pd.Series:
    care = evidence.records.get("looked_after_episodes")
    if care is None:
        return pd.Series(0.0, index=rows.index)
    moves = Pasts.of(care[care["reason_new"].isin(_MOVES)].dropna(subset=["start"]))
    return pd.Series((moves.before(rows["child"], rows["landmark"], _MOVED) > 0).astype(float), index=rows.index)


def _worker(evidence: Evidence, rows: pd.DataFrame) -> pd.Series:
    """Whether a named worker had begun before the landmark, and not ended."""
    given = evidence.records.get("responses")
    if given is None:
        return pd.Series(0.0, index=rows.index)
    given = given.loc[given["kind"].eq("named_worker"), ["child", "begun", "ended"]].dropna(subset=["begun"])
    pairs = rows[["child", "landmark"]].rename_axis("place").reset_index().merge(given, on="child")
    active = (pairs["begun"] < pairs["landmark"]) & (pairs["ended"].isna() | (pairs["ended"] >= pairs["landmark"]))
    return rows.index.to_series().isin(pairs.loc[active, "place"]).astype(float)


def _attendance(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """Whether the child attended less than it should have in the last term known at the start of the quarter."""
    quarters = evidence.collated["histories"].astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    days = rows[["child"]].assign(start=rows["landmark"].dt.floor("D"))
    share = within(days, quarters, ["attended"])["attended"].astype(float)
    return pd.DataFrame({"absent": share.lt(_ATTENDS).astype(float), "unseen": share.isna().astype(float)})
