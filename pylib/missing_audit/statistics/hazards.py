"""Regression of when events happen, and happen again: proportional hazards with the child as cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.compare import Difference
from missing_audit.statistics.efron import Stratum, maximised
from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["HazardFit", "cox", "hazard_model", "jointly"]

_FAR = 10.0
"""A log hazard ratio per standard deviation that nothing real has."""


@dataclass(frozen=True)
class HazardFit:
    """A proportional-hazards model with covariance clustered on the child.

    Attributes
    ----------
    coefficients
        Log hazard ratios, by column.
    covariance
        Of the coefficients: the sandwich of Lin and Wei, with the factor G / (G - 1) for G children.
    fewest
        By column, distinct children with an event in the smaller of the two groups that a column of two values makes;
        of any other column, all children with an event.
    events, children
        Events, and distinct children with at least one.
    at_risk
        Distinct children.
    """

    coefficients: pd.Series
    covariance: pd.DataFrame
    fewest: pd.Series
    events: int
    children: int
    at_risk: int


def cox(rows: pd.DataFrame, *, columns: Sequence[str], start: str, stop: str, event: str, child: str,
        strata: str | None = None, confidence: float = 0.95) -> pd.DataFrame:
    """Hazard ratios of a proportional-hazards model for events that may recur [@cox1972; @andersen1982].

    A row is a run of time of one child, open at `start` and closed at `stop`, over which nothing in `columns` changes;
    a child may have many, and one event at the end of each. Ties are handled by Efron's method [@efron1977]. The
    variance is robust and clustered on the child [@lin1989], so that a child's own events may depend on each other.
    With runs that each begin at 0, and strata by how many events a child had before, it is the model of gap times
    [@prentice1981]: children are compared with those alone who have come as far.

    Parameters
    ----------
    rows
        One row per child and run of time.
    columns
        What the hazard may go with: numbers, or 0 and 1.
    start, stop, event, child, strata
        Names of columns: when the run begins and ends, in any unit; whether an event ends it; whose it is; and groups
        of rows each with a baseline of its own.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    DataFrame
        One row per column, in order: `column`, `ratio` (of hazards, per unit of the column), `low`, `high` (Student's
        t on one less than the children with an event), `p` (Wald's), `se_log`, `fewest` (children with an event in the
        smaller of two groups, as `HazardFit`), `children` (with an event), `events`, `at_risk` (all children). The
        ratio, its limits and `p` are missing where `fewest` is under `FEWEST`.

    Raises
    ------
    RefusalError
        As `hazard_model`.
    ValueError
        As `hazard_model`; or if `confidence` is not a level.

    Examples
    --------
    >>> rows = pd.DataFrame({"child": range(40), "from": 0, "to": [1 + (7 * i) % 41 for i in range(40)],
    ...                      "again": 1, "care": [i % 2 for i in range(40)]})
    >>> table = cox(rows, columns=["care"], start="from", stop="to", event="again", child="child")
    >>> table[["column", "fewest", "events"]].values.tolist()
    [['care', 20, 40]]
    """
    if not 0 < confidence < 1:
        raise ValueError(f"cox: confidence = {confidence}: must be strictly between 0 and 1")
    fit = hazard_model(rows, columns=columns, start=start, stop=stop, event=event, child=child, strata=strata)
    log, se = fit.coefficients, pd.Series(np.sqrt(np.diag(fit.covariance)), fit.coefficients.index)
    t, enough = stats.t(fit.children - 1), fit.fewest >= FEWEST
    half = t.ppf((1 + confidence) / 2) * se
    table = pd.DataFrame({"ratio": np.exp(log), "low": np.exp(log - half), "high": np.exp(log + half),
                          "p": 2 * t.sf((log / se).abs())}, index=log.index).where(enough)
    return table.assign(se_log=se, fewest=fit.fewest, children=fit.children, events=fit.events,
                        at_risk=fit.at_risk).rename_axis("column").reset_index()


def hazard_model(rows: pd.DataFrame, *, columns: Sequence[str], start: str, stop: str, event: str, child: str,
                 strata: str | None = None) -> HazardFit:
    """The model behind `cox`, for tests of several coefficients at once.

    Parameters
    ----------
    rows, columns, start, stop, event, child, strata
        As for `cox`.

    Returns
    -------
    HazardFit

    Raises
    ------
    RefusalError
        If fewer than ten children have an event for each coefficient, a column does not vary or repeats others, or
        one of its values has all events or none, so that no ratio can be worked out.
    ValueError
        If a run of time does not end after it begins, or a value is missing.
    """
    names = {"start": start, "stop": stop, "event": event, "child": child}
    data = _ordered(rows, [*columns], names, strata)
    x, happened = data[[*columns]].to_numpy(float), data["event"].to_numpy(bool)
    with_event = data["child"][happened].nunique()
    _check(data, [*columns], with_event)
    scale = x.std(axis=0)
    x = (x - x.mean(axis=0)) / scale
    strata_of = _strata(data, happened, x)
    beta, information = _maximum([stratum for _, stratum in strata_of], len(scale))
    own = np.zeros_like(x)
    for place, stratum in strata_of:
        own[place] = stratum.scores(beta)
    sums = np.zeros((data["child"].nunique(), len(scale)))
    np.add.at(sums, pd.factorize(data["child"])[0], own)
    # Added up in the order of their values, so that the last bit does not depend on the pseudonyms.
    sums, bread = sums[np.lexsort(sums.T)], np.linalg.inv(information)
    many = len(sums)
    covariance = bread @ (sums.T @ sums) @ bread * many / (many - 1) / np.outer(scale, scale)
    return HazardFit(pd.Series(beta / scale, [*columns]), pd.DataFrame(covariance, [*columns], [*columns]),
                     _fewest(data, [*columns]), int(happened.sum()), int(with_event), many)


def jointly(fit: HazardFit, columns: Sequence[str]) -> Difference:
    """Wald test that none of several columns goes with the hazard, by the covariance clustered on the child.

    Parameters
    ----------
    fit
        As `hazard_model` returns it.
    columns
        Some of its columns, such as all that stand for one question with several answers.

    Returns
    -------
    Difference
        Wald's chi-squared over its degrees of freedom, referred to F on one less than the children with an event.

    Raises
    ------
    RefusalError
        If one of the groups that are compared has fewer than ten children with an event.
    """
    names = [*columns]
    if fit.fewest[names].min() < FEWEST:
        raise RefusalError(f"a group has fewer than {FEWEST} children with an event, too few for this test")
    log = fit.coefficients[names].to_numpy()
    statistic = float(log @ np.linalg.solve(fit.covariance.loc[names, names].to_numpy(), log)) / len(names)
    within = fit.children - 1
    return Difference(statistic, len(names), within, float(stats.f.sf(statistic, len(names), within)), fit.children)


def _ordered(rows: pd.DataFrame, columns: list[str], names: dict[str, str], strata: str | None) -> pd.DataFrame:
    """Columns under names of our own, rows by their content so that nothing depends on how they stood."""
    kinds = {"start": float, "stop": float, "event": float, "child": object}
    data = rows[columns].astype(float).assign(
        **{name: rows[names[name]].to_numpy(kind) for name, kind in kinds.items()},
        strata=0 if strata is None else pd.factorize(rows[strata], sort=True)[0])
    if data.isna().to_numpy().any():
        name = data.columns[data.isna().any()][0]
        raise ValueError(f"hazard_model: {int(data[name].isna().sum())} rows have no value of '{name}'; leave them out "
                         "or give them a group of their own")
    wrong = ~(data["stop"] > data["start"])
    if wrong.any():
        raise ValueError(f"hazard_model: {int(wrong.sum())} rows do not end after they begin, such as from "
                         f"{data['start'][wrong].iloc[0]:g} to {data['stop'][wrong].iloc[0]:g}")
    return data.sort_values(["strata", "start", "stop", "event", *columns], kind="stable", ignore_index=True)


def _check(data: pd.DataFrame, columns: list[str], with_event: int) -> None:
    """What the data must hold before a model is fitted."""
    if with_event < FEWEST * len(columns):
        # The number itself may be of few children, and this is printed.
        raise RefusalError(f"fewer than {FEWEST} children have an event for each characteristic that a model would "
                           "weigh")
    x = data[columns].to_numpy(float)
    if np.linalg.matrix_rank(x - x.mean(axis=0)) < len(columns):
        raise RefusalError("a characteristic is the same for everybody, or cannot be told apart from others")
    if (data.loc[data["event"] > 0, columns].nunique() < 2).any():
        raise RefusalError("every event falls to one value of a characteristic, so that no ratio can be worked out")


def _strata(data: pd.DataFrame, happened: np.ndarray, x: np.ndarray) -> list[tuple[np.ndarray, Stratum]]:
    """Strata with an event, each with the places of its rows."""
    start, stop = data["start"].to_numpy(), data["stop"].to_numpy()
    parts = [place for place in data.groupby("strata").indices.values() if happened[place].any()]
    return [(place, Stratum(start[place], stop[place], happened[place], x[place])) for place in parts]


def _maximum(strata: list[Stratum], p: int) -> tuple[np.ndarray, np.ndarray]:
    with np.errstate(all="ignore"):
        found = maximised(strata, p)
    if found is None or np.abs(found[0]).max() > _FAR:
        raise RefusalError("the model settles on no estimate: some characteristics together have every event or none")
    return found


def _fewest(data: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Children with an event in the smaller of the two groups of each column; all of them where it has more values."""
    hit = data[data["event"] > 0]
    groups = {name: hit.groupby(name)["child"].nunique() for name in columns}
    return pd.Series({name: int(part.min()) if data[name].nunique() == 2 else hit["child"].nunique()
                      for name, part in groups.items()})
