"""The true missing episodes: lived household by household in the order of time, with what follows each return."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.synthesis.aftermath import Aftermath, Path
from missing_audit.synthesis.care import ABSENT, Lives
from missing_audit.synthesis.clock import DAY, DAYS
from missing_audit.synthesis.intensity import repeat_chance
from missing_audit.synthesis.parameters import KINDS, Model

__all__ = ["APART", "Lived", "clock", "live", "relive"]

APART = 120
"""Minutes that lie at least between two events of one child."""
_RUNS = ["person", "start", "end", "kind", "group"]
_INTERVIEWS = ["person", "start", "returned", "offered", "accepted", "done", "timely", "why"]
_RESPONSES = ["person", "after", "type", "start", "end"]


@dataclass(frozen=True)
class Lived:
    """What came of the period.

    Attributes
    ----------
    runs
        One row a missing episode of a child: `person`, `start`, `end` (minutes), `kind` ('missing'), `group`.
    interviews
        One row an episode: `person`, `start` (its own), `returned`, `offered` (minute; missing if it was not),
        `accepted`, `done` (minute; missing if it was not), `timely` (within 72 hours), `why` (it was not done).
    responses
        One row a response: `person`, `after` (start of the episode that led to it), `type`, `start`, `end`.
    """

    runs: pd.DataFrame
    interviews: pd.DataFrame
    responses: pd.DataFrame

    @classmethod
    def of(cls, runs: list[tuple], paths: Iterable[Path]) -> Lived:
        """Put the paths of many children together."""
        paths = list(paths)
        made = (pd.DataFrame([row for path in paths for row in getattr(path, name)], columns=columns)
                for name, columns in (("interviews", _INTERVIEWS), ("responses", _RESPONSES)))
        return cls(pd.DataFrame(runs, columns=_RUNS), *made)

    def until(self, ends: pd.Series) -> Lived:
        """What began before a minute given by person; all of those not named."""
        def kept(rows: pd.DataFrame, column: str) -> pd.DataFrame:
            return rows[rows[column] < rows["person"].map(ends).fillna(np.inf)]
        return Lived(kept(self.runs, "start"), kept(self.interviews, "start"), kept(self.responses, "after"))

    def path(self, person: int) -> Path:
        """A child's way so far."""
        def own(rows: pd.DataFrame) -> list[dict]:
            return rows[rows["person"] == person].astype(object).where(lambda part: part.notna(), None).to_dict(
                "records")
        mine = self.runs[self.runs["person"] == person].sort_values("start")
        free = int(mine["end"].max()) + APART if len(mine) else 0
        return Path(person, mine["start"].tolist(), free, own(self.interviews), own(self.responses))

    def then(self, later: Lived) -> Lived:
        """Both, one after the other; groups of the later one get numbers of their own."""
        shift = int(self.runs["group"].max()) + 1 if len(self.runs) else 0
        runs = pd.concat([self.runs, later.runs.assign(group=later.runs["group"] + shift)], ignore_index=True)
        return Lived(runs, pd.concat([self.interviews, later.interviews], ignore_index=True),
                     pd.concat([self.responses, later.responses], ignore_index=True))


def clock(rng: np.random.Generator, model: Model, size: int) -> np.ndarray:
    """Minute of the day, by the hour's weight."""
    weight = np.array(model.hour_weight, dtype=float)
    return rng.choice(24, size, p=weight / weight.sum()) * 60 + rng.integers(0, 60, size)


