"""Children from pairs: joined best first, never two rows of a source that has one a child, never against a decision."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from missing_audit.linkage.model import match_weight

__all__ = ["CLEAR", "Constraints", "clustered"]

CLEAR = 3.0
"""A record goes to one of two rows of a source with one row a child only if it fits better by so many bits (8 to 1)."""


@dataclass(frozen=True)
class Constraints:
    """What joining must respect.

    Attributes
    ----------
    unique
        By record, the number of the source with one row a child that it is of; -1 for other records.
    same, different
        Pairs of records that a person has decided on, as rows of two numbers.
    """

    unique: np.ndarray
    same: np.ndarray = field(default_factory=lambda: np.empty((0, 2), dtype=int))
    different: np.ndarray = field(default_factory=lambda: np.empty((0, 2), dtype=int))


def clustered(pairs: pd.DataFrame, constraints: Constraints, *, threshold: float) -> np.ndarray:
    """Join records into children.

    Decisions come first. Then pairs at or above the threshold are taken in order of weight, and two groups are joined
    unless that would put two rows of a source with one row a child together, or records that a person has told apart.
    A record that fits two such rows about equally well is joined to neither.

    Parameters
    ----------
    pairs
        As `model.pairs` gives them: in order of weight, then of content.
    constraints
        What joining must respect.
    threshold
        Match probability from which a pair is of one child.

    Returns
    -------
    ndarray
        By record, the smallest number of a record of the same child.
    """
    likely = pairs[pairs["weight"] >= match_weight(threshold, 1 - threshold)]
    left, right, weight = (likely[name].to_numpy() for name in ("left", "right", "weight"))
    kept = _clear(left, right, weight, constraints.unique)
    left, right = left[kept], right[kept]
    number = len(constraints.unique)
    edges = np.vstack([constraints.same, np.column_stack([left, right])])
    whole = _components(edges, number)
    strained = _strained(whole, constraints)
    if not strained.any():
        return whole
    inside = strained[edges[:, 0]]
    whole[strained] = _joined(edges[inside], np.nonzero(strained)[0], constraints)
    return whole


def _clear(left: np.ndarray, right: np.ndarray, weight: np.ndarray, unique: np.ndarray) -> np.ndarray:
    """Pairs that stand: not between rows of one unique source, nor of a record that fits two of them about equally."""
    both = (unique[left] >= 0) & (unique[left] == unique[right])
    ends = pd.DataFrame({"pair": np.tile(np.arange(len(left)), 2), "record": np.concatenate([left, right]),
                         "source": unique[np.concatenate([right, left])], "weight": np.tile(weight, 2)})
    ends = ends[(ends["source"] >= 0) & ~both[ends["pair"]]].sort_values("weight", ascending=False, kind="stable")
    group = ends.groupby(["record", "source"])["weight"]
    best, place = group.transform("max"), group.cumcount()
    second = ends["weight"].where(place == 1).groupby([ends["record"], ends["source"]]).transform("max")
    lost = (place > 0) | (best - second < CLEAR)
    stands = ~both
    stands[ends.loc[lost.to_numpy(), "pair"].to_numpy()] = False
    return stands


def _components(edges: np.ndarray, number: int) -> np.ndarray:
    """Groups of records that edges connect, each by its smallest record."""
    graph = coo_array((np.ones(len(edges), dtype=np.int8), (edges[:, 0], edges[:, 1])), shape=(number, number))
    labels = connected_components(graph, directed=False)[1]
    first = np.full(labels.max(initial=-1) + 1, number)
    np.minimum.at(first, labels, np.arange(number))
    return first[labels]


def _strained(whole: np.ndarray, constraints: Constraints) -> np.ndarray:
    """Records of groups that break a constraint."""
    rows = np.nonzero(constraints.unique >= 0)[0]
    pairs = pd.DataFrame({"group": whole[rows], "source": constraints.unique[rows]})
    apart = constraints.different
    broken = set(pairs.loc[pairs.duplicated(), "group"]) | set(
        whole[apart[whole[apart[:, 0]] == whole[apart[:, 1]], 0]])
    return np.isin(whole, np.array(sorted(broken), dtype=int))


def _joined(edges: np.ndarray, records: np.ndarray, constraints: Constraints) -> np.ndarray:
    """Join groups edge by edge, best first, where every constraint allows it; by record, its group's smallest."""
    parent = {int(record): int(record) for record in records}
    sources = {record: {int(constraints.unique[record])} - {-1} for record in parent}
    apart: dict[int, set[int]] = {record: set() for record in parent}
    for one, other in constraints.different.tolist():
        if one in parent and other in parent:
            apart[one].add(other)
            apart[other].add(one)

    def root(record: int) -> int:
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    for one, other in edges.tolist():
        low, high = sorted((root(one), root(other)))
        if low == high or sources[low] & sources[high] or any(root(far) == high for far in apart[low]):
            continue
        parent[high] = low
        sources[low] |= sources[high]
        apart[low] |= apart[high]
    return np.array([root(int(record)) for record in records])
