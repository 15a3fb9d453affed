"""How often linkage is right, where the truth is known: pairs of rows, counted without listing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import ConfigError
from missing_audit.linkage.knowledge import REGISTER, named, preferred
from missing_audit.linkage.linked import QUALITY, ages
from missing_audit.linkage.records import Records
from missing_audit.schema import code_list
from missing_audit.sources import SOURCES
from missing_audit.statistics.shares import clustered_share

__all__ = ["accuracy", "exact", "read_truth"]

_BANDS = ((0, "Under 10"), (10, "10 to 13"), (14, "14 to 17"), (18, "18 or over"))
_ETHNIC = "Ethnic group"


def read_truth(settings: Settings, *columns: str) -> pd.DataFrame:
    """What every row is truly of, from the file that `audit.toml` names.

    Parameters
    ----------
    settings
        The county's settings.
    columns
        What is asked: ``person``, ``event``, ``kind``.

    Returns
    -------
    DataFrame
        These columns as text, missing where blank, indexed by source and line.

    Raises
    ------
    ConfigError
        If the file is not there, or lacks a column.
    """
    path = settings.path(str(settings.linkage.truth))
    if not path.is_file():
        raise ConfigError(f"{settings.file}: linkage.truth = {settings.linkage.truth!r}: no such file. Take the line "
                          "out, or name the file that tells whom each row is of.")
    table = pd.read_csv(path, dtype={"source": "str"} | dict.fromkeys(columns, "str"))
    if lacking := [name for name in ("source", "line", *columns) if name not in table]:
        raise ConfigError(f"{path}: no column {', '.join(lacking)}; it needs source, line, {', '.join(columns)}.")
    return table.set_index(["source", "line"])[list(columns)]


def exact(records: Records) -> np.ndarray:
    """Children by exact surname, forename and birth: the one register row alike in all three, else one another.

    Returns
    -------
    ndarray
        By record, the smallest number of a record of the same child.
    """
    table = records.table
    name = table["surname"] + "|" + table["forename"] + "|" + table["birth"]
    register = table["source"] == REGISTER
    twice = set(name[register][name[register].duplicated(keep=False)])
    # Of two register rows that are alike it cannot be known which is meant: neither takes a record of other sources.
    name = name.mask(register & name.isin(twice))
    name = name.mask(~table["linkable"]).fillna(table["key"])
    return table.index.to_series().groupby(name).transform("min").to_numpy()


def accuracy(used: Mapping[str, pd.DataFrame], records: Records, ways: Mapping[str, np.ndarray], truth: pd.Series,
             settings: Settings) -> pd.DataFrame:
    """Precision and recall of several ways of matching.

    A pair is two rows of sources that know a child by name, of one source or of two. A way makes the pair if it gives
    both rows one child; the pair is right if both are of one person. Each pair counts once from either end, and from
    each end in the group of that row's true person, so that a wrong pair across groups counts half in each.

    Parameters
    ----------
    used, records
        Checked sources, and their identity records.
    ways
        By name, the smallest record of each record's child.
    truth
        Person by source and line.
    settings
        For the level of confidence, and the first day, at which age is taken.

    Returns
    -------
    DataFrame
        One row per way and group: `matching`, `by` (``All``, ``Sources``, ``Sex``, ``Ethnic group``, ``Looked
        after``, ``Age``), `group`, `made`, `right`, `true` (pairs), `children` (persons with a row there),
        `precision`, `recall` and their intervals.

    Raises
    ------
    ConfigError
        If a row is of nobody whom the truth names.
    """
    sources = [name for name in used if named(name)]
    rows = pd.concat([pd.DataFrame({"source": name, "record": records.of_row[name], "person": _persons(
        name, used[name], truth, settings)}) for name in sources], ignore_index=True)
    rows["person"], persons = pd.factorize(rows["person"], sort=True)
    groups = {by: group.reindex(persons).reset_index(drop=True).astype("str").fillna("Not known")
              for by, group in _groups(used, truth, settings).items()}
    confidence = settings.statistics.confidence
    parts = []
    for way, group in ways.items():
        ends = rows.assign(child=group[rows["record"]])
        ends = ends.groupby(["source", "child", "person"]).size().rename("rows").reset_index()
        for by, name, counts in _counts(ends, groups, sources):
            sums = counts.groupby("person")[["made", "right", "true"]].sum()
            made, right, true = (sums[column].to_numpy(float) for column in ("made", "right", "true"))
            parts.append((way, by, name, *(round(x.sum() / 2) for x in (made, right, true)), len(sums),
                          *clustered_share(right, made, confidence=confidence),
                          *clustered_share(right, true, confidence=confidence)))
    return pd.DataFrame(parts, columns=QUALITY)


def _persons(name: str, rows: pd.DataFrame, truth: pd.Series, settings: Settings) -> np.ndarray:
    found = truth.reindex(pd.MultiIndex.from_product([[name], rows["line"]]))
    if found.isna().any():
        raise ConfigError(f"{settings.path(str(settings.linkage.truth))}: no person for line "
                          f"{rows['line'].to_numpy()[found.isna()][0]} of {name}. It must tell of every row.")
    return found.to_numpy()


def _counts(ends: pd.DataFrame, groups: Mapping[str, pd.Series],
            sources: list[str]) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """By group, what rows alike have others for: of their child, of their child and person, of their person."""
    whole = _others(ends, ends)
    yield "All", "All", whole
    for i, one in enumerate(sources):
        for other in sources[i:]:
            first, second = (ends[ends["source"] == name] for name in (one, other))
            counted = _others(first, second)
            # A pair within one source is met from both of its ends already.
            both = counted if one == other else pd.concat([counted, _others(second, first)])
            yield "Sources", f"{SOURCES[one].title} – {SOURCES[other].title}", both
    for by, group in groups.items():
        value = group.iloc[whole["person"]].set_axis(whole.index)
        for name in sorted(value.unique()):
            yield by, name, whole[value == name]


def _others(ends: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Pairs that rows alike have with partners, from how many there are of each; no row is its own partner."""
    out = {"person": ends["person"]}
    own = ends["source"].isin(partners["source"].unique()).astype(int)
    for name, keys in (("made", ["child"]), ("right", ["child", "person"]), ("true", ["person"])):
        sizes = partners.groupby(keys)["rows"].sum().rename("partners")
        out[name] = ends["rows"] * (ends[keys].join(sizes, on=keys)["partners"].fillna(0) - own)
    return pd.DataFrame(out)


