"""How many episodes each child had in the days before, and in the days after, any moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["Pasts"]

_FAR = 2**40
"""More seconds than any calendar used here has, so that a child's moments never run into the next child's."""
_DAY = 86_400


@dataclass(frozen=True)
class Pasts:
    """Starts of episodes, by child and time, in one sorted row of numbers.

    Attributes
    ----------
    places
        Number of each child.
    marks
        One number per episode, which holds child and start.
    """

    places: Mapping[str, int]
    marks: np.ndarray

    @classmethod
    def of(cls, episodes: pd.DataFrame) -> Pasts:
        """Of episodes: `child`, `start`."""
        places = {child: place for place, child in enumerate(sorted(episodes["child"].unique()))}
        return cls(places, np.sort(_marks(episodes["child"].map(places), episodes["start"])))

    def before(self, child: pd.Series, moment: pd.Series, days: int | None = None) -> np.ndarray:
        """Episodes of each child that began in so many days before each moment, or at any time before it.

        Examples
        --------
        >>> rows = pd.DataFrame({"child": ["a", "a"], "start": pd.to_datetime(["2015-01-01", "2015-01-05"])})
        >>> Pasts.of(rows).before(pd.Series(["a", "b"]), pd.Series(pd.to_datetime(["2015-01-06"] * 2)), 3).tolist()
        [1, 0]
        """
        return self._between(child, -_FAR // 2 if days is None else -days * _DAY, 0, moment)

    def after(self, child: pd.Series, moment: pd.Series, days: int) -> np.ndarray:
        """Episodes of each child that began at each moment or in so many days after it."""
        return self._between(child, 0, days * _DAY, moment)

    def _between(self, child: pd.Series, low: int, high: int, moment: pd.Series) -> np.ndarray:
        place = child.map(self.places)
        known = place.notna().to_numpy()
        mark = _marks(place.fillna(0), moment)
        first, last = (np.searchsorted(self.marks, mark + step, side="left") for step in (low, high))
        return np.where(known, last - first, 0)


def _marks(place: pd.Series, moment: pd.Series) -> np.ndarray:
    seconds = moment.to_numpy().astype("datetime64[s]").astype("int64")
    return place.to_numpy().astype("int64") * _FAR + _FAR // 2 + seconds
