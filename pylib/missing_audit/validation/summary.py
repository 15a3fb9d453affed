"""What simulated replicates say of a method: how often intervals hold and tests reject, bias, width, and a verdict."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from missing_audit.statistics.shares import wilson
from missing_audit.validation.scenario import BOUNDS, Scenario

__all__ = ["summarised"]

_SHARES = {"nominal": "covered", "conservative": "covered", "approximate": "covered", "size": "rejected",
           "power": "rejected", "bias": "covered"}


def summarised(scenario: Scenario, outcomes: pd.DataFrame) -> dict[str, Any]:
    """One scenario's result.

    Parameters
    ----------
    scenario
        What was drawn.
    outcomes
        As `drawn` returns them.

    Returns
    -------
    dict
        `id`, `method`, `what`, `kind`; `replicates`; `share` (of intervals that held the truth, or of tests that
        rejected) with `low` and `high` (Wilson, 95%); `error` (its mean) with `noise` (the standard error of that
        mean); `width` (the median); `holds`: whether the share lies within the bounds of its kind, missing where there
        are none. What a scenario does not tell is missing.
    """
    told = outcomes[_SHARES[scenario.kind]].dropna()
    line: dict[str, Any] = {"id": scenario.id, "method": scenario.method, "what": scenario.what,
                            "kind": scenario.kind, "replicates": len(outcomes),
                            "share": None, "low": None, "high": None, "holds": None}
    if len(told):
        share = float(told.mean())
        low, high = wilson(share, len(told))
        line |= {"share": share, "low": low, "high": high}
    bounds = BOUNDS[scenario.kind]
    if bounds is not None:
        line["holds"] = bool(len(told)) and bounds[0] <= line["share"] <= bounds[1]
    errors, widths = outcomes["error"].dropna(), outcomes["width"].dropna()
    line["error"] = float(errors.mean()) if len(errors) else None
    line["noise"] = float(errors.std(ddof=1) / np.sqrt(len(errors))) if len(errors) > 1 else None
    line["width"] = float(widths.median()) if len(widths) else None
    return line
