"""Regression of counts that vary more than chance alone would have it: the negative binomial model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, special

from missing_audit.statistics.estimate import RefusalError

__all__ = ["CountFit", "log_likelihood", "negative_binomial", "poisson", "refitted"]

_STEPS, _CLOSE, _LONGEST, _FAR = 60, 1e-9, 3.0, 30.0
"""Most steps, the step that is none, the longest step, and the log rate that nothing real has."""
_LOG_DISPERSION = (-12.0, 9.0)
"""Where the dispersion is looked for; at the lower end the model is Poisson's."""


@dataclass(frozen=True)
class CountFit:
    """A regression of counts (log link) by maximum likelihood: negative binomial (NB2) [@lawless1987], or Poisson.

    Attributes
    ----------
    coefficients
        On the log scale, by column of the design.
    covariance
        Of the coefficients, by the model: the inverse of the expected information.
    dispersion
        Variance is mean + dispersion × mean²; 0 of Poisson's.
    log_likelihood
        At the estimates.
    parameters
        Coefficients and, where it is estimated, the dispersion.
    cells
        Counts that the model was fitted to.
    """

    coefficients: pd.Series
    covariance: pd.DataFrame
    dispersion: float
    log_likelihood: float
    parameters: int
    cells: int

    @property
    def aic(self) -> float:
        """Akaike's information criterion [@akaike1974]: less is better."""
        return 2 * (self.parameters - self.log_likelihood)


def negative_binomial(counts: np.ndarray, design: pd.DataFrame, exposure: np.ndarray,
                      weights: np.ndarray | None = None) -> CountFit:
    """Fit counts by a negative binomial model with a log link.

    Parameters
    ----------
    counts
        One count per cell.
    design
        One row per cell, one column per coefficient.
    exposure
        Of each cell, over 0; the model is of the rate per unit of it.
    weights
        How many alike each cell stands for; 1 unless given.

    Returns
    -------
    CountFit

    Raises
    ------
    RefusalError
        If the columns of the design cannot be told apart, or no estimate is settled on.

    Examples
    --------
    >>> fit = negative_binomial(np.array([2, 4, 9, 1]), pd.DataFrame({"level": np.ones(4)}), np.ones(4))
    >>> round(float(np.exp(fit.coefficients["level"])), 6)
    4.0
    """
    x, counts, offset, each, start = _begun(counts, design, exposure, weights)

    def loss(log_dispersion: float) -> float:
        nonlocal start
        beta = _scored(counts[None], x, offset, np.exp(log_dispersion), start, each=each)[0]
        # The next search is near this one.
        start = beta if np.isfinite(beta).all() else start
        mean = np.exp(x @ beta + offset)
        return -float(each @ log_likelihood(counts, mean, np.exp(log_dispersion)))

    found = optimize.minimize_scalar(loss, bounds=_LOG_DISPERSION, method="bounded", options={"xatol": 1e-7})
    dispersion = float(np.exp(found.x))
    beta = _scored(counts[None], x, offset, dispersion, start, each=each)[0]
    mean, covariance = _settled(x, beta, offset, dispersion, each)
    names = list(design.columns)
    return CountFit(pd.Series(beta, names), pd.DataFrame(covariance, names, names), dispersion,
                    float(each @ log_likelihood(counts, mean, dispersion)), len(names) + 1, len(counts))


def poisson(counts: np.ndarray, design: pd.DataFrame, exposure: np.ndarray,
            weights: np.ndarray | None = None) -> CountFit:
    """Fit counts by Poisson's model with a log link.

    Parameters
    ----------
    counts, design, exposure, weights
        As for `negative_binomial`.

    Returns
    -------
    CountFit
        With a dispersion of 0.

    Raises
    ------
    RefusalError
        As `negative_binomial`.

    Examples
    --------
    >>> fit = poisson(np.array([2, 4, 9, 1]), pd.DataFrame({"level": np.ones(4)}), np.ones(4))
    >>> round(float(np.exp(fit.coefficients["level"])), 6), round(float(fit.covariance.iloc[0, 0]), 6)
    (4.0, 0.0625)
    """
    x, counts, offset, each, start = _begun(counts, design, exposure, weights)
    beta = _scored(counts[None], x, offset, 0.0, start, each=each)[0]
    mean, covariance = _settled(x, beta, offset, 0.0, each)
    names = list(design.columns)
    likely = each @ (special.xlogy(counts, mean) - mean - special.gammaln(counts + 1))
    return CountFit(pd.Series(beta, names), pd.DataFrame(covariance, names, names), 0.0, float(likely), len(names),
                    len(counts))


