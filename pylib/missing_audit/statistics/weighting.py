"""Shares that stand for all rows where only some answered: each answer weighted by how rarely its like answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.shares import wilson

__all__ = ["Propensity", "propensity", "weighted_share"]

_RAREST = 0.02
"""A chance to answer below this would let one answer stand for fifty and more."""


@dataclass(frozen=True)
class Propensity:
    """How likely rows are to have an answer, by a logistic regression on what is known of all of them.

    Attributes
    ----------
    answered
        Whether each row has an answer.
    child
        Number of each row's child, from 0.
    design
        One row per row, one column per coefficient; the first is the level.
    chance
        Of an answer, by row, strictly between 0 and 1.
    odds
        One row per coefficient but the level, by its column's name: `ratio` of the odds, `low`, `high` (robust
        covariance clustered on the child, Student's t on the children less one).
    """

    answered: np.ndarray
    child: np.ndarray
    design: np.ndarray
    chance: np.ndarray
    odds: pd.DataFrame

    @property
    def weight(self) -> np.ndarray:
        """Of each answer: one over its chance; 0 of a row without an answer."""
        return np.where(self.answered, 1 / self.chance, 0.0)

    @property
    def alike(self) -> float:
        """How many answers of equal weight would be as uncertain as these [@kish1965]."""
        return float(self.weight.sum() ** 2 / (self.weight**2).sum())


def propensity(answered: np.ndarray, traits: pd.DataFrame, child: np.ndarray, *,
               confidence: float = 0.95) -> Propensity:
    """Fit the chance that a row has an answer [@seaman2013].

    Parameters
    ----------
    answered
        Whether each row has an answer.
    traits
        One row per row, one column of zeros and ones, or of numbers, for each thing that may go with answering; a
        level is added.
    child
        Whose each row is.
    confidence
        Two-sided level of the odds ratios' intervals, strictly between 0 and 1.

    Returns
    -------
    Propensity

    Raises
    ------
    RefusalError
        If all or none answered, if ten children with an answer or ten without one are not there, in all or for some
        column of zeros and ones, if columns cannot be told apart, or if some rows have next to no chance.

    Examples
    --------
    >>> girl = np.arange(80) % 2
    >>> found = propensity(np.arange(80) % 3 != 0, pd.DataFrame({"girl": girl}), np.arange(80))
    >>> found.chance[:2].round(3).tolist()
    [0.65, 0.675]
    """
    answered, number = np.asarray(answered, dtype=bool), pd.factorize(child)[0]
    if answered.all() or not answered.any():
        raise RefusalError("all answered, or nobody did, so that there is nothing to weight for")
    _check_children(answered, traits, number)
    design = np.column_stack([np.ones(len(answered)), traits.to_numpy(float)])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise RefusalError("what may go with having an answer cannot be told apart")
    fit = sm.GLM(answered.astype(float), design, family=sm.families.Binomial()).fit(
        cov_type="cluster", cov_kwds={"groups": number, "use_correction": False})
    chance = fit.fittedvalues
    if chance[answered].min() < _RAREST:
        raise RefusalError("some rows have so small a chance of an answer that one answer would stand for very many")
    children = int(number.max()) + 1
    half = stats.t.ppf((1 + confidence) / 2, children - 1) * fit.bse[1:] * np.sqrt(children / (children - 1))
    log = fit.params[1:]
    odds = pd.DataFrame({"ratio": np.exp(log), "low": np.exp(log - half), "high": np.exp(log + half)}, traits.columns)
    return Propensity(answered, number, design, chance, odds)


def _check_children(answered: np.ndarray, traits: pd.DataFrame, number: np.ndarray) -> None:
    """Refuse where few answered, or a trait is so nearly the same as answering, or so rare, that odds are not known."""
    if min(len(np.unique(number[answered == had])) for had in (True, False)) < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children had an answer, or had none")
    for name in traits:
        of = traits[name].to_numpy()
        if set(np.unique(of)) <= {0, 1}:
            few = min(len(np.unique(number[(of == side) & (answered == had)]))
                      for side in (0, 1) for had in (True, False))
            if few < FEWEST:
                raise RefusalError(f"fewer than {FEWEST} children of '{name}' had an answer, or had none")


def weighted_share(part: np.ndarray, model: Propensity, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """A share of all rows, of those answered, each weighted by one over its chance to be.

    The share is a ratio of weighted sums. Its variance is that of the estimating equations of the share and of the
    chances together [@kim2007], with the child as cluster; the interval is Wilson's for as many independent rows as
    would be equally uncertain [@korn1998], and of no more than the answers that there are.

    Parameters
    ----------
    part
        Whether each row is counted, 0 or 1; whatever it is where a row has no answer is not looked at.
    model
        Of the same rows.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    tuple
        Share, lower and upper limit, each from 0 to 1.

    Examples
    --------
    >>> girl = np.arange(80) % 2
    >>> model = propensity(np.arange(80) % 3 != 0, pd.DataFrame({"girl": girl}), np.arange(80))
    >>> [round(x, 3) for x in weighted_share(girl, model)]
    [0.5, 0.37, 0.63]
    """
    weight = model.weight
    counted = np.where(model.answered, part, 0).astype(float)
    share = float(weight @ counted / weight.sum())
    residual = np.where(model.answered, counted - share, 0.0)
    own = weight * residual / weight.sum()
    # The chances are estimated too, from the same rows; what of the residuals goes with that is taken out.
    score = (model.answered - model.chance)[:, None] * model.design
    information = (model.design * (model.chance * (1 - model.chance))[:, None]).T @ model.design
    slope = model.design.T @ (weight * (1 - model.chance) * residual) / weight.sum()
    linear = own - score @ np.linalg.solve(information, slope)
    children = int(model.child.max()) + 1
    variance = float((np.bincount(model.child, linear) ** 2).sum()) * children / (children - 1)
    spread, answers = share * (1 - share), int(model.answered.sum())
    alike = spread / variance if variance > 0 else len(np.unique(model.child[model.answered]))
    return share, *wilson(share, min(alike, answers), confidence=confidence)
