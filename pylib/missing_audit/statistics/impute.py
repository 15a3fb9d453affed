"""Multiple imputation of characteristics that are not known, and how the results are put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import linalg, special, stats

from missing_audit.statistics.estimate import RefusalError

__all__ = ["imputed", "pooled"]

_SLOPE, _LEVEL = 2.5, 10.0
"""Standard deviations of the weak priors: of slopes on standardised columns, and of levels, on the logit scale."""
_STEPS, _CLOSE, _LONGEST = 50, 1e-6, 4.0
_FEWEST = 5
"""Rows known to be of each category that a model of it needs."""


@dataclass(frozen=True)
class _Model:
    """A multinomial logistic model: mode, Cholesky factor of the posterior's precision, and the rows to be filled."""

    mode: np.ndarray
    precision: np.ndarray
    gaps: np.ndarray


def imputed(data: pd.DataFrame, columns: Sequence[str], *, draws: int, rng: np.random.Generator,
            rounds: int = 5) -> Iterator[pd.DataFrame]:
    """Complete a table many times by chained equations [@vanbuuren2018].

    Each column with gaps has a multinomial logistic model on all others. Its coefficients are drawn from the normal
    approximation to their posterior under a weak prior, which keeps them finite where a group is small,
    and each gap is filled by a draw from the model; so the columns take turns. What is to be explained later must be
    among the columns, or its links with the others would be diluted.

    Parameters
    ----------
    data
        One row per child, ordered by content, since draws follow the order of rows. Text columns are categories,
        others numbers; only `columns` have gaps.
    columns
        Categorical columns to complete.
    draws
        Number of completed tables.
    rng
        Where all chance comes from.
    rounds
        Turns of each column before a table counts; one is enough where a single column has gaps.

    Yields
    ------
    DataFrame
        As `data`, without gaps in `columns`.

    Raises
    ------
    RefusalError
        If fewer than five rows are known to be of some category, or only one category is known.

    Examples
    --------
    >>> data = pd.DataFrame({"group": ["a", "b"] * 10 + [None], "events": np.arange(21)})
    >>> [int(full["group"].isna().sum()) for full in imputed(data, ["group"], draws=2, rng=np.random.default_rng(1))]
    [0, 0]
    """
    gaps = {name: data[name].isna().to_numpy() for name in sorted(columns, key=lambda each: data[each].isna().sum())}
    gaps = {name: gap for name, gap in gaps.items() if gap.any()}
    _check(data, gaps)
    categories = {name: sorted(data[name].dropna().unique()) for name in gaps}
    turns = rounds if len(gaps) > 1 else 1
    models: dict[str, _Model] = {}
    for _ in range(draws):
        full = _filled(data, gaps, rng)
        for _ in range(turns):
            for name, gap in gaps.items():
                if len(gaps) > 1 or not models:  # else nothing that the model rests on has changed
                    models[name] = _modelled(full, name, gap, categories[name], models.get(name))
                chosen = _drawn(models[name], rng)
                full.loc[gap, name] = np.array(categories[name], dtype=object)[chosen]
        yield full.copy()


def _check(data: pd.DataFrame, gaps: dict[str, np.ndarray]) -> None:
    for name in gaps:
        known = data[name].value_counts()
        if len(known) < 2:
            raise RefusalError("fewer than two groups are known, so nothing says which the others are of")
        if known.min() < _FEWEST:
            raise RefusalError(f"fewer than {_FEWEST} are known to be of one group, too few to say who else is")


def _filled(data: pd.DataFrame, gaps: dict[str, np.ndarray], rng: np.random.Generator) -> pd.DataFrame:
    """To begin with, values of the known at random."""
    full = data.copy()
    for name, gap in gaps.items():
        known = data.loc[~gap, name].to_numpy(object)
        full.loc[gap, name] = known[rng.integers(len(known), size=int(gap.sum()))]
    return full


def _design(rows: pd.DataFrame) -> np.ndarray:
    """A level, and every column standardised; of a category, a column for each but the first."""
    numbers = pd.get_dummies(rows, drop_first=True, dtype=float).to_numpy(float)
    spread = numbers.std(axis=0)
    numbers = (numbers - numbers.mean(axis=0))[:, spread > 0] / spread[spread > 0]
    return np.column_stack([np.ones(len(rows)), numbers])