def _begun(counts: np.ndarray, design: pd.DataFrame, exposure: np.ndarray,
           weights: np.ndarray | None) -> tuple[np.ndarray, ...]:
    """The design, the counts, the offset, the weights, and where the search starts."""
    x, counts = design.to_numpy(float), np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise RefusalError("what is to be compared cannot be told apart in this period")
    each = np.ones(len(counts)) if weights is None else np.asarray(weights, dtype=float)
    offset, root = np.log(np.asarray(exposure, dtype=float)), np.sqrt(each)
    start = np.linalg.lstsq(x * root[:, None], (np.log(counts + 0.5) - offset) * root, rcond=None)[0]
    return x, counts, offset, each, start


def _settled(x: np.ndarray, beta: np.ndarray, offset: np.ndarray, dispersion: float,
             each: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is expected of each cell, and the inverse of the expected information."""
    if not np.isfinite(beta).all():
        raise RefusalError("the model settles on no estimate")
    mean = np.exp(x @ beta + offset)
    information = (x * (each * mean / (1 + dispersion * mean))[:, None]).T @ x
    return mean, np.linalg.inv(information)


def refitted(counts: np.ndarray, design: pd.DataFrame, exposure: np.ndarray, fit: CountFit) -> np.ndarray:
    """Coefficients of the same model for many sets of counts, its dispersion held at the first estimate.

    Parameters
    ----------
    counts
        One row per set, one column per cell.
    design, exposure
        As for `negative_binomial`.
    fit
        Of the counts as observed; the search starts from it.

    Returns
    -------
    ndarray
        One row per set, one column per coefficient; missing where no estimate is settled on.
    """
    offset = np.log(np.asarray(exposure, dtype=float))
    return _scored(counts.astype(float), design.to_numpy(float), offset, fit.dispersion, fit.coefficients.to_numpy())


def _scored(counts: np.ndarray, x: np.ndarray, offset: np.ndarray, dispersion: float, start: np.ndarray,
            *, each: np.ndarray | float = 1.0) -> np.ndarray:
    """Fisher scoring for all sets at once: in each step every set's weights make one row of a matrix product."""
    many, p = len(counts), x.shape[1]
    squares = None if many == 1 else (x[:, :, None] * x[:, None, :]).reshape(len(x), p * p)
    beta, moving = np.tile(start, (many, 1)), np.arange(many)
    for _ in range(_STEPS):
        mean = np.exp(np.clip(beta[moving] @ x.T + offset, -40, 40))
        tempered = 1 + dispersion * mean
        score = (each * (counts[moving] - mean) / tempered) @ x
        weight = each * mean / tempered
        # One set alone needs no table of products, which for a design of many columns would be large.
        information = ((x * weight[0][:, None]).T @ x)[None] if squares is None else (
            weight @ squares).reshape(-1, p, p)
        step = np.linalg.solve(information, score[:, :, None])[:, :, 0]
        longest = np.abs(step).max(axis=1)
        beta[moving] += step * np.minimum(1, _LONGEST / np.maximum(longest, _CLOSE))[:, None]
        # A group without any event has no rate: its coefficient would run away, and its set is given up.
        lost = np.abs(beta[moving]).max(axis=1) > _FAR
        beta[moving[lost]] = np.nan
        moving = moving[(longest > _CLOSE) & ~lost]
        if not len(moving):
            break
    beta[moving] = np.nan
    return beta


def log_likelihood(counts: np.ndarray, mean: np.ndarray, dispersion: float) -> np.ndarray:
    """Log-likelihood of each count under the negative binomial model."""
    size = 1 / dispersion
    return (special.gammaln(counts + size) - special.gammaln(size) - special.gammaln(counts + 1)
            - size * np.log1p(dispersion * mean) + special.xlogy(counts, mean) - counts * np.log(size + mean))
