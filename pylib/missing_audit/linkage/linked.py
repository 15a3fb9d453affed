"""Sources after linkage: one pseudonym a child, ages instead of births, areas instead of postcodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["QUALITY", "THRESHOLDS", "TOGETHER", "WEIGHTS", "Linked", "ages", "dates_of", "write_identity"]

WEIGHTS = ["comparison", "level", "m", "u", "weight", "pairs"]
QUALITY = ["matching", "by", "group", "made", "right", "true", "children", "precision", "precision_low",
           "precision_high", "recall", "recall_low", "recall_high"]
THRESHOLDS = ["matching", "threshold", "children", "in_use"]
TOGETHER = 25_000
"""Children whose records are handled at once: each has many, so that memory is what it costs."""


@dataclass(frozen=True)
class Linked:
    """Sources after linkage; only `identity` names a child.

    Attributes
    ----------
    tables
        The sources' rows, by source name, without any column that the dictionary marks as identity, with
        ``child`` (pseudonym), where the row has a start ``age`` on that day, and where the source has postcodes and
        the county a lookup ``area`` (home before place) and ``place_area``.
    identity
        One row per child, source and spelling: `child`, `source`, `person`, `surname`, `forename`, `dob`.
    joins
        One row per source but the register: `step` (its title), `how` (its rows are matched), `source`, `rows`,
        `joined`, `joined_children`, `apart_children` (different ones).
    births
        Date of birth by child, for collation to work out ages; not stored outside linkage.
    sexes
        Sex by child, where a source knows it.
    disputed
        Children whose case record the looked-after return contradicts.
    weights
        One row per level of likeness: `comparison`, `level` (in plain words), `m`, `u` (chance of it among records of
        one child, and of two), `weight` (bits), `pairs` (scored pairs at that level). The first row is the prior.
    quality
        One row per way of matching and group: how many pairs of rows it makes (`made`), of those `right`, and how
        many there are (`true`), with `precision` and `recall` and their intervals; see `accuracy`. Of real data, the
        estimates from clerical review, see `review.estimates`.
    thresholds
        One row per way of matching: `matching`, `threshold`, `children` (different ones), `in_use`.
    caveats
        What a reader must know of this linkage, in sentences.
    at
        The child of every row, by source, for each threshold in `thresholds`, or without one by exact names and birth;
        cheap, since no pair is scored again.
    """

    tables: dict[str, pd.DataFrame]
    identity: pd.DataFrame
    joins: pd.DataFrame
    births: pd.Series
    sexes: pd.Series
    disputed: frozenset[str]
    weights: pd.DataFrame
    quality: pd.DataFrame
    thresholds: pd.DataFrame
    caveats: tuple[str, ...] = ()
    at: Callable[[float | None], dict[str, pd.Series]] = field(repr=False, compare=False, default=lambda _: {})

    def parts(self, size: int = TOGETHER) -> Iterator[Linked]:
        """The same sources, some children at a time; each row keeps its place as its index."""
        seen = [rows["child"] for rows in self.tables.values()]
        code, children = pd.factorize(pd.concat(seen), sort=True) if seen else (np.array([], int), [])
        ends = np.cumsum([len(rows) for rows in seen])
        part_of = dict(zip(self.tables, np.split(code // size, ends[:-1]), strict=True)) if seen else {}
        for part in range(-(-len(children) // size)):
            yield replace(self, tables={name: rows[part_of[name] == part] for name, rows in self.tables.items()})

    def births_of(self, child: pd.Series) -> pd.Series:
        """Date of birth of each child named; missing where no source has one."""
        return dates_of(child, self.births)

    def sex_of(self, child: pd.Series) -> pd.Series:
        """Sex of each child named; unknown where no source has one."""
        return child.map(self.sexes).astype("str").fillna("unknown")


def dates_of(child: pd.Series, dates: pd.Series) -> pd.Series:
    """The date of each child named; missing where `dates`, which is by child, has none."""
    if dates.empty:
        return pd.Series(pd.NaT, index=child.index, dtype="datetime64[s]")
    return child.map(dates).astype("datetime64[s]")


def ages(births: pd.Series, days: pd.Series) -> pd.Series:
    """Age in completed years on each day; missing where either date is.

    Examples
    --------
    >>> ages(pd.Series([pd.Timestamp("2004-02-29")]), pd.Series([pd.Timestamp("2017-02-28")])).tolist()
    [12]
    """
    early = (days.dt.month < births.dt.month) | ((days.dt.month == births.dt.month) & (days.dt.day < births.dt.day))
    return (days.dt.year - births.dt.year - early).astype("Int64")


def write_identity(linked: Linked, path: Path) -> None:
    """Write the linkage store: the one file in which pseudonym and name stand together, for its owner alone."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    linked.identity.to_parquet(path, index=False)
