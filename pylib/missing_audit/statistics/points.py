"""A score that can be added up by hand, tried on children whom it has not seen, and by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.prediction import discrimination
from missing_audit.statistics.ridge import ChanceFit, ridge
from missing_audit.statistics.shares import clustered_share

__all__ = ["PointsScore", "by_group", "crossvalidated", "folds_of", "points_of", "scored"]

_PENALTY, _FOLDS, _MOST = 1.0, 10, 5
_PER_COEFFICIENT = 10
"""Events that each coefficient of the regression behind a score needs [@peduzzi1996]."""


@dataclass(frozen=True)
class PointsScore:
    """Points by factor and level, and the chance that goes with a total.

    Attributes
    ----------
    table
        One row per factor and level, in their order: `factor`, `level`, `coefficient` (log odds, beside the level of
        the factor that has the lowest), `points` (whole, from 0).
    chance
        Logistic regression of the outcome on the total.
    """

    table: pd.DataFrame
    chance: ChanceFit

    def totals(self, factors: pd.DataFrame) -> np.ndarray:
        """Points of each row, added up."""
        factor, points = self.table["factor"].to_numpy(), self.table["points"].to_numpy()
        return sum(points[factor == name][factors[name].cat.codes] for name in factors)

    def predicted(self, totals: np.ndarray) -> np.ndarray:
        """Chance that goes with each total."""
        return self.chance.predicted(_on_total(totals))


def points_of(coefficients: pd.Series, unit: float) -> pd.Series:
    """Log odds as whole points: how many units each is, to the nearest [@sullivan2004].

    Examples
    --------
    >>> points_of(pd.Series({"a": 0.0, "b": 0.52, "c": 1.1}), 0.25).tolist()
    [0, 2, 4]
    """
    return np.floor(coefficients / unit + 0.5).astype(int)


def scored(outcome: np.ndarray, factors: pd.DataFrame, child: np.ndarray, *, penalty: float = _PENALTY,
           most: int = _MOST) -> PointsScore:
    """A points score from a logistic regression held back a little [@cessie1992; @sullivan2004].

    Parameters
    ----------
    outcome
        0 or 1, by row.
    factors
        One categorical column per factor, every row in one of its categories; the same categories wherever the score
        is used.
    child
        Whose row it is.
    penalty
        As for `ridge`.
    most
        Points of the level that weighs most; a point is that part of its log odds.

    Returns
    -------
    PointsScore

    Raises
    ------
    RefusalError
        If there are fewer than ten children, or ten rows for each coefficient, with the outcome or without it; or no
        factor weighs anything.
    """
    y = np.asarray(outcome).astype(bool)
    design = _design(factors)
    least = _PER_COEFFICIENT * (design.shape[1] - 1)
    fewer = min(y.sum(), (~y).sum())
    if fewer < least or min(len(np.unique(np.asarray(child)[part])) for part in (y, ~y)) < FEWEST:
        raise RefusalError(f"a score of so many parts needs {least} episodes with the outcome, of at least {FEWEST} "
                           f"children, and as many without it; the fewer of the two are {fewer}")
    fit = ridge(outcome, design, child, penalty=penalty)
    table = _levels(factors, fit.coefficients)
    heaviest = float(table["coefficient"].max())
    if not heaviest > 0:
        raise RefusalError("nothing that was known goes with the outcome")
    table["points"] = points_of(table["coefficient"], heaviest / most)
    score = PointsScore(table, fit)
    totals = score.totals(factors)
    return PointsScore(table, ridge(outcome, _on_total(totals), child, penalty=penalty))


def _design(factors: pd.DataFrame) -> pd.DataFrame:
    """A column for every level but the first of each factor, and the level of all."""
    parts = {"level": np.ones(len(factors))}
    for name in factors:
        codes = factors[name].cat.codes.to_numpy()
        for number, level in enumerate(factors[name].cat.categories[1:], start=1):
            parts[f"{name}={level}"] = (codes == number).astype(float)
    return pd.DataFrame(parts)


def _levels(factors: pd.DataFrame, coefficients: pd.Series) -> pd.DataFrame:
    lines = []
    for name in factors:
        values = [float(coefficients.get(f"{name}={level}", 0.0)) for level in factors[name].cat.categories]
        lines += [{"factor": name, "level": level, "coefficient": value - min(values)}
                  for level, value in zip(factors[name].cat.categories, values, strict=True)]
    return pd.DataFrame(lines)


def _on_total(totals: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"level": np.ones(len(totals)), "total": np.asarray(totals, dtype=float)})


def folds_of(child: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """Fold of each row: all rows of a child in one, children dealt out evenly by a seeded shuffle.

    Children are told apart by the order in which they first appear, not by what they are called.
    """
    code = pd.factorize(np.asarray(child))[0]
    many = int(code.max()) + 1
    return (np.random.default_rng(seed).permutation(many) % folds)[code]


def crossvalidated(outcome: np.ndarray, factors: pd.DataFrame, child: np.ndarray, *, seed: int, folds: int = _FOLDS,
                   penalty: float = _PENALTY, most: int = _MOST) -> pd.DataFrame:
    """What a score made without a child foretells of that child's rows [@stone1974].

    Parameters
    ----------
    outcome, factors, child, penalty, most
        As for `scored`; rows in an order that follows from their content.
    seed, folds
        As for `folds_of`.

    Returns
    -------
    DataFrame
        By row: `fold`, `total` (points, by the score of the other folds) and `predicted` (the chance that goes with
        it).

    Raises
    ------
    RefusalError
        As `scored`, also where it is one fold that leaves too few.
    """
    fold = folds_of(child, folds, seed)
    out = pd.DataFrame({"fold": fold, "total": 0, "predicted": np.nan})
    y, who = np.asarray(outcome), np.asarray(child)
    for number in range(folds):
        held = fold == number
        if held.any():
            score = scored(y[~held], factors[~held], who[~held], penalty=penalty, most=most)
            totals = score.totals(factors[held])
            out.loc[held, "total"] = totals
            out.loc[held, "predicted"] = score.predicted(totals)
    return out


def by_group(outcome: np.ndarray, predicted: np.ndarray, acted: np.ndarray, group: pd.Series, child: np.ndarray, *,
             confidence: float = 0.95) -> pd.DataFrame:
    """Whether a score tells equally well, and errs equally often, in each group [@hardt2016].

    Parameters
    ----------
    outcome, child, confidence
        As for `discrimination`.
    predicted
        Foretold chance, by row.
    acted
        Whether the score would have the row acted on.
    group
        Categorical; a row without a group is left out.

    Returns
    -------
    DataFrame
        One row per group that has rows: index; `rows`, `children`; `area`, `area_low`, `area_high`, `area_children`
        (the fewer of those with and without the outcome); `missed`, `missed_low`, `missed_high`, `missed_children` (of
        the rows with the outcome, the share not acted on: false negatives); `alarm`, `alarm_low`, `alarm_high`,
        `alarm_children` (of the rows without it, the share acted on: false positives). Children of a share are the
        fewer of those in it and those left over, where there are any. Missing below ten children.
    """
    y, flagged, who = (np.asarray(part) for part in (outcome, acted, child))
    lines = {}
    for name in group.cat.categories:
        here = (group == name).fillna(False).to_numpy(bool)
        if not here.any():
            continue
        line = {"rows": int(here.sum()), "children": len(np.unique(who[here]))}
        line |= _area(y[here], np.asarray(predicted)[here], who[here], confidence)
        line |= _errors("missed", ~flagged[here & (y == 1)], who[here & (y == 1)], confidence)
        line |= _errors("alarm", flagged[here & (y == 0)], who[here & (y == 0)], confidence)
        lines[name] = line
    return pd.DataFrame.from_dict(lines, orient="index")


def _area(outcome: np.ndarray, predicted: np.ndarray, child: np.ndarray, confidence: float) -> dict[str, float]:
    try:
        found = discrimination(outcome, predicted, child, confidence=confidence)
    except RefusalError:
        return {"area": np.nan, "area_low": np.nan, "area_high": np.nan, "area_children": 0}
    return {"area": found.area, "area_low": found.low, "area_high": found.high,
            "area_children": min(found.with_outcome, found.without)}


def _errors(name: str, wrong: np.ndarray, child: np.ndarray, confidence: float) -> dict[str, float]:
    """A share of rows, with its interval, and the children of its smaller side."""
    own = pd.DataFrame({"child": child, "wrong": wrong.astype(float)}).groupby("child")["wrong"].agg(["sum", "size"])
    sides = [len(np.unique(child[wrong])), len(np.unique(child[~wrong]))]
    share, low, high = clustered_share(own["sum"].to_numpy(), own["size"].to_numpy(), confidence=confidence)
    if len(own) < FEWEST:
        share = low = high = np.nan
    fewest = min(filter(None, sides), default=0)
    return {name: share, f"{name}_low": low, f"{name}_high": high, f"{name}_children": fewest}
