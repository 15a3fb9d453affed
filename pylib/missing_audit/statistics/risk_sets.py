"""Those who could be compared with each child on the day that something happened to it."""

from __future__ import annotations

import numpy as np

__all__ = ["risk_set_weights"]


def risk_set_weights(first: np.ndarray, last: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """How much each run of days counts, where every child is set against all who were at risk on its day.

    On each day asked about, those at risk share out evenly the weight of the children to whom it happened on that day
    [@prentice1978]. A share of these weighted rows is what one of others drawn by lot on the same days would be on
    average. Odds ratios belong into `hazards.cox`, which compares within each day.

    Parameters
    ----------
    first, last
        Of each run, the first day, and the day after the last, as numbers from 0.
    asked
        Day on which it happened, one for each child to whom it did.

    Returns
    -------
    ndarray
        One weight per run. They add up to the number of days asked about on which somebody was at risk.

    Examples
    --------
    >>> risk_set_weights(np.array([0, 0, 2]), np.array([4, 2, 4]), np.array([1, 3, 3])).tolist()
    [1.5, 0.5, 1.0]
    """
    first, last, asked = (np.asarray(each, dtype=int) for each in (first, last, asked))
    days = int(max(last.max(initial=0), asked.max(initial=-1) + 1))
    at_risk = np.cumsum(np.bincount(first, minlength=days + 1) - np.bincount(last, minlength=days + 1))[:days]
    share = np.divide(np.bincount(asked, minlength=days), at_risk, out=np.zeros(days), where=at_risk > 0)
    until = np.concatenate([[0.0], np.cumsum(share)])
    return until[last] - until[first]
