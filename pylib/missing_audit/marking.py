"""How well records were joined and episodes classed, where an invented county says what truly happened."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from missing_audit.config import Settings
from missing_audit.linkage.accuracy import read_truth
from missing_audit.statistics.shares import clustered_share

__all__ = ["MARKS", "marked"]

MARKS = ["measure", "part", "whole", "children", "value", "low", "high"]
_CLASSES = {"unauthorised": "absence", "family": "family"}
"""Outcome of the decision table, with the kind of true event that it should find."""


def marked(tables: Mapping[str, pd.DataFrame], reports: pd.DataFrame, episodes: pd.DataFrame,
           settings: Settings) -> pd.DataFrame:
    """Mark joined episodes against the true events.

    A pair is two records of one source or of two. Joining makes it if it puts both into one episode; it is right if
    both are of one true event. Only events that at least one source recorded can be met, and only those count. A
    joined episode is of the event that most of its records are of.

    Parameters
    ----------
    tables
        Sources after linkage, by name, each with ``line``.
    reports, episodes
        As `COLLATED`.
    settings
        The county's settings.

    Returns
    -------
    DataFrame
        One row per measure: `measure` (``precision`` and ``recall`` of pairs; ``sensitivity`` and ``specificity`` of
        each outcome, such as ``unauthorised sensitivity``), `part`, `whole`, `children` (true persons behind it),
        `value` and its interval `low`, `high`, the person as cluster. Empty without a truth.
    """
    if settings.linkage.truth is None:
        return pd.DataFrame(columns=MARKS)
    truth = read_truth(settings, "person", "event", "kind")
    line = pd.concat([pd.DataFrame({"source": name, "row": rows.index, "line": rows["line"]})
                      for name, rows in tables.items()])
    mine = reports[["episode", "source", "row"]].merge(line, on=["source", "row"])
    rows = mine.join(truth, on=["source", "line"])
    # A record of nobody's event, such as an adult's, is of an event of its own; and of a person of its own, if need be.
    rows["event"] = rows["event"].fillna("own " + rows.index.to_series().astype(str))
    rows["person"] = rows["person"].fillna(rows["event"])
    level = settings.statistics.confidence
    lines = [("precision", *_pairs(rows, "episode", level)), ("recall", *_pairs(rows, "event", level))]
    most = rows.sort_values(["episode", "event"]).groupby(["episode", "event", "kind", "person"]).size().reset_index()
    most = most.sort_values(["episode", 0, "event"], ascending=[True, False, True]).drop_duplicates("episode")
    found = most.merge(episodes[["episode", "scope"]], on="episode").query("scope not in ('outside', 'adult')")
    for scope, kind in _CLASSES.items():
        is_so, said = found["kind"].eq(kind).to_numpy(), found["scope"].eq(scope).to_numpy()
        lines.append((f"{scope} sensitivity", *_share(found["person"], said & is_so, is_so, level)))
        lines.append((f"{scope} specificity", *_share(found["person"], ~said & ~is_so, ~is_so, level)))
    return pd.DataFrame(lines, columns=MARKS)


def _pairs(rows: pd.DataFrame, by: str, level: float) -> tuple[float, ...]:
    """Right pairs among those that share `by`, counted from the sizes of their groups, from either end."""
    both = rows.groupby(["episode", "event"])["row"].transform("size") - 1
    mine = rows.groupby(by)["row"].transform("size") - 1
    person = rows["person"].astype("category").cat.codes.to_numpy()
    size = person.max(initial=0) + 1
    right, whole = (np.bincount(person, weights=part, minlength=size) for part in (both, mine))
    return (round(right.sum() / 2), round(whole.sum() / 2), int((whole > 0).sum()),
            *clustered_share(right, whole, confidence=level))


def _share(person: pd.Series, part: np.ndarray, whole: np.ndarray, level: float) -> tuple[float, ...]:
    code = person.astype("category").cat.codes.to_numpy()
    size = code.max(initial=0) + 1
    counted, of = (np.bincount(code[mask], minlength=size) for mask in (part, whole))
    return (int(counted.sum()), int(of.sum()), int((of > 0).sum()), *clustered_share(counted, of, confidence=level))
