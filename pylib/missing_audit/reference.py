"""The county's own populations: by district, year, age and sex."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import SourceError
from missing_audit.readers.files import fold, read_columns

__all__ = ["POPULATION_COLUMNS", "populations"]

POPULATION_COLUMNS = ("district", "year", "age", "sex", "population")


def populations(settings: Settings) -> pd.DataFrame | None:
    """Read the county's populations.

    Parameters
    ----------
    settings
        The county's settings.

    Returns
    -------
    DataFrame or None
        One row per district, year, age and sex: `district`, `year` (of the mid-year estimate; stands for the audit
        year that begins in it), `age` (completed years), `sex` (``male``, ``female``), `population` (people).
        Nothing where `audit.toml` names no file.

    Raises
    ------
    SourceError
        If a column, a district, a year or an age is missing, or a value cannot be a population.
    """
    if settings.reference.populations is None:
        return None
    path = settings.path(settings.reference.populations)
    rows = read_columns(path, POPULATION_COLUMNS)
    for name in ("year", "age", "population"):
        values = pd.to_numeric(rows[name], errors="coerce")
        bad = values.isna() | (values < 0) | (values != values.round())
        if bad.any():
            first = rows[bad].iloc[0]
            raise SourceError(f"{path}:{first['line']}: {name} = {first[name]!r}: must be a whole number, 0 or more.")
        rows[name] = values.astype(int)
    rows["sex"] = rows["sex"].str.lower().map({"m": "male", "male": "male", "f": "female", "female": "female"})
    names = {fold(district): district for district in settings.county.districts}
    rows["district"] = rows["district"].map(fold).map(names)
    # Totals of the county or of both sexes, and neighbours, may stand in the same file: they are not counted again.
    rows = rows[rows["district"].notna() & rows["sex"].notna()]
    _complete(rows, settings, str(path))
    return rows[list(POPULATION_COLUMNS)]


def _complete(rows: pd.DataFrame, settings: Settings, path: str) -> None:
    """Every district, year and age of the rates is there, once."""
    ages = range(settings.ages.youngest, settings.ages.oldest + 1)
    wanted = pd.MultiIndex.from_product([settings.county.districts, settings.years, ages, ["male", "female"]],
                                        names=["district", "year", "age", "sex"])
    have = pd.MultiIndex.from_frame(rows[["district", "year", "age", "sex"]])
    gaps = wanted.difference(have)
    if len(gaps):
        raise SourceError(f"{path}: no population for {_named(wanted.names, gaps[0])} ({len(gaps)} such gaps). Every "
                          "district of audit.toml needs every year, age and sex.")
    wanted_rows = rows[rows["age"].isin(ages)]
    empty = wanted_rows.groupby("year")["population"].sum().reindex(settings.years) == 0
    if empty.any():
        raise SourceError(f"{path}: the population of the year {empty.idxmax()} is 0, so that there is no "
                          "rate.")
    if have.duplicated().any():
        raise SourceError(f"{path}: {_named(wanted.names, have[have.duplicated()][0])} stands there twice.")


def _named(names: Sequence[str], values: Sequence[object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
