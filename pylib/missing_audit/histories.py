"""Each child's quarters, with what was known on the first day of each, before anything that it may go with."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from missing_audit.collated import COLLATED
from missing_audit.config import Settings
from missing_audit.intervals import cut_at
from missing_audit.linkage import Linked, ages
from missing_audit.sources import SOURCES
from missing_audit.states import LIVING, living_on, minority

__all__ = ["histories"]

_DAY = pd.Timedelta(days=1)


def histories(cohort: Mapping[str, pd.DataFrame], linked: Linked, settings: Settings) -> pd.DataFrame:
    """Quarters of the audit years, by child.

    Parameters
    ----------
    cohort
        The tables ``children``, ``episodes``, ``states`` and ``contacts`` of `COLLATED`.
    linked
        Sources after linkage.
    settings
        The county's settings.

    Returns
    -------
    DataFrame
        As `COLLATED["histories"]`, ordered by `child` and `start`.
    """
    whole = minority(linked, cohort["children"]["child"], settings).rename(columns={"first": "start"})
    rows = cut_at(whole, _quarters(settings))
    rows = rows.assign(sex=linked.sex_of(rows["child"]), age=ages(linked.births_of(rows["child"]), rows["start"]))
    rows = rows.assign(**{name: values for name, values in living_on(rows, cohort["states"]).items() if name in LIVING})
    episodes, contacts = cohort["episodes"], cohort["contacts"]
    counted = episodes.loc[episodes["scope"] == "missing", ["child", "start", "end"]]
    before = _before(rows, counted, "start")
    rows = rows.assign(
        before=before, before_90=before - _before(rows, counted, "start", back=90 * _DAY),
        before_365=before - _before(rows, counted, "start", back=365 * _DAY), since=_since(rows, counted),
        episodes=_before(rows.assign(start=rows["end"]), counted, "start") - before,
        days=(rows["end"] - rows["start"]).dt.days)
    rows["attended"] = _attended(rows, linked.tables.get("attendance"))
    for name, source in SOURCES.items():
        if source.contact:
            own = contacts[contacts["source"] == name]
            begun = _before(rows, own, "start")
            rows[f"had_{name}"] = begun
            if source.until:
                # What ended on the day on which it began was never open on a first day, nor begun before it.
                over = own.assign(end=own["end"].where(own["end"].isna() | (own["end"] > own["start"]),
                                                       own["start"] + _DAY))
                rows[f"open_{name}"] = begun - _before(rows, over, "end", same_day=True)
    return rows[COLLATED["histories"].names]


def _quarters(settings: Settings) -> pd.DatetimeIndex:
    first = pd.Timestamp(settings.period.start)
    months = 12 * len(settings.years)
    return pd.DatetimeIndex([first + pd.DateOffset(months=3 * step) for step in range(1, months // 3)]).astype(
        "datetime64[s]")


def _before(rows: pd.DataFrame, events: pd.DataFrame, moment: str, *, back: pd.Timedelta | None = None,
            same_day: bool = False) -> np.ndarray:
    """How many events of the child lie before the first day of each row, or before a day further back."""
    days = (rows["start"] - (back or pd.Timedelta(0))).astype("datetime64[s]")
    if events.empty:
        return np.zeros(len(rows), dtype="int32")
    known = events[["child", moment]].dropna().set_axis(["child", "day"], axis=1)
    known = known.sort_values(["day", "child"], kind="stable", ignore_index=True)
    known = known.assign(count=known.groupby("child").cumcount() + 1)
    asked = pd.DataFrame({"child": rows["child"], "day": days, "place": np.arange(len(rows))})
    asked = asked.sort_values(["day", "child"], kind="stable")
    found = pd.merge_asof(asked, known, on="day", by="child", allow_exact_matches=same_day)
    return found.set_index("place")["count"].reindex(np.arange(len(rows))).fillna(0).astype("int32").to_numpy()


def _since(rows: pd.DataFrame, counted: pd.DataFrame) -> pd.Series:
    """Days from the last return before the first day of each row."""
    asked = rows[["child", "start"]].rename_axis("place").reset_index().sort_values(["start", "child"], kind="stable")
    known = counted[["child", "end"]].dropna().sort_values(["end", "child"], kind="stable")
    if known.empty:
        return pd.Series(pd.NA, index=rows.index, dtype="Int64")
    found = pd.merge_asof(asked, known.assign(back=known["end"]), left_on="start", right_on="end", by="child",
                          allow_exact_matches=False)
    return (found["start"] - found["back"]).dt.days.astype("Int64").set_axis(found["place"]).reindex(rows.index)


def _attended(rows: pd.DataFrame, terms: pd.DataFrame | None) -> pd.Series:
    """Share of the possible sessions that the child attended in the last term that ended before the first day."""
    if terms is None:
        return pd.Series(np.nan, index=rows.index)
    known = terms.dropna(subset=["end", "possible", "attended"])
    sums = known[known["possible"] > 0].groupby(["child", "end"], as_index=False)[["possible", "attended"]].sum()
    sums = sums.assign(share=(sums["attended"] / sums["possible"]).astype(float),
                       end=sums["end"].astype("datetime64[s]"))
    asked = rows[["child", "start"]].rename_axis("place").reset_index().sort_values(["start", "child"], kind="stable")
    found = pd.merge_asof(asked, sums.sort_values(["end", "child"], kind="stable"), left_on="start", right_on="end",
                          by="child", allow_exact_matches=False)
    return found.set_index("place")["share"].reindex(rows.index)
