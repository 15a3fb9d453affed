"""The county's own reference files: what each is, its columns, what reads it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from missing_audit.config import Settings
from missing_audit.errors import AuditError
from missing_audit.geography import ADJACENCY_COLUMNS, TILE_COLUMNS, neighbours, tile_map
from missing_audit.linkage.areas import AREA_COLUMNS, areas, districts_of_areas
from missing_audit.reference import POPULATION_COLUMNS, populations
from missing_audit.terms import TERM_COLUMNS, school_terms

__all__ = ["SURROUNDINGS", "Surrounding", "faults"]


@dataclass(frozen=True)
class Surrounding:
    """A reference file under ``[reference]``.

    Attributes
    ----------
    title
        What it is, as `init` names it.
    holds
        What it holds, as `check` asks for it.
    columns
        Its columns.
    readers
        What reads it; without a file that `audit.toml` names and that something reads, no book.
    """

    title: str
    holds: str
    columns: tuple[str, ...]
    readers: tuple[Callable[[Settings], object], ...] = ()


SURROUNDINGS: dict[str, Surrounding] = {
    "populations": Surrounding("populations by district", "population by district, year, age and sex",
                               POPULATION_COLUMNS, (populations,)),
    "areas": Surrounding("ward-like areas by postcode", "ward-like area by postcode or leading part of one, and if you "
                         "can the district of each area", AREA_COLUMNS, (areas, districts_of_areas)),
    "adjacency": Surrounding("neighbouring districts", "which districts border on which", ADJACENCY_COLUMNS,
                             (neighbours,)),
    "tile_map": Surrounding("tile map of the districts", "where each district stands on the tile map",
                            TILE_COLUMNS, (tile_map,)),
    "school_terms": Surrounding("school terms", "school terms", TERM_COLUMNS, (school_terms,)),
}
"""By key under ``[reference]``, in the order in which they are asked for."""


def faults(settings: Settings) -> dict[str, str]:
    """Why a reference file that `audit.toml` names cannot be used, by its key.

    Parameters
    ----------
    settings
        The county's settings.

    Returns
    -------
    dict
        Empty where all can be used.
    """
    found = {}
    for name, surrounding in SURROUNDINGS.items():
        try:
            for read in surrounding.readers:
                read(settings)
        except AuditError as fault:
            found[name] = str(fault)
    return found
