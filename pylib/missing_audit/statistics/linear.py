"""Linear regression by least squares, with errors that allow for unequal variance and for children with many rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import linalg

from missing_audit.statistics.design import LEVEL, sides, told_apart
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.fitted import Fitted, sandwich, tidy

__all__ = ["Least", "least_squares", "linear_regression"]


@dataclass(frozen=True)
class Least:
    """Least squares.

    Attributes
    ----------
    coefficients
        By column of the design.
    inverse
        Of the design's cross-products.
    residuals
        Of each row.
    leverage
        Of each row: how far its own outcome decides what is expected of it, from 0 to 1.
    scale
        Standard deviation of the residuals, by rows less coefficients.
    """

    coefficients: pd.Series
    inverse: pd.DataFrame
    residuals: np.ndarray
    leverage: np.ndarray
    scale: float


def least_squares(outcome: np.ndarray, design: pd.DataFrame) -> Least:
    """Coefficients by an orthogonal decomposition of the design, its columns brought to the same length first.

    Its errors are bounded by the square root of those of the normal equations, so that columns that are nearly sums of
    one another are still told apart; two steps of refinement, their residuals in longer numbers, win a few more digits
    [@bjorck1967].

    Parameters
    ----------
    outcome
        One number per row.
    design
        One row per row, one column per coefficient.

    Returns
    -------
    Least

    Raises
    ------
    RefusalError
        If the columns cannot be told apart, or there are no more rows than columns.

    Examples
    --------
    >>> fit = least_squares(np.array([1.0, 3.0, 5.0]), pd.DataFrame({"level": 1.0, "x": [0.0, 1.0, 2.0]}))
    >>> fit.coefficients.round(9).to_dict()
    {'level': 1.0, 'x': 2.0}
    """
    x, y = design.to_numpy(float), np.asarray(outcome, dtype=float)
    if len(x) <= x.shape[1]:
        raise RefusalError("there are no more rows than coefficients")
    length = np.linalg.norm(x, axis=0)
    q, r = linalg.qr(x / length, mode="economic")
    if not np.isfinite(r).all() or np.abs(np.diag(r)).min() < np.finfo(float).eps * len(x):
        raise RefusalError("what is to be compared cannot be told apart: some of it follows from the rest")
    # The residuals and the coefficients are refined together, as the solution of one augmented system.
    long, longer = (x / length).astype(np.longdouble), y.astype(np.longdouble)
    beta, rest = np.zeros(x.shape[1], dtype=np.longdouble), np.zeros(len(x), dtype=np.longdouble)
    for _ in range(3):
        missed = (longer - rest - long @ beta).astype(float)
        leaning = -(long.T @ rest).astype(float)
        along = linalg.solve_triangular(r, leaning, trans="T")
        step = linalg.solve_triangular(r, q.T @ missed - along)
        beta, rest = beta + step, rest + missed - q @ (q.T @ missed) + q @ along
    root = linalg.solve_triangular(r, np.eye(len(r))) / length[:, None]
    coefficients, residuals = (beta / length).astype(float), rest.astype(float)
    return Least(pd.Series(coefficients, design.columns),
                 pd.DataFrame(root @ root.T, design.columns, design.columns), residuals, (q ** 2).sum(axis=1),
                 float(np.sqrt(residuals @ residuals / (len(x) - x.shape[1]))))


def linear_regression(outcome: np.ndarray, design: pd.DataFrame, child: pd.Series, *,
                      confidence: float = 0.95) -> Fitted:
    """Differences in a number, each with the others held.

    Parameters
    ----------
    outcome
        One number per row.
    design
        One row per row, one column per coefficient; as `indicators` makes it, with `LEVEL`.
    child
        Whose each row is.
    confidence
        Of the intervals.

    Returns
    -------
    Fitted
        The table has `standardised` too: the coefficient in standard deviations of the outcome for one standard
        deviation of the column; missing of `LEVEL`. Errors are HC3 [@mackinnon1985] where every child has one row, on
        rows less coefficients; else clustered on the child [@liang1986], on the children of the smaller group less
        one. `dispersion` is the standard deviation of the residuals, `explained` R-squared.

    Raises
    ------
    RefusalError
        If the outcome does not vary, columns cannot be told apart, or there are fewer than ten children for each
        coefficient but that of `LEVEL`.

    Examples
    --------
    >>> x = pd.DataFrame({"level": 1.0, "care": np.repeat([0.0, 1.0], 20)})
    >>> fit = linear_regression(np.tile([1.0, 3.0], 20) + 4 * x["care"], x, pd.Series(range(40)))
    >>> fit.table[["coefficient", "standardised"]].round(4).to_dict("list")
    {'coefficient': [2.0, 4.0], 'standardised': [nan, 0.8944]}
    """
    y = np.asarray(outcome, dtype=float)
    if not len(y) or np.ptp(y) == 0:
        raise RefusalError("the outcome is the same everywhere")
    told_apart(design, child.nunique(), what="children")
    fit = least_squares(y, design)
    if fit.scale <= np.finfo(float).eps * np.abs(y).max() * len(y):
        raise RefusalError("nothing is left over to judge an estimate by")
    about = sides(design, child, np.ones(len(y), dtype=bool))
    covariance, df = _robust(fit, design, child, about)
    about = about["children"]
    table = tidy(fit.coefficients, covariance, df, about, len(y), ratio=False, confidence=confidence)
    spread = design.std().where(design.columns != LEVEL) / y.std(ddof=1)
    table["standardised"] = table["coefficient"] * spread.to_numpy()
    n, p = design.shape
    squares = fit.residuals @ fit.residuals
    return Fitted(table, covariance, y - fit.residuals, n, child.nunique(), df, fit.scale,
                  float(-n / 2 * (np.log(2 * np.pi * squares / n) + 1)), p + 1, confidence,
                  float(1 - squares / ((y - y.mean()) @ (y - y.mean()))), "least squares")


def _robust(fit: Least, design: pd.DataFrame, child: pd.Series,
            about: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Covariance of the coefficients, with the degrees of freedom of each."""
    x, names = design.to_numpy(float), design.columns
    if child.is_unique:
        if fit.leverage.max() > 1 - 1e-9:
            raise RefusalError("a group has a single child")
        # Scaling both sides keeps the digits of nearly dependent columns.
        weighed = fit.inverse.to_numpy() @ (x * (fit.residuals / (1 - fit.leverage))[:, None]).T
        return pd.DataFrame(weighed @ weighed.T, names, names), pd.Series(float(len(x) - len(names)), names)
    robust, _ = sandwich(x * fit.residuals[:, None], fit.inverse.to_numpy(), child)
    return pd.DataFrame(robust, names, names), (about["present"] - 1).astype(float)
