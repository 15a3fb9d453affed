"""How well a grade or score foretells an outcome: telling apart, and keeping its word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special, stats

from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.ridge import ridge
from missing_audit.statistics.shares import clustered_share

__all__ = ["Discrimination", "better", "calibration_by_group", "calibration_line", "discrimination", "tells"]

_MOST = 1 - 1e-9


@dataclass(frozen=True)
class Discrimination:
    """How often, of a row with the outcome and one without it, the one with it has the higher score.

    Attributes
    ----------
    area
        Area under the receiver operating characteristic curve: 0.5 is no better than chance, 1 is never wrong.
    low, high
        Of its interval, on the logit scale; missing where the area is 0 or 1.
    variance
        Of the area, clustered on the child.
    events, rows
        Rows with the outcome, and all.
    with_outcome, without, children
        Children with at least one row of each kind, and all.
    parts
        One row per child: what its rows with and its rows without the outcome contribute to the area.
    """

    area: float
    low: float
    high: float
    variance: float
    events: int
    rows: int
    with_outcome: int
    without: int
    children: int
    parts: np.ndarray


def discrimination(outcome: np.ndarray, score: np.ndarray, child: np.ndarray, *, weight: np.ndarray | None = None,
                   confidence: float = 0.95) -> Discrimination:
    """Area under the curve with an interval that allows for children who have many rows [@obuchowski1997].

    With one row a child it is that of DeLong and others [@delong1988]. A tie counts half.

    Parameters
    ----------
    outcome
        0 or 1, by row.
    score
        Higher where the outcome is held to be likelier.
    child
        Whose row it is.
    weight
        Of each row, taken as known; alike without it.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Discrimination

    Raises
    ------
    RefusalError
        If fewer than ten children have the outcome, or fewer than ten are without it.

    Examples
    --------
    >>> found = discrimination(np.arange(40) % 2, np.arange(40) % 4, np.arange(40))
    >>> round(found.area, 3)
    0.75
    """
    y, x = np.asarray(outcome).astype(bool), np.asarray(score, dtype=float)
    w = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=float)
    code = np.unique(np.asarray(child), return_inverse=True)[1]
    many, few = len(np.unique(code[y])), len(np.unique(code[~y]))
    if many < FEWEST or few < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children {'have' if many < FEWEST else 'are without'} the outcome")
    above = _below(x[~y], w[~y], x[y])
    under = 1 - _below(x[y], w[y], x[~y])
    area = float(np.average(above, weights=w[y]))
    parts = np.zeros((code.max() + 1, 2))
    np.add.at(parts[:, 0], code[y], w[y] * (above - area) / w[y].sum())
    np.add.at(parts[:, 1], code[~y], w[~y] * (under - area) / w[~y].sum())
    variance = _variance(parts, many, few)
    low, high = _limits(area, variance, min(many, few) - 1, confidence)
    return Discrimination(area, low, high, variance, int(y.sum()), len(y), many, few, len(parts), parts)


def tells(found: Discrimination) -> Difference:
    """Test that a score tells nothing: that its area is one half."""
    return _against(found.area - 0.5, found.variance, found)


def better(first: Discrimination, second: Discrimination) -> Difference:
    """Test that two scores of the same rows tell equally well, with the child as cluster [@obuchowski1997].

    Raises
    ------
    RefusalError
        If the two are not of the same rows, or do not differ anywhere.
    """
    if first.parts.shape != second.parts.shape or first.rows != second.rows:
        raise RefusalError("the two scores are not of the same episodes")
    variance = _variance(first.parts - second.parts, first.with_outcome, first.without)
    return _against(first.area - second.area, variance, first)


def _against(difference: float, variance: float, found: Discrimination) -> Difference:
    if not variance > 0:
        raise RefusalError("children do not vary, so there is nothing to judge a difference by")
    df = min(found.with_outcome, found.without) - 1
    statistic = difference / np.sqrt(variance)
    return Difference(float(statistic), df, None, float(2 * stats.t.sf(abs(statistic), df)), found.children, "t")


def _below(others: np.ndarray, weight: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Of the weight of others, the part that lies below each own score; a tie counts half."""
    order = np.argsort(others, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(weight[order])])
    left, right = (np.searchsorted(others[order], own, side=side) for side in ("left", "right"))
    return (total[left] + total[right]) / 2 / total[-1]


