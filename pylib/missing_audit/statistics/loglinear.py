"""Poisson regression of a few counts, also where the model fits them without any remainder."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import ModelWarning

__all__ = ["poisson_fit"]


def poisson_fit(counts: np.ndarray, design: np.ndarray, offset: np.ndarray | None = None) -> Any:
    """Statsmodels' result, quiet about a fit without remainder: as many coefficients as counts, or an exact pattern.

    Parameters
    ----------
    counts
        One per cell.
    design
        One row per cell, one column per coefficient.
    offset
        Added to the linear predictor.

    Returns
    -------
    GLMResults
        Whether it `converged`, and its standard errors, are for the caller to look at.

    Examples
    --------
    >>> poisson_fit(np.array([20.0, 40.0]), np.eye(2)).mu.round(6).tolist()
    [20.0, 40.0]
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", ModelWarning)
        fit = sm.GLM(np.asarray(counts, dtype=float), np.asarray(design, dtype=float), family=sm.families.Poisson(),
                     offset=offset).fit()
        fit.bse  # noqa: B018 - worked out while it may divide by nothing
    return fit
