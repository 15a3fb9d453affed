"""Rows of several sources that are of one episode, joined; whatever stands alone is an episode of its own."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

__all__ = ["JOIN_DAYS", "JOIN_HOURS", "RECORDS", "joined"]

JOIN_DAYS = 1
"""Two rows of one child are of one episode if they begin at most a day apart, where one gives the day alone."""
JOIN_HOURS = 12
"""Where both give the time of day, they are of one episode if they begin at most so many hours apart."""

RECORDS = {"police": "police", "home_logs": "home_log", "looked_after_missing": "return_"}
"""Sources of episodes, with the column that holds what each recorded; those with times of day first."""
_DAYS_ALONE = {"looked_after_missing"}


def joined(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Join the sources' rows, nearest pair first, each row once.

    Parameters
    ----------
    tables
        Sources after linkage, by name.

    Returns
    -------
    DataFrame
        One row per episode: `child`, `start` (the police time where there is one, else the home's, else the day),
        `end`, what each source recorded (`police`, `home_log`, `return_`), and of the police report `district`,
        `risk`, `adults`, `household_children`.
    """
    found = pd.DataFrame({"child": pd.Series(dtype="str"), "start": pd.Series(dtype="datetime64[s]"),
                          "end": pd.Series(dtype="datetime64[s]"), "timed": pd.Series(dtype="bool")})
    for source, column in RECORDS.items():
        if source in tables:
            rows = tables[source].rename(columns={"kind": column, "children": "household_children"})
            found = _with(found, rows.assign(timed=source not in _DAYS_ALONE), column)
    return found.reindex(columns=["child", "start", "end", *RECORDS.values(), "district", "risk", "adults",
                                  "household_children"])


def _with(found: pd.DataFrame, rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The episodes found so far and one more source's rows: each with the episode it is of, or on its own."""
    left = found.reset_index(drop=True).rename_axis("p").reset_index()
    right = rows.reset_index(drop=True).rename_axis("r").reset_index()
    pairs = _near(left[["p", "child", "start", "timed"]], right[["r", "child", "start", "timed"]])
    matched = right[["r", column, "end"]].rename(columns={"end": "end_r"})
    both = left.merge(pairs, on="p", how="left").merge(matched, on="r", how="left")
    both = both.assign(end=both["end"].fillna(both["end_r"])).drop(columns=["p", "r", "end_r"])
    alone = right[~right["r"].isin(pairs["r"])]
    kept = [name for name in ("district", "risk", "adults", "household_children") if column == "police"]
    alone = alone.reindex(columns=["child", "start", "end", "timed", column, *kept])
    return pd.concat([part for part in (both, alone) if len(part)] or [both], ignore_index=True)


def _near(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Pairs of one child that begin near each other, nearest first, each row once: a child may go twice in two days."""
    pairs = left.merge(right, on="child", suffixes=("", "_r"))
    exact = (pairs["start"] - pairs["start_r"]).abs()
    days = (pairs["start"].dt.normalize() - pairs["start_r"].dt.normalize()).abs()
    timed = pairs["timed"] & pairs["timed_r"]
    near = (timed & (exact <= pd.Timedelta(hours=JOIN_HOURS))) | (~timed & (days <= pd.Timedelta(days=JOIN_DAYS)))
    pairs = pairs.assign(gap=days.mask(timed, exact))[near]
    pairs = pairs.sort_values(["gap", "start", "start_r", "p", "r"])
    kept = [pairs.iloc[:0]]
    while len(pairs):
        best = pairs[~pairs["p"].duplicated() & ~pairs["r"].duplicated()]
        kept.append(best)
        pairs = pairs[~pairs["p"].isin(best["p"]) & ~pairs["r"].isin(best["r"])]
    return pd.concat(kept)[["p", "r"]]
