"""What happened beside the missing episodes: moves, unauthorised absences, families that went missing together.

Every table here has one row an event of one child: `person`, `start`, `end` (minutes of the period), `kind`
('missing', 'absence', 'family') and `group` (events that share a number began together).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.care import ABSENT, Lives
from missing_audit.synthesis.clock import DAY, DAYS
from missing_audit.synthesis.episodes import APART, clock
from missing_audit.synthesis.intensity import repeat_chance
from missing_audit.synthesis.parameters import KINDS

__all__ = ["absences", "apart", "families", "moves", "settle"]

_COLUMNS = ["person", "start", "end", "kind", "group"]
_NONE = np.empty((0, 2), dtype=np.int64)


def settle(table: pd.DataFrame, children: pd.DataFrame) -> pd.DataFrame:
    """End events by the eighteenth birthday; drop those that start within two hours of the last one's end."""
    out = table.sort_values(["person", "start", "end"], kind="stable")
    out["end"] = np.minimum(out["end"], children["eighteen"].to_numpy()[out["person"]] * DAY)
    out = out[out["end"] > out["start"]]
    keep, last_person, last_end = [], -1, 0
    for person, start, end in zip(out["person"], out["start"], out["end"], strict=True):
        free = person != last_person or start >= last_end + APART
        keep.append(free)
        if free:
            last_person, last_end = person, end
    return out[keep].reset_index(drop=True)


def _houses(children: pd.DataFrame) -> dict[int, list[int]]:
    """Children of each household with two or more."""
    return {house: list(rows.index) for house, rows in children.groupby("household") if len(rows) > 1}


def moves(rng: np.random.Generator, lives: Lives, runs: pd.DataFrame) -> dict[int, int]:
    """Children whom repeated missing episodes bring into residential care, and the day of the move."""
    model, out = lives.model, {}
    visitor, eighteen = (lives.children[name].to_numpy() for name in ("visitor", "eighteen"))
    nth = model.escalation_episodes - 1
    for person, rows in runs.groupby("person", sort=True):
        start = rows["start"].to_numpy()
        near = np.nonzero(start[nth:] - start[: len(start) - nth] <= model.escalation_window_days * DAY)[0]
        chance, delay = rng.random(), int(rng.integers(7, 43))
        if not len(near) or visitor[person]:
            continue
        day = int(start[near[0] + nth] // DAY) + delay
        if day >= min(DAYS, eighteen[person] - 30):
            continue
        now = KINDS[lives.kind[lives.where[person, day]]]
        limit = model.escalation_chance_at_home if now == "family" else model.escalation_chance_in_care
        if now in ("family", "foster", "parents") and chance < limit:
            out[int(person)] = day
    return out


def absences(rng: np.random.Generator, lives: Lives, rate: np.ndarray) -> pd.DataFrame:
    """Draw the true unauthorised absences: whereabouts known, but not where required to be."""
    model = lives.model
    ratio = np.array([model.absence_ratio[name] for name in KINDS])[lives.kind]
    # As a run of missing episodes is longer than its first, absences are scaled to whole runs.
    length = 1 / (1 - repeat_chance(model, lives.children))[:, None]
    person, day = np.nonzero(rng.poisson(rate * ratio[lives.where] * length))
    start = day * DAY + clock(rng, model, len(day))
    hours = model.absence_hours_median * np.exp(rng.normal(0, model.absence_hours_sigma, len(day)))
    end = start + np.clip(np.rint(60 * hours), 20, 11 * 60).astype(int)
    return pd.DataFrame(
        {"person": person, "start": start, "end": end, "kind": "absence", "group": np.arange(len(day))}
    )


def _spans(events: pd.DataFrame) -> dict[int, np.ndarray]:
    rows = events.sort_values("person", kind="stable")
    people, first = np.unique(rows["person"].to_numpy(), return_index=True)
    return dict(zip(people.tolist(), np.split(rows[["start", "end"]].to_numpy(), first[1:]), strict=True))


def _clash(span: np.ndarray, start: int, end: int, room: int) -> bool:
    return bool(((span[:, 0] < end + room) & (span[:, 1] > start - room)).any())


def apart(quiet: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Keep the absences that come within three hours of no episode of the same child, nor of one another."""
    spans, keep = _spans(runs), []
    for row in quiet.itertuples(index=False):
        span = spans.get(row.person, _NONE)
        keep.append(not _clash(span, row.start, row.end, 180))
        if keep[-1]:
            spans[row.person] = np.vstack([span, [row.start, row.end]])
    return quiet[keep]


def families(rng: np.random.Generator, lives: Lives, taken: pd.DataFrame, count: int) -> pd.DataFrame:
    """Draw `count` departures of a whole family: two or more children at home, with an adult."""
    houses, busy = list(_houses(lives.children).values()), _spans(taken)
    rows: list[tuple[int, int, int, str, int]] = []
    group = 0
    while group < count:
        house = houses[rng.integers(len(houses))]
        start = int(rng.integers(0, DAYS - 20)) * DAY + int(rng.integers(7 * 60, 22 * 60))
        end = start + int(60 * np.clip(48 * np.exp(rng.normal(0, 0.9)), 6, 15 * 24))
        there = [
            p for p in house if lives.where[p, start // DAY] == 0 and lives.where[p, end // DAY] != ABSENT
        ]
        if len(there) < 2 or any(_clash(busy.get(p, _NONE), start, end, DAY) for p in there):
            continue
        rows += [(p, start, end, "family", group) for p in there]
        for p in there:
            busy[p] = np.vstack([busy.get(p, _NONE), [start, end]])
        group += 1
    return pd.DataFrame(rows, columns=_COLUMNS)
