"""Regression of counts on what children have in common: Poisson, negative binomial, and with more zeros than these."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy import optimize, special

from missing_audit.statistics.design import LEVEL, sides, told_apart
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.fitted import Fitted, sandwich, tidy
from missing_audit.statistics.regress import log_likelihood, negative_binomial, poisson

__all__ = ["count_regression", "zero_inflated"]

_CLOSE = 1e-5
"""Largest score, per child, at which the search is taken to have ended."""
_GAIN = 0.05
"""In log-likelihood, below which a further number says nothing."""


def count_regression(counts: np.ndarray, design: pd.DataFrame, exposure: np.ndarray, child: pd.Series, *,
                     family: Literal["negative binomial", "poisson"] = "negative binomial",
                     weights: np.ndarray | None = None, confidence: float = 0.95) -> Fitted:
    """Rate ratios, each with the others held, with errors clustered on the child.

    The negative binomial model (NB2, log link) [@lawless1987] is that of children of whom some go missing far oftener
    than others; it is the default, and not the outcome of a test. Poisson's model gives the same weight to every
    episode; its errors hold all the same, since both have the sandwich covariance [@liang1986].

    Parameters
    ----------
    counts
        One count per row.
    design
        One row per row of counts, one column per coefficient; as `indicators` makes it.
    exposure
        Of each row, over 0; the model is of the rate per unit of it.
    child
        Whose each row is.
    family
        ``negative binomial`` or ``poisson``.
    weights
        Children whom a row stands for, where many have the same exposure and no event; the same in all rows of a child.
    confidence
        Of the intervals.

    Returns
    -------
    Fitted
        `ratio` is the rate ratio. `dispersion`: of the negative binomial model, variance is mean + dispersion × mean²;
        of Poisson's, Pearson's chi-squared over its degrees of freedom, which is 1 where counts vary as chance alone
        would have it.

    Raises
    ------
    RefusalError
        If columns cannot be told apart, a group has no event, there are fewer than ten children with an event for each
        coefficient but that of `LEVEL`, or no estimate is settled on.

    Examples
    --------
    >>> x = pd.DataFrame({"level": 1.0, "care": np.repeat([0.0, 1.0], 40)})
    >>> fit = count_regression(np.tile([0, 1, 1, 2], 20) * (1 + np.arange(80) // 40), x, np.ones(80),
    ...                        pd.Series(range(80)))
    >>> round(fit.table["ratio"].tolist()[1], 6)
    2.0
    """
    counts, exposure = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    about = _sides(counts, design, exposure, child, weights)
    x = design.to_numpy(float)
    fit = (negative_binomial if family == "negative binomial" else poisson)(counts, design, exposure, weights)
    mean = np.exp(x @ fit.coefficients.to_numpy()) * exposure
    scores = x * ((counts - mean) / (1 + fit.dispersion * mean))[:, None]
    robust, children = sandwich(scores, fit.covariance.to_numpy(), child, weights)
    covariance, df = pd.DataFrame(robust, design.columns, design.columns), about["present"] - 1
    table = tidy(fit.coefficients, covariance, df, about["children"], len(counts), ratio=True, confidence=confidence)
    dispersion = fit.dispersion if family == "negative binomial" else _pearson(counts, mean, x.shape[1], weights)
    return Fitted(table, covariance, mean, len(counts), children, df, dispersion, fit.log_likelihood, fit.parameters,
                  confidence)


def zero_inflated(counts: np.ndarray, design: pd.DataFrame, exposure: np.ndarray, child: pd.Series, *,
                  weights: np.ndarray | None = None, confidence: float = 0.95) -> Fitted:
    """The negative binomial model with a share of rows that never have an event, whatever they are [@lambert1992].

    Parameters
    ----------
    counts, design, exposure, child, weights, confidence
        As for `count_regression`.

    Returns
    -------
    Fitted
        As of `count_regression`, of the rows that can have an event: `expected` is of all rows; its parameters are one
        more, the log odds of never having one.

    Raises
    ------
    RefusalError
        As `count_regression`, and where zeros are no more than the negative binomial model expects.
    """
    counts, exposure = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    about = _sides(counts, design, exposure, child, weights)
    data = (counts, design.to_numpy(float), np.log(exposure))
    each = np.ones(len(counts)) if weights is None else np.asarray(weights, dtype=float)
    plain = negative_binomial(counts, design, exposure, weights)
    start = np.append(plain.coefficients.to_numpy(), [np.log(max(plain.dispersion, 0.01)), -1.0])
    found = optimize.minimize(lambda p: (-each @ _inflated(p, *data)[0] / each.sum(),
                                         -each @ _inflated(p, *data)[1] / each.sum()),
                              start, jac=True, method="BFGS", options={"gtol": _CLOSE / 100, "maxiter": 500})
    never, gain = special.expit(found.x[-1]), -found.fun * each.sum() - plain.log_likelihood
    if not np.isfinite(found.x).all() or np.abs(found.jac).max() > _CLOSE:
        raise RefusalError("the model settles on no estimate")
    # Where the share nears nothing, the likelihood is flat, and the search ends anywhere.
    if gain < _GAIN:
        raise RefusalError("there are no more children without an event than the simpler model expects")
    scores = _inflated(found.x, *data)[1]
    robust, children = sandwich(scores, np.linalg.inv(_information(found.x, data, each)), child, weights)
    p = design.shape[1]
    covariance, df = pd.DataFrame(robust[:p, :p], design.columns, design.columns), about["present"] - 1
    table = tidy(pd.Series(found.x[:p], design.columns), covariance, df, about["children"], len(counts), ratio=True,
                 confidence=confidence)
    mean = (1 - never) * np.exp(data[1] @ found.x[:p] + data[2])
    return Fitted(table, covariance, mean, len(counts), children, df, float(np.exp(found.x[p])),
                  float(-found.fun * each.sum()), p + 2, confidence)


def _sides(counts: np.ndarray, design: pd.DataFrame, exposure: np.ndarray, child: pd.Series,
           weights: np.ndarray | None) -> pd.DataFrame:
    """Who is on each side of each column, after what cannot be modelled is refused."""
    if not (exposure > 0).all():
        raise RefusalError("a row has no time at risk")
    event = counts > 0
    told_apart(design, child[event].nunique())
    about = sides(design, child, event, weights)
    empty = about.index[(about["children"] == 0) & (about.index != LEVEL)]
    if len(empty):
        raise RefusalError(f"one of the groups that '{empty[0]}' sets apart has no event")
    return about


def _pearson(counts: np.ndarray, mean: np.ndarray, parameters: int, weights: np.ndarray | None) -> float:
    """Pearson's chi-squared over its degrees of freedom."""
    each = np.ones(len(counts)) if weights is None else np.asarray(weights, dtype=float)
    return float(each @ ((counts - mean) ** 2 / mean) / (each.sum() - parameters))


def _inflated(parameters: np.ndarray, counts: np.ndarray, x: np.ndarray,
              offset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log-likelihood and score of each row; the last two parameters are log dispersion and log odds of no event."""
    dispersion, log_odds = np.exp(parameters[-2]), parameters[-1]
    mean = np.exp(np.clip(x @ parameters[:-2] + offset, -40, 40))
    own = log_likelihood(counts, mean, dispersion)
    never, ever = -np.logaddexp(0, -log_odds), -np.logaddexp(0, log_odds)
    total = np.where(counts == 0, np.logaddexp(never, ever + own), ever + own)
    # How likely each row is to be of those that can have an event, given its count.
    able = np.exp(ever + own - total)
    size = 1 / dispersion
    spread = -size * (special.digamma(counts + size) - special.digamma(size) - np.log1p(dispersion * mean)
                      + 1 - (counts + size) / (size + mean))
    slope = (able * (counts - mean) / (1 + dispersion * mean))[:, None] * x
    return total, np.column_stack([slope, able * spread, 1 - able - np.exp(never)])


def _information(parameters: np.ndarray, data: tuple[np.ndarray, np.ndarray, np.ndarray],
                 each: np.ndarray) -> np.ndarray:
    """Observed information: the score's slope, by central differences."""
    steps = np.eye(len(parameters)) * 1e-5 * np.maximum(1, np.abs(parameters))
    slopes = [each @ (_inflated(parameters + step, *data)[1] - _inflated(parameters - step, *data)[1])
              / (2 * step.max()) for step in steps]
    return -(np.array(slopes) + np.array(slopes).T) / 2
