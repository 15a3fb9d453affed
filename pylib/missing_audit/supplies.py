"""What `audit.toml` names and what is there: the answer to 'what is still to be supplied?'."""

from __future__ import annotations

from missing_audit.config import Settings
from missing_audit.sources import SOURCES

__all__ = ["outstanding"]

_REFERENCE = {
    "populations": "population by district, year, age and sex (columns district, year, age, sex, population)",
    "adjacency": "which districts border on which (columns district, neighbour)",
    "tile_map": "where each district stands on the tile map (columns district, row, column)",
    "school_terms": "school terms (columns start, end, name)",
}


def outstanding(settings: Settings) -> list[str]:
    """Everything that is still to be supplied, by name.

    Parameters
    ----------
    settings
        The county's settings.

    Returns
    -------
    list of str
        One line each, in the order of `audit.toml`'s sections; none where all is there.
    """
    lines = []
    for name, table in SOURCES.items():
        source = settings.sources.get(name)
        if source is None:
            lines.append(f"{table.title}: not named under [sources.{name}]; its owner is {table.owner}.")
        elif not settings.path(source.path).is_file():
            lines.append(f"{table.title}: {settings.path(source.path)} is not there; its owner is {table.owner}.")
    for name, what in _REFERENCE.items():
        path = getattr(settings.reference, name)
        if path is None:
            lines.append(f"{name}: not named under [reference]; {what}.")
        elif not settings.path(path).is_file():
            lines.append(f"{name}: {settings.path(path)} is not there; {what}.")
    if settings.county.latitude is None:
        lines.append("latitude: not given under [county]; degrees north, from 49 to 61, for the length of the day.")
    if not settings.path(settings.linkage.key).is_file():
        lines.append(f"linkage key: {settings.path(settings.linkage.key)} is not there; "
                     f"`missing-audit key --config {settings.file}` makes one.")
    return lines
