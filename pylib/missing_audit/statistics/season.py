"""Whether events come more often at some times of the year: weekly counts, and one annual wave [@stolwijk1999]."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics import ellipse
from missing_audit.statistics.compare import Difference
from missing_audit.statistics.daylight import day_length
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.resample import Resampled

__all__ = ["WAVE", "Wave", "between", "date_of", "days_between", "design", "wald", "wave", "weeks_of"]

WAVE = ("cosine", "sine")
"""The two columns of one annual wave."""


def days_between(first: datetime.date, last: datetime.date, *, holidays: Sequence[bool] | None = None,
                 latitude: float | None = None) -> pd.DataFrame:
    """What a model of season is told of each day.

    Parameters
    ----------
    first, last
        The period, both days within it.
    holidays
        Whether each day is school holiday.
    latitude
        Degrees north.

    Returns
    -------
    DataFrame
        One row per day, indexed by date: `week` (its Monday), `time` (years from the middle of the period), `cosine`
        and `sine` (of the part of the calendar year that has passed at noon), and where they can be known `holiday`
        (0 or 1) and `daylight` (hours).
    """
    date = pd.date_range(first, last)
    day, length = date.day_of_year.to_numpy(), np.where(date.is_leap_year, 366, 365)
    angle = 2 * np.pi * (day - 0.5) / length
    out = pd.DataFrame({
        "week": date - pd.to_timedelta(date.day_of_week, unit="D"),
        "time": (np.arange(len(date)) - (len(date) - 1) / 2) / 365.25,
        "cosine": np.cos(angle), "sine": np.sin(angle),
    }, index=date)
    if holidays is not None:
        out["holiday"] = np.asarray(holidays, dtype=float)
    if latitude is not None:
        out["daylight"] = day_length(day, latitude)
    return out


def weeks_of(days: pd.DataFrame) -> pd.DataFrame:
    """Days gathered into weeks from Monday; a week that the period cuts has fewer days.

    Returns
    -------
    DataFrame
        One row per week: `days` (in the period), and the mean of each of the columns of `days_between`.
    """
    grouped = days.groupby("week")
    return grouped.mean().assign(days=grouped.size())


def design(weeks: pd.DataFrame, groups: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """The model's columns for every cell, a cell being one group in one week.

    Returns
    -------
    DataFrame
        One row per cell, group by group: for each group its level and its trend by `time`; then `columns`, alike for
        all groups.
    """
    level = np.repeat(np.eye(len(groups)), len(weeks), axis=0)
    time = np.tile(weeks["time"].to_numpy(), len(groups))
    out = pd.DataFrame(np.hstack([level, level * time[:, None]]),
                       columns=[f"{part} {group}" for part in ("level", "trend") for group in groups])
    return out.assign(**{name: np.tile(weeks[name].to_numpy(), len(groups)) for name in columns})


def wald(model: Resampled, names: Sequence[str]) -> Difference:
    """Test that all of the named coefficients are 0: Hotelling's T-squared over children drawn anew [@hotelling1931].

    The covariance has as many degrees of freedom as there would be children, less one, if all had equally many
    events: that number, and not all children, says how well the covariance itself is known.
    """
    names = list(names)
    centre, spread = model.fit.coefficients[names].to_numpy(), model.covariance.loc[names, names].to_numpy()
    df, within = len(names), int(model.alike) - len(names)
    if within < FEWEST:
        raise RefusalError("so few children have most of the episodes that a season cannot be told from their own ups "
                           "and downs")
    statistic = ellipse.distance(centre, spread) / _scale(df, within)
    return Difference(statistic, df, within, float(stats.f.sf(statistic, df, within)), model.children)


def between(model: Resampled, name: str, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """One coefficient as a ratio, with its interval: the values that `wald` does not reject."""
    estimate, variance = model.fit.coefficients[name], model.covariance.at[name, name]
    half = stats.t.ppf((1 + confidence) / 2, int(model.alike) - 1) * np.sqrt(variance)
    return tuple(float(np.exp(value)) for value in (estimate, estimate - half, estimate + half))


def _scale(df: int, within: int) -> float:
    """T-squared over this is F on `df` and `within`."""
    return df * (within + df - 1) / within


@dataclass(frozen=True)
class Wave:
    """One annual wave on the log scale, with what the joint confidence region of its two coefficients allows.

    Attributes
    ----------
    amplitude, low, high
        Half the log ratio of the busiest to the quietest time; its least and greatest over the region.
    peak, early, late
        Part of the year, from 0 on 1 January to 1, at which it peaks; the first and last over the region are
        missing where the region holds no season at all.
    """

    amplitude: float
    low: float
    high: float
    peak: float
    early: float | None
    late: float | None


def wave(model: Resampled, *, confidence: float = 0.95) -> Wave:
    """The wave of a model that has one.

    The region is that of the test by `wald`: its least amplitude is over 0 exactly where the test rejects.
    """
    centre = model.fit.coefficients[list(WAVE)].to_numpy()
    spread = model.covariance.loc[list(WAVE), list(WAVE)].to_numpy()
    within = int(model.alike) - len(WAVE)
    bound = _scale(2, within) * stats.f.ppf(confidence, 2, within)
    low, high = ellipse.amplitudes(centre, spread, bound)
    angles = ellipse.phases(centre, spread, bound)
    early, late = (None, None) if angles is None else (angle / (2 * np.pi) % 1 for angle in angles)
    return Wave(float(np.hypot(*centre)), low, high, float(np.arctan2(centre[1], centre[0]) / (2 * np.pi) % 1),
                early, late)


def date_of(part: float) -> datetime.date:
    """Day of a common year by the part of the year that has passed.

    Examples
    --------
    >>> date_of(0.5)
    datetime.date(2015, 7, 2)
    """
    return datetime.date(2015, 1, 1) + datetime.timedelta(days=int(part * 365))
