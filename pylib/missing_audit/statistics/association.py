"""Whether the rows and columns of a table go together, and how strongly; of children, or of children's rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["Association", "associated", "clustered_association"]

_EXPECTED = 5.0
"""Rows that each cell must be expected to hold for a chi-squared test."""


@dataclass(frozen=True)
class Association:
    """How strongly the rows and the columns of a table go together.

    Attributes
    ----------
    v
        Cramér's V less the bias of small samples, from 0 (not at all) to 1.
    low, high
        Limits of V.
    test
        That they do not go together.
    """

    v: float
    low: float
    high: float
    test: Difference


def associated(table: np.ndarray, *, confidence: float = 0.95) -> Association:
    """Test by chi-squared whether rows and columns go together, and how strongly [@pearson1900].

    Parameters
    ----------
    table
        Children by rows and columns, each child in one cell.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Association
        Cramér's V with Bergsma's correction of bias [@bergsma2013]; its limits are those of the non-central
        chi-squared that fit the statistic [@smithson2003], widened, where need be, to hold V.

    Raises
    ------
    RefusalError
        If there are fewer than two rows or columns with anybody in them, or a cell is expected to hold fewer than five.

    Examples
    --------
    >>> found = associated(np.array([[30, 20], [20, 40]]))
    >>> round(found.test.statistic, 3), round(found.v, 3), round(found.low, 3), round(found.high, 3)
    (7.822, 0.25, 0.08, 0.454)
    """
    table = _filled(table)
    if stats.contingency.expected_freq(table).min() < _EXPECTED:
        raise RefusalError("a cell of the table would hold fewer than five by chance, too few for this test")
    found = stats.chi2_contingency(table, correction=False)
    n, k = float(table.sum()), min(table.shape) - 1
    test = Difference(float(found.statistic), float(found.dof), None, float(found.pvalue), int(n), "χ²")
    v = _corrected(found.statistic, n, *table.shape)
    low, high = (min(1.0, np.sqrt(size / (n * k))) for size in _noncentral(found.statistic, found.dof, confidence))
    return Association(v, float(min(low, v)), float(max(high, v)), test)


def clustered_association(counts: np.ndarray) -> Difference:
    """Test whether rows and columns go together, where children have many rows: Rao and Scott's test [@rao1984].

    Parameters
    ----------
    counts
        Children by rows by columns: how many of the child's rows, such as episodes, are in each cell.

    Returns
    -------
    Difference
        Pearson's chi-squared over the sum of the design effects, referred to F with Satterthwaite's degrees of freedom.

    Raises
    ------
    RefusalError
        If there are fewer than ten children, or fewer than two rows or columns with anything in them.

    Examples
    --------
    >>> counts = np.eye(4)[np.repeat([0, 1, 2, 3], [30, 20, 20, 40])].reshape(-1, 2, 2)
    >>> round(clustered_association(counts).p, 4)
    0.0063
    """
    counts = np.asarray(counts, dtype=float)
    counts = counts[counts.sum(axis=(1, 2)) > 0]
    rows, columns = counts.sum(axis=(0, 2)) > 0, counts.sum(axis=(0, 1)) > 0
    counts = counts[:, rows][:, :, columns]
    children, (r, c) = len(counts), counts.shape[1:]
    if children < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children are in the table, too few for this test")
    if min(r, c) < 2:
        raise RefusalError("all are alike in one of the two, so there is nothing to compare")
    n, p = counts.sum(), counts.sum(axis=0) / counts.sum()
    if (p == 0).any():
        raise RefusalError("a cell of the table is empty, so that this test cannot be made")
    by_chance = np.outer(p.sum(axis=1), p.sum(axis=0))
    pearson = n * ((p - by_chance) ** 2 / by_chance).sum()
    effects = _design_effects(counts.reshape(children, -1), p.ravel(), r, c)
    total, squares = float(np.trace(effects)), float(np.trace(effects @ effects))
    df = total**2 / squares
    statistic, within = float(pearson / total), df * (children - 1)
    return Difference(statistic, df, within, float(stats.f.sf(statistic, df, within)), children)


def _design_effects(counts: np.ndarray, p: np.ndarray, r: int, c: int) -> np.ndarray:
    """How many times as uncertain the table's interactions are as if every row were another child's."""
    n, children = counts.sum(), len(counts)
    residual = (counts - counts.sum(axis=1, keepdims=True) * p) / n
    covariance = residual.T @ residual * children / (children - 1)
    ones = [np.kron(np.eye(r), np.ones((c, 1))), np.kron(np.ones((r, 1)), np.eye(c))]
    margins = np.hstack(ones)
    crossed = np.einsum("ia,ib->iab", ones[0][:, 1:], ones[1][:, 1:]).reshape(r * c, -1)
    crossed = crossed - margins @ np.linalg.lstsq(margins, crossed, rcond=None)[0]
    weighted = crossed / p[:, None]
    return np.linalg.solve(crossed.T @ weighted / n, weighted.T @ covariance @ weighted)


def _filled(table: np.ndarray) -> np.ndarray:
    """The table without empty rows and columns."""
    table = np.asarray(table)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        raise RefusalError("all are alike in one of the two, so there is nothing to compare")
    return table


def _corrected(statistic: float, n: float, r: int, c: int) -> float:
    square = max(0.0, statistic / n - (r - 1) * (c - 1) / (n - 1))
    return float(np.sqrt(square / (min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1)))


def _noncentral(statistic: float, df: int, confidence: float) -> tuple[float, float]:
    """Non-centralities by which the statistic would be exceeded, or not reached, in half of what is left over.

    A table nearer to proportion than chance would have it tells no more against an association than one that is as
    near as chance has it on average: the upper limit is that of a statistic of at least `df`.
    """
    tail = (1 - confidence) / 2

    def found(value: float, upper: float) -> float:
        if stats.chi2.sf(value, df) >= upper:
            return 0.0
        most = value + 20 * np.sqrt(value + df) + 50
        return float(optimize.brentq(lambda size: stats.ncx2.sf(value, df, size) - upper, 1e-9, most))

    return found(statistic, tail), found(max(statistic, df), 1 - tail)
