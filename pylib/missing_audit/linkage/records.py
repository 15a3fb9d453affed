"""Identity records: what one source holds of one child under one spelling, with the rows that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.linkage.knowledge import REGISTER, UNIQUE, named, numbered, postcode_columns
from missing_audit.linkage.names import each, plain, postcode

__all__ = ["IDENTITY", "Records", "identity_records"]

IDENTITY = ["surname", "forename", "birth", "sex", "home"]
"""What tells one identity record of a source from another."""
_ORDER = ["source", "surname", "forename", "birth", "sex", "home", "person"]


@dataclass(frozen=True)
class Records:
    """The identity records of all sources, ordered by content, so that a record's number does not depend on its rows.

    Attributes
    ----------
    table
        One row per record, by its number: `source`, `person` (number, of a source that has one), `surname`, `forename`
        (plain, see `plain`), `spelt`, `called` (surname and forename as written, first in order), `birth` (ISO day),
        `sex` (missing where not known), `home` (postcode of the first-named column), `rows` (that hold it), `linkable`
        (whether it has a name to link by), `key` (the content as one text, different for every record).
    postcodes
        One row per record and postcode: `record`, `postcode`; of all rows, and of the return's rows of that child.
    of_row
        Record of every row, by source, indexed as the source's rows.
    """

    table: pd.DataFrame
    postcodes: pd.DataFrame
    of_row: dict[str, pd.Series]

    @property
    def linkable(self) -> pd.DataFrame:
        """Records that have a name to link by."""
        return self.table[self.table["linkable"]]


def identity_records(used: Mapping[str, pd.DataFrame]) -> Records:
    """Gather the rows of all sources into identity records.

    Rows of one source that agree in surname, forename, birth, sex and home postcode are one record; in a source with
    one row a child every row is one. Rows that know a child by number belong to the register's record of that number,
    or to a record of their own that nothing links to.

    Parameters
    ----------
    used
        Checked sources, by name.

    Returns
    -------
    Records
    """
    groups = {name: _grouped(name, rows) for name, rows in used.items() if named(name)}
    parts = [group.assign(source=name) for name, (group, _) in groups.items()]
    strange = _strangers(used)
    table = pd.concat([*parts, strange]) if parts else strange
    table = table.reset_index(names="old").sort_values(_ORDER, ignore_index=True, na_position="first")
    new = {name: part.set_index("old").index for name, part in table.groupby("source")}
    numbers = {name: pd.Series(table.index[table["source"] == name], index=old) for name, old in new.items()}
    of_row = {name: codes.map(numbers[name]) for name, (_, codes) in groups.items()}
    by_number = table.dropna(subset=["person"]).reset_index().set_index("person")["index"]
    of_row |= {name: rows["person"].map(by_number).astype(int) for name, rows in used.items() if numbered(name)}
    table["key"] = _keys(table)
    return Records(table.drop(columns="old"), _postcodes(used, of_row), of_row)


def _grouped(name: str, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """A source's records, unordered, and the record of every row."""
    homes = postcode_columns(name)
    given = pd.DataFrame({
        "surname": each(rows["surname"], plain),
        "forename": each(rows["forename"], plain),
        "birth": rows["dob"].dt.strftime("%Y-%m-%d"),
        "sex": rows["sex"].where(rows["sex"].isin(["male", "female"])) if "sex" in rows else None,
        "home": each(rows[homes[0]], postcode) if homes else None,
    }, index=rows.index).astype("str")
    given["person"] = rows["person"] if name == REGISTER else pd.Series(pd.NA, index=rows.index, dtype="str")
    codes = (pd.Series(np.arange(len(rows)), index=rows.index) if name in UNIQUE
             else given.groupby(IDENTITY, dropna=False, sort=False).ngroup())
    group = given.assign(code=codes).drop_duplicates("code").set_index("code").sort_index()
    written = rows.groupby(codes)[["surname", "forename"]].min()
    return group.assign(spelt=written["surname"], called=written["forename"], linkable=True,
                        rows=codes.value_counts().reindex(group.index)), codes


def _strangers(used: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Records of children whom a source knows by a number that the register does not have."""
    known = set(used[REGISTER]["person"]) if REGISTER in used else set()
    rows = [rows[["person"]].assign(birth=rows["dob"].dt.strftime("%Y-%m-%d") if "dob" in rows else None)
            for name, rows in used.items() if numbered(name)]
    columns = ["person", "birth"]
    found = pd.concat(rows) if rows else pd.DataFrame(columns=columns, dtype="str")
    found = found[~found["person"].isin(known)]
    counted = found.groupby("person").agg(birth=("birth", "min"), rows=("person", "size")).reset_index()
    blank = dict.fromkeys(("surname", "forename", "sex", "home", "spelt", "called"), pd.NA)
    out = counted.assign(**blank, source="return", linkable=False)
    text = [*columns, *blank, "source"]
    return out.astype(dict.fromkeys(text, "str")).astype({"rows": "int64", "linkable": "bool"})


def _keys(table: pd.DataFrame) -> pd.Series:
    """The content of every record as one text; the register's number alone where there is one."""
    text = "name:" + table["source"]
    for column in IDENTITY:
        text = text + "|" + table[column].fillna("")
    number = table["source"].map({REGISTER: "case:", "return": "return:"}) + table["person"]
    return number.fillna(text)


def _postcodes(used: Mapping[str, pd.DataFrame], of_row: Mapping[str, pd.Series]) -> pd.DataFrame:
    found = [pd.DataFrame({"record": of_row[name], "postcode": each(rows[column], postcode)}).dropna()
             for name, rows in used.items() if name in of_row for column in postcode_columns(name) if column in rows]
    long = pd.concat(found) if found else pd.DataFrame({"record": [], "postcode": []})
    long = long.astype({"record": "int64", "postcode": "str"})
    return long.drop_duplicates().sort_values(["record", "postcode"], ignore_index=True)
