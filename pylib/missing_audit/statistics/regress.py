"""Regression of counts that vary more than chance alone would have it: the negative binomial model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, special

from missing_audit.statistics.estimate import RefusalError

__all__ = ["CountFit", "negative_binomial", "refitted"]

_STEPS, _CLOSE, _LONGEST, _FAR = 60, 1e-9, 3.0, 30.0
"""Most steps, the step that is none, the longest step, and the log rate that nothing real has."""
_LOG_DISPERSION = (-12.0, 3.0)
"""Where the dispersion is looked for; at the lower end the model is Poisson's."""


@dataclass(frozen=True)
class CountFit:
    """A negative binomial regression (NB2, log link) fitted by maximum likelihood [@lawless1987].

    Attributes
    ----------
    coefficients
        On the log scale, by column of the design.
    covariance
        Of the coefficients, by the model: the inverse of the expected information.
    dispersion
        Variance is mean + dispersion × mean².
    log_likelihood
        At the estimates.
    parameters
        Coefficients and the dispersion.
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


def negative_binomial(counts: np.ndarray, design: pd.DataFrame, exposure: np.ndarray) -> CountFit:
    """Fit counts by a negative binomial model with a log link.

    Parameters
    ----------
    counts
        One count per cell.
    design
        One row per cell, one column per coefficient.
    exposure
        Of each cell, over 0; the model is of the rate per unit of it.

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
    x, counts = design.to_numpy(float), np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise RefusalError("what is to be compared cannot be told apart in this period")
    offset = np.log(np.asarray(exposure, dtype=float))
    start = np.linalg.lstsq(x, np.log(counts + 0.5) - offset, rcond=None)[0]

    def loss(log_dispersion: float) -> float:
        beta = _scored(counts[None], x, offset, np.exp(log_dispersion), start)[0]
        return -_log_likelihood(counts, np.exp(x @ beta + offset), np.exp(log_dispersion))

    found = optimize.minimize_scalar(loss, bounds=_LOG_DISPERSION, method="bounded", options={"xatol": 1e-7})
    dispersion = float(np.exp(found.x))
    beta = _scored(counts[None], x, offset, dispersion, start)[0]
    if not np.isfinite(beta).all():
        raise RefusalError("the model settles on no estimate")
    mean = np.exp(x @ beta + offset)
    information = (x * (mean / (1 + dispersion * mean))[:, None]).T @ x
    names = list(design.columns)
    return CountFit(pd.Series(beta, names), pd.DataFrame(np.linalg.inv(information), names, names), dispersion,
                    _log_likelihood(counts, mean, dispersion), len(names) + 1, len(counts))


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


def _scored(counts: np.ndarray, x: np.ndarray, offset: np.ndarray, dispersion: float, start: np.ndarray) -> np.ndarray:
    """Fisher scoring for all sets at once: in each step every set's weights make one row of a matrix product."""
    many, p = len(counts), x.shape[1]
    squares = (x[:, :, None] * x[:, None, :]).reshape(len(x), p * p)
    beta, moving = np.tile(start, (many, 1)), np.arange(many)
    for _ in range(_STEPS):
        mean = np.exp(np.clip(beta[moving] @ x.T + offset, -40, 40))
        tempered = 1 + dispersion * mean
        score = ((counts[moving] - mean) / tempered) @ x
        information = ((mean / tempered) @ squares).reshape(-1, p, p)
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


def _log_likelihood(counts: np.ndarray, mean: np.ndarray, dispersion: float) -> float:
    size = 1 / dispersion
    return float(np.sum(special.gammaln(counts + size) - special.gammaln(size) - special.gammaln(counts + 1)
                        - size * np.log1p(dispersion * mean)
                        + special.xlogy(counts, mean) - counts * np.log(size + mean)))
