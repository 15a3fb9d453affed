"""Places on a grid whose values have nothing to do with where they lie."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.moran import moran
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS"]

_PLACES = [(row, column) for row in range(3) for column in range(4)]
_BESIDE = {f"{a}": [f"{b}" for b in _PLACES if abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1] for a in _PLACES}


def _nothing(rng: np.random.Generator) -> Outcome:
    values = pd.Series(rng.gamma(2.0, 1.0, len(_PLACES)), list(_BESIDE))
    return Outcome(rejected=moran(values, _BESIDE, draws=999, seed=int(rng.integers(2**31))).p < 0.05)


SCENARIOS = (
    Scenario("moran", "Moran's I by permutation", "Twelve places on a grid of three by four, skewed values dealt "
             "without regard to where they lie.", _nothing, "size"),
)
