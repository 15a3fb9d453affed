"""The children of a large county, as columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from missing_audit.synthesis import county
from missing_audit.synthesis.clock import DAYS, birthday, day_of
from missing_audit.synthesis.parameters import Model
from missing_audit.synthesis.people import ETHNIC_SHARE
from missing_audit.synthesis.scale import pools

__all__ = ["NEVER", "People", "people"]

NEVER = 100 * DAYS
"""A day that does not come."""
_MIDDLE = day_of(dt.date(2015, 10, 1))
_AGES = np.arange(7, 18)
_AGE_WEIGHT = np.array([1, 1, 1.2, 1.6, 2.4, 3.4, 4, 4, 4, 4, 4])
_OLDEST, _YOUNGEST = -6200, -2000
"""Days of birth between which every child is of an age to go missing, and under 18, for some of the period."""
_TWIN, _MOVES, _OTHER_NAME, _TO_OTHER_DISTRICT = 0.03, 0.35, 0.08, 0.4


@dataclass(frozen=True)
class People:
    """One entry a child in every column; children of one household follow one another.

    Days are numbers of the model's clock. From the day `moved` on, a child lives at `new_postcode`.
    """

    household: np.ndarray
    surname: np.ndarray
    forename: np.ndarray
    girl: np.ndarray
    born: np.ndarray
    eighteen: np.ndarray
    ethnic: np.ndarray
    district: np.ndarray
    postcode: np.ndarray
    moved: np.ndarray
    new_district: np.ndarray
    new_postcode: np.ndarray
    frailty: np.ndarray

    def __len__(self) -> int:
        """Children."""
        return len(self.born)

    def address(self, person: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Postcode, and district number, at which each child named lives on a day."""
        after = day >= self.moved[person]
        return (np.where(after, self.new_postcode[person], self.postcode[person]),
                np.where(after, self.new_district[person], self.district[person]))


def people(rng: np.random.Generator, model: Model, children: int) -> People:
    """Draw the children."""
    sizes = rng.choice(len(model.household_sizes), children, p=model.household_sizes) + 1
    household = np.repeat(np.arange(children), sizes)[:children]
    order = np.arange(children) - np.searchsorted(household, household)
    family, count = household, household[-1] + 1
    share = np.array(list(ETHNIC_SHARE.values()))
    ethnic = np.array(list(ETHNIC_SHARE), dtype=object)[rng.choice(len(share), count, p=share / share.sum())]
    district, new_district = (rng.choice(12, count, p=county.weights(known=True)) for _ in range(2))
    new_district = np.where(rng.random(count) < _TO_OTHER_DISTRICT, new_district, district)
    surname = pools.surnames(rng, ethnic)[family]
    own_name = rng.random(children) < _OTHER_NAME
    surname[own_name] = pools.surnames(rng, ethnic[family[own_name]])
    girl = rng.random(children) < 0.48
    born = _births(rng, order)
    days, place = np.unique(born, return_inverse=True)
    moved = np.where(rng.random(count) < _MOVES, rng.integers(0, DAYS, count), NEVER)
    return People(
        family, surname, _forenames(rng, ethnic[family], girl, order), girl, born,
        np.array([birthday(day, 18) for day in days])[place], ethnic[family], district[family],
        pools.postcodes(rng, district)[family], moved[family], new_district[family],
        pools.postcodes(rng, new_district)[family], rng.gamma(model.frailty_shape, 1 / model.frailty_shape, children),
    )  # fmt: skip


def _births(rng: np.random.Generator, order: np.ndarray) -> np.ndarray:
    """Day of birth; a sibling comes one to four years after the one before, or on the same day."""
    size = len(order)
    age = rng.choice(_AGES, size, p=_AGE_WEIGHT / _AGE_WEIGHT.sum()) + rng.random(size)
    born = _MIDDLE - np.rint(age * 365.25).astype(np.int64)
    gap = np.where(rng.random(size) < _TWIN, 0, rng.integers(380, 1500, size))
    for number in range(1, order.max() + 1):
        later = np.flatnonzero(order == number)
        before = born[later - 1]
        younger = before + gap[later]
        born[later] = np.where(younger > _YOUNGEST, before - gap[later], younger)
    early = np.flatnonzero(born < _OLDEST)
    born[early] = _OLDEST + rng.integers(0, 400, len(early))
    return born


def _forenames(rng: np.random.Generator, ethnic: np.ndarray, girl: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Forenames; hardly a child has that of the sibling before it."""
    out = pools.forenames(rng, ethnic, girl)
    same = np.flatnonzero((order[1:] > 0) & (out[1:] == out[:-1])) + 1
    out[same] = pools.forenames(rng, ethnic[same], girl[same])
    return out
