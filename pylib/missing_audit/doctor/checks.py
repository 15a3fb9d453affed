"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Check", "Status"]


class Status(StrEnum):
    """How a check came out: well, with something to do, or so that no book can be rendered."""

    ok = "ok"
    todo = "to do"
    cannot = "cannot"


@dataclass(frozen=True)
class Check:
    """One line: how it came out, what was found, and what to do about it."""

    status: Status
    text: str
