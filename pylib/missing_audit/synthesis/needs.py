"""What troubles a child itself: its mind and its learning, some of it likelier the more prone it is to go missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.paper import Invented

__all__ = ["leaning", "needs"]

_MOST = 0.9


def leaning(share: tuple[float, float], children: pd.DataFrame) -> np.ndarray:
    """Chance of each child, from the share at average frailty and how much more for each unit of it."""
    average, more = share
    return np.clip(average * (1 + more * (np.minimum(children["frailty"].to_numpy(), 4) - 1)), 0, _MOST)


def needs(invented: Invented) -> pd.DataFrame:
    """Draw what troubles each child.

    Returns
    -------
    DataFrame
        One row a child, a column of booleans for each of `Model.needs`; the same whoever asks.
    """
    rng, children = invented.stream("needs"), invented.history.children
    return pd.DataFrame(
        {name: rng.random(len(children)) < leaning(share, children) for name, share in invented.model.needs.items()},
        index=children.index)
