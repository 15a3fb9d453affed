"""The children: who they are, with whom they live, and how prone each is to go missing."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from missing_audit.synthesis import county, names
from missing_audit.synthesis.clock import DAYS, birthday, day_of
from missing_audit.synthesis.parameters import Model

__all__ = ["ETHNIC_SHARE", "people"]

ETHNIC_SHARE = {
    "WBRI": 0.795, "WIRI": 0.004, "WOTH": 0.030, "WIRT": 0.004, "WROM": 0.006, "MWBC": 0.018, "MWBA": 0.008,
    "MWAS": 0.016, "MOTH": 0.010, "AIND": 0.012, "APKN": 0.045, "ABAN": 0.010, "AOTH": 0.008, "BCRB": 0.006,
    "BAFR": 0.012, "BOTH": 0.004, "CHNE": 0.002, "OOTH": 0.006, "REFU": 0.001, "NOBT": 0.003,
}  # fmt: skip
_MIDDLE = day_of(dt.date(2015, 10, 1))
# Weight of each age in the middle of the period, from -1 (born within it) to 19 (came of age within it).
# Level over the teens, so that the mix of ages hardly changes from year to year.
_AGE_WEIGHT = (
    1.2, 2.4, 2.4, 2.4, 2.4, 2.4, 2.4, 2.4, 2.6, 2.8, 3.6, 5.2, 7.4, 8.6, 8.8, 8.8, 8.8, 8.8, 8.8, 8.6, 3.9,
)  # fmt: skip


def _births(rng: np.random.Generator, household: np.ndarray) -> np.ndarray:
    """Day of birth; a younger sibling comes one to four years after the one before."""
    weight = np.array(_AGE_WEIGHT)
    age = rng.choice(len(weight), len(household), p=weight / weight.sum()) - 1 + rng.random(len(household))
    age = np.where(age > 19.4, 38.8 - age, age)  # older ones were of age before the period
    born = _MIDDLE - np.rint(age * 365.25).astype(int)
    gap = rng.integers(380, 1500, len(household))
    for i in range(1, len(household)):
        if household[i] == household[i - 1]:
            born[i] = born[i - 1] + gap[i]
            if born[i] > DAYS - 200:  # not born in time: an older sibling instead
                born[i] = born[i - 1] - gap[i]
    # Everybody is under 18 on at least a few days of the period.
    return np.clip(born, -6570, DAYS - 30)


def _ethnic(rng: np.random.Generator, size: int) -> np.ndarray:
    share = np.array(list(ETHNIC_SHARE.values()))
    return np.array(list(ETHNIC_SHARE), dtype=object)[rng.choice(len(share), size, p=share / share.sum())]


def _orientation(rng: np.random.Generator, model: Model, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Whether of a minority orientation (true of the child), and what the record would say."""
    minority = rng.random(size) < model.orientation_minority
    said = np.where(minority, np.where(rng.random(size) < 0.5, "Gay or lesbian", "Bisexual"), "Heterosexual")
    return minority, np.where(rng.random(size) < 0.12, "Prefer not to say", said).astype(object)


def _looked_after(
    rng: np.random.Generator, model: Model, frailty: np.ndarray, visitor: np.ndarray
) -> np.ndarray:
    # Children prone to go missing are likelier to come into care: the confounding to be seen through.
    leaning = 0.55 + 0.45 * np.minimum(frailty, 4)
    chance = np.where(visitor, 0, leaning)
    return rng.random(len(frailty)) < np.minimum(chance * model.ever_looked_after / chance.mean(), 0.95)


def people(rng: np.random.Generator, model: Model, children: int) -> pd.DataFrame:
    """Draw the children known to at least one agency.

    Returns
    -------
    DataFrame
        One row a child, index 0 to `children` − 1: `household`, `surname`, `forename`, `girl`, `born` and
        `eighteen` (day numbers), `ethnic`, `district` (0 to 11, of the family), `postcode`, `disabled`,
        `minority`, `orientation`, `frailty`, `visitor` (placed here by another authority), `looked_after`
        (by this county, before any escalation).
    """
    sizes = rng.choice(len(model.household_sizes), children, p=model.household_sizes) + 1
    household = np.repeat(np.arange(children), sizes)[:children]
    family = pd.factorize(household)[0]
    count = family.max() + 1
    ethnic, district = _ethnic(rng, count), rng.choice(12, count, p=county.weights(known=True))
    surname, postcode = names.surnames(rng, ethnic), np.array(county.postcodes(rng, district), dtype=object)
    girl = rng.random(children) < 0.48
    born = _births(rng, family)
    minority, orientation = _orientation(rng, model, children)
    frailty = rng.gamma(model.frailty_shape, 1 / model.frailty_shape, children)
    alone = np.bincount(family)[family] == 1
    # A visitor comes alone: siblings placed together would need a second family tree.
    visitor = alone & (rng.random(children) < model.placed_here_by_others / alone.mean()) & (born < -3000)
    other_name = rng.random(children) < 0.08
    table = pd.DataFrame({"household": family, "girl": girl, "born": born, "ethnic": ethnic[family]})
    table["surname"] = np.where(other_name, names.surnames(rng, ethnic[family]), surname[family])
    table["forename"] = names.forenames(rng, ethnic[family], girl)
    table["eighteen"] = [birthday(day, 18) for day in born]
    table["district"], table["postcode"] = district[family], postcode[family]
    table["disabled"] = rng.random(children) < model.disability
    table["minority"], table["orientation"] = minority, orientation
    table["orientation_known"] = rng.random(children) < model.orientation_known
    table["frailty"], table["visitor"] = frailty, visitor
    table["looked_after"] = _looked_after(rng, model, frailty, visitor)
    return table
