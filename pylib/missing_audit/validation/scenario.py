"""What is simulated to see how often a method errs: a way to draw data of known truth, and what must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

__all__ = ["BOUNDS", "Kind", "Outcome", "Scenario"]

Kind = Literal["nominal", "conservative", "approximate", "size", "power", "bias"]

BOUNDS: dict[Kind, tuple[float, float] | None] = {
    "nominal": (0.935, 0.965), "conservative": (0.94, 1.0), "approximate": (0.90, 1.0), "size": (0.035, 0.065),
    "power": None, "bias": None,
}
"""Between what the share of intervals that cover, or of tests that reject, must lie; nothing where it is only told."""


@dataclass(frozen=True)
class Outcome:
    """How one simulated data set turned out.

    Attributes
    ----------
    covered
        Whether the 95% interval held the truth.
    rejected
        Whether the test rejected at 5%.
    error
        Estimate less truth, on the scale that the scenario names.
    width
        Of the interval, on the same scale.
    """

    covered: bool | None = None
    rejected: bool | None = None
    error: float | None = None
    width: float | None = None


@dataclass(frozen=True)
class Scenario:
    """One method under one known truth.

    Attributes
    ----------
    id
        Stable, such as ``wilson``.
    method
        What is tried, as the appendix prints it.
    what
        The known truth and how the data are drawn, in a sentence; and the scale of errors and widths.
    draw
        Draws one data set and applies the method.
    kind
        What must hold, as `BOUNDS`.
    """

    id: str
    method: str
    what: str
    draw: Callable[[np.random.Generator], Outcome]
    kind: Kind
