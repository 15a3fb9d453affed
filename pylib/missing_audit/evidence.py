"""What the findings are made from: the collated tables, and the county's populations and school terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from missing_audit.config import Settings
from missing_audit.geography import neighbours, tile_map
from missing_audit.reference import populations
from missing_audit.sources import RECORDERS, SOURCES
from missing_audit.store import read_tables
from missing_audit.terms import school_terms

__all__ = ["Evidence", "gather"]


@dataclass(frozen=True)
class Evidence:
    """Collated tables, with what the county supplied and what it did not.

    Attributes
    ----------
    settings
        The county's settings.
    collated
        The tables of `COLLATED`, by name.
    records
        Each source's rows after linkage, by its name, with `child` in place of whom they name.
    population
        As `populations`, or nothing.
    supplied
        Names of the sources that could be read.
    terms
        As `school_terms`, or nothing.
    neighbours
        As `geography.neighbours`, or nothing.
    tiles
        As `tile_map`, or nothing.
    """

    settings: Settings
    collated: Mapping[str, pd.DataFrame]
    records: Mapping[str, pd.DataFrame]
    population: pd.DataFrame | None
    supplied: frozenset[str]
    terms: pd.DataFrame | None = None
    neighbours: Mapping[str, frozenset[str]] | None = None
    tiles: pd.DataFrame | None = None

    @property
    def episodes(self) -> pd.DataFrame:
        """Every episode, in scope or not."""
        return self.collated["episodes"]

    @property
    def children(self) -> pd.DataFrame:
        """Every child whom a source holds."""
        return self.collated["children"]

    @property
    def person_time(self) -> pd.DataFrame:
        """Days that children spent, by how they lived."""
        return self.collated["person_time"]

    def having(self, **tables: pd.DataFrame) -> Evidence:
        """The same, with these collated tables in place of its own."""
        return replace(self, collated={**self.collated, **tables})

    def has(self, *names: str) -> bool:
        """Whether all of these were supplied; ``populations`` counts as a source."""
        have = self.supplied | ({"populations"} if self.population is not None else set())
        return set(names) <= have

    @property
    def recorders(self) -> list[str]:
        """The sources of missing episodes that were supplied, in the order in which they are reported."""
        return [name for name in SOURCES if name in RECORDERS and name in self.supplied]

    def of_ages(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of children of the ages that rates are for."""
        ages = self.settings.ages
        return rows[rows["age"].between(ages.youngest, ages.oldest).fillna(False).astype(bool)]

    def in_scope(self) -> pd.DataFrame:
        """The episodes that count: missing, by the decision table."""
        return self.episodes[self.episodes["scope"] == "missing"]

    def person_years(self) -> pd.Series:
        """Population of the ages that rates are for, by audit year: the county's child-years."""
        return self.of_ages(self.population).groupby("year")["population"].sum().reindex(self.settings.years)


def gather(settings: Settings, folder: Path) -> Evidence:
    """Load what collation stored.

    Parameters
    ----------
    settings
        The county's settings.
    folder
        As `collate` returns it.

    Returns
    -------
    Evidence
    """
    tables = read_tables(folder)
    return Evidence(settings, tables, read_tables(folder / "linked"), populations(settings),
                    frozenset(tables["sources"]["table"]), school_terms(settings),
                    neighbours(settings), tile_map(settings))
