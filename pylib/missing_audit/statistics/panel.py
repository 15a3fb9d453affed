"""Children with many rows: averages over children (GEE), and models in which each child has a level of its own."""

from __future__ import annotations

import warnings
from typing import Literal

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize, special
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from missing_audit.statistics.design import LEVEL, sides, told_apart
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.fitted import Fitted, sandwich, tidy
from missing_audit.statistics.regress import poisson

__all__ = ["averaged", "mixed_linear", "mixed_poisson"]

_FAMILIES = {"poisson": sm.families.Poisson, "binomial": sm.families.Binomial, "gaussian": sm.families.Gaussian}
_CLOSE = 1e-6


def averaged(outcome: np.ndarray, design: pd.DataFrame, child: pd.Series, *,
             family: Literal["poisson", "binomial", "gaussian"], exposure: np.ndarray | None = None,
             confidence: float = 0.95) -> Fitted:
    """Generalised estimating equations: rows of one child are alike, all pairs to the same degree [@liang1986].

    Parameters
    ----------
    outcome
        One count, 0 or 1, or number per row, as `family` has it.
    design
        One row per row, one column per coefficient; as `indicators` makes it.
    child
        Whose each row is.
    family
        With its usual link: the log, the log odds, or none.
    exposure
        Of each row, over 0; of counts only.
    confidence
        Of the intervals.

    Returns
    -------
    Fitted
        `dispersion` is the correlation of two rows of one child. Errors hold also where that is not the same for all.

    Raises
    ------
    RefusalError
        If columns cannot be told apart, there are fewer than ten children with an event for each coefficient but that
        of `LEVEL`, or no estimate is settled on.

    Examples
    --------
    >>> child = pd.Series(np.repeat(np.arange(40), 2))
    >>> x = pd.DataFrame({"level": 1.0, "care": (child % 2).astype(float)})
    >>> fit = averaged(child % 5 + 3 * (child % 2), x, child, family="poisson")
    >>> round(fit.table["ratio"].tolist()[1], 6)
    2.5
    """
    y = np.asarray(outcome, dtype=float)
    about = _about(y, design, child, every=family == "gaussian")
    offset = None if exposure is None else np.log(np.asarray(exposure, dtype=float))
    # Sorted, since nothing may depend on the order of rows.
    code = pd.factorize(child, sort=True)[0]
    model = sm.GEE(y, design.to_numpy(float), groups=code, family=_FAMILIES[family](), offset=offset,
                   cov_struct=sm.cov_struct.Exchangeable())
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            fit = model.fit(maxiter=200, ctol=1e-10)
        except (ConvergenceWarning, np.linalg.LinAlgError):
            raise RefusalError("the model settles on no estimate") from None
    children = child.nunique()
    covariance = pd.DataFrame(fit.cov_robust * children / (children - 1), design.columns, design.columns)
    df = about["present"] - 1
    table = tidy(pd.Series(fit.params, design.columns), covariance, df, about["children"], len(y),
                 ratio=family != "gaussian", confidence=confidence)
    return Fitted(table, covariance, np.asarray(fit.fittedvalues), len(y), children, df,
                  float(np.asarray(model.cov_struct.dep_params).item()), parameters=len(df), confidence=confidence,
                  method="generalised estimating equations")


