"""Periods of care: episodes of care that follow one another without a day between."""

from __future__ import annotations

import pandas as pd

__all__ = ["FAR", "periods_of_care", "within_care"]

FAR = pd.Timestamp(2100, 1, 1)
"""End of what has not ended."""


def periods_of_care(care: pd.DataFrame) -> pd.DataFrame:
    """Episodes of care put together.

    Parameters
    ----------
    care
        One row per episode of care: `person`, `start`, `end` (blank while it goes on).

    Returns
    -------
    DataFrame
        One row per period of care: `person`, `start`, `end` (`FAR` while it goes on).

    Examples
    --------
    >>> care = pd.DataFrame({"person": ["1", "1"], "start": pd.to_datetime(["2015-01-01", "2015-02-01"]),
    ...                      "end": pd.to_datetime(["2015-02-01", None])})
    >>> len(periods_of_care(care))
    1
    """
    rows = care[["person", "start", "end"]].assign(end=care["end"].fillna(FAR))
    rows = rows.sort_values(["person", "start", "end"], ignore_index=True)
    reach = rows.groupby("person")["end"].cummax().groupby(rows["person"]).shift()
    number = (reach.isna() | (rows["start"] > reach)).cumsum()
    return rows.groupby(number).agg(person=("person", "first"), start=("start", "first"), end=("end", "max"))


def within_care(rows: pd.DataFrame, care: pd.DataFrame) -> pd.Series:
    """End of the period of care in which each row's first day lies; missing where it lies in none.

    On the day on which one period ends and another begins, the later one counts.
    """
    days = rows[["person", "start"]].rename_axis("row").reset_index().dropna(subset=["start"])
    pairs = days.merge(periods_of_care(care), on="person", suffixes=("", "_care"))
    inside = pairs[(pairs["start"] >= pairs["start_care"]) & (pairs["start"] <= pairs["end"])]
    return inside.groupby("row")["end"].max().reindex(rows.index)
