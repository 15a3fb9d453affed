"""Random numbers of the invented county: a stream for each of its parts."""

from __future__ import annotations

import zlib

import numpy as np

__all__ = ["stream"]

# Numbered in the order in which they came, so that a new part leaves the others as they are.
_FIRST = ("people", "care", "events", "escalation", "absences", "families", "police", "records", "return", "county",
          "homes", "early help")


def stream(seed: int, name: str) -> np.random.Generator:
    """Random numbers of one part, so that a change in one file leaves the others as they are."""
    number = _FIRST.index(name) if name in _FIRST else zlib.crc32(name.encode())
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number])))
