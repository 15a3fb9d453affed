"""How strong something unmeasured would have to be to account for an association: the E-value."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

__all__ = ["COMMON", "EValue", "e_value", "risk_ratio_of_hazards"]

COMMON = 0.15
"""Share with the outcome at the end of follow-up from which a hazard ratio no longer stands for a risk ratio."""


class EValue(NamedTuple):
    """Of a ratio, and of the limit of its interval that is nearer to 1; 1 where the interval holds 1."""

    estimate: float
    limit: float


def e_value(ratio: float, low: float, high: float) -> EValue:
    """The E-value of a risk ratio and of its interval [@vanderweele2017].

    Something unmeasured that goes with the factor and with the outcome by a risk ratio of at least the E-value each,
    over and above all that is adjusted for, could account for the whole association; anything weaker could not.

    Parameters
    ----------
    ratio, low, high
        Risk ratio and its limits, all over 0; a ratio under 1 is turned round.

    Returns
    -------
    EValue

    Raises
    ------
    ValueError
        If a ratio is not over 0, or the estimate is not within its limits.

    Examples
    --------
    >>> tuple(round(value, 2) for value in e_value(3.9, 1.8, 8.7))
    (7.26, 3.0)
    """
    if not 0 < low <= ratio <= high:
        raise ValueError(f"e_value: {ratio} ({low} to {high}): a ratio is over 0 and within its limits")
    if low <= 1 <= high:
        return EValue(_least(ratio), 1.0)
    return EValue(_least(ratio), _least(low if ratio > 1 else high))


def risk_ratio_of_hazards(ratio: float) -> float:
    """About the risk ratio that a hazard ratio stands for where the outcome is common [@vanderweele2017].

    Parameters
    ----------
    ratio
        Hazard ratio, over 0; of an outcome that more than about `COMMON` of all have by the end of follow-up.

    Returns
    -------
    float
        Nearer to 1 than the hazard ratio.

    Examples
    --------
    >>> round(risk_ratio_of_hazards(2.0), 3), risk_ratio_of_hazards(1.0)
    (1.613, 1.0)
    """
    return float((1 - 0.5 ** np.sqrt(ratio)) / (1 - 0.5 ** np.sqrt(1 / ratio)))


def _least(ratio: float) -> float:
    away = max(ratio, 1 / ratio)
    return float(away + np.sqrt(away * (away - 1)))
