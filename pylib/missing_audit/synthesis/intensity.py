"""How likely each child is to go missing on each day: one product of many factors."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from missing_audit.synthesis import county
from missing_audit.synthesis.care import ABSENT, Lives
from missing_audit.synthesis.clock import DAYS, START, age_on
from missing_audit.synthesis.parameters import KINDS, Model

__all__ = ["intensity", "repeat_chance", "season"]


def season(model: Model) -> np.ndarray:
    """Multiplier of each day of the period: one annual wave, and the weekday."""
    dates = [START + dt.timedelta(days=i) for i in range(DAYS)]
    month, day = model.seasonal_peak
    peak = dt.date(2014, month, day).timetuple().tm_yday
    phase = np.array([(date.timetuple().tm_yday - peak) / 365.25 for date in dates])
    weekend = np.array([date.weekday() in (4, 5) for date in dates])
    wave = np.exp(model.seasonal_amplitude * np.cos(2 * np.pi * phase))
    return wave * np.where(weekend, model.friday_saturday, 1.0)


def repeat_chance(model: Model, children: pd.DataFrame) -> np.ndarray:
    """Chance that an episode is followed by another soon after, greater for a child prone to go missing."""
    least, slope, most = model.repeat_chance
    return np.minimum(least + slope * children["frailty"].to_numpy(), most)


def _own(model: Model, children: pd.DataFrame) -> np.ndarray:
    """What a child carries along wherever it lives."""
    out = children["frailty"].to_numpy() * model.base_rate
    for column, factor in (
        ("girl", model.girls),
        ("disabled", model.disabled),
        ("minority", model.minority_orientation),
    ):
        out = out * np.where(children[column], factor, 1.0)
    return out


def _place(lives: Lives) -> np.ndarray:
    """Multiplier of the kind of living and of the hot spot, which acts where the child lives that day."""
    model = lives.model
    hot = (lives.children["district"].to_numpy() == county.DISTRICTS.index(county.HOT_SPOT))[:, None]
    spot = [county.district_of(code) == county.HOT_SPOT for code in lives.stays["postcode"]]
    of_stay = np.where([False, *spot], model.hot_spot, 1.0)[lives.where]
    rate = np.array([model.place_rate[name] for name in KINDS])[lives.kind]
    return rate[lives.where] * np.where(lives.where == 0, np.where(hot, model.hot_spot, 1.0), of_stay)


def intensity(lives: Lives) -> np.ndarray:
    """Expected first-of-a-run missing episodes of each child (row) on each day (column)."""
    model, children = lives.model, lives.children
    age = age_on(children["born"].to_numpy()[:, None], np.arange(DAYS)[None, :])
    by_age = np.array(model.age_rate)[np.clip(age, 0, 17)]
    rate = _own(model, children)[:, None] * _place(lives) * by_age * season(model)
    return np.where(lives.where == ABSENT, 0.0, rate)
