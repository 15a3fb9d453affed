"""One pseudonym a child: the looked-after return through the case record, other agencies by exact name and birth.

Names, dates of birth and addresses go in here and do not come out: what comes out has a keyed pseudonym, and ages.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import ConfigError
from missing_audit.sources import SOURCES

__all__ = ["Linked", "ages", "dates_of", "fingerprint", "link", "read_key", "write_identity"]

_NAMED = {"police": "Police report", "home_logs": "Row of a home's log", "caf": "CAF assessment"}
"""Sources that know a child by name and birth alone, with what a row of theirs is called."""
_KEY_BYTES = 16
_PUBLIC = "81f3d8e6f904727c8d1d17af11fe87f0d307612a298d2b43d3c944cfdae0018a"
"""Digest of the example county's key, which is published with it."""


@dataclass(frozen=True)
class Linked:
    """Sources after linkage; only `identity` names a child.

    Attributes
    ----------
    tables
        The sources' rows, by source name, without any column that the dictionary marks as identity, with
        ``child`` (pseudonym) and, where the row has a start, ``age`` on that day.
    identity
        One row per child and source: `child`, `source`, `person`, `surname`, `forename`, `dob`.
    joins
        One row per step of the linkage: `step`, `source`, `rows`, `joined`, `joined_children`, `apart_children`
        (different ones).
    disputed
        Children whose case record the looked-after return contradicts.
    births
        Date of birth by child, for collation to work out ages; not stored outside linkage.
    """

    tables: dict[str, pd.DataFrame]
    identity: pd.DataFrame
    joins: pd.DataFrame
    births: pd.Series
    disputed: frozenset[str] = frozenset()

    def births_of(self, child: pd.Series) -> pd.Series:
        """Date of birth of each child named; missing where no source has one."""
        return dates_of(child, self.births)

    def sex_of(self, child: pd.Series) -> pd.Series:
        """Sex of each child named: social care's record first, then the return's, then the other agencies'."""
        parts = [self.tables[name][["child", "sex"]]
                 for name in ("case_records", "looked_after_header", *_NAMED) if name in self.tables]
        if not parts:
            return pd.Series("unknown", index=child.index, dtype="str")
        known = pd.concat(parts).query("sex in ['male', 'female']").drop_duplicates("child").set_index("child")["sex"]
        return child.map(known).astype("str").fillna("unknown")


def read_key(settings: Settings) -> bytes:
    """The county's key for pseudonyms.

    Raises
    ------
    ConfigError
        If the file is not there, holds fewer than 16 characters, or is the example's for data that are not synthetic.
    """
    path = settings.path(settings.linkage.key)
    if not path.is_file():
        raise ConfigError(f"{settings.file}: linkage.key = {settings.linkage.key!r}: no such file. Make one with "
                          f"`missing-audit key --config {settings.file}`, and keep it with the extracts.")
    key = path.read_bytes().strip()
    if len(key) < _KEY_BYTES:
        raise ConfigError(f"{path}: the key has {len(key)} characters; it needs at least {_KEY_BYTES}.")
    if not settings.county.synthetic and hashlib.sha256(key).hexdigest() == _PUBLIC:
        raise ConfigError(f"{path}: this is the example county's key, which everybody can read. Take it away, and make "
                          f"one with `missing-audit key --config {settings.file}`.")
    return key


def fingerprint(key: bytes) -> str:
    """What tells one key from another without giving it away."""
    return hmac.new(key, b"fingerprint", hashlib.sha256).hexdigest()[:12]


def link(used: dict[str, pd.DataFrame], key: bytes, *, disputed: Collection[str] = ()) -> Linked:
    """Give every row its child.

    Parameters
    ----------
    used
        Checked sources, by name.
    key
        The county's key.
    disputed
        Numbers of children whose case record the looked-after return contradicts.

    Returns
    -------
    Linked
    """
    people, joins = _people(used)
    pseudonyms = {person: _pseudonym(person, key) for person in people["identity"].unique()}
    people["child"] = people["identity"].map(pseudonyms)
    births = people.dropna(subset=["dob"]).drop_duplicates("child").set_index("child")["dob"]
    tables = {name: _without_identity(name, rows, people, births) for name, rows in used.items()}
    identity = people[["child", "source", "person", "surname", "forename", "dob"]]
    identity = identity.drop_duplicates().sort_values(["source", "person", "child"], ignore_index=True)
    unclear = frozenset(_pseudonym(f"case:{person}", key) for person in disputed)
    return Linked(tables, identity, joins, births, unclear)


