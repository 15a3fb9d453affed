"""Where each child lives on each day: placement histories, and who is looked after.

A stay is a time in one place. Days outside every stay are spent with the family. Missing precedes
residential care as well as following it: `escalate` moves a child who went missing often, and the days
after the move are then lived, and gone missing from, at the new place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAYS
from missing_audit.synthesis.parameters import KINDS, Model
from missing_audit.synthesis.placements import Placer, Stay

__all__ = ["ABSENT", "Lives", "escalate", "histories", "visits"]

ABSENT = -1
"""Grid value of a day on which the child is unborn, of age, or a visitor not in the county."""


@dataclass(frozen=True)
class Lives:
    """Who lives where, when.

    Attributes
    ----------
    children, stays
        As `people.people` and `histories` return them.
    where
        Row a child, column a day of the period: 0 with the family, else 1 + position of the stay in `stays`;
        `ABSENT` when unborn, of age, or, for a visitor, outside the stay.
    kind
        Kind of living for each grid value: position in `KINDS`.
    """

    model: Model
    children: pd.DataFrame
    stays: pd.DataFrame
    where: np.ndarray
    kind: np.ndarray

    @classmethod
    def of(cls, model: Model, children: pd.DataFrame, stays: pd.DataFrame) -> Lives:
        """Lay out children and stays on the grid of days."""
        kind = np.array([0, *(KINDS.index(kind) for kind in stays["kind"])], dtype=np.int8)
        return cls(model, children, stays, _grid(children, stays), kind)


def _grid(children: pd.DataFrame, stays: pd.DataFrame) -> np.ndarray:
    where = np.zeros((len(children), DAYS), dtype=np.int32)
    where[children["visitor"].to_numpy()] = ABSENT
    for i, stay in enumerate(stays.itertuples(index=False)):
        where[stay.person, max(stay.begin, 0) : max(min(stay.end, DAYS), 0)] = i + 1
    day = np.arange(DAYS)
    born, eighteen = (children[name].to_numpy()[:, None] for name in ("born", "eighteen"))
    where[(day < born) | (day >= eighteen)] = ABSENT
    return where


def _spells(rng: np.random.Generator, model: Model, child: Any) -> list[tuple[int, int]]:
    """First and last day of each spell of care that touches the period."""
    first, last = max(child.born, 0), min(child.eighteen, DAYS)
    if rng.random() < model.entered_before_period and child.born < -60:
        begin = max(-int(rng.exponential(600)) - 1, child.born + 5)
    else:
        begin = first + int(rng.random() * max(last - first - 5, 1))
    spells = []
    while begin < last - 3:
        end = begin + 7 + int(rng.exponential(model.spell_days))
        if end <= 0:  # ended before the period: let it last into it
            end = 1 + int(rng.exponential(model.spell_days))
        spells.append((begin, min(end, child.eighteen)))
        if rng.random() > model.second_spell:
            break
        begin = end + 20 + int(rng.exponential(200))
    return spells


def histories(placer: Placer, children: pd.DataFrame) -> pd.DataFrame:
    """Draw the stays of the children looked after by the county, before any escalation.

    Returns
    -------
    DataFrame
        One row a stay that touches the period, by child and time: `person`, `spell`, `begin`, `end` (day
        numbers; the child lives there from `begin` to the day before `end`; `placements.OPEN` if it
        outlasts the period), `code`, `kind`, `provider`, `outside`, `postcode`, `urn`, `rne`, `need`,
        `status`, `reason`, `rec`.
    """
    rows: list[Stay] = []
    for child in children[children["looked_after"]].itertuples():
        for spell, (begin, end) in enumerate(_spells(placer.rng, placer.model, child)):
            # Those moved to homes before the period began are not seen moving; hence the greater share.
            more = placer.model.home_before_period if begin < 0 else 1.0
            first = placer.kind((begin - child.born) / 365.25, child.frailty, more)
            chain = placer.close(placer.chain(child, first, begin, end), child, spell)
            rows += [stay for stay in chain if stay["end"] > 0 and stay["begin"] < DAYS]
    return pd.DataFrame(rows)


def visits(placer: Placer, children: pd.DataFrame) -> pd.DataFrame:
    """Stays in the county of children whom other authorities placed here; columns as in `histories`."""
    rng, rows = placer.rng, []
    for child in children[children["visitor"]].itertuples():
        share = (0.55, 0.30, 0.15) if child.born < -15 * 365 else (0.6, 0.4, 0.0)
        kind = ("home", "foster", "semi")[rng.choice(3, p=share)]
        begin = int(rng.random() * (min(child.eighteen, DAYS) - 5) * 0.8)
        end = min(begin + 60 + int(rng.exponential(400)), child.eighteen)
        rows += placer.close([placer.stay(child, kind, begin, end, here=True)], child, 0)
    return pd.DataFrame(rows)


def _moved(placer: Placer, child: Any, old: list[Stay], day: int) -> list[Stay]:
    """Stays of one child who is moved on `day`: what was before, cut short, and what follows."""
    rng, model = placer.rng, placer.model
    before = [stay for stay in old if stay["begin"] < day]
    in_care = bool(before) and before[-1]["end"] > day
    spell = before[-1]["spell"] + (not in_care) if before else 0
    teen = (day - child.born) / 365.25 >= 16
    first = "home" if rng.random() < model.escalation_to_home else ("semi" if teen else "foster")
    end = min(day + 120 + int(rng.exponential(model.spell_days)), child.eighteen)
    after = placer.close(placer.chain(child, first, day, end), child, spell)
    if in_care:
        reason = "CREQB" if rng.random() < 0.6 else "PLACE"
        before[-1] = before[-1] | {"end": day, "rec": "X1", "reason": reason}
        after = [stay | {"need": before[-1]["need"]} for stay in after]
        after[0]["rne"] = "P"
    return before + [stay for stay in after if stay["begin"] < DAYS]


def escalate(placer: Placer, lives: Lives, moves: dict[int, int]) -> pd.DataFrame:
    """Move children after repeated missing episodes; `moves` gives the day for each. Returns all stays."""
    stays, moved = lives.stays, sorted(moves)
    own = stays[stays["person"].isin(moved)]
    old = {person: rows.to_dict("records") for person, rows in own.groupby("person")}
    new = [
        stay
        for child in lives.children.loc[moved].itertuples()
        for stay in _moved(placer, child, old.get(child.Index, []), moves[child.Index])
    ]
    both = pd.concat([stays.drop(own.index), pd.DataFrame(new, columns=stays.columns)])
    return both.sort_values(["person", "begin"], kind="stable", ignore_index=True)
