"""How agencies mistype: names, dates of birth and postcodes, each drawn independently."""

from __future__ import annotations

import datetime as dt

import numpy as np

from missing_audit.synthesis import names
from missing_audit.synthesis.clock import day_of, from_day
from missing_audit.synthesis.parameters import Typing

__all__ = ["births", "forenames", "postcodes", "surnames", "typo"]

_LOWER = "abcdefghijklmnopqrstuvwxyz"


def typo(rng: np.random.Generator, word: str) -> str:
    """One slip of the keyboard after the first letter: a letter left out, doubled, changed or swapped.

    Examples
    --------
    >>> typo(np.random.default_rng(1), "Whittaker") != "Whittaker"
    True
    """
    if len(word) < 3:
        return word + word[-1]
    for _ in range(20):
        i, slip = int(rng.integers(1, len(word) - 1)), int(rng.integers(4))
        letter = _LOWER[int(rng.integers(26))]
        out = (
            word[:i] + word[i + 1 :],
            word[:i] + word[i] + word[i:],
            word[:i] + letter + word[i + 1 :],
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
        )[slip]
        if out != word:
            return out
    return word + word[-1]


def _other_surname(rng: np.random.Generator, word: str) -> str:
    """Half of a double-barrelled name, or a name put after it."""
    if "-" in word:
        return word.split("-")[int(rng.integers(2))]
    return f"{word}-{names.surnames(rng, np.array(['WBRI'], dtype=object))[0]}"


def surnames(rng: np.random.Generator, words: np.ndarray, rates: Typing) -> np.ndarray:
    """Type surnames, each on its own; returns a new array."""
    draw, out = rng.random(len(words)), np.array(words, dtype=object)
    for i in np.nonzero(draw < rates.surname_typo + rates.surname_other)[0]:
        out[i] = typo(rng, out[i]) if draw[i] < rates.surname_typo else _other_surname(rng, out[i])
    return out


def forenames(rng: np.random.Generator, words: np.ndarray, rates: Typing) -> np.ndarray:
    """Type forenames: now and then a short form, or a slip; returns a new array."""
    draw, out = rng.random(len(words)), np.array(words, dtype=object)
    # A name without a short form cannot be shortened, so the others are shortened a little more often.
    known = np.array([word in names.NICKNAMES for word in out])
    variant = rates.forename_variant / max(known.mean(), 0.01) * known
    for i in np.nonzero(draw < variant + rates.forename_typo)[0]:
        forms = names.NICKNAMES.get(out[i], ())
        out[i] = forms[int(rng.integers(len(forms)))] if draw[i] < variant[i] else typo(rng, out[i])
    return out


def _birth(rng: np.random.Generator, day: int) -> int:
    date, slip = from_day(day), rng.random()
    if slip < 0.3 and date.day <= 12 and date.day != date.month:
        return day_of(dt.date(date.year, date.day, date.month))
    if slip < 0.55:
        return day + (1 if rng.random() < 0.5 else -1)
    if slip < 0.8:
        # The first of March stands in for a 29 February that the wrong year does not have.
        year = date.year + (1 if rng.random() < 0.5 else -1)
        return day_of(dt.date(year, date.month, min(date.day, 28)))
    return day + (10 if date.day <= 15 else -10)


def births(
    rng: np.random.Generator, days: np.ndarray, rates: Typing, *, latest: np.ndarray | int
) -> np.ndarray:
    """Type dates of birth: day and month swapped, a digit or the year wrong; never after `latest`."""
    out = np.array(days)
    for i in np.nonzero(rng.random(len(out)) < rates.birth)[0]:
        out[i] = _birth(rng, int(out[i]))
    return np.where(out > latest, np.asarray(days), out)


def postcodes(rng: np.random.Generator, codes: np.ndarray, rates: Typing) -> np.ndarray:
    """Type postcodes: the last letter wrong or the space left out; returns a new array."""
    draw, out = rng.random(len(codes)), np.array(codes, dtype=object)
    for i in np.nonzero(draw < rates.postcode)[0]:
        wrong = out[i][:-1] + "ABDEFGHJLN"[int(rng.integers(10))]
        out[i] = out[i].replace(" ", "") if draw[i] < rates.postcode / 2 else wrong
    return out
