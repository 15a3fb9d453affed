"""Where the children of a large county are in care, and when they are away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAY, DAYS
from missing_audit.synthesis.parameters import KINDS, Model
from missing_audit.synthesis.scale import pools
from missing_audit.synthesis.scale.people import People

__all__ = ["CODES", "absences", "stays"]

CODES = {"parents": "P1", "foster": "U6", "home": "K2", "semi": "H5", "other": "Z1"}
"""Placement code of each kind of living in care."""
_SHARES = {"parents": 0.06, "foster": 0.60, "home": 0.22, "semi": 0.07, "other": 0.05}
_IN_CARE = 0.04
_RATE, _MORE_IN_CARE, _MOST = 5.3, 1.6, 120
"""Times away of a child of mean frailty; as many times more of one in care; the most of any."""
_CHILDREN_A_HOME = 4000
_FAMILY_REPORTS, _WITH_SIBLING = 0.02, 0.08
_YOUNGEST = round(5 * 365.25)
_FAR = 4 * DAYS


@dataclass(frozen=True)
class _Window:
    """Days on which each child can go missing: from `first` to the day before `last`."""

    first: np.ndarray
    last: np.ndarray

    @classmethod
    def of(cls, children: People) -> _Window:
        return cls(np.maximum(children.born + _YOUNGEST, 0), np.minimum(children.eighteen, DAYS))


def stays(rng: np.random.Generator, model: Model, children: People) -> pd.DataFrame:
    """Draw the placements of the few in a hundred who are looked after at some time.

    Returns
    -------
    DataFrame
        One row a placement, by child and day: `person`, `begin`, `end` (days; the child lives there from `begin` to
        the day before `end`), `first` and `last` (of the spell of care), `kind`, `urn` (of a children's home, else
        blank), `postcode`.
    """
    chance = np.minimum(_IN_CARE * (0.55 + 0.45 * children.frailty), 0.9)
    person = np.flatnonzero(rng.random(len(children)) < chance)
    begin = rng.integers(-600, DAYS - 30, len(person))
    end = np.minimum(begin + 30 + rng.exponential(model.spell_days, len(person)).astype(int), children.eighteen[person])
    lasting = end > np.maximum(begin, 0) + 10
    person, begin, end = person[lasting], begin[lasting], end[lasting]
    count = np.minimum(1 + rng.poisson((end - begin) / (3 * model.placement_days)), 4)
    row = np.repeat(np.arange(len(person)), count)
    number = np.arange(len(row)) - np.searchsorted(row, row)
    span = (end - begin)[row]
    starts = begin[row] + span * number // count[row]
    ends = begin[row] + span * (number + 1) // count[row]
    kind = rng.choice(list(_SHARES), len(row), p=list(_SHARES.values())).astype(object)
    homes = max(3, len(children) // _CHILDREN_A_HOME)
    home = rng.integers(0, homes, len(row))
    own = pools.postcodes(rng, children.district[person[row]])
    shared = pools.postcodes(rng, rng.integers(0, 12, homes))
    return pd.DataFrame({
        "person": person[row], "begin": starts, "end": ends, "last": number == count[row] - 1, "first": number == 0,
        "kind": kind, "postcode": np.where(kind == "home", shared[home], own),
        "urn": np.where(kind == "home", np.array([f"Z{10001 + i}" for i in range(homes)], dtype=object)[home], ""),
    })  # fmt: skip


def absences(rng: np.random.Generator, model: Model, children: People, care: pd.DataFrame) -> pd.DataFrame:
    """Draw the times away.

    Returns
    -------
    DataFrame
        One row a child and a time, by `start`: `event` (number, from 1), `person`, `start` and `end` (minutes),
        `kind` ('missing', 'absence' or 'family'), `group` (those who went together), `living` (position in `KINDS`),
        `stay` (position in `care`, −1 with the family).
    """
    window = _Window.of(children)
    cared = np.isin(np.arange(len(children)), care["person"])
    times = np.minimum(rng.poisson(children.frailty * _RATE * np.where(cared, _MORE_IN_CARE, 1.0)), _MOST)
    person = np.repeat(np.arange(len(children), dtype=np.int32), times)
    size = len(person)
    day = window.first[person] + (rng.random(size) * (window.last - window.first)[person]).astype(np.int64)
    weight = np.array(model.hour_weight, dtype=float)
    start = day * DAY + rng.choice(24, size, p=weight / weight.sum()) * 60 + rng.integers(0, 60, size)
    length = np.maximum(60 * 11 * np.exp(rng.normal(0, model.hours_sigma, size)), 20).astype(np.int64)
    out = pd.DataFrame({"person": person, "start": start, "end": start + length, "group": np.arange(size)})
    out = pd.concat([out, _siblings(rng, children, window, out)], ignore_index=True)
    out = out.sort_values(["start", "group", "person"], kind="stable", ignore_index=True)
    stay = _stay_on(care, out["person"].to_numpy(), out["start"].to_numpy() // DAY)
    kinds = care["kind"].map({kind: number for number, kind in enumerate(KINDS)}).to_numpy(np.int8)
    living = np.where(stay >= 0, np.append(kinds, 0)[stay], 0)
    return out.assign(event=np.arange(1, len(out) + 1), stay=stay, living=living,
                      kind=_kinds(rng, model, out["group"].to_numpy(), living))


def _siblings(rng: np.random.Generator, children: People, window: _Window, out: pd.DataFrame) -> pd.DataFrame:
    """Times on which the next child of the household came along."""
    last = len(children) - 1
    person = out["person"].to_numpy()
    other = np.minimum(person + 1, last)
    day = out["start"].to_numpy() // DAY
    along = ((person < last) & (children.household[other] == children.household[person])
             & (day >= window.first[other]) & (day < window.last[other]) & (rng.random(len(out)) < _WITH_SIBLING))
    return out[along].assign(person=other[along])


def _stay_on(care: pd.DataFrame, person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Position of the stay of each child on a day; −1 where there is none."""
    begun = care["person"].to_numpy(np.int64) * _FAR + care["begin"].to_numpy() + DAYS
    at = np.searchsorted(begun, person.astype(np.int64) * _FAR + day + DAYS, side="right") - 1
    same = (at >= 0) & (care["person"].to_numpy()[at] == person) & (day < care["end"].to_numpy()[at])
    return np.where(same, at, -1)


def _kinds(rng: np.random.Generator, model: Model, group: np.ndarray, living: np.ndarray) -> np.ndarray:
    """Missing, an absence, or with the family: the same for all who went together."""
    ratio = np.array([model.absence_ratio[kind] for kind in KINDS])[living]
    draw = rng.random(group.max() + 1)[group]
    together = np.bincount(group)[group] > 1
    absence = ~together & (draw < ratio / (1 + ratio))
    return np.select([absence, (living == 0) & (draw > 1 - _FAMILY_REPORTS)], ["absence", "family"], "missing")