def _variance(parts: np.ndarray, many: int, few: int) -> float:
    """Obuchowski's: children with the outcome, children without it, and what the same children share."""
    factor = [n / (n - 1) for n in (many, few, len(parts))]
    own = (parts ** 2).sum(axis=0)
    return float(factor[0] * own[0] + factor[1] * own[1] + 2 * factor[2] * (parts[:, 0] * parts[:, 1]).sum())


def _limits(area: float, variance: float, df: int, confidence: float) -> tuple[float, float]:
    if not (0 < area < _MOST and variance > 0):
        return np.nan, np.nan
    half = stats.t.ppf((1 + confidence) / 2, df) * np.sqrt(variance) / (area * (1 - area))
    return tuple(float(special.expit(special.logit(area) + side * half)) for side in (-1, 1))


def calibration_by_group(outcome: np.ndarray, predicted: np.ndarray, group: pd.Series, child: np.ndarray, *,
                         weight: np.ndarray | None = None, confidence: float = 0.95) -> pd.DataFrame:
    """Share that had the outcome, by group, beside the share that was foretold.

    Parameters
    ----------
    outcome, child, weight, confidence
        As for `discrimination`.
    predicted
        Foretold chance of each row, from 0 to 1.
    group
        Categorical: groups in the order in which they are to stand.

    Returns
    -------
    DataFrame
        One row per group that has rows: index; `rows`, `children`, `events`, `with_outcome` and `without` (children),
        `largest` (share of the rows that is one child's own), `predicted` (mean), `observed`, `low`, `high` (clustered
        on the child; missing below ten children).
    """
    w = np.ones(len(group)) if weight is None else np.asarray(weight, dtype=float)
    rows = pd.DataFrame({"child": np.asarray(child), "y": np.asarray(outcome, dtype=float), "w": w,
                         "foretold": w * predicted, "group": pd.Categorical(group)})
    lines = {}
    for name, part in rows.groupby("group", observed=True):
        whole = part.groupby("child")["w"].sum()
        hits = (part["y"] * part["w"]).groupby(part["child"]).sum()
        scale = len(part) / whole.sum()
        share, low, high = clustered_share(hits.to_numpy() * scale, whole.to_numpy() * scale, confidence=confidence)
        own = part["child"].value_counts()
        known = len(own) >= FEWEST
        lines[name] = {"rows": len(part), "children": len(own), "events": int(part["y"].sum()),
                       "with_outcome": part.loc[part["y"] > 0, "child"].nunique(),
                       "without": part.loc[part["y"] == 0, "child"].nunique(), "largest": own.max() / len(part),
                       "predicted": part["foretold"].sum() / whole.sum(), "observed": share,
                       "low": low if known else np.nan, "high": high if known else np.nan}
    return pd.DataFrame.from_dict(lines, orient="index")


def calibration_line(outcome: np.ndarray, predicted: np.ndarray, child: np.ndarray, *,
                     weight: np.ndarray | None = None, confidence: float = 0.95) -> pd.DataFrame:
    """Whether foretold chances are too high or low on the whole, and too far apart or too close together [@cox1958].

    Parameters
    ----------
    outcome, predicted, child, weight, confidence
        As for `calibration_by_group`; chances strictly between 0 and 1.

    Returns
    -------
    DataFrame
        `estimate`, `low`, `high` and `children` of two numbers: ``level``, the log odds by which outcomes exceed what
        was foretold (0 is right on the whole); and ``slope`` on the foretold log odds (1 is right; below 1 the foretold
        chances are too far apart).

    Raises
    ------
    RefusalError
        If fewer than ten children have the outcome or are without it, or the chances do not vary.
    """
    y, code = np.asarray(outcome).astype(bool), np.asarray(child)
    fewest = min(len(np.unique(code[y])), len(np.unique(code[~y])))
    if fewest < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children have the outcome, or are without it")
    odds = special.logit(np.asarray(predicted, dtype=float))
    ones = pd.DataFrame({"level": np.ones(len(odds))})
    level = ridge(outcome, ones, child, weight=weight, offset=odds)
    slope = ridge(outcome, ones.assign(slope=odds), child, weight=weight)
    t = stats.t.ppf((1 + confidence) / 2, fewest - 1)
    lines = {}
    for name, fit in (("level", level), ("slope", slope)):
        value, half = float(fit.coefficients[name]), t * float(np.sqrt(fit.covariance.at[name, name]))
        lines[name] = {"estimate": value, "low": value - half, "high": value + half, "children": len(np.unique(code))}
    return pd.DataFrame.from_dict(lines, orient="index")
