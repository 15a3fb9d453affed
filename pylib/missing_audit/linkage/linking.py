"""Give every row its child."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from missing_audit.config import Linkage, Settings
from missing_audit.linkage.accuracy import accuracy, exact, read_truth
from missing_audit.linkage.areas import area_of, areas
from missing_audit.linkage.estimates import UNKNOWN
from missing_audit.linkage.knowledge import REGISTER, area_columns, named, numbered, preferred
from missing_audit.linkage.linked import QUALITY, THRESHOLDS, Linked, ages, dates_of
from missing_audit.linkage.pseudonyms import pseudonym, pseudonyms, register_key
from missing_audit.linkage.solution import Solution, solve
from missing_audit.linkage.training import FEWEST_RECORDS
from missing_audit.linkage.weights import weights
from missing_audit.sources import SOURCES

__all__ = ["EXACT", "link"]

Rows = Mapping[str, pd.DataFrame]
EXACT = "Exact names and birth"


def link(used: Rows, key: bytes, *, disputed: Collection[str] = (), settings: Settings | None = None) -> Linked:
    """Give every row its child.

    Sources that know a child by name are linked by likeness of names, birth, postcodes and sex, after Fellegi and
    Sunter [@fellegi1969], as Splink does it; tables of the return belong to the case record of their number.

    Parameters
    ----------
    used
        Checked sources, by name.
    key
        The county's key.
    disputed
        Numbers of children whose case record the looked-after return contradicts.
    settings
        The county's settings; without them, the standard options hold, and there are no areas and no truth.

    Returns
    -------
    Linked

    Raises
    ------
    ConfigError
        If the engine asked for is not installed, or the truth does not fit the rows.
    SourceError
        If the lookup of areas or the decisions cannot be used.
    """
    options = settings.linkage if settings else Linkage()
    lookup = areas(settings) if settings else {}
    decided = settings.path(options.decisions) if settings and options.decisions else None
    solution = solve(used, options, key=key, decided=decided)
    # All that other thresholds need is kept: by record, the child. The pairs and what records say are let go.
    ways = {level: _named(solution, level, key) for level in (*_levels(options), None)}
    of_row = solution.records.of_row
    children = _children(ways[options.threshold], of_row)
    births = _majority(used, children, "dob", lambda days: days)
    tables = {name: _without_identity(name, rows, children[name], births, lookup) for name, rows in used.items()}
    quality = _quality(used, solution, settings)
    return Linked(
        tables, _identity(used, children), _joins(used, children), births,
        _majority(used, children, "sex", lambda sex: sex.where(sex.isin(["male", "female"]))),
        frozenset(pseudonym(register_key(number), key) for number in disputed),
        weights(solution.model, solution.pairs), quality, _thresholds(solution, options),
        _caveats(solution, quality), lambda threshold: _children(ways[threshold], of_row))


def _levels(options: Linkage) -> list[float]:
    """The thresholds by which children are told apart: the one in use, and those that it is compared with."""
    return sorted({options.threshold, *options.sensitivity})


def _named(solution: Solution, threshold: float | None, key: bytes) -> pd.Series:
    """The child of every record; without a threshold, by exact names and birth."""
    groups = exact(solution.records) if threshold is None else solution.groups(threshold)
    return pd.Series(pseudonyms(groups, solution.records.table, key), dtype="str")


def _children(named: pd.Series, of_row: Mapping[str, pd.Series]) -> dict[str, pd.Series]:
    """The child of every row, by source."""
    return {name: pd.Series(named.array.take(row.to_numpy()), index=row.index) for name, row in of_row.items()}


def _majority(used: Rows, children: Mapping[str, pd.Series], column: str,
              clean: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """What most rows of each child say, the register before others; where they are as many, the first in order."""
    parts = [pd.DataFrame({"child": children[name], "value": clean(rows[column]), "tier": preferred(name)})
             for name, rows in used.items() if column in rows]
    if not parts:
        return pd.Series(dtype="str")
    counts = pd.concat(parts).dropna().value_counts().reset_index()
    counts = counts.sort_values(["child", "tier", "count", "value"], ascending=[True, True, False, True])
    return counts.drop_duplicates("child").set_index("child")["value"]


def _without_identity(name: str, rows: pd.DataFrame, child: pd.Series, births: pd.Series,
                      lookup: dict[str, str]) -> pd.DataFrame:
    keep = [column.name for column in SOURCES[name].columns if not column.identity]
    out = rows[[*keep, "line"]].assign(child=child)
    if dated := SOURCES[name].dated:
        out["age"] = ages(dates_of(out["child"], births), out[dated])
    if "dob" in rows:
        out["birth_differs"] = rows["dob"].notna() & rows["dob"].ne(dates_of(child, births))
    if lookup:
        out = out.assign(**{area: area_of(rows[column], lookup) for area, column in area_columns(name).items()})
    return out


def _identity(used: Rows, children: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Who each child is, as every source spells it."""
    columns = ["person", "surname", "forename", "dob"]
    empty = pd.DataFrame(columns=["child", "source", *columns])
    parts = [rows.reindex(columns=columns).assign(child=children[name], source=name).drop_duplicates()
             for name, rows in used.items()]
    table = pd.concat(parts or [empty], ignore_index=True).astype({"dob": "datetime64[s]"})
    table = table.astype(dict.fromkeys(["person", "surname", "forename"], "str"))[empty.columns]
    return table.sort_values(["source", *columns, "child"], ignore_index=True)


def _joins(used: Rows, children: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Rows of every source whose child the register has."""
    known = set(children[REGISTER]) if REGISTER in children else set()
    steps = [(SOURCES[name].title, how, name)
             for kind, how in ((numbered, "social care's number"),
                               (named, "likeness of names, birth, postcode and sex"))
             for name in used if kind(name) and name != REGISTER and "episodes" not in name and "missing" not in name]
    lines: list[tuple[Any, ...]] = []
    for step, how, name in steps:
        child = children[name]
        joined = child.isin(known)
        lines.append((step, how, name, len(child), int(joined.sum()), child[joined].nunique(),
                      child[~joined].nunique()))
    return pd.DataFrame(lines, columns=["step", "how", "source", "rows", "joined", "joined_children", "apart_children"])


def _thresholds(solution: Solution, options: Linkage) -> pd.DataFrame:
    lines = [(f"{level:g}", level, len(np.unique(solution.groups(level))), level == options.threshold)
             for level in _levels(options)]
    lines.append((EXACT, np.nan, len(np.unique(exact(solution.records))), False))
    return pd.DataFrame(lines, columns=THRESHOLDS)


def _quality(used: Rows, solution: Solution, settings: Settings | None) -> pd.DataFrame:
    """Against the truth where it is known, else from what a person has decided."""
    if settings is None:
        return pd.DataFrame(columns=QUALITY)
    options = settings.linkage
    if options.truth is None:
        return solution.reviewed(options, settings.statistics.confidence)
    ways = {f"{level:g}": solution.groups(level)
            for level in (options.threshold, *sorted({*options.sensitivity} - {options.threshold}))}
    return accuracy(used, solution.records, ways | {EXACT: exact(solution.records)},
                    read_truth(settings, "person")["person"], settings)


def _caveats(solution: Solution, quality: pd.DataFrame) -> tuple[str, ...]:
    few = (f"There are fewer than {FEWEST_RECORDS:,} different records to learn from, so records were linked by "
           "standard weights, which may not fit how this county's agencies record.")
    reviewed = len(quality) > 0 and (quality["by"] == "Clerical review").all()
    return (() if solution.model.trained else (few,)) + ((UNKNOWN,) if reviewed else ())
