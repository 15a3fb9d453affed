"""What followed for some children, against what followed for others whose history was the same on the same day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["FEWEST_RESPONDERS", "Matched", "empirical_bayes", "nearest", "set_against"]

FEWEST_RESPONDERS = 30
"""Children who had something, below whom what followed is not set against others."""
_NO_VARIANCE = 1e-12


@dataclass(frozen=True)
class Matched:
    """Events that followed for some children, and what their matches let expect.

    Attributes
    ----------
    children, others
        Distinct children who had it and were matched, and distinct children they were matched to.
    observed, expected
        Events of the former; and of the latter, as the sum of each set's mean.
    ratio, ratio_low, ratio_high
        Observed over expected, with its log-scale interval.
    difference, difference_low, difference_high
        Events that each child had more than its matches, on average.
    test
        That observed and expected are equal.
    """

    children: int
    others: int
    observed: float
    expected: float
    ratio: float
    ratio_low: float
    ratio_high: float
    difference: float
    difference_low: float
    difference_high: float
    test: Difference


def nearest(asked: pd.DataFrame, pool: pd.DataFrame, *, near: Mapping[str, float], most: int = 10) -> pd.DataFrame:
    """Match each child to those of its own risk set who are most like it, with replacement [@li2001].

    Parameters
    ----------
    asked
        One row per child who had something: `set`, `child`, and the columns of `near` as they stood on that day.
    pool
        One row per child and day that it may be matched to: `set`, `child`, and the same columns. A child may stand in
        many sets, and more than once in one, with other days; the nearest of these may be taken, the first of several.
    near
        Columns to be alike in, with how far apart they may be; 0 where they must be the same. Of those within, the
        nearest by the sum of the squares of the distances, each over what is allowed, are taken.
    most
        Matches to a set, at most, but for others that are as near as the last of these.

    Returns
    -------
    DataFrame
        The rows of `pool` that were taken, with `weight` (one over the number of its set's matches), ordered by `set`,
        nearest first. A set without a match has no row.

    Examples
    --------
    >>> asked = pd.DataFrame({"set": [0], "child": ["a"], "before": [3]})
    >>> pool = pd.DataFrame({"set": [0, 0, 0], "child": ["b", "c", "d"], "before": [3, 4, 9]})
    >>> nearest(asked, pool, near={"before": 1})[["child", "weight"]].to_numpy().tolist()
    [['b', 0.5], ['c', 0.5]]
    """
    own = asked.set_index("set")
    far, within = np.zeros(len(pool)), pool["child"].to_numpy() != own["child"].reindex(pool["set"]).to_numpy()
    for column, allowed in near.items():
        apart = np.abs(pool[column].to_numpy(float) - own[column].reindex(pool["set"]).to_numpy(float))
        within = within & (apart <= allowed)
        far += (apart / allowed) ** 2 if allowed > 0 else 0.0
    rows = pool.assign(far=far)[within].sort_values(["set", "far"], kind="stable")
    rows = rows[~rows.duplicated(["set", "child"])]
    # All that are as far as the last are taken: neither what followed nor a child's name may decide.
    rows = rows[rows.groupby("set")["far"].rank(method="min") <= most].drop(columns="far")
    return rows.assign(weight=1 / rows.groupby("set")["set"].transform("size")).reset_index(drop=True)


def set_against(asked: pd.DataFrame, matches: pd.DataFrame, *, confidence: float = 0.95) -> Matched:
    """Events that followed, observed against expected from matches.

    The variance is that of a ratio of sums over children, a child's part in every set taken together, so that matches
    who serve in several sets, or had it later themselves, count as one child each [@liang1986]. Each row is set
    against what its set's history foretells, and not against the set's own mean, which a single match would equal;
    this is slightly on the safe side of the variance of a matching estimator [@abadie2006].

    Parameters
    ----------
    asked
        One row per child who had something: `set`, `child`, `events` (that followed), `foretold` (events that others
        of the same history have, up to a factor that all sets share; over 0).
    matches
        As `nearest` returns them, with `events`.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Matched
        Of the sets that have a match.

    Raises
    ------
    RefusalError
        If fewer than `FEWEST_RESPONDERS` children have a match; fewer than ten of them, or of their matches, have an
        event; or children do not vary.
    """
    mean = (matches["events"] * matches["weight"]).groupby(matches["set"]).sum()
    rows = asked[asked["set"].isin(mean.index)]
    _enough(rows, matches)
    foretold = rows.set_index("set")["foretold"].astype(float)
    foretold *= mean.sum() / foretold.sum()
    parts = _by_child(rows, matches, foretold)
    children, others = len(rows), matches["child"].nunique()
    observed, expected = float(rows["events"].sum()), float(mean.sum())
    ratio, difference = observed / expected, (observed - expected) / children
    more = len(parts) / (len(parts) - 1)
    of_ratio = parts["events"] - ratio * parts["expected"]
    of_difference = parts["events"] - parts["expected"] - difference * parts["children"]
    se_log, se = (np.sqrt(more * (part**2).sum()) / over
                  for part, over in ((of_ratio, observed), (of_difference, children)))
    if se_log < _NO_VARIANCE:
        raise RefusalError("the children do not vary, so there is nothing to judge a difference by")
    df = min(children, others) - 1
    t, z = stats.t.ppf((1 + confidence) / 2, df), np.log(ratio) / se_log
    test = Difference(float(z), df, None, float(2 * stats.t.sf(abs(z), df)), len(parts), "t")
    return Matched(children, others, observed, expected, ratio, float(ratio * np.exp(-t * se_log)),
                   float(ratio * np.exp(t * se_log)), difference, float(difference - t * se),
                   float(difference + t * se), test)


def empirical_bayes(past: np.ndarray, usual_past: np.ndarray, usual_future: np.ndarray,
                    dispersion: float) -> np.ndarray:
    """Events to be expected of each child, from those of children like it and from its own past [@hauer2002].

    Children alike in what a negative binomial model knows of them still differ in how prone they are; a child's own
    past tells something of that, and the more so the more children vary. A high past is in part chance, and what is
    expected lies between the child's own past and what is usual.

    Parameters
    ----------
    past
        Events that each child had.
    usual_past, usual_future
        Events of children like it, by the model, in the past and in the time to come; over 0.
    dispersion
        Of the model: the variance is mean + dispersion × mean².

    Returns
    -------
    ndarray
        Events expected in the time to come, one a child.

    Examples
    --------
    >>> [round(float(value), 2) for value in empirical_bayes(np.array([12]), np.array([4.34]), np.array([4.34]), 0.271)]
    [8.48]
    """
    return np.asarray(usual_future) * (1 + dispersion * np.asarray(past)) / (1 + dispersion * np.asarray(usual_past))


def _enough(rows: pd.DataFrame, matches: pd.DataFrame) -> None:
    if len(rows) < FEWEST_RESPONDERS:
        raise RefusalError(f"fewer than {FEWEST_RESPONDERS} children had it and could be matched, too few for this "
                           "comparison")
    for some in (rows, matches):
        if some.loc[some["events"] > 0, "child"].nunique() < FEWEST:
            raise RefusalError(f"fewer than {FEWEST} of the children, or of their matches, had an episode afterwards")


def _by_child(rows: pd.DataFrame, matches: pd.DataFrame, foretold: pd.Series) -> pd.DataFrame:
    """Each child's part in what was observed, and in what was expected, over all sets that it stands in."""
    own = pd.DataFrame({"child": rows["child"], "events": rows["events"].astype(float),
                        "expected": foretold.reindex(rows["set"]).to_numpy(), "children": 1})
    odd = matches["weight"] * (matches["events"] - foretold.reindex(matches["set"]).to_numpy())
    theirs = pd.DataFrame({"child": matches["child"], "events": 0.0, "expected": odd, "children": 0})
    return pd.concat([own, theirs]).groupby("child")[["events", "expected", "children"]].sum()