def _people(used: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per source row: which person it is, before pseudonyms."""
    case = used.get("case_records")
    parts = [] if case is None else [_part("case_records", case, "case:" + case["person"])]
    joins: list[tuple[str, str, int, int, int, int]] = []
    for step in (_by_number, _by_name):
        more, told = step(used)
        parts += more
        joins += told
    columns = ["source", "row", "identity", "person", "surname", "forename", "dob"]
    people = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns, dtype="str")
    people["dob"] = people["dob"].astype("datetime64[s]")
    steps = ["step", "source", "rows", "joined", "joined_children", "apart_children"]
    return people, pd.DataFrame(joins, columns=steps)


def _by_number(used: dict[str, pd.DataFrame]) -> tuple[list, list]:
    """The tables of the return, joined to the case record of the same number."""
    numbers = set(used["case_records"]["person"]) if "case_records" in used else set()
    parts, joins = [], []
    for name in ("looked_after_header", "looked_after_episodes", "looked_after_missing"):
        if name in used:
            rows = used[name]
            joined = rows["person"].isin(numbers)
            identity = np.where(joined, "case:", "return:") + rows["person"].astype("object")
            parts.append(_part(name, rows, pd.Series(identity, index=rows.index)))
    if (header := used.get("looked_after_header")) is not None:
        joins.append(_join("Looked-after return to case record, by number, not contradicted by birth or sex",
                           "looked_after_header", header["person"].isin(numbers), header["person"]))
    return parts, joins


def _by_name(used: dict[str, pd.DataFrame]) -> tuple[list, list]:
    """Sources that name a child, joined to the one case record of that name and birth, else to each other."""
    case, known = used.get("case_records"), {}
    if case is not None:
        names = _name_key(case).dropna()
        unique = names[~names.duplicated(keep=False)]
        known = dict(zip(unique, "case:" + case.loc[unique.index, "person"], strict=True))
    parts, joins = [], []
    for name, called in _NAMED.items():
        if name in used:
            rows = used[name]
            names = _name_key(rows)
            linked = pd.Series([known.get(key) for key in names], index=names.index, dtype="str")
            # Without a case record, agencies that spell a child alike still mean one child.
            parts.append(_part(name, rows, linked.fillna("name:" + names)))
            joins.append(_join(f"{called} to case record, by exact surname, forename and date of birth",
                               name, linked.notna(), names))
    return parts, joins


def _join(step: str, source: str, joined: pd.Series, child: pd.Series) -> tuple[str, str, int, int, int, int]:
    return step, source, len(joined), int(joined.sum()), child[joined].nunique(), child[~joined].nunique()


def _part(source: str, rows: pd.DataFrame, identity: pd.Series) -> pd.DataFrame:
    columns = {name: rows.get(name) for name in ("person", "surname", "forename")}
    dob = rows["dob"] if "dob" in rows else pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    return pd.DataFrame({"source": source, "row": rows.index, "identity": identity, **columns, "dob": dob})


def _name_key(rows: pd.DataFrame) -> pd.Series:
    """Surname, forename and birth in one text; names without case, accents, blanks or punctuation."""
    parts = [rows[name].map(_plain, na_action="ignore") for name in ("surname", "forename")]
    return parts[0] + "|" + parts[1] + "|" + rows["dob"].dt.strftime("%Y-%m-%d")


def dates_of(child: pd.Series, dates: pd.Series) -> pd.Series:
    """The date of each child named; missing where `dates`, which is by child, has none."""
    if dates.empty:
        return pd.Series(pd.NaT, index=child.index, dtype="datetime64[s]")
    return child.map(dates).astype("datetime64[s]")


def _plain(name: str) -> str:
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(mark for mark in spread if mark.isalpha())


def _pseudonym(identity: str, key: bytes) -> str:
    return hmac.new(key, identity.encode(), hashlib.sha256).hexdigest()[:16]


def _without_identity(name: str, rows: pd.DataFrame, people: pd.DataFrame, births: pd.Series) -> pd.DataFrame:
    own = people[people["source"] == name].set_index("row")["child"]
    keep = [column.name for column in SOURCES[name].columns if not column.identity]
    out = rows[keep].assign(child=own.reindex(rows.index))
    if "start" in keep:
        out["age"] = ages(dates_of(out["child"], births), out["start"])
    return out


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