def _groups(used: Mapping[str, pd.DataFrame], truth: pd.Series, settings: Settings) -> dict[str, pd.Series]:
    """What each true person is, by the sources: the register's word first, else what most rows say."""
    said: dict[str, list[pd.DataFrame]] = {"sex": [], "dob": [], "ethnicity": []}
    for name, rows in used.items():
        person = truth.reindex(pd.MultiIndex.from_product([[name], rows["line"]])).to_numpy()
        for column, parts in said.items():
            if column in rows and not (column == "ethnicity" and not SOURCES[name][column].values):
                parts.append(pd.DataFrame({"person": person, "value": rows[column], "tier": preferred(name)}))
    sex, births, ethnicity = (_most(parts) for parts in said.values())
    held = used.get("looked_after_header")
    looked_after = [] if held is None else truth.reindex(
        pd.MultiIndex.from_product([["looked_after_header"], held["line"]])).dropna().unique()
    everyone = pd.Index(truth.dropna().unique())
    first = pd.Timestamp(settings.period.start)
    old = ages(births.astype("datetime64[s]"), pd.Series(first, index=births.index))
    bands = pd.Series(np.select([old < limit for limit, _ in _BANDS[1:]], [label for _, label in _BANDS[:-1]],
                                _BANDS[-1][1]), index=births.index)
    labels = {code: entry.group for code, entry in code_list("ethnicity").items()}
    return {"Sex": sex.map({"male": "Male", "female": "Female"}), _ETHNIC: ethnicity.map(labels),
            "Looked after": pd.Series(np.where(everyone.isin(looked_after), "Looked after", "Not looked after"),
                                      index=everyone), "Age": bands}


def _most(parts: list[pd.DataFrame]) -> pd.Series:
    if not parts:
        return pd.Series(dtype="str")
    counts = pd.concat(parts).dropna().value_counts().reset_index()
    counts = counts.sort_values(["person", "tier", "count", "value"], ascending=[True, True, False, True])
    return counts.drop_duplicates("person").set_index("person")["value"]