class _County:
    """All that the days of a household depend on, and the episodes found so far."""

    def __init__(self, rng: np.random.Generator, lives: Lives) -> None:
        self.rng, self.lives, self.model = rng, lives, lives.model
        self.after = Aftermath(rng, lives)
        self.again = repeat_chance(lives.model, lives.children)
        self.last = lives.children["eighteen"].to_numpy() * DAY
        self.born = lives.children["born"].to_numpy()
        self.median = np.array([lives.model.hours_median[name] for name in KINDS])
        self.runs: list[tuple] = []
        self.groups = 0

    def firsts(self, rate: np.ndarray) -> pd.DataFrame:
        """Starts that no episode before them set off, by person."""
        count = self.rng.poisson(rate)
        person, day = np.nonzero(count)
        person, day = (np.repeat(part, count[person, day]) for part in (person, day))
        return pd.DataFrame({"person": person, "start": day * DAY + clock(self.rng, self.model, len(day))})

    def live(self, paths: dict[int, Path], starts: Iterable[tuple[int, int]]) -> None:
        """Live the period of one household: `starts` holds pairs of start and person."""
        queue = sorted(starts)
        while queue:
            start, person = heapq.heappop(queue)
            path = paths[person]
            if not self._can(path, start) or self.rng.random() >= path.factor(self.model, start):
                continue
            end = start + self._lasting(person, start)
            companion = self._companion(paths, person, start)
            for one in filter(None, (path, companion)):
                self._go(one, start, end)
            self.groups += 1
            if self.rng.random() < self.again[person]:
                heapq.heappush(queue, (self._next(end), person))

    def _can(self, path: Path, start: int) -> bool:
        return path.free <= start < DAYS * DAY and self.lives.where[path.person, start // DAY] != ABSENT

    def _lasting(self, person: int, start: int) -> int:
        """Minutes away: log-normal, its median by place of living, from 20 minutes to 60 days."""
        median = self.median[self.lives.kind[self.lives.where[person, start // DAY]]]
        hours = median * np.exp(self.rng.normal(0, self.model.hours_sigma))
        return int(np.clip(np.rint(60 * hours), 20, 60 * DAY))

    def _next(self, end: int) -> int:
        """Start of the episode that follows one ending at `end`."""
        back = end + int(np.rint(self.rng.exponential(self.model.repeat_gap_days) * DAY))
        start = back // DAY * DAY + int(clock(self.rng, self.model, 1)[0])
        return start + DAY if start < end + 180 else start

    def _companion(self, paths: dict[int, Path], person: int, start: int) -> Path | None:
        """A sibling of ten or over, at home that day, who goes along with a child who leaves home."""
        day = start // DAY
        if len(paths) == 1 or self.lives.where[person, day] != 0 or self.rng.random() >= self.model.sibling_joins:
            return None
        fit = (path for other, path in paths.items() if other != person and self.lives.where[other, day] == 0
               and day - self.born[other] >= 10 * 365.25 and self._can(path, start))
        return next(fit, None)

    def _go(self, path: Path, start: int, end: int) -> None:
        end = min(end, int(self.last[path.person]))
        path.leaves(start)
        path.free = end + APART
        self.runs.append((path.person, start, end, "missing", self.groups))
        self.after.follow(path, start, end)


def live(rng: np.random.Generator, lives: Lives, rate: np.ndarray) -> Lived:
    """Live the period of every household; `rate` holds the expected first episodes of a child on a day.

    Returns
    -------
    Lived
    """
    here, paths = _County(rng, lives), {}
    starts = here.firsts(rate)
    starts["household"] = lives.children["household"].to_numpy()[starts["person"]]
    members = {house: list(rows.index) for house, rows in lives.children.groupby("household")}
    for house, rows in starts.groupby("household", sort=True):
        own = {person: Path(person) for person in members[house]}
        here.live(own, zip(rows["start"].tolist(), rows["person"].tolist(), strict=True))
        paths |= own
    return Lived.of(here.runs, paths.values())


def relive(rng: np.random.Generator, lives: Lives, rate: np.ndarray, before: Lived) -> Lived:
    """Live on, each by itself, with the children whose `rate` is not 0, after what came `before`.

    Returns
    -------
    Lived
        All of it, what came before included.
    """
    here = _County(rng, lives)
    starts = here.firsts(rate)
    again = np.nonzero(rate.any(axis=1))[0].tolist()
    paths = {person: before.path(person) for person in again}
    for person, path in paths.items():
        own = starts.loc[starts["person"] == person, "start"].tolist()
        here.live({person: path}, [(start, person) for start in own])
    def others(rows: pd.DataFrame) -> pd.DataFrame:
        return rows[~rows["person"].isin(again)]
    kept = Lived(before.runs, others(before.interviews), others(before.responses))
    return kept.then(Lived.of(here.runs, paths.values()))
