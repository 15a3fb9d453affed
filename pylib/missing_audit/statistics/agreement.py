"""How far those who judged the same things agree, beyond what chance would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["Agreement", "intraclass", "krippendorff", "weighted_kappa"]

Level = Literal["nominal", "ordinal", "interval"]
_DRAWS = 2000


@dataclass(frozen=True)
class Agreement:
    """A coefficient of agreement: 1 is perfect, 0 what chance would give.

    Attributes
    ----------
    value, low, high
        Coefficient and its interval.
    units
        Things that were judged at least twice.
    clusters
        Children, or whatever else the units belong to.
    """

    value: float
    low: float
    high: float
    units: int
    clusters: int


def weighted_kappa(first: Sequence[str], second: Sequence[str], categories: Sequence[str], *,
                   weights: Literal["none", "linear", "quadratic"] = "linear", cluster: np.ndarray | None = None,
                   confidence: float = 0.95) -> Agreement:
    """Cohen's kappa of two judges, with disagreement weighted by how far apart they are [@cohen1968].

    The interval is from the delta method, with units or whatever they belong to as cluster; without clusters it is that
    of Fleiss, Cohen and Everitt [@fleiss1969], with n - 1 in place of n, and Student's t.

    Parameters
    ----------
    first, second
        What each of the two judged of each unit.
    categories
        In order.
    weights
        Whether every disagreement weighs alike, by the steps between them, or by the square of these.
    cluster
        What each unit belongs to; itself without it.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Agreement

    Raises
    ------
    RefusalError
        If there are fewer than ten clusters, or every judgement is the same.

    Examples
    --------
    >>> judged = ["low", "medium", "high", "low"] * 5
    >>> weighted_kappa(judged, judged, ["low", "medium", "high"]).value
    1.0
    """
    k = len(categories)
    a, b = (pd.Index(categories).get_indexer(pd.Index(side)) for side in (first, second))
    code = np.arange(len(a)) if cluster is None else np.unique(np.asarray(cluster), return_inverse=True)[1]
    many = len(np.unique(code))
    if (a < 0).any() or (b < 0).any():
        raise RefusalError("a judgement is none of the categories")
    if many < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} were judged twice, too few for this")
    steps = np.abs(np.subtract.outer(np.arange(k), np.arange(k))).astype(float)
    apart = {"none": (steps > 0).astype(float), "linear": steps, "quadratic": steps ** 2}[weights]
    p, q = (np.bincount(side, minlength=k) / len(a) for side in (a, b))
    seen, chance = float(apart[a, b].mean()), float(p @ apart @ q)
    if chance == 0:
        raise RefusalError("every judgement is the same, so that agreement cannot be told from chance")
    # What each unit contributes to the disagreement seen, and to that expected by chance.
    by_chance = (apart @ q)[a] + (p @ apart)[b] - 2 * chance
    part = (-(apart[a, b] - seen) / chance + seen / chance ** 2 * by_chance) / len(a)
    own = np.bincount(code, part)
    half = stats.t.ppf((1 + confidence) / 2, many - 1) * np.sqrt((own ** 2).sum() * many / (many - 1))
    value = 1 - seen / chance
    return Agreement(value, value - float(half), min(1.0, value + float(half)), len(a), many)


def krippendorff(ratings: np.ndarray, *, level: Level, seed: int, draws: int = _DRAWS,
                 confidence: float = 0.95) -> Agreement:
    """Krippendorff's alpha of any number of judges, some of whom did not judge every unit [@krippendorff2011].

    The interval is from units drawn anew with replacement [@hayes2007]; units are put in the order of their content, so
    that nothing depends on that in which they stand.

    Parameters
    ----------
    ratings
        One row per unit, one column per judge; missing where that judge did not judge it.
    level
        How values differ: as names, as ranks, or by their distance.
    seed, draws
        Of the resampling.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Agreement

    Raises
    ------
    RefusalError
        If fewer than ten units were judged twice, or every judgement is the same.

    Examples
    --------
    >>> ratings = np.tile(np.array([[1.0, 1.0], [2.0, 2.0], [3.0, np.nan]]), (6, 1))
    >>> krippendorff(ratings, level="ordinal", seed=1).value
    1.0
    """
    x = np.asarray(ratings, dtype=float)
    x = x[np.isfinite(x).sum(axis=1) >= 2]
    if len(x) < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} were judged twice, too few for this")
    values, pairs = _coincidences(x)
    if len(values) < 2:
        raise RefusalError("every judgement is the same, so that agreement cannot be told from chance")
    value = float(_alpha(pairs.sum(axis=0)[None], values, level)[0])
    rng = np.random.default_rng(seed)
    picked = rng.multinomial(len(x), np.full(len(x), 1 / len(x)), size=draws).astype(float)
    drawn = _alpha(picked @ pairs, values, level)
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn[np.isfinite(drawn)], [tail, 1 - tail])
    return Agreement(value, float(low), float(high), len(x), len(x))


def _coincidences(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values, and of each unit how often each value stands beside each other, laid out in one row."""
    values = np.unique(x[np.isfinite(x)])
    counts = np.stack([(x == value).sum(axis=1) for value in values], axis=1).astype(float)
    counts = counts[np.lexsort(counts.T[::-1])]
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(len(values))
    return values, (pairs / (counts.sum(axis=1) - 1)[:, None, None]).reshape(len(counts), -1)


