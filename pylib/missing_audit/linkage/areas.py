"""Ward-like areas by postcode, so that no postcode leaves linkage."""

from __future__ import annotations

from functools import partial

import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import SourceError
from missing_audit.linkage.names import each, postcode, sector
from missing_audit.readers.files import fold, read_cells

__all__ = ["AREA_COLUMNS", "area_of", "areas"]

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
    if settings.reference.areas is None:
        return {}
    path = settings.path(settings.reference.areas)
    cells = read_cells(path, AREA_COLUMNS)
    named = {fold(heading): heading for heading in cells.rows.columns}
    if lacking := [name for name in AREA_COLUMNS if name not in named]:
        raise SourceError(f"{path}: no column {', '.join(lacking)}; it needs {', '.join(AREA_COLUMNS)}.")
    rows = cells.rows.rename(columns={named[name]: name for name in AREA_COLUMNS})
    found: dict[str, str] = {}
    for line, code, area in zip(rows["line"], rows["postcode"], rows["area"], strict=True):
        short = _short(code) if isinstance(code, str) else ""
        if not short or not isinstance(area, str) or not area.strip():
            raise SourceError(f"{path}:{line}: postcode = {code!r}, area = {area!r}: both must be given.")
        if found.setdefault(short, area.strip()) != area.strip():
            raise SourceError(f"{path}:{line}: postcode = {code!r} has the area {area!r} here and {found[short]!r} "
                              "further up. Take one of them out.")
    return found


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
