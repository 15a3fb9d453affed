"""What an agency writes, some rows at a time, and whom each row is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from missing_audit.synthesis import mistakes
from missing_audit.synthesis.parameters import Typing
from missing_audit.synthesis.scale import texts
from missing_audit.synthesis.scale.people import People

__all__ = ["ROWS", "Part", "pieces", "typed"]

ROWS = 200_000
"""Rows written at a time."""


@dataclass(frozen=True)
class Part:
    """Some rows of an extract: its columns as text; the child of each row, and its time away (0 where of none)."""

    columns: dict[str, pa.Array]
    person: np.ndarray
    event: np.ndarray

    def repeated(self, rows: np.ndarray) -> Part:
        """With the rows told of written a second time, after the first."""
        if not rows.any():
            return self
        place = np.repeat(np.arange(len(rows)), 1 + rows)
        columns = {name: values.take(pa.array(place)) for name, values in self.columns.items()}
        return Part(columns, self.person[place], self.event[place])


def pieces(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows, some at a time; none where there are none."""
    for first in range(0, len(rows), ROWS):
        yield rows.iloc[first:first + ROWS]


def typed(rng: np.random.Generator, children: People, person: np.ndarray, rates: Typing, latest: np.ndarray | int,
          ) -> tuple[pa.Array, pa.Array, np.ndarray]:
    """Surname, forename and day of birth of each row, typed afresh."""
    surname = mistakes.surnames(rng, children.surname[person], rates)
    forename = mistakes.forenames(rng, children.forename[person], rates)
    born = mistakes.births(rng, children.born[person], rates, latest=latest)
    return texts.text(surname), texts.text(forename), born
