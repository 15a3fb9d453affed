"""What the headline figures would be if children were matched more or less strictly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from missing_audit.cohort import decided, placed
from missing_audit.config import Settings
from missing_audit.linkage import Linked
from missing_audit.overlap import LISTS, living, overlap
from missing_audit.placing import where_placed

__all__ = ["HEADLINES", "by_matching"]

HEADLINES = ["matching", "threshold", "in_use", "held", "episodes", "children", "child_years", "aged_episodes"]
_NOTHING = np.zeros(4, dtype="int64")
_EVERY_LIST = LISTS["care"]


def by_matching(linked: Linked, settings: Settings) -> dict[str, pd.DataFrame]:
    """The figures of RQ01 for every threshold of the linkage that `audit.toml` names, and for exact matching.

    Parameters
    ----------
    linked
        Sources after linkage.
    settings
        The county's settings.

    Returns
    -------
    dict of DataFrame
        ``headlines``, one row per way of matching, as in `Linked.thresholds`: `matching`, `threshold`, `in_use`, `held`
        (different children in all sources), `episodes` and `children` (missing, by the decision table), `child_years`
        (children of the ages that rates are for, counted once in each audit year in which they were missing) and
        `aged_episodes` (episodes of those ages). ``lists``, one row per way, `where` (``care`` or ``home``) and
        combination of lists: `matching`, `where`, each list, and `children` of these ages in just those.
    """
    lines, lists = [], []
    for way in linked.thresholds.itertuples():
        matched, counts = _matched(linked, None if np.isnan(way.threshold) else way.threshold), _NOTHING
        for part in matched.parts():
            for rows in decided(part, settings):
                counted = rows[rows["scope"] == "missing"]
                aged = counted[counted["age"].between(settings.ages.youngest, settings.ages.oldest).fillna(False)]
                counts = counts + _counted(counted, aged, settings)
                lists += [each.assign(matching=way.matching) for each in _lists(placed(aged, part), part)]
        lines.append((way.matching, way.threshold, way.in_use, way.children, *counts.tolist()))
    key = ["matching", "where", *_EVERY_LIST]
    held = pd.concat(lists or [pd.DataFrame(columns=[*key, "children"])])
    return {"headlines": pd.DataFrame(lines, columns=HEADLINES),
            "lists": held.groupby(key, as_index=False)["children"].sum()}


def _lists(aged: pd.DataFrame, linked: Linked) -> list[pd.DataFrame]:
    """Children by where they lived and the lists that hold them; a list that could not is of nobody."""
    aged = aged.assign(lies=where_placed(linked.tables, aged))
    return [overlap(living(aged, where), lists).assign(where=where).reindex(columns=["where", *_EVERY_LIST, "children"],
                                                                          fill_value=False)
            for where, lists in LISTS.items()]


def _counted(counted: pd.DataFrame, aged: pd.DataFrame, settings: Settings) -> np.ndarray:
    """Episodes, children, child-years and episodes of the ages, of some children."""
    first = pd.Timestamp(settings.period.start)
    early = (aged["start"].dt.month * 100 + aged["start"].dt.day) < first.month * 100 + first.day
    yearly = aged.assign(year=aged["start"].dt.year - early).drop_duplicates(["child", "year"])
    return np.array([len(counted), counted["child"].nunique(), len(yearly), len(aged)])


def _matched(linked: Linked, threshold: float | None) -> Linked:
    """The same sources with their children told apart in another way; births and sexes go with the rows."""
    found = linked.at(threshold)
    tables = {name: rows.assign(child=found[name]) for name, rows in linked.tables.items()}
    pairs = pd.concat([pd.DataFrame({"old": rows["child"], "new": found[name]})
                       for name, rows in linked.tables.items()] or [pd.DataFrame({"old": [], "new": []})])
    counts = pairs.value_counts().reset_index().sort_values(["new", "count", "old"], ascending=[True, False, True])
    old = counts.drop_duplicates("new").set_index("new")["old"]
    return replace(linked, tables=tables, births=linked.births_of(old).dropna(), sexes=linked.sex_of(old))
