"""Ward-like areas by postcode, so that no postcode leaves linkage."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import SourceError
from missing_audit.linkage.names import each, postcode, sector
from missing_audit.readers.files import fold, read_columns

__all__ = ["AREA_COLUMNS", "area_of", "areas", "districts_of_areas"]

AREA_COLUMNS = ("postcode", "area")


def areas(settings: Settings) -> dict[str, str]:
    """Read the county's lookup of areas.

    Parameters
    ----------
    settings
        The county's settings.

    Returns
    -------
    dict
        Area by postcode, or by a leading part of one: its letters, its first half, or its sector. Capitals, one blank
        between the halves (QX1 4 is no part of QX14 2YT). Empty where `audit.toml` names no file.

    Raises
    ------
    SourceError
        If a column or a value is missing, or a postcode stands there with two areas.
    """
    found: dict[str, str] = {}
    for line, code, area in _rows(settings, *AREA_COLUMNS):
        short = _short(code)
        if not short or not area:
            raise SourceError(f"{_path(settings)}:{line}: postcode = {code!r}, area = {area!r}: both must be given.")
        if found.setdefault(short, area) != area:
            raise SourceError(f"{_path(settings)}:{line}: postcode = {code!r} has the area {area!r} here and "
                              f"{found[short]!r} further up. Take one of them out.")
    return found


def districts_of_areas(settings: Settings) -> dict[str, str]:
    """District by area, where the county's lookup has a column for it.

    Returns
    -------
    dict
        Districts as `audit.toml` spells them; one that it does not name is left out. Empty without the column.

    Raises
    ------
    SourceError
        If an area stands there with two districts.
    """
    known = {fold(name): name for name in settings.county.districts}
    found: dict[str, str] = {}
    for line, area, given in _rows(settings, "area", "district"):
        district = known.get(fold(given))
        if district and found.setdefault(area, district) != district:
            raise SourceError(f"{_path(settings)}:{line}: the area {area!r} lies in {district} here and in "
                              f"{found[area]} further up. Take one of them out.")
    return found


def _path(settings: Settings) -> Path:
    return settings.path(settings.reference.areas)


def _rows(settings: Settings, *columns: str) -> list[tuple[int, str, str]]:
    """Line and two columns of each row; nothing where there is no file, or no column of districts in it."""
    if settings.reference.areas is None:
        return []
    rows = read_columns(_path(settings), AREA_COLUMNS, others=["district"])
    if not set(columns) <= set(rows.columns):
        return []
    return list(zip(rows["line"], *(rows[name] for name in columns), strict=True))


def _short(code: str) -> str:
    return postcode(code) or " ".join(code.upper().split())


def area_of(postcodes: pd.Series, lookup: dict[str, str]) -> pd.Series:
    """The area of each postcode; the longest entry that it begins with wins.

    Returns
    -------
    Series
        Missing where no entry fits.

    Examples
    --------
    >>> area_of(pd.Series(["QX1 4AB", "QX14 2YT"]), {"QX1": "A", "QX14": "B", "QX1 4": "C"}).tolist()
    ['C', 'B']
    """
    return each(postcodes, partial(_longest, lookup)).astype("str")


def _longest(lookup: dict[str, str], given: str) -> str | None:
    code = postcode(given)
    if code is None:
        return None
    half = code.split(" ")[0]
    parts = (code, code[:-1], sector(code), half, half[: 1 + half[1:2].isalpha()])
    return next((lookup[part] for part in parts if part in lookup), None)
