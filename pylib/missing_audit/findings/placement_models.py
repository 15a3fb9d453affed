"""The models behind RQ03: rates by placement with age, sex and audit year held, from episodes to what was fitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.schema import NAMED_PLACEMENTS
from missing_audit.statistics.counts import count_regression, zero_inflated
from missing_audit.statistics.design import indicators
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.fitted import Fitted, contrasts
from missing_audit.statistics.panel import averaged, mixed_poisson

__all__ = ["HELD", "PAIRS", "Account", "Modelled", "accounts", "cells", "modelled", "most_often", "ratios"]

HELD = ("sex", "age", "year")
"""What is held alike, by single year of age."""
PAIRS = (("residential", "foster"), ("residential", "home"), ("foster", "home"))
_DAYS, _PART = 365.25, 0.5
"""Days of a year; and what part of one a child spends, on average, at one age within one audit year."""
_CARE = ("residential", "foster")


@dataclass(frozen=True)
class Modelled:
    """The model that the chapter rests on.

    Attributes
    ----------
    rows
        As `cells`, without parts in which nobody went missing.
    fit
        By negative binomial regression.
    """

    rows: pd.DataFrame
    fit: Fitted


@dataclass(frozen=True)
class Account:
    """A way to fit the same.

    Attributes
    ----------
    label
        How, as tables name it.
    fit
        The model, where all three placements are in it.
    ratios
        Of `PAIRS`, in their order; of children in care alone, of the first.
    refusal
        Why there are none.
    """

    label: str
    fit: Fitted | None = None
    ratios: pd.DataFrame | None = None
    refusal: str = ""


def cells(evidence: Evidence, rows: pd.DataFrame, by: Sequence[str] = HELD) -> pd.DataFrame:
    """Episodes and child-years by child, placement and what is held.

    At home, children without any episode are not named: all that is known of them is how many the county has, by year,
    age, sex and district.

    Parameters
    ----------
    evidence
        With the return of looked-after children, the police and the populations.
    rows
        Episodes that count.
    by
        What is held: `HELD`, or with ``district``; rows that do not say are left out.

    Returns
    -------
    DataFrame
        One row per child and cell, and per cell one for all unnamed children at home, ordered by content: `child`,
        `placement`, the columns of `by`, `events`, `years`, `weight` (children whom the row stands for; `years` is of
        one of them).
    """
    rows, lived = (_said(each, by) for each in (rows, evidence.of_ages(evidence.person_time)))
    events = rows.groupby(["child", "placement", *by]).size().rename("events")
    days = lived.groupby(["child", "placement", *by])["days"].sum()
    named = pd.concat([events, days / _DAYS], axis=1).rename(columns={"days": "years"}).reset_index()
    named = named[named["placement"].isin(_CARE) | named["placement"].eq("home") & named["child"].isin(rows["child"])]
    # On a placement's last day a child may go missing from it, with no time at risk there.
    named = named.assign(events=named["events"].fillna(0.0), years=named["years"].fillna(0).clip(lower=1 / _DAYS),
                         weight=1.0)
    out = pd.concat([named, _unnamed(evidence, lived, named, by)], ignore_index=True)
    return out.sort_values([*by, "placement", "weight", "events", "years", "child"], ignore_index=True)


def _said(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The rows that say all that is held."""
    known = rows.dropna(subset=list(by))
    return known[known["sex"].isin(["male", "female"])].astype({"age": int, "year": int})


