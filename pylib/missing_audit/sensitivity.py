"""What the headline figures would be if children were matched more or less strictly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from missing_audit.cohort import decided
from missing_audit.config import Settings
from missing_audit.linkage import Linked

__all__ = ["HEADLINES", "headlines"]

HEADLINES = ["matching", "threshold", "in_use", "held", "episodes", "children", "child_years", "aged_episodes"]
_NOTHING = np.zeros(4, dtype="int64")


def headlines(linked: Linked, settings: Settings) -> pd.DataFrame:
    """The figures of RQ01 for every threshold of the linkage that `audit.toml` names, and for exact matching.

    Parameters
    ----------
    linked
        Sources after linkage.
    settings
        The county's settings.

    Returns
    -------
    DataFrame
        One row per way of matching, as in `Linked.thresholds`: `matching`, `threshold`, `in_use`, `held` (different
        children in all sources), `episodes` and `children` (missing, by the decision table), `child_years` (children
        of the ages that rates are for, counted once in each audit year in which they were missing) and `aged_episodes`
        (episodes of those ages).
    """
    lines = []
    for way in linked.thresholds.itertuples():
        threshold = None if np.isnan(way.threshold) else way.threshold
        counts = sum((_counted(rows, settings) for rows in decided(_matched(linked, threshold), settings)), _NOTHING)
        lines.append((way.matching, way.threshold, way.in_use, way.children, *counts.tolist()))
    return pd.DataFrame(lines, columns=HEADLINES)


def _counted(rows: pd.DataFrame, settings: Settings) -> np.ndarray:
    """Episodes, children, child-years and episodes of the ages, of some children."""
    counted = rows[rows["scope"] == "missing"]
    aged = counted[counted["age"].between(settings.ages.youngest, settings.ages.oldest).fillna(False)]
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
