"""Which agencies' lists hold each child who went missing, by where it lived: what capture and recapture needs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

__all__ = ["LISTS", "living", "overlap"]

LISTS = {"care": ("police", "care_missing", "looked_after_missing"), "home": ("police", "care_missing")}
"""The lists that a child in care, and one at home, could be in.

The looked-after return cannot hold a child at home, this county's police hardly one who is placed outside it, and
neither social care nor the return one whom another authority placed here: what could not be is no sign of what was
missed."""
_LIES = {"care": "inside", "home": "home"}


def living(rows: pd.DataFrame, where: str) -> pd.DataFrame:
    """The episodes, with `lies`, of the county's own children placed in it, or of those at home; of nobody else."""
    return rows[rows["lies"] == _LIES[where]]


def overlap(rows: pd.DataFrame, lists: Sequence[str]) -> pd.DataFrame:
    """Children by which lists hold at least one of their episodes.

    Parameters
    ----------
    rows
        Episodes: `child`, and what each source recorded in a column of its name.
    lists
        Names of the sources.

    Returns
    -------
    DataFrame
        One row per combination of lists with a child in it: each list, and `children`; in the order of the lists. Who
        is in none of them is not counted.

    Examples
    --------
    >>> rows = pd.DataFrame({"child": ["a", "a", "b"], "police": ["said", None, None],
    ...                      "care_missing": [None, "said", "said"]})
    >>> overlap(rows, ["police", "care_missing"]).to_numpy().tolist()
    [[False, True, 1], [True, True, 1]]
    """
    names = [*lists]
    held = rows[names].notna().groupby(rows["child"]).any()
    held = held[held.any(axis=1)]
    return held.assign(children=1).groupby(names, as_index=False)["children"].sum()
