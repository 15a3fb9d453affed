"""Counties of clustered children, with or without a wave over the year that is known."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
import pandas as pd

from missing_audit.statistics.resample import Resampled, resampled
from missing_audit.statistics.season import WAVE, days_between, design, wald, wave, weeks_of
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["FIRST", "GROUPS", "LAST", "PEAK", "SCENARIOS", "days", "draw", "fitted"]

FIRST, LAST = datetime.date(2014, 4, 1), datetime.date(2017, 3, 31)
GROUPS = ["care", "home"]
PEAK = datetime.date(2015, 7, 15)
AUGUST = (213, 243)
"""Days of the year that are holiday in these counties."""


def days(first: datetime.date = FIRST, last: datetime.date = LAST) -> pd.DataFrame:
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
    many = table["week"].nunique()
    group = (np.arange(children) % 4 != 0).astype(int)
    events = np.zeros((children, many * len(GROUPS)), dtype=int)
    np.add.at(events, (child, group[child] * many + week), 1)
    return events[events.sum(axis=1) > 0]


def fitted(events: np.ndarray, table: pd.DataFrame, columns: Sequence[str] = ("holiday", *WAVE),
           **options: int) -> Resampled:
    """The model as the report fits it."""
    weeks = weeks_of(table)
    return resampled(events, design(weeks, GROUPS, columns), np.tile(weeks["days"].to_numpy(float), len(GROUPS)),
                     **options)


_CHILDREN, _DRAWS, _AMPLITUDE = 1300, 199, 0.25


def _model(rng: np.random.Generator, amplitude: float) -> Resampled:
    table = days()
    return fitted(draw(rng, table, children=_CHILDREN, amplitude=amplitude), table, draws=_DRAWS,
                  seed=int(rng.integers(2**31)))


def _no_season(rng: np.random.Generator) -> Outcome:
    return Outcome(rejected=bool(wald(_model(rng, 0.0), WAVE).p < 0.05))


def _wave(rng: np.random.Generator) -> Outcome:
    found = wave(_model(rng, _AMPLITUDE))
    return Outcome(covered=bool(found.low <= _AMPLITUDE <= found.high), error=2 * (found.amplitude - _AMPLITUDE),
                   width=2 * (found.high - found.low))


_COUNTY = f"{_CHILDREN:,} children whose rates differ and whose episodes set off others, over three years"
SCENARIOS = (
    Scenario("season-size", "Season: the test for a wave over the year", f"{_COUNTY}; no season.", _no_season, "size"),
    Scenario("season-wave", "Season: the busiest time of the year against the quietest",
             f"{_COUNTY}; a ratio of {np.exp(2 * _AMPLITUDE):.2f}. Errors and widths are on the log scale.", _wave,
             "conservative"),
)