def _unnamed(evidence: Evidence, lived: pd.DataFrame, named: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Children at home who never went missing: the population, less those looked after and those named."""
    settings = evidence.settings
    length = (pd.Timestamp(settings.period.end) - pd.Timestamp(settings.period.start)).days + 1
    people = evidence.of_ages(evidence.population)
    people = people[people["year"].isin(settings.years)].groupby(list(by))["population"].sum()
    people = people * length / _DAYS / len(settings.years)
    away = lived[~lived["placement"].isin(["home", "unknown"])].groupby(list(by))["days"].sum() / _DAYS
    home = named[named["placement"] == "home"].groupby(list(by))["years"].sum()
    rest = people.sub(away, fill_value=0).sub(home, fill_value=0)
    rest = rest[rest > _PART]
    many = np.round(rest / _PART)
    cell = rest.index.to_frame(index=False)
    return cell.assign(child=[f"at home {number}" for number in range(len(rest))], placement="home", events=0.0,
                       years=(rest / many).to_numpy(), weight=many.to_numpy())


def modelled(rows: pd.DataFrame, *, by: Sequence[str] = HELD, confidence: float = 0.95,
             fit: Callable[..., Fitted] = count_regression, **options: str) -> Modelled:
    """Rates by placement with what is held alike.

    Parameters
    ----------
    rows
        As `cells`.
    by
        What is held.
    confidence
        Of the intervals.
    fit, options
        How.

    Raises
    ------
    RefusalError
        As `count_regression`.
    """
    rows = _with_events(rows, by)
    if not set(rows["placement"]) >= set(NAMED_PLACEMENTS):
        raise RefusalError("nobody spent any time in one of the placements to be compared")
    design = _design(rows, "home", by)
    found = fit(rows["events"].to_numpy(), design, rows["years"].to_numpy(), rows["child"],
                weights=rows["weight"].to_numpy(), confidence=confidence, **options)
    return Modelled(rows, found)


def _with_events(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The rows of those parts in which somebody went missing: of the others no ratio can be told."""
    for name in by:
        rows = rows[rows.groupby(name)["events"].transform("sum") > 0]
    return rows


def _design(rows: pd.DataFrame, reference: str, by: Sequence[str]) -> pd.DataFrame:
    most = {name: rows.groupby(name)["events"].sum().sort_values(kind="stable").index[-1] for name in by
            if rows[name].nunique() > 1}
    return indicators(rows, {"placement": reference} | most)


def ratios(fit: Fitted) -> pd.DataFrame:
    """The ratios of `PAIRS`, in their order, as `contrasts` gives them."""
    wanted = {}
    for group, reference in PAIRS:
        weights = {f"placement={group}": 1.0, f"placement={reference}": -1.0}
        wanted[f"{group} {reference}"] = {name: weight for name, weight in weights.items()
                                          if name in fit.covariance.index}
    return contrasts(fit, wanted)


def accounts(evidence: Evidence, episodes: pd.DataFrame, model: Modelled) -> list[Account]:
    """The same comparison in other ways: those that a reader would ask for.

    Returns
    -------
    list of Account
        The model itself first; those of children in care alone say nothing of the home.
    """
    level, rows, often = model.fit.confidence, model.rows, most_often(model.rows)
    district = (*HELD, "district")
    return [
        Account("Negative binomial, as above", model.fit, ratios(model.fit)),
        _of_all("Poisson, with robust errors", lambda: modelled(rows, confidence=level, family="poisson")),
        _of_all("Some children never go missing", lambda: modelled(rows, confidence=level, fit=zero_inflated)),
        _of_all(f"Without the {len(often)} children who went missing most often",
                lambda: modelled(rows[~rows["child"].isin(often)], confidence=level)),
        _of_care("Care alone: district held alike too, where it is known",
                 lambda: _in_care(cells(evidence, episodes, district), _own_rates(level), district)),
        _of_care("Care alone: episodes of one child alike", lambda: _in_care(rows, _alike(level))),
        _of_care("Care alone: levels of children drawn from one distribution",
                 lambda: _in_care(rows, _own_level(level))),
    ]


def most_often(rows: pd.DataFrame) -> pd.Index:
    """The children with most episodes: the ten first, and all with as many as the tenth."""
    events = rows.groupby("child")["events"].sum().sort_values(ascending=False, kind="stable")
    return events.index[events >= events.iloc[FEWEST - 1]]


def _of_all(label: str, run: Callable[[], Modelled]) -> Account:
    try:
        fit = run().fit
    except RefusalError as reason:
        return Account(label, refusal=str(reason))
    return Account(label, fit, ratios(fit))


def _of_care(label: str, run: Callable[[], pd.DataFrame]) -> Account:
    try:
        return Account(label, ratios=run())
    except RefusalError as reason:
        return Account(label, refusal=str(reason))


def _own_rates(level: float) -> Callable[..., Fitted]:
    return lambda y, x, years, child: count_regression(y, x, years, child, confidence=level)


def _own_level(level: float) -> Callable[..., Fitted]:
    return lambda y, x, years, child: mixed_poisson(y, x, years, child, confidence=level)


def _alike(level: float) -> Callable[..., Fitted]:
    return lambda y, x, years, child: averaged(y, x, child, family="poisson", exposure=years, confidence=level)


def _in_care(rows: pd.DataFrame, fit: Callable[..., Fitted], by: Sequence[str] = HELD) -> pd.DataFrame:
    """Residential against foster placements, among the children who were in either."""
    rows = _with_events(rows[rows["placement"].isin(_CARE)], by)
    if rows["placement"].nunique() < len(_CARE):
        raise RefusalError("nobody was in one of the placements to be compared")
    found = fit(rows["events"].to_numpy(), _design(rows, "foster", by), rows["years"].to_numpy(), rows["child"])
    return contrasts(found, {"residential foster": {"placement=residential": 1.0}})
