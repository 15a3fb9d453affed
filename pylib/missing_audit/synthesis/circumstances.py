"""What is true of a child's home and life, likelier the more prone the child is to go missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAYS
from missing_audit.synthesis.parameters import Model

__all__ = ["circumstances"]


def circumstances(rng: np.random.Generator, model: Model, children: pd.DataFrame) -> pd.DataFrame:
    """Draw each child's circumstances.

    Returns
    -------
    DataFrame
        One row a child, a column of booleans for each of `Model.circumstances`. What concerns the home is alike for
        the children of a household, apart from how prone each is.
    """
    frailty = np.minimum(children["frailty"].to_numpy(), 4)
    lean = model.circumstance_lean[0] + model.circumstance_lean[1] * frailty
    household = children["household"].to_numpy()
    teen = children["born"].to_numpy() < DAYS - model.circumstance_teen * 365.25
    girl = children["girl"].to_numpy()
    out = {}
    for name, share in model.circumstances.items():
        drawn = rng.random(len(children))
        if name not in model.circumstances_own:
            drawn = drawn[household]
        chance = share * lean
        if name in model.circumstances_own:
            more = model.circumstances_girls.get(name, 1.0)
            chance = np.where(teen, chance, 0.0) * np.where(girl, more, 2 - more)
        out[name] = drawn < np.minimum(chance, 0.9)
    return pd.DataFrame(out, index=children.index)
