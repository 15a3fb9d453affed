"""How far a model's coefficients vary by chance: children drawn anew, and ups and downs that weeks share."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.regress import CountFit, negative_binomial, refitted

__all__ = ["Resampled", "resampled", "shared_weeks"]

_DRAWS, _SEED, _MOST_LOST = 999, 20130919, 0.01
"""Resamples, the seed they are drawn from (the day the commission was agreed), and how many may settle on nothing."""
_PER_PARAMETER = 10


@dataclass(frozen=True)
class Resampled:
    """A model with the covariance of its coefficients over children drawn anew.

    Attributes
    ----------
    fit
        The model.
    covariance
        Of its coefficients, over the resamples.
    children
        With at least one event.
    alike
        How many children with equally many events would be as uncertain: the square of the sum of their events, over
        the sum of their squares.
    lost
        Resamples that settled on no estimate and were left out.
    """

    fit: CountFit
    covariance: pd.DataFrame
    children: int
    alike: float
    lost: int


def resampled(events: np.ndarray, x: pd.DataFrame, exposure: np.ndarray, *, draws: int = _DRAWS,
              seed: int = _SEED) -> Resampled:
    """Fit weekly counts, and draw children with replacement to see how the coefficients vary [@field2007].

    A child comes with all its weeks, so that runs of episodes of one child are chance of one child. The dispersion is
    held at its estimate.

    Parameters
    ----------
    events
        One row per child with at least one event, one column per cell. Rows are put in the order of their content, so
        that nothing depends on the order in which children stand.
    x, exposure
        As for `negative_binomial`.
    draws, seed
        Of the resampling.

    Returns
    -------
    Resampled

    Raises
    ------
    RefusalError
        If there are fewer than ten children with an event, fewer than ten events for each parameter, or a model
        cannot be fitted.
    """
    if len(events) < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children have an episode, too few to be drawn anew")
    if events.sum() < _PER_PARAMETER * (x.shape[1] + 1):
        raise RefusalError(f"there are fewer than {_PER_PARAMETER} episodes for each number that a model of season "
                           "would estimate")
    events = events[np.lexsort(events.T[::-1])].astype(float)
    fit = negative_binomial(events.sum(axis=0), x, exposure)
    rng = np.random.default_rng(seed)
    picked = rng.multinomial(len(events), np.full(len(events), 1 / len(events)), size=draws).astype(float)
    betas = refitted(picked @ events, x, exposure, fit)
    settled = np.isfinite(betas).all(axis=1)
    if settled.mean() < 1 - _MOST_LOST:
        raise RefusalError("too few children of one kind of placement have an episode for a model of season")
    per_child = events.sum(axis=1)
    return Resampled(fit, pd.DataFrame(np.cov(betas[settled].T), x.columns, x.columns), len(events),
                     float(per_child.sum() ** 2 / (per_child ** 2).sum()), int((~settled).sum()))


def shared_weeks(model: Resampled, events: np.ndarray, x: pd.DataFrame, exposure: np.ndarray, weeks: int) -> Resampled:
    """The same model, its covariance widened by ups and downs that all children of a week share [@cameron2011].

    The covariance clustered on the child and that clustered on the week are added, less what both hold. Where weeks
    are more even than chance, nothing is taken away, so that the result is never more certain than the model given.

    Parameters
    ----------
    model, events, x, exposure
        As `resampled` took and made them.
    weeks
        Number of weeks; cells stand group by group, and by week within each group.

    Returns
    -------
    Resampled
        With as many degrees of freedom as the fewer of weeks and of children alike.
    """
    design, bread = x.to_numpy(float), model.fit.covariance.to_numpy()
    mean = np.exp(design @ model.fit.coefficients.to_numpy()) * np.asarray(exposure, dtype=float)
    weight = design / (1 + model.fit.dispersion * mean)[:, None]
    groups, p = len(design) // weeks, design.shape[1]
    by_week = ((events.sum(axis=0) - mean)[:, None] * weight).reshape(groups, weeks, p).sum(axis=0)
    child, cell = np.nonzero(events)
    own = pd.DataFrame(events[child, cell][:, None] * weight[cell]).groupby([child, cell % weeks]).sum().to_numpy()
    more = bread @ (by_week.T @ by_week - own.T @ own) @ bread
    size, direction = np.linalg.eigh((more + more.T) / 2)
    widened = model.covariance + (direction * np.maximum(size, 0)) @ direction.T
    return replace(model, covariance=widened, alike=min(model.alike, float(weeks)))
