"""What every regression gives back: one tidy table, with tests and comparisons made from it, clustered on the child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import RefusalError

__all__ = ["Fitted", "contrasts", "joint", "sandwich", "tidy"]


@dataclass(frozen=True)
class Fitted:
    """A regression, fitted.

    Attributes
    ----------
    table
        One row per coefficient, in the order of the design: `term`; `coefficient` and `se` (of the linear predictor);
        `ratio` (its exponential; missing of a model that does not multiply); `low`, `high` (of the ratio where there
        is one, else of the coefficient); `p` (that the coefficient is 0); `children` (distinct children with an event
        in the smaller of the two groups that a term of two values sets apart, else all with an event: whom the number
        rests on); `rows`.
    covariance
        Of the coefficients, by `term`.
    expected
        What the model expects of each row, in the order of the rows.
    rows, children
        That it was fitted to; `children` are the clusters.
    df
        Degrees of freedom of Student's t, by `term`.
    dispersion
        What the kind of model says it is; missing of a model without one.
    log_likelihood
        At the estimates; missing of a model without one.
    parameters
        Numbers estimated.
    confidence
        Of the intervals.
    explained
        Share of the outcome's variance; missing of a model that does not explain one.
    method
        How it was fitted, in words.
    """

    table: pd.DataFrame
    covariance: pd.DataFrame
    expected: np.ndarray
    rows: int
    children: int
    df: pd.Series
    dispersion: float = float("nan")
    log_likelihood: float = float("nan")
    parameters: int = 0
    confidence: float = 0.95
    explained: float = float("nan")
    method: str = "maximum likelihood"

    @property
    def coefficients(self) -> pd.Series:
        """By `term`."""
        return self.table.set_index("term")["coefficient"]

    @property
    def aic(self) -> float:
        """Akaike's information criterion [@akaike1974]: less is better."""
        return 2 * (self.parameters - self.log_likelihood)


def sandwich(scores: np.ndarray, bread: np.ndarray, child: pd.Series,
             weights: np.ndarray | None = None) -> tuple[np.ndarray, int]:
    """Robust covariance, clustered on the child, with the factor G / (G - 1) for G children [@liang1986].

    Parameters
    ----------
    scores
        One row per observation, one column per parameter.
    bread
        Inverse of the information.
    child
        Whose each row is.
    weights
        Children whom each row stands for, all alike; the same in all rows of a child.

    Returns
    -------
    tuple
        The covariance, and the number of children.
    """
    sums = pd.DataFrame(scores).groupby(child.to_numpy(), sort=False).sum().to_numpy()
    many = np.ones(len(sums))
    if weights is not None:
        many = pd.Series(weights).groupby(child.to_numpy(), sort=False).first().to_numpy(float)
    clusters = round(many.sum())
    if clusters < 2:
        raise RefusalError("there is only one child, so there is nothing to judge an estimate by")
    meat = (sums * many[:, None]).T @ sums
    return bread @ meat @ bread * clusters / (clusters - 1), clusters


def tidy(coefficients: pd.Series, covariance: pd.DataFrame, df: pd.Series, children: pd.Series, rows: int, *,
         ratio: bool, confidence: float = 0.95) -> pd.DataFrame:
    """The table of `Fitted`, with Wald intervals and p-values by Student's t."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence = {confidence}: must be strictly between 0 and 1")
    variance = np.diag(covariance)
    # Relative to what rounding would leave of it.
    if not np.isfinite(variance).all() or (variance <= np.finfo(float).eps * coefficients.abs().max() ** 2).any():
        raise RefusalError("children do not vary, so there is nothing to judge an estimate by")
    se = pd.Series(np.sqrt(variance), covariance.index)
    half = stats.t.ppf((1 + confidence) / 2, df) * se
    scale = np.exp if ratio else np.asarray
    return pd.DataFrame({
        "term": list(coefficients.index), "coefficient": coefficients.to_numpy(), "se": se.to_numpy(),
        "ratio": np.exp(coefficients.to_numpy()) if ratio else np.nan,
        "low": scale((coefficients - half).to_numpy()), "high": scale((coefficients + half).to_numpy()),
        "p": 2 * stats.t.sf(np.abs(coefficients / se), df), "children": children.to_numpy(), "rows": rows})


def joint(model: Fitted, terms: Sequence[str]) -> Difference:
    """Wald test that all of these coefficients are 0, referred to F on the children of the smallest group less one.

    Examples
    --------
    >>> from missing_audit.statistics.counts import count_regression
    >>> rng = np.random.default_rng(1)
    >>> x = pd.DataFrame({"level": 1.0, "step": (np.arange(80) % 2).astype(float)})
    >>> fit = count_regression(rng.poisson(2, 80), x, np.ones(80), pd.Series(range(80)))
    >>> round(joint(fit, ["step"]).p - fit.table["p"].tolist()[1], 12)
    0.0
    """
    terms = list(terms)
    b, v = model.coefficients[terms].to_numpy(), model.covariance.loc[terms, terms].to_numpy()
    if not terms or np.linalg.matrix_rank(v) < len(terms):
        raise RefusalError("what is to be compared cannot be told apart")
    within = float(model.df[terms].min())
    statistic = float(b @ np.linalg.solve(v, b)) / len(terms)
    return Difference(statistic, len(terms), within, float(stats.f.sf(statistic, len(terms), within)), model.children)


def contrasts(model: Fitted, wanted: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """Sums of coefficients, such as one group against another when both were compared with a third.

    Parameters
    ----------
    model
        The regression.
    wanted
        By name, the weight of each term: ``{"foster against residential": {"foster": 1, "residential": -1}}``.

    Returns
    -------
    DataFrame
        As the table of `Fitted`, one row per name; `children` and the degrees of freedom are those of the smallest
        group that it compares.
    """
    weights = pd.DataFrame(wanted).reindex(model.covariance.index).fillna(0.0)
    used = {name: [term for term in weights.index if weights.at[term, name]] for name in weights}
    by_term = model.table.set_index("term")["children"]
    covariance = weights.T @ model.covariance @ weights
    return tidy(weights.T @ model.coefficients, covariance,
                pd.Series({name: model.df[terms].min() for name, terms in used.items()}),
                pd.Series({name: by_term[terms].min() for name, terms in used.items()}), model.rows,
                ratio=bool(model.table["ratio"].notna().all()), confidence=model.confidence)
