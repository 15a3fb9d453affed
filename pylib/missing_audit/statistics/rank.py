"""Variables ranked by how much each accounts for of a criterion: relative importance and standardised coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import OLS

from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["Importance", "relative_importance", "standardised"]

_MOST, _BATCH = 10, 100
"""Blocks at most, of which each set is a model; and resamples held in memory at a time."""


@dataclass(frozen=True)
class Importance:
    """What each block accounts for.

    Attributes
    ----------
    blocks
        One row per block, the most important first: `block`, `share` (of the criterion's variance, 0 to 1), `low`,
        `high`, `rank` (1 is the most important), `rank_low`, `rank_high` (the best and the worst rank that resamples
        of children leave possible).
    r_squared
        Share of the criterion's variance that all blocks account for together: the sum of their shares. Where other
        columns were always there, of the variance that these leave.
    children
        Children.
    """

    blocks: pd.DataFrame
    r_squared: float
    children: int


def relative_importance(criterion: pd.Series, blocks: Mapping[str, pd.DataFrame], *, always: pd.DataFrame | None = None,
                        draws: int = 999, seed: int, confidence: float = 0.95) -> Importance:
    """Split the variance that a regression accounts for among blocks of variables [@lindeman1980; @gromping2006].

    A block's share is what it adds to R-squared, averaged over all orders in which the blocks can enter, so that no
    order is preferred where variables go together. It says nothing of what would happen if a variable were changed.

    Parameters
    ----------
    criterion
        One number per child.
    blocks
        By name, the columns of each block, with the same index; a variable of several categories is one block.
    always
        Columns that enter before all blocks, such as age: what they account for is nobody's share.
    draws, seed
        Resamples of children, with replacement, and the seed that they are drawn from.
    confidence
        Two-sided level of the intervals, by percentiles of the resamples [@efron1993].

    Returns
    -------
    Importance

    Raises
    ------
    RefusalError
        If there are more than ten blocks, fewer than ten children for each column, a column that does not vary, or
        columns of which one follows from the others.

    Examples
    --------
    >>> x = pd.DataFrame({"a": np.tile([0.0, 1, 2, 3], 10), "b": np.repeat([0.0, 1, 0, 1], 10)})
    >>> y = 3 * x["a"] + x["b"] + np.tile([0.0, 1], 20)
    >>> found = relative_importance(y, {"a": x[["a"]], "b": x[["b"]]}, draws=99, seed=1)
    >>> found.blocks[["block", "rank", "rank_low", "rank_high"]].values.tolist()
    [['a', 1, 1, 1], ['b', 2, 2, 2]]
    """
    data, columns, first = _gathered(criterion, blocks, always)
    share = _shares(_correlation(np.ones((1, len(data))), data, first), columns)[0]
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(len(data), np.full(len(data), 1 / len(data)), size=draws).astype(float)
    drawn = np.concatenate([_shares(_correlation(part, data, first), columns)
                            for part in np.array_split(counts, max(1, draws // _BATCH))])
    # A resample in which a rare variable does not vary has no place for it.
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    if len(drawn) < draws * 0.9:
        raise RefusalError("a variable is so rare that it does not vary among children drawn anew")
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    ranks = _ranked(drawn)
    low, high = np.quantile(drawn, tails, axis=0)
    best, worst = np.quantile(ranks, tails, axis=0, method="inverted_cdf")
    table = pd.DataFrame({"block": list(blocks), "share": share, "low": low, "high": high,
                          "rank": _ranked(share[None])[0], "rank_low": best, "rank_high": worst})
    table = table.sort_values(["rank", "block"], ignore_index=True)
    return Importance(table, float(share.sum()), len(data))


def standardised(criterion: pd.Series, columns: pd.DataFrame, *, always: pd.DataFrame | None = None,
                 confidence: float = 0.95) -> pd.DataFrame:
    """Coefficients of a linear regression in which all variables have a standard deviation of 1.

    Errors are robust to unequal spread: HC3 [@mackinnon1985].

    Parameters
    ----------
    criterion
        One number per child.
    columns
        One row per child, with the same index; all enter together.
    always
        Columns that enter with them, and are not listed.
    confidence
        Two-sided level of the intervals.

    Returns
    -------
    DataFrame
        One row per column, the largest coefficient of either sign first: `column`, `coefficient`, `low`, `high`
        (standard deviations of the criterion for one of the column), `p`, `children`.

    Raises
    ------
    RefusalError
        As for `relative_importance`.

    Examples
    --------
    >>> x = pd.DataFrame({"a": np.tile([0.0, 1, 2, 3], 10), "b": np.repeat([0.0, 1, 0, 1], 10)})
    >>> standardised(3 * x["a"] + x["b"] + np.tile([0.0, 1], 20), x)["coefficient"].round(3).tolist()
    [0.963, 0.123]
    """
    data, _, _ = _gathered(criterion, {"all": columns}, always)
    scaled = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
    fit = OLS(scaled[:, 0], np.column_stack([np.ones(len(scaled)), scaled[:, 1:]])).fit(cov_type="HC3", use_t=True)
    own = slice(1, columns.shape[1] + 1)
    slope, half = fit.params[own], stats.t.ppf((1 + confidence) / 2, fit.df_resid) * fit.bse[own]
    table = pd.DataFrame({"column": list(columns), "coefficient": slope, "low": slope - half, "high": slope + half,
                          "p": fit.pvalues[own], "children": len(data)})
    order = table["coefficient"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _gathered(criterion: pd.Series, blocks: Mapping[str, pd.DataFrame],
              always: pd.DataFrame | None) -> tuple[np.ndarray, list[np.ndarray], int]:
    """Criterion and columns in rows ordered by content; where each block's stand, and where those always in begin."""
    if len(blocks) > _MOST:
        raise RefusalError(f"there are more than {_MOST} variables to be ranked")
    frames = list(blocks.values())
    parts = [criterion.rename("criterion"), *frames, *([] if always is None else [always])]
    wide = pd.concat(parts, axis=1).dropna().to_numpy(float)
    if len(wide) < FEWEST * (wide.shape[1] - 1):
        raise RefusalError(f"there are fewer than {FEWEST} children for each variable to be ranked")
    if (np.ptp(wide, axis=0) == 0).any():
        raise RefusalError("the criterion, or a variable to be ranked, is the same for all children")
    if np.linalg.matrix_rank(wide[:, 1:] - wide[:, 1:].mean(axis=0)) < wide.shape[1] - 1:
        raise RefusalError("the variables to be ranked cannot be told apart")
    ends = np.cumsum([frame.shape[1] for frame in frames]) + 1
    places = [np.arange(end - frame.shape[1], end) for end, frame in zip(ends, frames, strict=True)]
    return wide[np.lexsort(wide.T[::-1])], places, int(ends[-1])


def _correlation(weights: np.ndarray, data: np.ndarray, first: int) -> np.ndarray:
    """Correlations under each set of weights of the rows, of what the columns from `first` on leave of the others."""
    total = weights.sum(axis=1)
    mean = weights @ data / total[:, None]
    products = (data[:, :, None] * data[:, None, :]).reshape(len(data), -1)
    square = (weights @ products / total[:, None]).reshape(len(weights), data.shape[1], -1)
    covariance = square - mean[:, :, None] * mean[:, None, :]
    across = covariance[:, first:, :first]
    if across.shape[1]:
        settled = np.linalg.pinv(covariance[:, first:, first:], hermitian=True) @ across
        covariance = covariance[:, :first, :first] - across.transpose(0, 2, 1) @ settled
    spread = np.sqrt(np.clip(np.einsum("ijj->ij", covariance), 0, None))
    with np.errstate(divide="ignore", invalid="ignore"):
        return covariance / (spread[:, :, None] * spread[:, None, :])


def _shares(correlation: np.ndarray, places: list[np.ndarray]) -> np.ndarray:
    """What each block adds to R-squared over all orders, each set weighted by the orders that begin with it."""
    many, sets = len(places), {}
    usable = np.isfinite(correlation).all(axis=(1, 2))
    for size in range(many + 1):
        for chosen in combinations(range(many), size):
            sets[chosen] = _r_squared(correlation[usable], [place for block in chosen for place in places[block]])
    out = np.zeros((int(usable.sum()), many))
    for block in range(many):
        for chosen, explained in sets.items():
            if block not in chosen:
                weight = factorial(len(chosen)) * factorial(many - len(chosen) - 1) / factorial(many)
                out[:, block] += weight * (sets[tuple(sorted((*chosen, block)))] - explained)
    found = np.full((len(correlation), many), np.nan)
    found[usable] = out
    return found


def _r_squared(correlation: np.ndarray, places: list[int]) -> np.ndarray:
    """Of the criterion, the first column, on the columns at these places."""
    if not places:
        return np.zeros(len(correlation))
    among, with_criterion = correlation[:, places][:, :, places], correlation[:, places, 0]
    ridge = among + 1e-12 * np.eye(len(places))
    return np.einsum("ij,ij->i", with_criterion, np.linalg.solve(ridge, with_criterion[:, :, None])[:, :, 0])


def _ranked(shares: np.ndarray) -> np.ndarray:
    """1 for the largest of each row."""
    return stats.rankdata(-shares, axis=1, method="min").astype(int)