def _modelled(full: pd.DataFrame, name: str, gap: np.ndarray, categories: list[str], before: _Model | None) -> _Model:
    """The model of one column on all others as they now stand."""
    design = _design(full.drop(columns=name))
    code = pd.Categorical(full[name], categories).codes[~gap]
    return _Model(*_fitted(design[~gap], code, len(categories), before.mode if before else None), design[gap])


def _fitted(x: np.ndarray, code: np.ndarray, many: int, start: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Newton's method on the log posterior; categories against the first."""
    p, free = x.shape[1], many - 1
    prior = np.tile(1 / np.array([_LEVEL] + [_SLOPE] * (p - 1)) ** 2, free)
    hit = np.eye(many)[code][:, 1:]
    beta = np.zeros(p * free) if start is None else start
    for _ in range(_STEPS):
        share = _shares(x, beta, free)[:, 1:]
        score = ((hit - share).T @ x).ravel() - prior * beta
        precision = _information(x, share) + np.diag(prior)
        step = linalg.solve(precision, score, assume_a="pos")
        beta = beta + step * min(1.0, _LONGEST / max(float(np.abs(step).max()), _CLOSE))
        if np.abs(step).max() < _CLOSE:
            break
    share = _shares(x, beta, free)[:, 1:]
    return beta, linalg.cholesky(_information(x, share) + np.diag(prior))


def _shares(x: np.ndarray, beta: np.ndarray, free: int) -> np.ndarray:
    """Chance of each category, by row."""
    return special.softmax(np.column_stack([np.zeros(len(x)), x @ beta.reshape(free, -1).T]), axis=1)


def _information(x: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Block by block, one for each pair of categories."""
    free = share.shape[1]
    return np.block([[(x * (share[:, a] * ((a == b) - share[:, b]))[:, None]).T @ x for b in range(free)]
                     for a in range(free)])


def _drawn(model: _Model, rng: np.random.Generator) -> np.ndarray:
    """A category for each gap, from coefficients drawn once."""
    x = model.gaps
    beta = model.mode + linalg.solve_triangular(model.precision, rng.standard_normal(len(model.mode)))
    upto = _shares(x, beta, len(beta) // x.shape[1]).cumsum(axis=1)
    return np.minimum((rng.random(len(x))[:, None] > upto).sum(axis=1), upto.shape[1] - 1)


def pooled(estimates: pd.DataFrame, variances: pd.DataFrame, *, complete_df: float | pd.Series,
           confidence: float = 0.95) -> pd.DataFrame:
    """Put the results of completed tables together by Rubin's rules [@rubin1987].

    Parameters
    ----------
    estimates, variances
        One row per completed table, one column per quantity, on a scale on which errors are normal.
    complete_df
        Degrees of freedom that there would be without gaps; by quantity, where they differ.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    DataFrame
        One row per quantity: `estimate`, `low`, `high`, `se`, `df` (of Student's t, by Barnard and Rubin
        [@barnard1999]), `missing` (share of the variance that comes from the gaps, 0 to 1).

    Raises
    ------
    ValueError
        If there are fewer than two completed tables.

    Examples
    --------
    >>> est, var = pd.DataFrame({"b": [1.0, 1.2, 0.8]}), pd.DataFrame({"b": [0.1, 0.1, 0.1]})
    >>> pooled(est, var, complete_df=50)[["estimate", "se", "df", "missing"]].round(3).iloc[0].tolist()
    [1.0, 0.392, 10.827, 0.348]
    """
    m = len(estimates)
    if m < 2:
        raise ValueError(f"{m} completed tables: Rubin's rules need at least two")
    within, between = variances.mean(), estimates.var(ddof=1)
    total = within + (1 + 1 / m) * between
    missing = (1 + 1 / m) * between / total
    observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - missing)
    # Without any variance between tables the first term is endless, and its inverse nothing.
    df = 1 / (missing**2 / (m - 1) + 1 / observed)
    estimate, se = estimates.mean(), np.sqrt(total)
    reach = stats.t.ppf((1 + confidence) / 2, df) * se
    return pd.DataFrame({"estimate": estimate, "low": estimate - reach, "high": estimate + reach, "se": se, "df": df,
                         "missing": missing})
