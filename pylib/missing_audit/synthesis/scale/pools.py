"""Names and postcodes to draw from: many more than the small county needs, and nobody's."""

from __future__ import annotations

from itertools import product

import numpy as np

from missing_audit.synthesis import county, names

__all__ = ["forenames", "postcodes", "surnames"]

_FRONTS = (
    "Al Ar Bel Ber Bol Bra Bren Cal Car Chel Cor Cra Dal Del Dor Dun El Er Fal Fen Fer Gal Gar Gil Gor Hal Har Hel "
    "Hol Hor Ist Kel Ken Kir Lan Lar Len Lin Mal Mar Mel Mor Nar Nel Nor Ol Or Pel Per Pol Ral Ram Ren Rol Sal Sel Ser "
    "Sten Tar Tel Tor Tren Ul Val Var Ven Wal War Wel Win Wor"
)
_MIDDLES = " a ber den di er ga ing ka le ming ni or ri san ti ver"
"""Among them nothing at all."""
_ENDS = (
    "bank beck borne bridge brook bury by combe cote croft dale den don fell field ford gate grave grove ham hill "
    "holme hurst iak ini kin land ley low man mere mont more ner ness ola ova ridge rose sen set shaw side "
    "son stead stone stow ton wall well wick win wood worth yard"
)
_FIRSTS = "Ad Al Am Be Ca Da De El Fa Ga Ha Il Ja Ka La Li Ma Na Ni Or Ra Ro Sa Se Ta Te Va Ya Za"
_LASTS = {True: "bella dia ela etta iana ina issa lia lyn mina nara rita sha vie ya",
          False: "bin dan den eran ian iel jan kim lan mir nan ric ron van vin"}
_RARE_SURNAME, _RARE_FORENAME = 0.7, 0.15
"""Shares of names that are composed; the others are from the small county's lists."""
_ADDRESSES = 6000
"""Postcodes drawn for each district: some households share one, as in life."""


def _zipf(rng: np.random.Generator, pool: np.ndarray, size: int) -> np.ndarray:
    """Draw from a pool of which a few are common and most are rare."""
    weight = 1 / (np.arange(len(pool)) + 10.0)
    return pool[rng.choice(len(pool), size, p=weight / weight.sum())]


def _composed(*parts: str) -> np.ndarray:
    """Every composition of the parts, in an order that is no one's choice but always the same."""
    pool = np.array(["".join(part) for part in product(*(part.split(" ") for part in parts))], dtype=object)
    return pool[np.random.default_rng(len(pool)).permutation(len(pool))]


def surnames(rng: np.random.Generator, ethnic: np.ndarray) -> np.ndarray:
    """Draw one surname for each ethnic code, from some 70,000."""
    out = names.surnames(rng, ethnic)
    rare = rng.random(len(out)) < _RARE_SURNAME
    out[rare] = _zipf(rng, _composed(_FRONTS, _MIDDLES, _ENDS), int(rare.sum()))
    return out


def forenames(rng: np.random.Generator, ethnic: np.ndarray, girl: np.ndarray) -> np.ndarray:
    """Draw one forename for each ethnic code and sex; most of them have the short forms of the small county."""
    out = names.forenames(rng, ethnic, girl)
    rare = rng.random(len(out)) < _RARE_FORENAME
    for sex, lasts in _LASTS.items():
        which = rare & (girl == sex)
        out[which] = _zipf(rng, _composed(_FIRSTS, lasts), int(which.sum()))
    return out


def postcodes(rng: np.random.Generator, district: np.ndarray) -> np.ndarray:
    """One invented postcode for each district number (0 to 11)."""
    districts = len(county.DISTRICTS)
    pool = np.array(county.postcodes(rng, np.repeat(np.arange(districts), _ADDRESSES)), dtype=object)
    return pool[district * _ADDRESSES + rng.integers(0, _ADDRESSES, len(district))]
