"""How far people whose group is not known could move a comparison of two groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from missing_audit.statistics.estimate import RefusalError

__all__ = ["bounds"]


def bounds(people: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Worst-case bounds on ratios and differences of rates, whatever groups the unknown are of [@manski1989].

    The lowest ratio has, of those not known, whoever lowers the first group's rate most in the first group, and whoever
    raises the second's most in the second; the highest the other way about. Nobody is split. The bounds always hold
    the value that would be found if every group were known. Of an outcome that is yes or no over equal time some way of
    placing those not known gives exactly these bounds; otherwise they may be somewhat wider than need be.

    Parameters
    ----------
    people
        One row per person: `events`, `exposure` (over 0), `group` (missing where not known).
    pairs
        Groups to compare: the first's rate is divided by the second's, or has it taken away.

    Returns
    -------
    DataFrame
        One row per pair, in order: `group`, `reference`; `ratio` and `difference` (of those known), `spread` (the
        ratio if those not known were of the groups as the time of the known is, whatever their events),
        `ratio_lowest`, `ratio_highest`, `difference_lowest`, `difference_highest` (per unit of exposure), `unknown`
        (people not known).

    Raises
    ------
    RefusalError
        If nobody is known to be of a group, or nobody of the second is known to have an event.

    Examples
    --------
    >>> people = pd.DataFrame({"events": [1, 0, 1, 0, 1], "exposure": 1.0, "group": ["a", "a", "b", "b", None]})
    >>> bounds(people, [("a", "b")])[["ratio", "spread", "ratio_lowest", "ratio_highest"]].round(3).iloc[0].tolist()
    [1.0, 1.0, 0.75, 1.333]
    """
    known, free = people[people["group"].notna()], people[people["group"].isna()]
    sums = known.groupby("group")[["events", "exposure"]].sum().astype(float)
    everybody = sums["exposure"].sum()
    loose = free[["events", "exposure"]].sum().astype(float)
    lines = []
    for pair in pairs:
        first, second = (_extremes(sums, name, free) for name in pair)
        if first is None or second is None:
            raise RefusalError("nobody is known to be of one of the groups")
        if sums.at[pair[1], "events"] == 0:
            raise RefusalError("nobody known to be of the group compared with has an event")
        spread = [_rate(sums.loc[name] + loose * (sums.at[name, "exposure"] / everybody)) for name in pair]
        rates = [_rate(sums.loc[name]) for name in pair]
        lines.append({
            "group": pair[0], "reference": pair[1], "ratio": rates[0] / rates[1], "difference": rates[0] - rates[1],
            "spread": spread[0] / spread[1],
            "ratio_lowest": first[0] / second[1], "ratio_highest": first[1] / second[0],
            "difference_lowest": first[0] - second[1], "difference_highest": first[1] - second[0],
            "unknown": len(free),
        })
    return pd.DataFrame(lines)


def _rate(sums: pd.Series) -> float:
    return float(sums["events"] / sums["exposure"])


def _extremes(sums: pd.DataFrame, name: str, free: pd.DataFrame) -> tuple[float, float] | None:
    """Lowest and highest rate of a group, of all choices of people not known to be in it.

    A person raises a group's rate if their own is above it: taking them in order of their own rate, the best choice is
    among the first few.
    """
    if name not in sums.index:
        return None
    ordered = free.assign(own=free["events"] / free["exposure"]).sort_values("own", kind="stable")
    found = []
    for choice in (ordered, ordered[::-1]):
        events = sums.at[name, "events"] + np.concatenate([[0], choice["events"].cumsum()])
        exposure = sums.at[name, "exposure"] + np.concatenate([[0], choice["exposure"].cumsum()])
        found.append(events / exposure)
    return float(found[0].min()), float(found[1].max())
