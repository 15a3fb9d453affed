"""How soon something happens again, and how often: Kaplan and Meier's curve, and Nelson's mean cumulative function."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

from missing_audit.statistics.estimate import FEWEST, RefusalError

__all__ = ["mean_cumulative", "share_by"]


def share_by(time: np.ndarray, event: np.ndarray, at: Sequence[float], *, confidence: float = 0.95) -> pd.DataFrame:
    """Share of children to whom it has happened by each time, by Kaplan and Meier's estimate [@kaplan1958].

    The interval is on the scale of the logarithm of the cumulative hazard, with Greenwood's variance.

    Parameters
    ----------
    time
        One value per child, in any unit: until it happened, or until the child was last seen.
    event
        Whether it happened.
    at
        Times to tell of, in the same unit.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    DataFrame
        One row per time, in the order given: `time`, `share` (from 0 to 1), `low`, `high`, `events` (children to whom
        it had happened by then), `at_risk` (children still followed just before). The share and its limits are missing
        after the last child was seen; the limits also where `events` is under `FEWEST`.

    Raises
    ------
    RefusalError
        If there is no child.

    Examples
    --------
    >>> found = share_by(np.array([1.0, 2, 3, 4]), np.array([True, False, True, False]), [2.5, 3.5])
    >>> found["share"].round(3).tolist(), found["at_risk"].tolist()
    ([0.25, 0.625], [2, 1])
    """
    _check_level(confidence)
    if not len(time):
        raise RefusalError("no child can be followed")
    time, event = np.asarray(time, dtype=float), np.asarray(event, dtype=bool)
    curve = SurvfuncRight(time, event.astype(int)) if event.any() else None
    z, lines = stats.norm.ppf((1 + confidence) / 2), []
    for moment in at:
        place = np.searchsorted(curve.surv_times, moment, side="right") - 1 if curve else -1
        kept, error = (curve.surv_prob[place], curve.surv_prob_se[place]) if place >= 0 else (1.0, 0.0)
        events, line = int((event & (time <= moment)).sum()), {"low": np.nan, "high": np.nan}
        if events >= FEWEST and 0 < kept < 1:
            wide = np.exp(z * error / abs(kept * np.log(kept)))
            line = {"low": 1 - kept ** (1 / wide), "high": 1 - kept**wide}
        seen = moment <= time.max() or kept == 0
        lines.append({"time": moment, "share": 1 - kept if seen else np.nan}
                     | {end: value if seen else np.nan for end, value in line.items()}
                     | {"events": events, "at_risk": int((time >= moment).sum())})
    return pd.DataFrame(lines)


def mean_cumulative(rows: pd.DataFrame, at: Sequence[float], *, start: str, stop: str, event: str, child: str,
                    confidence: float = 0.95) -> pd.DataFrame:
    """Mean number of events of a child by each time: Nelson's mean cumulative function [@nelson1995].

    The variance is Lawless and Nadeau's, which holds however a child's own events depend on each other
    [@lawless1995]; the interval is on the log scale.

    Parameters
    ----------
    rows
        One row per child and run of time under observation; a child may have many, which do not overlap.
    at
        Times to tell of.
    start, stop, event, child
        Names of columns: when the run begins and ends, in the unit of `at`; whether an event ends it; whose it is.
    confidence
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    DataFrame
        One row per time, in the order given: `time`, `mean`, `low`, `high`, `events` (by then), `children` (with an
        event by then), `at_risk` (children observed at that time). The limits are missing where `children` is under
        `FEWEST`; all three after the last child was observed.

    Raises
    ------
    RefusalError
        If there is no event.

    Examples
    --------
    >>> rows = pd.DataFrame({"child": [1, 1, 2], "from": [0, 2, 0], "to": [2, 4, 3], "again": [1, 0, 1]})
    >>> mean_cumulative(rows, [2, 3], start="from", stop="to", event="again", child="child")["mean"].tolist()
    [0.5, 1.0]
    """
    _check_level(confidence)
    begun, ended, hit = rows[start].to_numpy(float), rows[stop].to_numpy(float), rows[event].to_numpy(bool)
    if not hit.any():
        raise RefusalError("nothing happened again")
    who = pd.factorize(rows[child])[0]
    times = np.unique(ended[hit])
    watched = np.zeros((who.max() + 1, len(times)))
    happened = np.zeros_like(watched)
    np.add.at(watched, who, (begun[:, None] < times) & (ended[:, None] >= times))
    np.add.at(happened, (who[hit], np.searchsorted(times, ended[hit])), 1.0)
    at_risk = watched.sum(axis=0)
    rise = happened.sum(axis=0) / at_risk
    own = ((happened - watched * rise) / at_risk).cumsum(axis=1)
    mean, error = rise.cumsum(), np.sqrt(np.sort(own**2, axis=0).sum(axis=0))
    z, lines = stats.norm.ppf((1 + confidence) / 2), []
    for moment in at:
        place = np.searchsorted(times, moment, side="right") - 1
        value, spread = (mean[place], error[place]) if place >= 0 else (0.0, 0.0)
        by_then = hit & (ended <= moment)
        children = len(np.unique(who[by_then]))
        wide = np.exp(z * spread / value) if children >= FEWEST and value > 0 else np.nan
        seen = np.nan if moment > ended.max() else 1.0
        lines.append({"time": moment, "mean": value * seen, "low": value / wide * seen, "high": value * wide * seen,
                      "events": int(by_then.sum()), "children": children,
                      "at_risk": len(np.unique(who[(begun < moment) & (ended >= moment)]))})
    return pd.DataFrame(lines)


def _check_level(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence = {confidence}: must be strictly between 0 and 1")
