"""The model behind RQ06: weekly episodes by kind of placement, from the collated episodes to what was fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.findings.common import by_child
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.regress import CountFit, negative_binomial
from missing_audit.statistics.resample import Resampled, resampled, shared_weeks
from missing_audit.statistics.season import WAVE, days_between, design, weeks_of
from missing_audit.terms import holidays
from missing_audit.words import listed

__all__ = ["Modelled", "calendar", "kinds", "modelled"]

_KINDS = {"residential": "residential placements", "foster": "foster placements", "home": "the family home"}
_OTHERS = "all other or unknown placements"
_FEWEST_YEARS = 2


@dataclass(frozen=True)
class Modelled:
    """What was fitted.

    Attributes
    ----------
    days
        As `days_between`.
    kinds
        Kinds of placement with a level and a trend of their own, in words.
    fits
        By account of the year: ``none``, ``wave`` and, where the latitude is known, ``daylight``.
    wave
        The model with one wave, children drawn anew.
    shared
        The same, its covariance widened by ups and downs that all children of a week share.
    episodes
        That the models were fitted to.
    """

    days: pd.DataFrame
    kinds: tuple[str, ...]
    fits: dict[str, CountFit]
    wave: Resampled
    shared: Resampled
    episodes: int


def calendar(evidence: Evidence) -> pd.DataFrame:
    """What is known of each day of the period, as `days_between`."""
    period = evidence.settings.period
    closed = None
    if evidence.terms is not None:
        closed = holidays(pd.date_range(period.start, period.end), evidence.terms)
    return days_between(period.start, period.end, holidays=closed, latitude=evidence.settings.county.latitude)


def kinds(rows: pd.DataFrame) -> pd.Series:
    """Kind of placement of each episode, in words; kinds with too few children are put together.

    While the smallest kind has fewer than ten children with an episode, it joins the next smallest.
    """
    kind = rows["placement"].map(_KINDS).fillna(_OTHERS)
    while True:
        children = rows.groupby(kind)["child"].nunique().sort_values(kind="stable")
        if len(children) < 2 or children.iloc[0] >= FEWEST:
            return kind
        joined = list(children.index[:2])
        order = [name for name in (*_KINDS.values(), _OTHERS) if any(name in part for part in joined)]
        kind = kind.where(~kind.isin(joined), listed(order))


def modelled(evidence: Evidence, rows: pd.DataFrame) -> Modelled:
    """Fit the accounts of the year to weekly counts of episodes.

    Raises
    ------
    RefusalError
        If there are fewer than two whole years, or too few children or episodes.
    """
    if len(evidence.settings.years) < _FEWEST_YEARS:
        raise RefusalError("a season can be told from chance only where at least two whole years are audited")
    days = calendar(evidence)
    weeks, kind = weeks_of(days), kinds(rows)
    groups = [name for name in dict.fromkeys([*_KINDS.values(), *sorted(set(kind))]) if (kind == name).any()]
    events = _events(rows, kind, groups, weeks)
    exposure = np.tile(weeks["days"].to_numpy(float), len(groups))
    common = ["holiday"] if "holiday" in days and days["holiday"].nunique() > 1 else []
    accounts = {"none": common, "wave": [*common, *WAVE]}
    if "daylight" in days:
        accounts["daylight"] = [*common, "daylight"]
    x = {name: design(weeks, groups, columns) for name, columns in accounts.items()}
    wave = resampled(events, x["wave"], exposure)
    total = events.sum(axis=0)
    fits = {name: wave.fit if name == "wave" else negative_binomial(total, x[name], exposure) for name in x}
    return Modelled(days, tuple(groups), fits, wave, shared_weeks(wave, events, x["wave"], exposure, len(weeks)),
                    int(total.sum()))


def _events(rows: pd.DataFrame, kind: pd.Series, groups: list[str], weeks: pd.DataFrame) -> np.ndarray:
    """Episodes of each child, by kind of placement and week."""
    day = rows["start"].dt.normalize()
    week = weeks.index.get_indexer(day - pd.to_timedelta(day.dt.day_of_week, unit="D"))
    cell = kind.map({name: i for i, name in enumerate(groups)}).astype(int) * len(weeks) + week
    return by_child(rows.assign(cell=cell), "cell", range(len(groups) * len(weeks))).to_numpy()
