"""Dated rows of every source that records something else than missing episodes, in one form."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from missing_audit.collated import COLLATED
from missing_audit.sources import SOURCES

__all__ = ["contacts"]


def contacts(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What every agency did with, or knew of, each child, and when.

    Parameters
    ----------
    tables
        Sources after linkage, by name.

    Returns
    -------
    DataFrame
        As `COLLATED["contacts"]`, ordered by content.
    """
    names = COLLATED["contacts"].names
    parts = [_contacts(name, tables[name]) for name, source in SOURCES.items()
             if name in tables and source.contact]
    empty = pd.DataFrame({name: pd.Series(dtype="datetime64[s]" if name in {"start", "end"} else "str")
                          for name in names})
    return pd.concat([empty, *parts]).sort_values(["start", "end", "source", "kind", "child"], ignore_index=True)[names]


def _contacts(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    source = SOURCES[name]
    never = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    kind = rows[source.event] if source.event else pd.Series(pd.NA, index=rows.index)
    out = pd.DataFrame({"child": rows["child"], "source": name, "kind": kind.astype("str"),
                        "start": rows[source.dated].dt.normalize().astype("datetime64[s]"),
                        "end": rows[source.until].dt.normalize().astype("datetime64[s]") if source.until else never})
    return out.dropna(subset=["start"])
