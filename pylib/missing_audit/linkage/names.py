"""Names and postcodes as they are compared: without case, accents, blanks or punctuation."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable
from functools import cache

import pandas as pd

from missing_audit.paths import REFERENCE

__all__ = ["each", "nickname_groups", "parts", "plain", "postcode", "sector", "sound"]

_BETWEEN = re.compile(r"[\s\-‐‑–/]+")
_SPELLINGS = tuple((re.compile(pattern), spelling) for pattern, spelling in (
    (r"ph", "f"), (r"ck|k", "c"), (r"(.)\1", r"\1"), (r"(?<=..)(ie|ey|e?i|ye|ee?)$", "y"), (r"(?<=[aeiou])h$", "")))
"""Ways of spelling that are exchanged, in turn."""
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


def plain(name: str) -> str | None:
    """Letters of a name, in lower case and without accents; nothing where it has none.

    Examples
    --------
    >>> plain("O’Néill")
    'oneill'
    """
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(mark for mark in spread if mark.isalpha()) or None


def parts(name: str) -> list[str]:
    """Parts of a double-barrelled or double name, in alphabetical order; the name itself where it is single.

    Examples
    --------
    >>> parts("Smith-Hall"), parts("O'Neil")
    (['hall', 'smith'], ['oneil'])
    """
    found = {plain(part) for part in _BETWEEN.split(name)} - {None}
    return sorted(part for part in found if len(part) > 1) or ([word] if (word := plain(name)) else [])


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Groups that a forename belongs to, by `data/reference/nicknames.csv`."""
    found: dict[str, set[str]] = {}
    with (REFERENCE / "nicknames.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["form"], set()).add(row["group"])
    return {form: tuple(sorted(groups)) for form, groups in found.items()}


def nickname_groups(name: str) -> list[str]:
    """Groups of forenames that stand for one another, to which a forename or a part of it belongs.

    Beside those of the reference table, names that sound alike by their spelling are a group.

    Examples
    --------
    >>> set(nickname_groups("Bob")) & set(nickname_groups("Robert"))
    {'robert'}
    """
    words = {plain(name), *parts(name)} - {None}
    return sorted({group for word in words for group in (*_groups().get(word, ()), f"~{sound(word)}")})


def sound(word: str) -> str:
    """A plain name as it sounds, as far as English spelling varies at will: ph and f, k and c, double letters, endings.

    Examples
    --------
    >>> [sound(word) for word in ("sophie", "sofy", "zack", "zac", "hannah", "hana")]
    ['sofy', 'sofy', 'zac', 'zac', 'hana', 'hana']
    """
    for pattern, spelling in _SPELLINGS:
        word = pattern.sub(spelling, word)
    return word


def postcode(text: str) -> str | None:
    """A full postcode with its one blank, in capitals; nothing where it is not one.

    Examples
    --------
    >>> postcode("qx147wy"), postcode("none")
    ('QX14 7WY', None)
    """
    found = _POSTCODE.fullmatch("".join(text.upper().split()))
    return f"{found[1]} {found[2]}" if found else None


def sector(code: str) -> str:
    """The sector of a full postcode: all but its last two letters."""
    return code[:-2]


def each(values: pd.Series, rule: Callable[[str], object]) -> pd.Series:
    """A rule applied once to every different value, missing where the value is.

    Returns
    -------
    Series
        Of objects, indexed as `values`.
    """
    known = {value: rule(value) for value in values.dropna().unique()}
    return values.astype("object").map(known)
