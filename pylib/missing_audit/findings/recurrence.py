"""Children from their first episode on: how long until the next, and what was known of them before the first."""

from __future__ import annotations

import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.sources import SOURCES
from missing_audit.statistics.estimate import FEWEST

__all__ = ["counts", "followed", "known_before", "most_frequent"]

_DAY = pd.Timedelta(days=1)
_APART = pd.Timedelta(hours=1)
"""Of two episodes of which one source gives the day alone, the second may seem to begin before the first has ended."""
_KNOWN_TO = ("case_records", "caf", "mash", "offending", "health", "school_events", "youth_services", "wtwf")
_PLACES = {"residential": "Residential placement, against home", "foster": "Foster placement, against home",
           "elsewhere": "Other or unknown placement, against home"}
_TOP = 0.05


def counts(rows: pd.DataFrame) -> pd.Series:
    """Episodes of each child, in the order of their number."""
    return rows["child"].value_counts().sort_values(kind="stable")


def most_frequent(rows: pd.DataFrame, threshold: int) -> list[str]:
    """The children with the most episodes: one in twenty, and always more than are withheld."""
    first = rows.groupby("child")["start"].min()
    table = pd.DataFrame({"many": counts(rows), "first": first}).reset_index()
    table = table.sort_values(["many", "first", "child"], ascending=[False, True, True], ignore_index=True)
    return table["child"].head(max(threshold + 1, round(_TOP * len(table)))).tolist()


def followed(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """The time after each episode, until the next or until the child is no longer followed.

    That is the end of the period or the eighteenth birthday, whichever is earlier.

    Returns
    -------
    DataFrame
        One row per episode: `child`, `nth` (from 0), `start`, `stop` (days from the beginning of the child's first
        episode to the return, and to the end of the run), `gap` (days between the two), `again` (whether an episode
        ends the run).
    """
    rows = rows.sort_values(["child", "start", "end"], ignore_index=True)
    over = pd.Timestamp(evidence.settings.period.end) + _DAY
    adult = evidence.collated["histories"].groupby("child")["end"].max()
    following = rows.groupby("child")["start"].shift(-1)
    last = rows["child"].map(adult).fillna(over).clip(upper=over)
    until = following.fillna(last)
    until = until.where(until > rows["start"], rows["start"] + _APART)
    back = rows["end"].fillna(rows["start"]).clip(lower=rows["start"])
    back = back.where(back <= until - _APART, until - _APART)
    first = rows.groupby("child")["start"].transform("min")
    out = pd.DataFrame({"child": rows["child"], "nth": rows.groupby("child").cumcount(),
                        "start": (back - first) / _DAY, "stop": (until - first) / _DAY, "again": following.notna()})
    return out.assign(gap=out["stop"] - out["start"])


def known_before(evidence: Evidence, rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """What was known of each child before, or on the day of, the first episode, and how it is called.

    Characteristics that fewer than ten children have, or all but ten, are left out.

    Returns
    -------
    tuple
        One row per child (the index), one column of numbers per characteristic; and the labels by column.
    """
    first = rows.sort_values(["start", "end"], kind="stable").drop_duplicates("child").set_index("child")
    table = pd.DataFrame({"girl": first["sex"].eq("female").astype(int), "age": first["age"].astype(float)})
    names = {"girl": "Girl, against boy", "age": "Each year of age at the first episode"}
    if evidence.has("looked_after_episodes"):
        place = first["placement"].where(first["placement"].isin(["home", "residential", "foster"]), "elsewhere")
        table = table.assign(**{name: place.eq(name).astype(int) for name in _PLACES})
        names |= _PLACES
    dated = evidence.collated["contacts"]
    day = first["start"].dt.normalize()
    for source in _KNOWN_TO:
        if evidence.has(source):
            own = dated[(dated["source"] == source) & dated["child"].isin(first.index)]
            earlier = own.loc[own["start"] < own["child"].map(day), "child"]
            table[source] = table.index.isin(earlier).astype(int)
            names[source] = f"Earlier in: {SOURCES[source].title}"
    ample = [name for name in names if name == "age" or table[name].value_counts().reindex([0, 1]).min() >= FEWEST]
    return table[ample], {name: names[name] for name in ample}
