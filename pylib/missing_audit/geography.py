"""The county's districts: which border on which, and where each stands on the tile map."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import SourceError
from missing_audit.readers.files import fold, read_columns

__all__ = ["ADJACENCY_COLUMNS", "TILE_COLUMNS", "districts_of", "neighbours", "tile_map"]

ADJACENCY_COLUMNS = ("district", "neighbour")
TILE_COLUMNS = ("district", "row", "column")


def districts_of(names: pd.Series, settings: Settings) -> pd.Series:
    """Districts as `audit.toml` spells them; missing where it does not name them."""
    known = {fold(name): name for name in settings.county.districts}
    return names.map(lambda name: known.get(fold(name)), na_action="ignore").astype("str")


def neighbours(settings: Settings) -> dict[str, frozenset[str]] | None:
    """Read which districts border on which; a pair given in one direction holds in both.

    Parameters
    ----------
    settings
        The county's settings.

    Returns
    -------
    dict or None
        By district, those next to it; places that `audit.toml` does not name are left out. Nothing where it names no
        file.

    Raises
    ------
    SourceError
        If a column is missing, or no two districts of the county are neighbours.
    """
    if settings.reference.adjacency is None:
        return None
    path = settings.path(settings.reference.adjacency)
    rows = read_columns(path, ADJACENCY_COLUMNS)
    first, second = (districts_of(rows[name], settings) for name in ADJACENCY_COLUMNS)
    pairs = {(a, b) for a, b in zip(first, second, strict=True) if a != b and not pd.isna(a) and not pd.isna(b)}
    if not pairs:
        raise SourceError(f"{path}: no two districts of audit.toml are neighbours in it.")
    pairs |= {(b, a) for a, b in pairs}
    return {name: frozenset(b for a, b in pairs if a == name) for name in settings.county.districts}


def tile_map(settings: Settings) -> pd.DataFrame | None:
    """Read where each district stands on the tile map.

    Parameters
    ----------
    settings
        The county's settings.

    Returns
    -------
    DataFrame or None
        One row per district: `district`, `row`, `column` (whole numbers; the first row is on top). Nothing where
        `audit.toml` names no file.

    Raises
    ------
    SourceError
        If a column or a district is missing, a place is no whole number, or two districts stand on one tile.
    """
    if settings.reference.tile_map is None:
        return None
    path = settings.path(settings.reference.tile_map)
    rows = read_columns(path, TILE_COLUMNS)
    rows["district"] = districts_of(rows["district"], settings)
    rows = rows[rows["district"].notna()]
    for name in TILE_COLUMNS[1:]:
        values = pd.to_numeric(rows[name], errors="coerce")
        if (bad := values.isna() | (values != values.round())).any():
            first = rows[bad].iloc[0]
            raise SourceError(f"{path}:{first['line']}: {name} = {first[name]!r}: must be a whole number.")
        rows[name] = values.astype(int)
    _complete(rows, settings, path)
    return rows[list(TILE_COLUMNS)].sort_values("district", ignore_index=True)


def _complete(rows: pd.DataFrame, settings: Settings, path: Path) -> None:
    """Every district has one tile, and every tile one district."""
    lacking = sorted(set(settings.county.districts) - set(rows["district"]))
    if lacking:
        raise SourceError(f"{path}: no tile for {', '.join(lacking)}. Every district of audit.toml needs one.")
    for by, what in ((["district"], "stands there twice"), (["row", "column"], "stands on another's tile")):
        again = rows[rows.duplicated(by)]
        if len(again):
            raise SourceError(f"{path}:{again.iloc[0]['line']}: {again.iloc[0]['district']} {what}.")
