"""Logistic regression: odds ratios with errors clustered on the child, and Firth's where groups are separated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from missing_audit.statistics.design import sides, told_apart
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.fitted import Fitted, sandwich, tidy

__all__ = ["firth", "logistic_regression", "separated"]

_STEPS, _CLOSE, _LONGEST, _FAR = 100, 1e-10, 3.0, 200.0


def separated(outcome: np.ndarray, design: pd.DataFrame) -> bool:
    """Whether some sum of the columns parts those with the outcome from those without [@albert1984].

    Then the likelihood rises without end, and has no maximum. Found by linear programming.

    Examples
    --------
    >>> x = pd.DataFrame({"level": 1.0, "care": [0.0, 0.0, 1.0, 1.0]})
    >>> separated(np.array([0, 1, 1, 1]), x), separated(np.array([0, 1, 0, 1]), x)
    (True, False)
    """
    signed = (2 * np.asarray(outcome, dtype=float) - 1)[:, None] * _scaled(design)[0]
    # Alike rows say the same once.
    rows = np.unique(signed, axis=0)
    best = optimize.linprog(-rows.sum(axis=0), A_ub=-rows, b_ub=np.zeros(len(rows)), bounds=(-1, 1), method="highs")
    return bool(best.status != 0 or -best.fun > 1e-7)


def logistic_regression(outcome: np.ndarray, design: pd.DataFrame, child: pd.Series, *,
                        confidence: float = 0.95) -> Fitted:
    """Odds ratios of a yes or no, each with the others held.

    Parameters
    ----------
    outcome
        0 or 1 per row.
    design
        One row per row, one column per coefficient; as `indicators` makes it.
    child
        Whose each row is.
    confidence
        Of the intervals.

    Returns
    -------
    Fitted
        `ratio` is the odds ratio; errors are clustered on the child [@liang1986]. Where groups are separated, as
        `firth`; `method` says which.

    Raises
    ------
    RefusalError
        If the outcome does not vary, columns cannot be told apart, there are fewer than ten children of the rarer
        outcome for each coefficient but that of `LEVEL`, or groups are separated while children have several rows.

    Examples
    --------
    >>> x = pd.DataFrame({"level": 1.0, "care": np.repeat([0.0, 1.0], 60)})
    >>> fit = logistic_regression(np.tile([0, 0, 1], 40) | (np.arange(120) % 6 == 0) & (x["care"] == 1), x,
    ...                           pd.Series(range(120)))
    >>> round(fit.table["ratio"].tolist()[1], 6)
    2.0
    """
    y = _checked(outcome, design, child)
    if separated(y, design):
        if not child.is_unique:
            raise RefusalError("one of the groups always, or never, has the outcome, and children have several rows")
        return firth(y, design, child, confidence=confidence)
    x, length = _scaled(design)
    beta = _climbed(x, lambda b: x.T @ (y - special.expit(x @ b)))
    chance = special.expit(x @ beta)
    bread = np.linalg.inv((x * (chance * (1 - chance))[:, None]).T @ x)
    robust, children = sandwich(x * (y - chance)[:, None], bread, child)
    covariance = pd.DataFrame(robust / np.outer(length, length), design.columns, design.columns)
    about = _about(y, design, child)
    table = tidy(pd.Series(beta / length, design.columns), covariance, about["present"] - 1, about["children"], len(y),
                 ratio=True, confidence=confidence)
    return Fitted(table, covariance, chance, len(y), children, about["present"] - 1,
                  log_likelihood=float(-np.logaddexp(0, (1 - 2 * y) * (x @ beta)).sum()), parameters=len(beta),
                  confidence=confidence)


def firth(outcome: np.ndarray, design: pd.DataFrame, child: pd.Series, *, confidence: float = 0.95) -> Fitted:
    """Odds ratios by Firth's penalised likelihood, which has a maximum however groups are separated [@firth1993].

    Intervals are those of the profile of the penalised likelihood, and p-values those of its ratio [@heinze2002].

    Parameters
    ----------
    outcome, design, child, confidence
        As for `logistic_regression`; each child has one row.

    Returns
    -------
    Fitted
        As of `logistic_regression`; `log_likelihood` is the penalised one, and a limit is infinite where the profile
        does not fall as far.

    Raises
    ------
    RefusalError
        As `logistic_regression`, and where children have several rows.
    """
    y = _checked(outcome, design, child)
    if not child.is_unique:
        raise RefusalError("children have several rows, which Firth's method does not allow for")
    x, length = _scaled(design)
    beta = _climbed(x, lambda b: _firth_score(y, x, b))
    top, bread = _penalised(y, x, beta), np.linalg.inv(_information(x, beta))
    covariance = pd.DataFrame(bread / np.outer(length, length), design.columns, design.columns)
    about = _about(y, design, child)
    df = pd.Series(np.inf, design.columns)
    table = tidy(pd.Series(beta / length, design.columns), covariance, df, about["children"], len(y), ratio=True,
                 confidence=confidence)
    fall = stats.chi2.ppf(confidence, 1) / 2
    for j in range(len(beta)):
        profile = partial(_profile, y, x, beta, j)
        reach = 2 * np.sqrt(bread[j, j])
        ends = [_limit(lambda b, f=profile: f(b) - top + fall, beta[j], side * reach) / length[j] for side in (-1, 1)]
        with np.errstate(over="ignore"):
            table.loc[j, ["low", "high"]] = np.exp(ends)
        table.loc[j, "p"] = stats.chi2.sf(max(2 * (top - profile(0.0)), 0), 1)
    # The determinant was that of the scaled columns.
    top += float(np.log(length).sum())
    return Fitted(table, covariance, special.expit(x @ beta), len(y), len(y), df, log_likelihood=top,
                  parameters=len(beta), confidence=confidence, method="Firth's penalised likelihood")


def _checked(outcome: np.ndarray, design: pd.DataFrame, child: pd.Series) -> np.ndarray:
    """The outcome as numbers, after what cannot be modelled is refused."""
    y = np.asarray(outcome, dtype=float)
    if not np.isin(y, (0, 1)).all():
        raise ValueError("outcome: must be 0 or 1 in every row")
    rarer = min(child[y == value].nunique() for value in (0, 1))
    if rarer == 0:
        raise RefusalError("the outcome is the same everywhere")
    told_apart(design, rarer, what="children of the rarer outcome")
    return y


def _about(y: np.ndarray, design: pd.DataFrame, child: pd.Series) -> pd.DataFrame:
    """Who is on each side of each column, with the rarer outcome as the event."""
    return sides(design, child, y == float(y.mean() <= 0.5))


def _scaled(design: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The design with columns of the same length, and their lengths."""
    x = design.to_numpy(float)
    length = np.sqrt((x ** 2).mean(axis=0))
    return x / length, length


