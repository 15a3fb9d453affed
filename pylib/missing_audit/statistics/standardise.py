"""Rates as they would be if groups had the same make-up: by the direct method, and by the indirect one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.estimate import RefusalError, poisson_rate

__all__ = ["direct", "indirect"]


def direct(counts: pd.DataFrame, exposure: pd.Series, standard: pd.Series, *,
           confidence: float = 0.95) -> tuple[float, float, float]:
    """Rate that a standard population would have, with the gamma interval of Fay and Feuer [@fay1997].

    A child may count more than once: the variance is then the sum of the squares of what each child adds to the rate,
    and the heaviest child takes the place of the heaviest single event. Where each child counts once, that is the
    interval as published.

    Parameters
    ----------
    counts
        One row per child with an event, one column per stratum: the child's events there.
    exposure
        Time or people at risk, by stratum.
    standard
        The standard population, by stratum, on any scale; a stratum that it does not have counts for nothing.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Rate, lower and upper limit, per unit of exposure.

    Raises
    ------
    RefusalError
        If nobody was at risk in a stratum that the standard has, or the standard has nobody.

    Examples
    --------
    >>> once = pd.DataFrame(np.eye(30, 2, dtype=int)[np.arange(30) % 2], columns=["young", "old"])
    >>> alike = pd.Series({"young": 1.0, "old": 1.0})
    >>> [round(x, 3) for x in direct(once, pd.Series({"young": 10.0, "old": 30.0}), alike)]
    [1.0, 0.641, 1.5]
    """
    exposure, standard = (each.reindex(counts.columns).fillna(0).to_numpy(float) for each in (exposure, standard))
    used = standard > 0
    if not used.any():
        raise RefusalError("the standard population has nobody")
    if not (exposure[used] > 0).all():
        raise RefusalError("in part of the standard population, nobody of the group was at risk")
    weight = np.where(used, standard / standard.sum() / np.where(used, exposure, 1), 0)
    each = counts.to_numpy(float) @ weight
    rate, variance = float(each.sum()), float((each**2).sum())
    most = max(float(weight.max()), float(each.max(initial=0)))
    tail = (1 - confidence) / 2
    low = stats.gamma.ppf(tail, rate**2 / variance, scale=variance / rate) if rate > 0 else 0.0
    above, spread = rate + most, variance + most**2
    high = stats.gamma.ppf(1 - tail, above**2 / spread, scale=spread / above)
    return rate, float(low), float(high)


def indirect(events: int, exposure: pd.Series, rates: pd.Series, *,
             confidence: float = 0.95) -> tuple[float, float, float, float]:
    """Events over those expected at the rates of a standard, with exact Poisson limits [@breslow1987].

    The rates of the standard count as known. Each person may have the event once, so that the limits, which allow for
    any number, are on the safe side.

    Parameters
    ----------
    events
        People of the group with the event.
    exposure
        Their time at risk, by stratum.
    rates
        Of the standard, per unit of time, by stratum.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Expected events, ratio of events to expected, lower and upper limit of the ratio.

    Raises
    ------
    RefusalError
        If a stratum has time but no rate, or no event is expected.

    Examples
    --------
    >>> time, rates = pd.Series({"young": 100.0, "old": 50.0}), pd.Series({"young": 0.02, "old": 0.06})
    >>> [round(x, 3) for x in indirect(10, time, rates)]
    [5.0, 2.0, 0.959, 3.678]
    """
    known = rates.reindex(exposure.index)
    if known[exposure > 0].isna().any():
        raise RefusalError("the standard has no rate for part of the group")
    expected = float((exposure * known.fillna(0)).sum())
    if not expected > 0:
        raise RefusalError("by the rates of the standard, no event is expected")
    return expected, *poisson_rate(events, expected, confidence=confidence)
