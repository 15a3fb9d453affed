"""What children follow from: identity records, the model, scored pairs, and what joining must respect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from missing_audit.config import Linkage
from missing_audit.linkage.clusters import Constraints, clustered
from missing_audit.linkage.decisions import Decisions, read_decisions, references, resolved
from missing_audit.linkage.engines import engine
from missing_audit.linkage.estimates import estimates
from missing_audit.linkage.knowledge import UNIQUE
from missing_audit.linkage.linked import QUALITY
from missing_audit.linkage.model import Model, match_weight, pairs
from missing_audit.linkage.records import Records, identity_records
from missing_audit.linkage.review import unclear, upper_edge
from missing_audit.linkage.training import trained

__all__ = ["Solution", "solve"]


@dataclass(frozen=True)
class Solution:
    """What the children follow from, for any threshold.

    Attributes
    ----------
    records, model, pairs
        Identity records, what scored them, and the pairs.
    constraints
        What joining must respect, decisions among it.
    decisions
        What a person has decided, where there is a reviewed workbook.
    """

    records: Records
    model: Model
    pairs: pd.DataFrame
    constraints: Constraints
    decisions: Decisions | None = None

    def groups(self, threshold: float) -> np.ndarray:
        """By record, the smallest number of a record of the same child."""
        return clustered(self.pairs, self.constraints, threshold=threshold)

    def unclear(self, options: Linkage) -> pd.DataFrame:
        """Pairs that a person should look at, whatever was decided so far."""
        undecided = replace(self, constraints=Constraints(self.constraints.unique))
        return unclear(self.pairs, undecided.groups(options.threshold), undecided.groups(upper_edge(options)),
                       self.constraints.unique, options)

    def reviewed(self, options: Linkage, confidence: float) -> pd.DataFrame:
        """What the decisions tell of the linkage, as `estimates` gives it."""
        if self.decisions is None:
            return pd.DataFrame(columns=QUALITY)
        found = self.unclear(options)
        made = (found["weight"] >= match_weight(options.threshold, 1 - options.threshold)).to_numpy()
        return estimates(found, self.decisions, made, confidence=confidence, matching=f"{options.threshold:g}")


def solve(used: Mapping[str, pd.DataFrame], options: Linkage, *, key: bytes, decided: Path | None = None) -> Solution:
    """Score the pairs of identity records, by a model that is learnt from them where there are enough.

    Parameters
    ----------
    used
        Checked sources, by name.
    options
        `[linkage]` of `audit.toml`.
    key
        The county's key, which the references of decisions are made with.
    decided
        The reviewed workbook.

    Returns
    -------
    Solution

    Raises
    ------
    SourceError
        If the workbook cannot be read, or its decisions contradict each other.
    """
    records = identity_records(used)
    sources = records.table["source"]
    unique = pd.Categorical(sources.where(sources.isin(UNIQUE))).codes.astype(int)
    constraints, decisions = Constraints(unique), None
    if decided is not None:
        refs = references(records.table["key"], key)
        decisions = resolved(read_decisions(decided), refs, unique, decided)
        constraints = Constraints(unique, decisions.of("same"), decisions.of("different"))
    with engine(options) as database:
        model = trained(records, database)
        scored = pairs(model, records, database, lowest=options.lowest)
    return Solution(records, model, scored, constraints, decisions)
