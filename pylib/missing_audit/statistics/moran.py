"""Whether neighbours are alike: Moran's I, judged by dealing the values anew among the places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import RefusalError

__all__ = ["moran"]

_FEWEST_PLACES = 5
_BATCH = 500


def moran(values: pd.Series, neighbours: Mapping[str, Iterable[str]], *, draws: int = 9999, seed: int,
          children: int = 0) -> Difference:
    """Test that values lie among places as if dealt at random, against neighbours' being alike [@moran1950].

    Each place's neighbours count equally, and together for one. All orders are gone through where they are no more
    than `draws`; otherwise the p-value counts the data as seen among the draws.

    Parameters
    ----------
    values
        By place. Rates of places of different size had best be standardised deviates [@assuncao1999].
    neighbours
        By place, the places next to it; a place without any counts for the mean alone.
    draws
        Orders drawn at random where there are more.
    seed
        Of the draws.
    children
        Distinct children behind the values, told on.

    Returns
    -------
    Difference
        Moran's I (about -1/(n-1) where neighbours are no more alike than others) and its one-sided p-value.

    Raises
    ------
    RefusalError
        If there are fewer than five places, none has a neighbour, or all values are alike.

    Examples
    --------
    >>> row = pd.Series([1.0, 2, 3, 4, 5], index=list("abcde"))
    >>> beside = {"a": "b", "b": "ac", "c": "bd", "d": "ce", "e": "d"}
    >>> found = moran(row, beside, seed=1)
    >>> round(found.statistic, 3), round(found.p * 120)
    (0.6, 8)
    """
    values = values.sort_index().astype(float)
    if len(values) < _FEWEST_PLACES:
        raise RefusalError(f"there are fewer than {_FEWEST_PLACES} places, too few to say whether neighbours are alike")
    weights = np.array([[float(other != place and other in set(neighbours.get(place, ()))) for other in values.index]
                        for place in values.index])
    linked = weights.sum(axis=1)
    if not linked.any():
        raise RefusalError("no place has a neighbour")
    if values.nunique() == 1:
        raise RefusalError("all places are alike, so there is nothing to judge")
    weights /= np.maximum(linked, 1)[:, None]

    def index(dealt: np.ndarray, axis: int = -1) -> np.ndarray:
        apart = np.moveaxis(dealt, axis, -1)
        apart = apart - apart.mean(axis=-1, keepdims=True)
        like = (apart * (apart @ weights.T)).sum(axis=-1)
        # Rounded, so that orders that are the same but for the last bit count as equal.
        return np.round(apart.shape[-1] / weights.sum() * like / (apart**2).sum(axis=-1), 12)

    found = stats.permutation_test((values.to_numpy(),), index, permutation_type="pairings", alternative="greater",
                                   n_resamples=draws, batch=_BATCH, vectorized=True, rng=np.random.default_rng(seed))
    return Difference(float(found.statistic), None, None, float(found.pvalue), children, "I")
