"""Simulated counties for tests of season: clustered children, with or without a wave that is known."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from missing_audit.statistics.resample import resampled
from missing_audit.statistics.season import WAVE, days_between, design, weeks_of

FIRST, LAST = datetime.date(2014, 4, 1), datetime.date(2017, 3, 31)
GROUPS = ["care", "home"]
PEAK = datetime.date(2015, 7, 15)
AUGUST = (213, 243)
"""Days of the year that are holiday in these counties."""


def days(first=FIRST, last=LAST) -> pd.DataFrame:
    """The period's days; holidays are August."""
    dates = pd.date_range(first, last)
    return days_between(first, last, holidays=dates.day_of_year.to_series().between(*AUGUST).to_numpy(), latitude=53.5)


def draw(rng: np.random.Generator, table: pd.DataFrame, *, children: int, amplitude: float = 0.0,
         shape: float = 0.35, mean: float = 2.5, again: float = 0.35) -> np.ndarray:
    """Events by child and cell: children differ (gamma), and each episode sets off another within days by chance.

    A child is in one group throughout. Only children with an event are returned.
    """
    angle = np.arctan2(table["sine"], table["cosine"]) - 2 * np.pi * (PEAK.timetuple().tm_yday - 0.5) / 365
    wave = np.exp(amplitude * np.cos(angle)).to_numpy()
    wave = wave / wave.mean()
    rate = rng.gamma(shape, mean / shape, children) / len(table)
    child, day = np.nonzero(rng.random((children, len(table))) < 1 - np.exp(-rate[:, None] * wave))
    found = [(child, day)]
    while len(child):
        more = rng.random(len(child)) < again
        child, day = child[more], day[more] + 1 + rng.exponential(7, more.sum()).astype(int)
        child, day = child[day < len(table)], day[day < len(table)]
        found.append((child, day))
    child, day = (np.concatenate(part) for part in zip(*found, strict=True))
    week = pd.factorize(table["week"])[0][day]
    many = week.max() + 1 if len(week) else 0
    many = table["week"].nunique()
    group = (np.arange(children) % 4 != 0).astype(int)
    events = np.zeros((children, many * len(GROUPS)), dtype=int)
    np.add.at(events, (child, group[child] * many + week), 1)
    return events[events.sum(axis=1) > 0]


def fitted(events: np.ndarray, table: pd.DataFrame, columns=("holiday", *WAVE), **options):
    """The model as the report fits it."""
    weeks = weeks_of(table)
    return resampled(events, design(weeks, GROUPS, columns), np.tile(weeks["days"].to_numpy(float), len(GROUPS)),
                     **options)
