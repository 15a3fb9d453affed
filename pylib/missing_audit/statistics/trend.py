"""By how much a rate changes from one year to the next."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.loglinear import poisson_fit

__all__ = ["yearly_ratio"]


def yearly_ratio(counts: pd.DataFrame, exposure: pd.Series, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """How many times the rate of one year is that of the year before, as if it changed alike every year.

    A Poisson regression on the year, with the sandwich variance clustered on the child [@liang1986], as in
    `clustered_ratios`: a child's events vary about nothing, which is right where few of the population have any.

    Parameters
    ----------
    counts
        One row per child with at least one event, one column per year, in order.
    exposure
        Population, or person-years, by year.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Ratio, lower and upper limit; the limits by Student's t on the children less one.

    Raises
    ------
    RefusalError
        If there are fewer than two years, or a year has fewer than ten children with an event.

    Examples
    --------
    >>> counts = pd.DataFrame(np.repeat(np.eye(2, dtype=int), [20, 40], axis=0), columns=[2014, 2015])
    >>> round(yearly_ratio(counts, pd.Series({2014: 1000.0, 2015: 1000.0}))[0], 6)
    2.0
    """
    if not 0 < confidence < 1:
        raise ValueError(f"yearly_ratio: confidence = {confidence}: must be strictly between 0 and 1")
    if counts.shape[1] < 2:
        raise RefusalError("there is only one year, so that no change can be worked out")
    if (counts > 0).sum().min() < FEWEST:
        raise RefusalError(f"a year has fewer than {FEWEST} children with an event, too few to judge a change by")
    years = np.arange(counts.shape[1], dtype=float)
    design = np.column_stack([np.ones_like(years), years - years.mean()])
    fit = poisson_fit(counts.sum().to_numpy(), design, np.log(exposure.reindex(counts.columns).to_numpy(float)))
    scores, many = counts.to_numpy(float) @ design, int((counts > 0).any(axis=1).sum())
    bread = np.linalg.inv(design.T @ (fit.mu[:, None] * design))
    variance = (bread @ (scores.T @ scores) @ bread)[1, 1] * many / (many - 1)
    half = stats.t.ppf((1 + confidence) / 2, many - 1) * np.sqrt(variance)
    return tuple(float(np.exp(fit.params[1] + sign * half)) for sign in (0, -1, 1))
