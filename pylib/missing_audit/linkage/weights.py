"""The model's weights as a table for readers."""

from __future__ import annotations

import pandas as pd

from missing_audit.linkage.linked import WEIGHTS
from missing_audit.linkage.model import Model, match_weight

__all__ = ["weights"]


def weights(model: Model, pairs: pd.DataFrame) -> pd.DataFrame:
    """What every level of likeness is worth.

    Parameters
    ----------
    model
        The model in use.
    pairs
        The pairs scored by it.

    Returns
    -------
    DataFrame
        One row per level, after one for what holds before anything is compared: `comparison`, `level`, `m`, `u`
        (probabilities), `weight` (bits), `pairs` (scored pairs that are alike in that way).
    """
    lines = [("Before anything is compared", "", model.prior, 1 - model.prior,
              match_weight(model.prior, 1 - model.prior), len(pairs))]
    for item in model.comparisons:
        counts = pairs[item.name].value_counts()
        for i, level in enumerate(item.levels):
            lines.append((item.title, level.label, level.m, level.u, match_weight(level.m, level.u),
                          int(counts.get(len(item.levels) - 1 - i, 0))))
    return pd.DataFrame(lines, columns=WEIGHTS)
