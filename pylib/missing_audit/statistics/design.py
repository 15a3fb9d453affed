"""The columns of a regression: what is compared with what, and whether the data can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["LEVEL", "indicators", "sides", "told_apart"]

LEVEL = "level"
"""The column of ones."""


def indicators(rows: pd.DataFrame, references: Mapping[str, object], numbers: Sequence[str] = ()) -> pd.DataFrame:
    """The design of a regression: a column of ones, and one for each value of a column but the one compared with.

    Parameters
    ----------
    rows
        One per observation.
    references
        By column of `rows`, the value that the others are compared with. Values without a row get no column.
    numbers
        Columns of `rows` that are taken as they are.

    Returns
    -------
    DataFrame
        One row per row: `LEVEL`, then ``column=value`` in order of value, then `numbers`.

    Raises
    ------
    RefusalError
        If a value is missing, or none of the rows has the value to compare with.

    Examples
    --------
    >>> indicators(pd.DataFrame({"sex": ["m", "f", "f"]}), {"sex": "m"}).to_dict("list")
    {'level': [1.0, 1.0, 1.0], 'sex=f': [0.0, 1.0, 1.0]}
    """
    columns = {LEVEL: np.ones(len(rows))}
    for name, reference in references.items():
        if rows[name].isna().any():
            raise RefusalError(f"{name} is not known of every row")
        if not rows[name].eq(reference).any():
            raise RefusalError(f"there is nothing to compare with: no row where {name} is '{reference}'")
        columns |= {f"{name}={value}": rows[name].eq(value).to_numpy(float)
                    for value in sorted(rows[name].unique()) if value != reference}
    columns |= {name: rows[name].to_numpy(float) for name in numbers}
    return pd.DataFrame(columns, index=rows.index)


def told_apart(design: pd.DataFrame, children: int, *, what: str = "children with an event") -> None:
    """Refuse a design whose columns cannot be told apart, or that asks more than so many children can tell.

    Parameters
    ----------
    design
        One row per observation.
    children
        Children with an event, or of the rarer outcome: ten are needed for each coefficient but that of `LEVEL`
        [@peduzzi1996].
    what
        What they are called where they are too few.

    Raises
    ------
    RefusalError
        Saying which.
    """
    x = design.to_numpy(float)
    if not np.isfinite(x).all():
        raise RefusalError("a value that the model needs is not known")
    for name in design.columns:
        if name != LEVEL and np.ptp(design[name].to_numpy(float), axis=0) == 0:
            raise RefusalError(f"'{name}' is the same everywhere")
    scaled = x / np.linalg.norm(x, axis=0)
    if np.linalg.matrix_rank(scaled) < x.shape[1]:
        raise RefusalError("what is to be compared cannot be told apart: some of it follows from the rest")
    wanted = FEWEST * sum(name != LEVEL for name in design.columns)
    if children < max(FEWEST, wanted):
        raise RefusalError(f"there are {children} {what}, and {max(FEWEST, wanted)} would be needed for as many "
                           "comparisons as these")


def sides(design: pd.DataFrame, child: pd.Series, event: np.ndarray,
          weights: np.ndarray | None = None) -> pd.DataFrame:
    """Children on the smaller side of each column.

    Parameters
    ----------
    design
        One row per observation.
    child
        Whose each row is.
    event
        Whether a row has an event.
    weights
        Children whom each row stands for.

    Returns
    -------
    DataFrame
        One row per column of the design: `present` and `children` (with an event) in the smaller of the two groups
        of a column of two values; of any other column, all.
    """
    weights = np.ones(len(design)) if weights is None else weights

    def count(rows: np.ndarray) -> int:
        return round(pd.Series(weights[rows]).groupby(child.to_numpy()[rows]).first().sum())

    lines = {}
    for name in design.columns:
        values = np.unique(design[name])
        groups = [design[name].to_numpy() == value for value in values] if len(values) == 2 else [
            np.ones(len(design), dtype=bool)]
        lines[name] = {"present": min(count(group) for group in groups),
                       "children": min(count(group & event) for group in groups)}
    return pd.DataFrame.from_dict(lines, orient="index")
