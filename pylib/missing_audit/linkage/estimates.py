"""What clerical review tells of the linkage, where nobody knows the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.linkage.decisions import Decisions
from missing_audit.linkage.linked import QUALITY
from missing_audit.statistics.shares import wilson

__all__ = ["UNKNOWN", "estimates"]

UNKNOWN = ("Precision and recall are estimated for pairs in the clerical band alone. Pairs above it are taken to be "
           "right, and those below it to be of two children, without anybody having looked; of pairs that agree in so "
           "little that they were never compared nothing is known.")
"""What the estimates cannot tell, in a sentence that the book prints."""


def estimates(reviewed: pd.DataFrame, decisions: Decisions, joined: np.ndarray, *, confidence: float,
              matching: str) -> pd.DataFrame:
    """Precision and recall within the clerical band, from the pairs that a person has decided on.

    Decided pairs stand for the undecided ones on the same side of the threshold. Intervals are Wilson's, for recall
    with as many pairs as would be equally uncertain [@korn1998].

    Parameters
    ----------
    reviewed
        Pairs in the band that are put to a person, as `review.unclear` gives them without any decision.
    decisions
        What was decided.
    joined
        By pair of `reviewed`, whether the model alone makes it.
    confidence
        Two-sided level.
    matching
        What the threshold is called.

    Returns
    -------
    DataFrame
        As `Linked.quality`, one row: `made` (pairs of the band that the model makes), `right` and `true` (estimated),
        `children` (pairs decided on). Without rows where nothing was decided on one of the two sides.
    """
    answer = decisions.table.set_index(["left", "right"])["answer"]
    told = answer.reindex(pd.MultiIndex.from_frame(reviewed[["left", "right"]])).to_numpy()
    known, same = pd.notna(told), told == "same"
    many = [int((joined == side).sum()) for side in (True, False)]
    decided = [int((known & (joined == side)).sum()) for side in (True, False)]
    if min(decided) == 0:
        return pd.DataFrame(columns=QUALITY)
    shares = [float(same[known & (joined == side)].mean()) for side in (True, False)]
    right, missed = (n * share for n, share in zip(many, shares, strict=True))
    precision = wilson(shares[0], decided[0], confidence=confidence)
    true = right + missed
    if true == 0:
        recall, ends = np.nan, (np.nan, np.nan)
    else:
        recall = right / true
        spread = [n * n * share * (1 - share) / seen for n, share, seen in zip(many, shares, decided, strict=True)]
        variance = (missed ** 2 * spread[0] + right ** 2 * spread[1]) / true ** 4
        alike = recall * (1 - recall) / variance if variance > 0 else float(sum(decided))
        ends = wilson(recall, alike, confidence=confidence) if alike > 0 else (0.0, 1.0)
    line = (matching, "Clerical review", "Pairs in the band", many[0], round(right), round(true), sum(decided),
            shares[0], *precision, recall, *ends)
    return pd.DataFrame([line], columns=QUALITY)
