"""The true history of the county: children, stays and events put together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.synthesis import care, episodes, events, people
from missing_audit.synthesis.circumstances import circumstances
from missing_audit.synthesis.clock import DAY
from missing_audit.synthesis.episodes import Lived
from missing_audit.synthesis.intensity import intensity
from missing_audit.synthesis.parameters import KINDS, Model
from missing_audit.synthesis.placements import Placer
from missing_audit.synthesis.streams import stream
from missing_audit.synthesis.telling import told

__all__ = ["History", "history"]


@dataclass(frozen=True)
class History:
    """What truly happened, before anybody wrote it down.

    Attributes
    ----------
    lives
        Who lived where, when.
    happened
        One row an event of one child: `event` (number), `person`, `start`, `end` (minutes), `kind`
        ('missing', 'absence', 'family'), `group` (events that share it happened together), `stay` (grid
        value), `living` (one of `KINDS`), `outside` (placed outside the county), `age` (years).
    moves
        Day on which repeated missing episodes brought a child into another placement, by person.
    circumstances
        What is true of each child's life, as `circumstances.circumstances` draws it.
    interviews, responses
        What followed each return, as in `episodes.Lived`, with the `event` that it followed.
    told
        What is true of each missing episode, as `telling.told` draws it.
    """

    lives: care.Lives
    happened: pd.DataFrame
    moves: dict[int, int]
    circumstances: pd.DataFrame
    interviews: pd.DataFrame
    responses: pd.DataFrame
    told: pd.DataFrame

    @property
    def children(self) -> pd.DataFrame:
        """One row a child."""
        return self.lives.children

    @property
    def stays(self) -> pd.DataFrame:
        """One row a stay."""
        return self.lives.stays


def _lived(seed: int, placer: Placer, before: care.Lives) -> tuple[care.Lives, Lived, dict[int, int]]:
    """Live the period once, move the children whom that brings into care, and live what follows again."""
    again = stream(seed, "escalation")
    first = episodes.live(stream(seed, "events"), before, intensity(before))
    moves = events.moves(again, before, first.runs)
    lives = care.Lives.of(before.model, before.children, care.escalate(placer, before, moves))
    rate = np.zeros(lives.where.shape)
    full = intensity(lives)
    for person, day in moves.items():
        rate[person, day:] = full[person, day:]
    kept = first.until(pd.Series(moves, dtype=float) * DAY)
    return lives, episodes.relive(again, lives, rate, kept), moves


def _placed(lives: care.Lives, happened: pd.DataFrame) -> pd.DataFrame:
    """Add where the child lived and how old it was; number events and groups in the order of time."""
    out = happened.sort_values(["start", "person", "kind"], kind="stable", ignore_index=True)
    day = out["start"].to_numpy() // DAY
    stay = lives.where[out["person"], day]
    return out.assign(
        event=np.arange(1, len(out) + 1),
        group=pd.factorize(out["kind"] + out["group"].astype(str))[0],
        stay=stay,
        living=np.array(KINDS, dtype=object)[lives.kind[stay]],
        outside=np.array([False, *lives.stays["outside"]])[stay],
        age=(day - lives.children["born"].to_numpy()[out["person"]]) / 365.25,
    )


def _followed(rows: pd.DataFrame, start: str, happened: pd.DataFrame) -> pd.DataFrame:
    """Rows with the number of the missing episode that began at `start`."""
    missing = happened.loc[happened["kind"] == "missing", ["person", "start", "event"]]
    out = rows.merge(missing.rename(columns={"start": start}), on=["person", start], validate="many_to_one")
    return out.sort_values(["event", *rows.columns[2:4]], kind="stable", ignore_index=True)


def history(seed: int, model: Model, count: int) -> History:
    """Make the true history of `count` children."""
    children = people.people(stream(seed, "people"), model, count)
    placer = Placer(stream(seed, "care"), model)
    stays = pd.concat([care.histories(placer, children), care.visits(placer, children)])
    stays = stays.sort_values(["person", "begin"], kind="stable", ignore_index=True)
    lives, lived, moves = _lived(seed, placer, care.Lives.of(model, children, stays))
    quiet = events.absences(stream(seed, "absences"), lives, intensity(lives))
    taken = pd.concat([lived.runs, events.apart(quiet, lived.runs)], ignore_index=True)
    # About five events in six reach the police, on a report of their own.
    reports = round(5 / 6 * len(taken) * model.family_reports)
    whole = events.families(stream(seed, "families"), lives, taken, reports)
    happened = _placed(lives, events.settle(pd.concat([taken, whole], ignore_index=True), children))
    true_of = circumstances(stream(seed, "circumstances"), model, children)
    missing = happened[happened["kind"] == "missing"]
    return History(
        lives, happened, moves, true_of, _followed(lived.interviews, "start", happened),
        _followed(lived.responses, "after", happened),
        told(stream(seed, "told"), model, missing, children, true_of),
    )
