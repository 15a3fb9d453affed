"""Regression of what happened or not, held back a little, weighted, and with the child as cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from missing_audit.statistics.estimate import RefusalError

__all__ = ["ChanceFit", "ridge"]

_STEPS, _CLOSE, _FAR = 100, 1e-10, 20.0
"""Most steps, the step that is none, and the log odds that nothing real has."""


@dataclass(frozen=True)
class ChanceFit:
    """A logistic regression.

    Attributes
    ----------
    coefficients
        Log odds, by column of the design.
    covariance
        Of the coefficients: the sandwich, with the child as cluster and the factor G / (G - 1) for G children.
    """

    coefficients: pd.Series
    covariance: pd.DataFrame

    def predicted(self, design: pd.DataFrame, offset: np.ndarray | float = 0.0) -> np.ndarray:
        """Chance of each row of a design."""
        return special.expit(design.to_numpy(float) @ self.coefficients.to_numpy() + offset)


def ridge(outcome: np.ndarray, design: pd.DataFrame, child: np.ndarray, *, weight: np.ndarray | None = None,
          offset: np.ndarray | float = 0.0, penalty: float = 0.0, free: tuple[str, ...] = ("level",)) -> ChanceFit:
    """Fit a logistic regression, each coefficient held towards 0 [@cessie1992], with clustered covariance.

    The log likelihood less half the penalty times the sum of squared coefficients is made as great as it can be;
    without a penalty it is maximum likelihood, and the covariance that of Liang and Zeger [@liang1986].

    Parameters
    ----------
    outcome
        0 or 1, by row.
    design
        One row per outcome, one column per coefficient.
    child
        Whose row it is.
    weight
        Of each row; alike without it.
    offset
        Log odds that are given.
    penalty
        From 0; 1 is what a normal prior with a standard deviation of 1 would be.
    free
        Columns whose coefficients are not held back.

    Returns
    -------
    ChanceFit

    Raises
    ------
    RefusalError
        If the columns cannot be told apart, or foretell the outcome so well that no estimate is settled on.

    Examples
    --------
    >>> fit = ridge(np.array([0, 1, 1, 1]), pd.DataFrame({"level": np.ones(4)}), np.arange(4))
    >>> round(float(np.exp(fit.coefficients["level"])), 6)
    3.0
    """
    x, y = design.to_numpy(float), np.asarray(outcome, dtype=float)
    w = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=float)
    held = penalty * np.array([name not in free for name in design.columns], dtype=float)
    if np.linalg.matrix_rank(x) < x.shape[1] and (held == 0).any() and penalty == 0:
        raise RefusalError("what is to be compared cannot be told apart in these data")
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = special.expit(x @ beta + offset)
        score = x.T @ (w * (y - chance)) - held * beta
        information = (x * (w * chance * (1 - chance))[:, None]).T @ x + np.diag(held)
        if np.linalg.cond(information) > 1 / _CLOSE:
            break
        step = np.linalg.solve(information, score)
        beta = beta + step / max(1.0, float(np.abs(step).max()) / 3)
        if np.abs(step).max() < _CLOSE:
            return _fit(beta, information, x * (w * (y - chance))[:, None], child, list(design.columns))
        if np.abs(beta).max() > _FAR:
            break
    raise RefusalError("one group had the outcome always, or never, so that no estimate can be settled on")


def _fit(beta: np.ndarray, information: np.ndarray, scores: np.ndarray, child: np.ndarray,
         names: list[str]) -> ChanceFit:
    """With the sandwich: the inverse of the information on both sides of the children's own scores."""
    code = np.unique(np.asarray(child), return_inverse=True)[1]
    own = np.zeros((code.max() + 1, scores.shape[1]))
    np.add.at(own, code, scores)
    bread = np.linalg.inv(information)
    middle = own.T @ own * (len(own) / max(len(own) - 1, 1))
    return ChanceFit(pd.Series(beta, names), pd.DataFrame(bread @ middle @ bread, names, names))
