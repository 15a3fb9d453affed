"""Single placements, and chains of them: the kind, the code, the provider, the address."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import numpy as np

from missing_audit.synthesis import county
from missing_audit.synthesis.clock import DAYS
from missing_audit.synthesis.parameters import Model

__all__ = ["OPEN", "Placer", "Stay"]

OPEN = 99_999
"""End day of a placement that is still open when the period ends."""
Stay = dict[str, Any]
"""One stay in one place, before it becomes a row."""
_YEAR = 365.25
_FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
_FOSTER_SHARE = (0.04, 0.02, 0.14, 0.26, 0.05, 0.49)
_PROVIDERS = ("PR1", "PR4", "PR5")
# Code, youngest age, oldest age (not included).
_OTHER = (
    ("A3", 0, 6), ("A5", 0, 6), ("R3", 0, 2), ("R1", 8, 18), ("S1", 9, 18), ("K1", 12, 18), ("R5", 15, 18),
)  # fmt: skip
_NEED = ("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8")
_NEED_CHILD = (0.619, 0.03, 0.03, 0.09, 0.15, 0.03, 0.003, 0.048)
_NEED_TEEN = (0.500, 0.03, 0.03, 0.11, 0.17, 0.11, 0.003, 0.047)
_MOVES = ("CARPL", "PLACE", "CHILD", "CREQB", "CREQO", "LAREQ")


def _code(rng: np.random.Generator, kind: str, age: float) -> tuple[str, str]:
    """Placement code and provider of a kind of placement."""
    if kind == "foster":
        return _FOSTER[rng.choice(6, p=_FOSTER_SHARE)], _PROVIDERS[rng.choice(3, p=(0.62, 0.33, 0.05))]
    if kind == "other":
        fit = [code for code, low, high in _OTHER if low <= age < high]
        code = fit[rng.integers(len(fit))] if fit else "Z1"
        return code, {"A": "PR1", "K": "PR3", "S": "PR4"}.get(code[0], "PR5")
    if kind == "parents":
        return "P1", "PR0"
    return {"home": "K2", "semi": "H5"}[kind], _PROVIDERS[rng.choice(3, p=(0.3, 0.6, 0.1))]


def _ending(rng: np.random.Generator, stay: Stay, eighteen: int) -> str:
    """Reason why care ended."""
    if stay["end"] >= eighteen:
        return "E7" if rng.random() < 0.15 else "E6"
    if stay["code"] in ("A3", "A5"):
        return "E12"
    return ("E4A", "E4B", "E8", "E3")[rng.choice(4, p=(0.45, 0.30, 0.20, 0.05))]


class Placer:
    """The county's placing team: its homes and units here and elsewhere, and how it chooses among them.

    A `child` is a named row of `people.people`, with `Index`.
    """

    def __init__(self, rng: np.random.Generator, model: Model) -> None:
        self.rng, self.model = rng, model
        self._inside = county.postcodes(rng, rng.choice(12, 26, p=county.weights(known=True)))
        self._outside = county.outside_postcodes(rng, 14)
        # A letter in front of too few digits: no inspectorate has given out such a number.
        self._urns = {code: f"Z{10001 + i}" for i, code in enumerate(self._inside + self._outside)}

    def kind(self, age: float, frailty: float, more: float = 1.0) -> str:
        """Draw a kind of placement; children prone to go missing are likelier to be placed in a home."""
        lean = min(0.35 + 0.55 * frailty, 2.6) * more
        if age < 10:
            share = {"foster": 0.84, "parents": 0.07, "other": 0.08, "home": 0.01}
        elif age < 16:
            share = {"foster": 0.84, "home": 0.07 * lean, "parents": 0.06, "other": 0.03}
        else:
            share = {"foster": 0.62, "home": 0.09 * lean, "semi": 0.19, "parents": 0.06, "other": 0.04}
        chance = np.array(list(share.values()))
        return list(share)[self.rng.choice(len(chance), p=chance / chance.sum())]

    def _address(self, kind: str, outside: bool, child: Any) -> tuple[str, str]:
        """Postcode, and registration number of a children's home."""
        if kind == "parents":
            return child.postcode, ""
        if kind in ("home", "semi"):
            pool = self._outside if outside else self._inside
            cut = len(pool) * 2 // 3  # homes first, then units
            pool = pool[:cut] if kind == "home" else pool[cut:]
            code = pool[self.rng.integers(len(pool))]
            return code, self._urns[code] if kind == "home" else ""
        if outside:
            return county.outside_postcodes(self.rng, 1)[0], ""
        return county.postcodes(self.rng, self.rng.integers(0, 12, 1))[0], ""

    def stay(self, child: Any, kind: str, begin: int, end: int, *, here: bool = False) -> Stay:
        """Draw one stay; `here` keeps it inside the county."""
        code, provider = _code(self.rng, kind, (begin - child.born) / _YEAR)
        model = self.model
        chance = model.outside_county_home if kind == "home" else model.outside_county
        outside = bool(self.rng.random() < chance) and kind != "parents" and not here
        postcode, urn = self._address(kind, outside, child)
        return {
            "begin": begin, "end": end, "code": code, "kind": kind, "provider": provider, "outside": outside,
            "postcode": postcode, "urn": urn,
        }  # fmt: skip

    def chain(self, child: Any, first: str, begin: int, end: int) -> list[Stay]:
        """Draw stays one after the other from `begin` to `end`, the first of a given kind."""
        stays, kind, day = [], first, begin
        while day < end:
            length = int(self.rng.exponential(self.model.placement_days)) + 14
            stays.append(self.stay(child, kind, day, min(day + length, end)))
            day += length
            kind = self.kind((day - child.born) / _YEAR, child.frailty)
        return stays

    def close(self, stays: list[Stay], child: Any, spell: int) -> list[Stay]:
        """Add what the return says of why each stay began and ended; the last one ends the spell of care."""
        rng, age = self.rng, (stays[0]["begin"] - child.born) / _YEAR
        need = _NEED[rng.choice(8, p=_NEED_TEEN if age >= 12 else _NEED_CHILD)]
        status = "C2" if rng.random() < 0.25 else ("C1" if rng.random() < 0.45 else "V2")
        out = []
        for i, stay in enumerate(stays):
            last, reason = i == len(stays) - 1, _MOVES[rng.integers(len(_MOVES))]
            row = stay | {"person": child.Index, "spell": spell, "rne": "P" if i else "S", "need": need}
            row["status"] = {"P1": "C2", "A3": "E1", "A5": "E1"}.get(stay["code"], status)
            row["reason"] = "" if last else reason
            row["rec"] = _ending(rng, stay, child.eighteen) if last else "X1"
            _leave_open(row)
            out.append(row)
        return out


def _leave_open(row: MutableMapping[str, Any]) -> None:
    """Blank, in the new row, what the return cannot know of a stay that outlasts the period."""
    if row["end"] >= DAYS:
        row.update(end=OPEN, reason="", rec="")
