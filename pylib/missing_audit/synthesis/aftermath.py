"""What follows a return: whether somebody talks with the child, and what is put in place, with what effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from missing_audit.synthesis import county
from missing_audit.synthesis.care import Lives
from missing_audit.synthesis.clock import DAY
from missing_audit.synthesis.parameters import KINDS, Model

__all__ = ["TIMELY", "Aftermath", "Path"]

TIMELY = 72 * 60
"""Minutes after return within which an interview is timely."""
_RECENT = 90 * DAY
_IN_CARE = ("placement",)
_AT_HOME = ("mediation",)


@dataclass
class Path:
    """One child's way through the period so far.

    Attributes
    ----------
    person
        The child.
    starts
        Starts of its missing episodes, in minutes.
    free
        Minute from which it can go missing again.
    interviews, responses
        Rows made by `Aftermath`, in the order of time.
    """

    person: int
    starts: list[int] = field(default_factory=list)
    free: int = 0
    interviews: list[dict[str, Any]] = field(default_factory=list)
    responses: list[dict[str, Any]] = field(default_factory=list)

    def factor(self, model: Model, minute: int) -> float:
        """What an interview and the responses active then do to the chance of going missing."""
        out = 1.0
        last = self.interviews[-1] if self.interviews else None
        if last and last["timely"] and last["done"] <= minute < last["done"] + model.interview_effect_days * DAY:
            out *= model.interview_effect
        for row in self.responses:
            if row["start"] <= minute < row["end"]:
                out *= model.response_effect[row["type"]]
        return out

    def leaves(self, minute: int) -> None:
        """Go missing: an interview that was to come is not held."""
        self.starts.append(minute)
        if self.interviews and self.interviews[-1]["done"] is not None and self.interviews[-1]["done"] > minute:
            self.interviews[-1].update(done=None, timely=False, why="missing again")


class Aftermath:
    """The services that hear of a return."""

    def __init__(self, rng: np.random.Generator, lives: Lives) -> None:
        self.rng, self.lives, self.model = rng, lives, lives.model
        children, stays = lives.children, lives.stays
        self._visitor = children["visitor"].to_numpy()
        self._district = np.array(county.DISTRICTS, dtype=object)[children["district"]]
        self._outside = np.array([False, *stays["outside"]])
        self._stay_district = ["", *(county.district_of(code) or "" for code in stays["postcode"])]

    def follow(self, path: Path, start: int, end: int) -> None:
        """Add to a child's path what followed the return at `end` from the episode that began at `start`."""
        stay = int(self.lives.where[path.person, start // DAY])
        living = KINDS[self.lives.kind[stay]]
        path.interviews.append(self._interview(path, start, end, stay, living))
        if response := self._response(path, start, end, living):
            path.responses.append(response)

    def _offered(self, path: Path, stay: int, living: str) -> float:
        model = self.model
        district = self._stay_district[stay] if stay else self._district[path.person]
        chance = model.interview_offered[living]
        chance *= max(model.interview_again**(len(path.starts) - 1), model.interview_again_least)
        if self._outside[stay]:
            chance *= model.interview_outside
        if self._visitor[path.person]:
            chance *= model.interview_visitor
        return chance * (model.interview_weak if district in model.interview_weak_districts else 1.0)

    def _interview(self, path: Path, start: int, end: int, stay: int, living: str) -> dict[str, Any]:
        rng, model = self.rng, self.model
        row = {"person": path.person, "start": start, "returned": end, "offered": None, "accepted": False, "done": None,
               "timely": False, "why": ""}
        if rng.random() >= self._offered(path, stay, living):
            return row | {"why": "not offered"}
        hours = model.interview_hours_median * np.exp(rng.normal(0, model.interview_hours_sigma))
        done = end + int(60 * np.clip(hours, 3, 24 * 28))
        # Interviews are held by day.
        done = done // DAY * DAY + int(rng.integers(9 * 60, 19 * 60))
        done = done + DAY if done <= end + 120 else done
        row["offered"] = end + int((done - end) * rng.uniform(0.1, 0.6))
        if rng.random() >= model.interview_accepted:
            return row | {"why": "declined"}
        return row | {"accepted": True, "done": done, "timely": done - end <= TIMELY}

    def _response(self, path: Path, start: int, end: int, living: str) -> dict[str, Any] | None:
        rng, model = self.rng, self.model
        recent = sum(minute > start - _RECENT for minute in path.starts)
        chance = min(model.response_each * (recent - 1), model.response_most)
        if rng.random() >= chance:
            return None
        share = {kind: weight for kind, weight in model.response_share.items()
                 if kind not in (_IN_CARE if living == "family" else _AT_HOME)}
        weight = np.array(list(share.values()))
        kind = list(share)[rng.choice(len(share), p=weight / weight.sum())]
        begin = end + int(rng.integers(*model.response_delay_days)) * DAY
        if any(row["type"] == kind and row["end"] > begin for row in path.responses):
            return None
        mean = model.response_days[kind]
        length = 1 if mean <= 1 else int(np.clip(rng.normal(mean, mean / 4), mean / 3, 2 * mean))
        return {"person": path.person, "after": start, "type": kind, "start": begin, "end": begin + length * DAY}