def _alpha(pairs: np.ndarray, values: np.ndarray, level: Level) -> np.ndarray:
    """One alpha a row of coincidences."""
    k = len(values)
    seen = pairs.reshape(-1, k, k)
    n = seen.sum(axis=2)
    if level == "ordinal":
        # From the middle of one rank to that of the other, in judgements.
        middle = np.cumsum(n, axis=1) - n / 2
        apart = (middle[:, :, None] - middle[:, None, :]) ** 2
    else:
        gap = np.subtract.outer(values, values)
        apart = ((gap != 0).astype(float) if level == "nominal" else gap ** 2)[None]
    total = n.sum(axis=1)
    expected = (n[:, :, None] * n[:, None, :] * apart).sum(axis=(1, 2)) / (total - 1)
    observed = (seen * apart).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1 - observed / expected


def intraclass(ratings: np.ndarray, *, fixed: bool = False, confidence: float = 0.95) -> Agreement:
    """Intraclass correlation of single judgements, of a two-way table [@shrout1979].

    Parameters
    ----------
    ratings
        One row per unit, one column per judge; nothing missing.
    fixed
        Whether these judges alone are meant, and differences in their level do not count: ICC(3,1). Else ICC(2,1), with
        judges drawn from many and every difference counted.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Agreement
        With the interval from F; that of ICC(2,1) uses Satterthwaite's degrees of freedom [@mcgraw1996].

    Raises
    ------
    RefusalError
        If there are fewer than five units or two judges, a judgement is missing, or nothing varies.
    """
    x = np.asarray(ratings, dtype=float)
    n, k = x.shape
    if n < 5 or k < 2 or not np.isfinite(x).all():
        raise RefusalError("it needs at least five that two or more judged, with no judgement missing")
    mean = x.mean()
    units = k * ((x.mean(axis=1) - mean) ** 2).sum() / (n - 1)
    judges = n * ((x.mean(axis=0) - mean) ** 2).sum() / (k - 1)
    rest = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0) + mean
    error = (rest ** 2).sum() / ((n - 1) * (k - 1))
    if not error > 0:
        raise RefusalError("the judges do not differ but by their level, so that there is no chance to judge by")
    if fixed:
        return Agreement(*_consistent(units / error, n, k, confidence), n, n)
    return Agreement(*_absolute((units, judges, error), n, k, confidence), n, n)


def _consistent(f: float, n: int, k: int, confidence: float) -> tuple[float, float, float]:
    tail, df, within = (1 + confidence) / 2, n - 1, (n - 1) * (k - 1)
    ratios = (f, f / stats.f.ppf(tail, df, within), f * stats.f.ppf(tail, within, df))
    return tuple(float((ratio - 1) / (ratio + k - 1)) for ratio in ratios)


def _absolute(squares: tuple[float, float, float], n: int, k: int, confidence: float) -> tuple[float, float, float]:
    units, judges, error = squares
    value = (units - error) / (units + (k - 1) * error + k * (judges - error) / n)
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    df = (a * judges + b * error) ** 2 / ((a * judges) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)))
    upper, lower = (stats.f.ppf((1 + confidence) / 2, *pair) for pair in ((n - 1, df), (df, n - 1)))
    base = k * judges + (k * n - k - n) * error
    return (float(value), float(n * (units - upper * error) / (upper * base + n * units)),
            float(n * (lower * units - error) / (base + n * lower * units)))
