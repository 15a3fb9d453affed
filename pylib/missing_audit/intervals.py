"""Runs of days of many children at once: made disjoint, cut, and looked up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from missing_audit.linkage import ages

__all__ = ["birthdays", "cut_at", "cut_at_birthdays", "disjoint", "elementary", "in_seconds", "within"]


def birthdays(births: pd.Series, years: pd.Series | int) -> pd.Series:
    """Day on which so many years are completed; missing where the birth is not known.

    Examples
    --------
    >>> birthdays(pd.Series([pd.Timestamp("2004-02-29")]), 18)[0].date()
    datetime.date(2022, 3, 1)
    """
    born = births.to_numpy().astype("datetime64[D]")
    months = born.astype("datetime64[M]")
    # Somebody born on 29 February completes a year on 1 March where the year has no such day.
    days = (months + 12 * np.asarray(years)).astype("datetime64[D]") + (born - months.astype("datetime64[D]"))
    return pd.Series(days.astype("datetime64[s]"), index=births.index)


def disjoint(runs: pd.DataFrame) -> pd.DataFrame:
    """Runs of which no two of one child overlap: where they did, the later to begin counts, then the earlier again.

    Parameters
    ----------
    runs
        One row per run: `child`, `start`, `end` (day after the last), and anything else; ordered by `child`, `start`.

    Returns
    -------
    DataFrame
        The same columns, ordered by `child` and `start`.
    """
    reach = runs.groupby("child")["end"].cummax().groupby(runs["child"]).shift()
    overlap = runs["child"].isin(runs.loc[runs["start"] < reach, "child"])
    parts = [runs[~overlap]]
    for _, rows in runs[overlap].groupby("child", sort=True):
        edges = sorted({*rows["start"], *rows["end"]})
        for low, high in pairwise(edges):
            active = rows[(rows["start"] <= low) & (rows["end"] >= high)]
            if len(active):
                parts.append(active.iloc[[-1]].assign(start=low, end=high))
    return pd.concat(parts).sort_values(["child", "start"], ignore_index=True)


def elementary(edges: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """Runs between neighbouring edges of each child.

    Parameters
    ----------
    edges
        One row per day on which something changes: `child`, `start`.
    last
        One row per child: `child`, `first` and `end` of the time looked at; edges outside it do not count.

    Returns
    -------
    DataFrame
        `child`, `start`, `end`: without a gap from `first` to `end`, ordered.
    """
    marks = pd.concat([edges[["child", "start"]], last.rename(columns={"first": "start"})[["child", "start"]]])
    marks = marks.drop_duplicates().merge(last, on="child")
    marks = marks[(marks["start"] >= marks["first"]) & (marks["start"] < marks["end"])]
    marks = marks.sort_values(["child", "start"], ignore_index=True)
    following = marks.groupby("child")["start"].shift(-1)
    return marks.assign(end=following.fillna(marks["end"]))[["child", "start", "end"]]


def in_seconds(table: pd.DataFrame) -> pd.DataFrame:
    """With its `start` and `end` in one unit of time: what was stored comes back in others, which cannot be matched."""
    return table.astype({name: "datetime64[s]" for name in ("start", "end") if name in table})


def within(days: pd.DataFrame, runs: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """What held on each day: the columns of the run of the child that had begun and not ended.

    Parameters
    ----------
    days
        One row per day asked about: `child`, `start`.
    runs
        Runs of which no two of one child overlap, with `columns`.
    columns
        What is asked.

    Returns
    -------
    DataFrame
        `columns` by the index of `days`; missing where no run of the child holds the day.
    """
    if runs.empty or days.empty:
        return pd.DataFrame({name: pd.Series(dtype=runs[name].dtype) for name in columns}).reindex(days.index)
    asked = days[["child", "start"]].rename_axis("place").reset_index().sort_values(["start", "child"], kind="stable")
    known = runs[["child", "start", "end", *columns]].sort_values(["start", "child"], kind="stable")
    found = pd.merge_asof(asked, known, on="start", by="child")
    values = found[list(columns)].where(found["start"] < found["end"])
    return values.set_index(found["place"]).reindex(days.index)


def cut_at(runs: pd.DataFrame, cuts: pd.DatetimeIndex) -> pd.DataFrame:
    """Runs cut on the same days for every child.

    Examples
    --------
    >>> run = pd.DataFrame({"child": ["a"], "start": pd.to_datetime(["2015-01-01"]),
    ...                     "end": pd.to_datetime(["2015-03-01"])})
    >>> cut_at(run, pd.DatetimeIndex(["2015-02-01"]))["start"].dt.month.tolist()
    [1, 2]
    """
    if runs.empty:
        return runs
    first = np.searchsorted(cuts, runs["start"].to_numpy(), side="right")
    last = np.searchsorted(cuts, runs["end"].to_numpy(), side="left")
    return _repeated(runs, last - first + 1, lambda row, step: cuts.to_numpy()[first[row] + step - 1])


def cut_at_birthdays(runs: pd.DataFrame, births: pd.Series) -> pd.DataFrame:
    """Runs cut on each child's birthdays; a child without a known birth is not cut.

    Parameters
    ----------
    runs
        As in `cut_at`.
    births
        Date of birth of each row's child.

    Returns
    -------
    DataFrame
    """
    if runs.empty:
        return runs
    low = ages(births, runs["start"])
    high = ages(births, runs["end"] - pd.Timedelta(days=1))
    count = (high - low).fillna(0).astype(int).to_numpy() + 1
    young = low.fillna(0).astype(int).to_numpy()
    return _repeated(runs, count, lambda row, step: birthdays(births.iloc[row], young[row] + step).to_numpy())


def _repeated(runs: pd.DataFrame, count: np.ndarray, cut) -> pd.DataFrame:
    """Each run in `count` parts; `cut` gives the day on which part `step` of a row begins, for steps from 1."""
    row = np.repeat(np.arange(len(runs)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    start, end = runs["start"].to_numpy()[row], runs["end"].to_numpy()[row]
    later, earlier = step > 0, step < count[row] - 1
    start[later] = cut(row[later], step[later])
    end[earlier] = cut(row[earlier], step[earlier] + 1)
    return runs.iloc[row].assign(start=start, end=end).reset_index(drop=True)
