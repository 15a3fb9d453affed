"""Shares of rows as findings print them: clustered on the child, with what protects them, and with no cell to guess."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from missing_audit.config import Disclosure
from missing_audit.findings.common import guarded
from missing_audit.safe_table import Field
from missing_audit.statistics.estimate import FEWEST
from missing_audit.statistics.shares import clustered_share

__all__ = ["guarded_cells", "per_child", "share_field", "share_of", "sides"]


def per_child(rows: pd.DataFrame, counted: pd.Series) -> pd.DataFrame:
    """Rows that are counted, and all rows, of each child, ordered by content: `part`, `whole`."""
    both = pd.DataFrame({"part": counted.fillna(False).astype(int), "whole": 1}, index=rows.index)
    return both.groupby(rows["child"]).sum().sort_values(["part", "whole"], ignore_index=True)


def sides(own: pd.DataFrame) -> dict[str, float]:
    """What protects a share, from `per_child`: `children` and `largest`.

    Whoever knows a share and its whole knows the rest as well, so that the fewer of the children with and without
    something counted are the children behind it; a side without any child tells of nobody.
    """
    many = [int((each > 0).sum()) for each in (own["part"], own["whole"] - own["part"])]
    total = own["part"].sum()
    return {"children": min((each for each in many if each), default=0),
            "largest": float(own["part"].max() / total) if total else 0.0}


def share_of(name: str, rows: pd.DataFrame, counted: pd.Series, *, confidence: float) -> dict[str, float]:
    """Share of rows that are counted, with its interval and what protects it.

    Parameters
    ----------
    name
        What its columns are called.
    rows
        One row per thing that may be counted, with `child`.
    counted
        Whether each is; missing counts as not.
    confidence
        Level of the interval.

    Returns
    -------
    dict
        `name`, `name`_low, `name`_high (missing with fewer than ten children), `name`_children, `name`_largest.
    """
    own = per_child(rows, counted)
    share, low, high = clustered_share(own["part"].to_numpy(), own["whole"].to_numpy(), confidence=confidence)
    few = len(own) < FEWEST
    guard = sides(own)
    return {name: share, f"{name}_low": np.nan if few else low, f"{name}_high": np.nan if few else high,
            f"{name}_children": guard["children"], f"{name}_largest": guard["largest"]}


def share_field(name: str, label: str, *, spanner: str = "") -> Field:
    """The field of what `share_of` gives."""
    return Field(name, label, "share", f"{name}_children", f"{name}_largest", spanner, f"{name}_low", f"{name}_high")


def guarded_cells(table: pd.DataFrame, cells: Sequence[tuple[object, str]], policy: Disclosure) -> pd.DataFrame:
    """Have `common.guarded` look at cells that add up to something shown, those that a child dominates among them.

    Parameters
    ----------
    table
        With `name`_children and `name`_largest for every column named.
    cells
        Row and column of each.
    policy
        The county's threshold and dominance.

    Returns
    -------
    DataFrame
        The same; a cell that is withheld besides is given as of one child.
    """
    children = pd.Series([1 if table.at[row, f"{name}_largest"] > policy.dominance
                          else table.at[row, f"{name}_children"] for row, name in cells])
    found, out = guarded(children, policy.threshold), table.copy()
    for (row, name), before, after in zip(cells, children, found, strict=True):
        if before != after:
            out.loc[row, f"{name}_children"] = 1
    return out
