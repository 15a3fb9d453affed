"""Rules over the records of missing episodes and absences, each beside those of other sources."""

from __future__ import annotations

import pandas as pd

from missing_audit.crosschecks.rule import Together, asked
from missing_audit.sources import RECORDERS

__all__ = ["again", "disagree", "in_custody", "left_open", "returns_differ", "starts_differ",
           "unrecorded_by_social_care", "unreported_to_police"]

def _missing_by(together: Together, source: str, *columns: str) -> pd.DataFrame:
    """First records of a source that say missing, with columns of their episode, by place in its linked table."""
    mine = together.reports.query("source == @source and not again")[["episode", "row", "child", "kind"]]
    mine = mine[mine["kind"].map(RECORDERS[source].records).eq("missing")]
    return mine.merge(together.episodes[["episode", *columns]], on="episode").set_index("row")


def unrecorded_by_social_care(together: Together) -> pd.DataFrame:
    """Police reports of a looked-after child as missing, and whether social care has a record of the episode.

    Of none, where social care has sent no records of episodes at all.
    """
    held = [name for name in ("looked_after_missing", "care_missing") if name in together.tables]
    rows = _missing_by(together, "police", "legal_status", *held)
    rows = rows[rows["legal_status"].notna() & bool(held)]
    return asked("police", rows, rows[held].isna().all(axis=1))


def unreported_to_police(together: Together) -> pd.DataFrame:
    """Missing by a home's log, and whether the police have a report of the episode."""
    rows = _missing_by(together, "home_logs", "police")
    return asked("home_logs", rows, rows["police"].isna())


def in_custody(together: Together) -> pd.DataFrame:
    """Missing records of children who were ever in custody, and whether they were on that day."""
    held = together.tables["offending"].dropna(subset=["custody_from"])["child"]
    rows = pd.concat([_missing_by(together, name, "custody").assign(table=name)
                      for name in RECORDERS if name in together.tables])
    rows = rows[rows["child"].isin(held)]
    return pd.DataFrame({"table": rows["table"], "row": rows.index, "child": rows["child"], "broken": rows["custody"]})


def left_open(together: Together) -> pd.DataFrame:
    """Records without a return, and whether the child went missing again by any source's account."""
    rows = together.reports
    begun = rows.groupby("episode")["start"].transform("min")
    again = begun < begun.groupby(rows["child"]).transform("max")
    open_ = rows[rows["end"].isna()]
    return _asked(open_, again[open_.index])


def again(together: Together) -> pd.DataFrame:
    """Every record, and whether its source had recorded the episode before."""
    rows = together.reports
    return _asked(rows, rows["again"])


def _of_several(rows: pd.DataFrame) -> pd.DataFrame:
    """Of these records, those of episodes that two sources or more recorded."""
    return rows[rows.groupby("episode")["source"].transform("nunique") > 1]


def _asked(rows: pd.DataFrame, broken: pd.Series) -> pd.DataFrame:
    """Records of all sources that a rule was asked of: `FOUND`."""
    return pd.DataFrame({"table": rows["source"], "row": rows["row"], "child": rows["child"], "broken": broken})


def disagree(together: Together) -> pd.DataFrame:
    """Shared records, and whether one says missing and another unauthorised absence."""
    rows = _of_several(together.reports[~together.reports["again"]])
    says = pd.concat([rows.loc[rows["source"] == name, "kind"].map(source.records)
                      for name, source in RECORDERS.items()]).reindex(rows.index)
    return _asked(rows, says.groupby(rows["episode"]).transform("nunique") > 1)


def starts_differ(together: Together) -> pd.DataFrame:
    """Shared records with the time of day, and whether their starts lie far apart."""
    return _far_apart(together, "start", pd.Timedelta(hours=2))


def returns_differ(together: Together) -> pd.DataFrame:
    """Shared records with the time of the return, and whether the returns lie far apart."""
    return _far_apart(together, "end", pd.Timedelta(hours=12))


def _far_apart(together: Together, moment: str, most: pd.Timedelta) -> pd.DataFrame:
    rows = together.reports[~together.reports["again"] & together.reports["timed"]].dropna(subset=[moment])
    rows = _of_several(rows)
    by_episode = rows.groupby("episode")[moment]
    return _asked(rows, by_episode.transform("max") - by_episode.transform("min") > most)
