"""Rates and ratios with intervals: exact where children are counted, clustered where their episodes are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

__all__ = ["FEWEST", "RefusalError", "clustered_ratios", "clusters", "poisson_rate", "ratio_covariance"]

FEWEST = 10
"""Children with an event that a group needs before a large-sample interval or test is used."""
_NO_VARIANCE = 1e-12


class RefusalError(ValueError):
    """The data cannot answer; the message says why, in words that the report prints."""


def poisson_rate(events: int, exposure: float, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Rate with the exact Poisson interval of Garwood [@garwood1936].

    Parameters
    ----------
    events
        Number of events, each of which can happen once to a person.
    exposure
        Persons, or person-years, at risk.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Rate, lower and upper limit, per unit of exposure.

    Raises
    ------
    RefusalError
        If nobody was at risk.

    Examples
    --------
    >>> [round(x, 3) for x in poisson_rate(10, 1.0)]
    [10.0, 4.795, 18.39]
    """
    _check_level(confidence)
    if not exposure > 0:
        raise RefusalError(f"no rate can be worked out: the time or population at risk is {exposure:g}")
    tail = (1 - confidence) / 2
    low = stats.chi2.ppf(tail, 2 * events) / 2 if events else 0.0
    high = stats.chi2.ppf(1 - tail, 2 * (events + 1)) / 2
    return events / exposure, float(low / exposure), float(high / exposure)


def clustered_ratios(counts: pd.DataFrame, exposure: pd.Series, *, own: pd.DataFrame | None = None,
                     confidence: float = 0.95) -> pd.DataFrame:
    """Rates of events by group, with intervals that allow for children who have many.

    The interval is a log-scale Wald interval from the sandwich variance with the child as cluster
    [@liang1986], which is that of a Poisson regression with robust errors clustered on the child, with
    the factor G / (G - 1) and Student's t on G - 1 degrees of freedom for G children.

    Parameters
    ----------
    counts
        One row per child, one column per group: the child's events there. Children without any event
        may be left out where their own exposure is not given.
    exposure
        Total exposure, by group.
    own
        Each child's own exposure, as `counts`; its children must then be all who contribute to
        `exposure`. Without it, a child's events vary about nothing, which is right where the chance
        that any one person is among those with events is small.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    DataFrame
        One row per group, in the order of the columns: `events`, `children` (with at least one),
        `exposure`, `rate`, `low`, `high` (per unit of exposure), `se_log`. The last three are missing
        where fewer than `FEWEST` children have an event, or where the children do not vary.

    Raises
    ------
    RefusalError
        If a group has no exposure.

    Examples
    --------
    >>> counts = pd.DataFrame({"care": [1, 4, 0], "home": [0, 0, 2]})
    >>> table = clustered_ratios(counts, pd.Series({"care": 10.0, "home": 40.0}))
    >>> table["rate"].tolist()
    [0.5, 0.05]
    """
    _check_level(confidence)
    events = counts.sum()
    exposure = exposure.reindex(counts.columns).astype(float)
    if not (exposure > 0).all():
        group = exposure.index[~(exposure > 0)][0]
        raise RefusalError(f"no rate can be worked out for '{group}': the time or population at risk is 0")
    rate = events / exposure
    children = (counts > 0).sum()
    variance = pd.Series(np.diag(ratio_covariance(counts, exposure, own=own)), index=counts.columns)
    se = np.sqrt(variance.where((children >= FEWEST) & (variance > _NO_VARIANCE)))
    z = pd.Series(stats.t.ppf((1 + confidence) / 2, clusters(counts, own=own) - 1), index=counts.columns)
    return pd.DataFrame({
        "events": events,
        "children": children,
        "exposure": exposure,
        "rate": rate,
        "low": rate * np.exp(-z * se),
        "high": rate * np.exp(z * se),
        "se_log": se,
    })


def ratio_covariance(counts: pd.DataFrame, exposure: pd.Series, *, own: pd.DataFrame | None = None) -> np.ndarray:
    """Covariance of the log rates of `clustered_ratios`: the sandwich, with the factor G / (G - 1) of each group.

    Returns
    -------
    ndarray
        Groups by groups, in the order of the columns; missing for a group without events.
    """
    y = counts.to_numpy(float)
    total = y.sum(axis=0)
    if own is not None:
        y = y - own.reindex(index=counts.index, columns=counts.columns).to_numpy(float) * (
            total / exposure.reindex(counts.columns).to_numpy(float))
    many = clusters(counts, own=own).to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.sqrt(many / (many - 1))
        return (y.T @ y) / np.outer(total, total) * np.outer(factor, factor)


def clusters(counts: pd.DataFrame, *, own: pd.DataFrame | None = None) -> pd.Series:
    """Children who contribute to each group, by events or by exposure of their own."""
    present = counts > 0
    if own is not None:
        present |= own.reindex(index=counts.index, columns=counts.columns) > 0
    return present.sum()


def _check_level(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence = {confidence}: must be strictly between 0 and 1")