def mixed_linear(outcome: np.ndarray, design: pd.DataFrame, child: pd.Series, *, confidence: float = 0.95) -> Fitted:
    """Linear regression in which every child has a level of its own, by restricted maximum likelihood [@laird1982].

    Parameters
    ----------
    outcome, design, child, confidence
        As for `averaged`.

    Returns
    -------
    Fitted
        `dispersion` is the share of what is left over that lies between children.

    Raises
    ------
    RefusalError
        As `averaged`, where no child has two rows, and where children do not differ.
    """
    y = np.asarray(outcome, dtype=float)
    about = _about(y, design, child, every=True)
    if child.is_unique:
        raise RefusalError("no child has two rows, so that a child's own level cannot be told")
    code = pd.factorize(child, sort=True)[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fit = sm.MixedLM(y, design.to_numpy(float), groups=code).fit(reml=True, method=["bfgs", "lbfgs", "powell"])
        except np.linalg.LinAlgError:
            raise RefusalError("the model settles on no estimate") from None
    between, within = float(np.asarray(fit.cov_re).item()), float(fit.scale)
    if not fit.converged or between <= _CLOSE * within:
        raise RefusalError("children do not differ beyond what their rows do")
    p = design.shape[1]
    covariance = pd.DataFrame(np.asarray(fit.cov_params())[:p, :p], design.columns, design.columns)
    df = about["present"] - 1
    table = tidy(pd.Series(np.asarray(fit.fe_params), design.columns), covariance, df, about["children"], len(y),
                 ratio=False, confidence=confidence)
    return Fitted(table, covariance, design.to_numpy(float) @ np.asarray(fit.fe_params), len(y), child.nunique(), df,
                  between / (between + within), float(fit.llf), p + 2, confidence,
                  method="restricted maximum likelihood")


def mixed_poisson(counts: np.ndarray, design: pd.DataFrame, exposure: np.ndarray, child: pd.Series, *,
                  confidence: float = 0.95) -> Fitted:
    """Poisson regression in which every child has a level of its own, drawn from a gamma distribution [@hausman1984].

    A child's level multiplies all its rates. Where every child has one row, it is the negative binomial model.

    Parameters
    ----------
    counts, design, exposure, child, confidence
        As for `count_regression`.

    Returns
    -------
    Fitted
        `dispersion` is the variance of children's levels about 1; errors are clustered on the child.

    Raises
    ------
    RefusalError
        As `count_regression`, and where children do not differ beyond chance.

    Examples
    --------
    >>> child = pd.Series(np.repeat(np.arange(40), 2))
    >>> x = pd.DataFrame({"level": 1.0, "later": np.tile([0.0, 1.0], 40)})
    >>> y = np.repeat(np.arange(40) % 5, 2) + np.tile([0, 0, 0, 2], 20)
    >>> round(mixed_poisson(y, x, np.ones(80), child).table["ratio"].tolist()[1], 6)
    1.5
    """
    y, offset = np.asarray(counts, dtype=float), np.log(np.asarray(exposure, dtype=float))
    about, code = _about(y, design, child), pd.factorize(child, sort=True)[0]
    data = (y, design.to_numpy(float), offset, code)
    start = np.append(poisson(y, design, exposure).coefficients.to_numpy(), 0.0)
    many = code.max() + 1
    found = optimize.minimize(lambda b: (-_gamma(b, data)[0] / many, -_gamma(b, data)[1].sum(axis=0) / many), start,
                              jac=True, method="BFGS", options={"gtol": _CLOSE / 100, "maxiter": 500})
    variance = float(np.exp(found.x[-1]))
    if np.abs(found.jac).max() > _CLOSE or not 1e-4 < variance < 1e4:
        raise RefusalError("children do not differ beyond chance, or the model settles on no estimate")
    p = design.shape[1]
    robust, children = sandwich(_gamma(found.x, data)[1], np.linalg.inv(_slope(found.x, data)), pd.Series(range(many)))
    covariance, df = pd.DataFrame(robust[:p, :p], design.columns, design.columns), about["present"] - 1
    table = tidy(pd.Series(found.x[:p], design.columns), covariance, df, about["children"], len(y), ratio=True,
                 confidence=confidence)
    return Fitted(table, covariance, np.exp(data[1] @ found.x[:p] + offset), len(y), children, df, variance,
                  float(-found.fun * many), p + 1, confidence)


def _about(y: np.ndarray, design: pd.DataFrame, child: pd.Series, *, every: bool = False) -> pd.DataFrame:
    """Who is on each side of each column, after what cannot be modelled is refused; every row, or those with events."""
    if not len(y) or np.ptp(y) == 0:
        raise RefusalError("the outcome is the same everywhere")
    event = np.ones(len(y), dtype=bool) if every else y > 0
    told_apart(design, child[event].nunique(), what="children" if every else "children with an event")
    about = sides(design, child, event)
    empty = about.index[(about["children"] == 0) & (about.index != LEVEL)]
    if len(empty):
        raise RefusalError(f"one of the groups that '{empty[0]}' sets apart has no event")
    return about


def _gamma(parameters: np.ndarray, data: tuple[np.ndarray, ...]) -> tuple[float, np.ndarray]:
    """Log-likelihood, and the score of each child; the last parameter is the log variance of children's levels."""
    y, x, offset, code = data
    size = np.exp(-parameters[-1])
    line = np.clip(x @ parameters[:-1] + offset, -40, 40)
    mean = np.exp(line)
    total, expected = np.bincount(code, y), np.bincount(code, mean)
    own = (special.gammaln(size + total) - special.gammaln(size) - size * np.log1p(expected / size)
           - total * np.log(size + expected))
    likely = own.sum() + (y * line - special.gammaln(y + 1)).sum()
    level = (size + total) / (size + expected)
    rows = x * (y - level[code] * mean)[:, None]
    slope = np.column_stack([np.bincount(code, column) for column in rows.T])
    spread = -size * (special.digamma(size + total) - special.digamma(size) - np.log1p(expected / size) + 1 - level)
    return float(likely), np.column_stack([slope, spread])


def _slope(parameters: np.ndarray, data: tuple[np.ndarray, ...]) -> np.ndarray:
    """Observed information: the score's slope, by central differences."""
    half = 1e-5
    rises = [(_gamma(parameters + step, data)[1] - _gamma(parameters - step, data)[1]).sum(axis=0) / (2 * half)
             for step in half * np.eye(len(parameters))]
    return -(np.array(rises) + np.array(rises).T) / 2