def _information(x: np.ndarray, beta: np.ndarray) -> np.ndarray:
    chance = special.expit(x @ beta)
    return (x * (chance * (1 - chance))[:, None]).T @ x


def _penalised(y: np.ndarray, x: np.ndarray, beta: np.ndarray) -> float:
    """Log-likelihood, and half the log determinant of the information."""
    sign, size = np.linalg.slogdet(_information(x, beta))
    return float(-np.logaddexp(0, (1 - 2 * y) * (x @ beta)).sum() + size / 2) if sign > 0 else -np.inf


def _firth_score(y: np.ndarray, x: np.ndarray, beta: np.ndarray) -> np.ndarray:
    chance = special.expit(x @ beta)
    weight = chance * (1 - chance)
    leverage = weight * np.einsum("ij,jk,ik->i", x, np.linalg.pinv((x * weight[:, None]).T @ x), x)
    return x.T @ (y - chance + leverage * (0.5 - chance))


def _climbed(x: np.ndarray, score: Callable[[np.ndarray], np.ndarray], start: np.ndarray | None = None,
             held: int | None = None) -> np.ndarray:
    """Newton's method up the score; one coefficient may be held where it is."""
    beta = np.zeros(x.shape[1]) if start is None else start.copy()
    free = np.delete(np.arange(len(beta)), [] if held is None else [held])
    for _ in range(_STEPS):
        slope = _information(x, beta)[np.ix_(free, free)]
        step = np.linalg.lstsq(slope, score(beta)[free], rcond=None)[0]
        longest = np.abs(step).max(initial=0)
        beta[free] += step * min(1, _LONGEST / max(longest, _CLOSE))
        if longest < _CLOSE:
            return beta
    raise RefusalError("the model settles on no estimate")


def _profile(y: np.ndarray, x: np.ndarray, beta: np.ndarray, j: int, value: float) -> float:
    """Penalised log-likelihood at its highest with one coefficient held."""
    start = beta.copy()
    start[j] = value
    return _penalised(y, x, _climbed(x, lambda b: _firth_score(y, x, b), start, j))


def _limit(above: Callable[[float], float], centre: float, step: float) -> float:
    """Where the profile has fallen to what the interval allows, by growing steps; infinite where it never does."""
    end = centre
    while abs(end - centre) < _FAR:
        start, end, step = end, end + step, step * 1.5
        try:
            fallen = above(end) < 0
        except RefusalError:
            break
        if fallen:
            return float(optimize.brentq(above, *sorted((start, end)), xtol=1e-10))
    return np.sign(step) * np.inf
