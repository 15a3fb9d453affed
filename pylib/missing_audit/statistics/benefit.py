"""What acting on a rule would gain, for whatever chance makes action worth while."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from missing_audit.statistics.estimate import FEWEST

__all__ = ["decision_curve"]


def decision_curve(outcome: np.ndarray, rules: pd.DataFrame, thresholds: Sequence[float], child: np.ndarray, *,
                   weight: np.ndarray | None = None, confidence: float = 0.95) -> pd.DataFrame:
    """What acting on a rule gains over acting on every row, and over acting on none [@vickers2006].

    The net benefit is the share of rows rightly acted on, less that wrongly acted on times the odds of the threshold:
    at a threshold of a fifth, one right action is worth four wrong ones.

    Parameters
    ----------
    outcome, child, weight, confidence
        As for `discrimination`.
    rules
        One column per rule: a chance, acted on where it is at least the threshold; or 0 and 1, acted on where it is 1.
    thresholds
        Chances from which action is wanted, strictly between 0 and 1.

    Returns
    -------
    DataFrame
        One row per threshold and rule, ``all`` first: `threshold`, `rule`, `acted` (rows), `children` (acted on),
        `share` (of rows acted on), `benefit`, `low`, `high` (net benefit for each row), `gain`, `gain_low`, `gain_high`
        (over the better of acting on all and on none). Limits are missing below ten children.
    """
    y, code = np.asarray(outcome, dtype=float), np.unique(np.asarray(child), return_inverse=True)[1]
    w = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=float)
    lines = []
    for threshold in thresholds:
        worth = y - (1 - y) * threshold / (1 - threshold)
        reference = worth if np.average(worth, weights=w) > 0 else np.zeros(len(y))
        for rule in ["all", *rules.columns]:
            acted = np.ones(len(y), dtype=bool) if rule == "all" else rules[rule].to_numpy(float) >= threshold
            children = len(np.unique(code[acted]))
            own, over = (_mean(v, w, code, confidence, children) for v in (worth * acted, worth * acted - reference))
            lines.append({"threshold": threshold, "rule": rule, "acted": int(acted.sum()), "children": children,
                          "share": float(np.average(acted, weights=w)),
                          **dict(zip(("benefit", "low", "high"), own, strict=True)),
                          **dict(zip(("gain", "gain_low", "gain_high"), over, strict=True))})
    return pd.DataFrame(lines)


def _mean(value: np.ndarray, weight: np.ndarray, code: np.ndarray, confidence: float,
          children: int) -> tuple[float, float, float]:
    """Weighted mean with an interval clustered on the child."""
    mean = float(np.average(value, weights=weight))
    own = np.bincount(code, weight * (value - mean)) / weight.sum()
    if children < FEWEST:
        return mean, np.nan, np.nan
    half = stats.t.ppf((1 + confidence) / 2, len(own) - 1) * np.sqrt((own ** 2).sum() * len(own) / (len(own) - 1))
    return mean, mean - float(half), mean + float(half)
