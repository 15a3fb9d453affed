"""Rates of children, and of episodes that some children have many of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.statistics.estimate import clustered_ratios, poisson_rate
from missing_audit.validation.scenario import Outcome, Scenario

__all__ = ["SCENARIOS", "skewed"]

_CHILDREN, _SHAPE = 250, 0.9
_MEAN = 12.0


def skewed(rng: np.random.Generator, rates: tuple[float, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events and exposure of children in groups of 250: children differ by a gamma frailty.

    Parameters
    ----------
    rng
        Random numbers.
    rates
        Mean rate of each group.

    Returns
    -------
    tuple of DataFrame
        Events and child-years, one row per child, one column per group.
    """
    group = np.repeat(np.arange(len(rates)), _CHILDREN)
    own = np.zeros((len(group), len(rates)))
    own[np.arange(len(group)), group] = rng.uniform(0.1, 2.0, len(group))
    frailty = rng.gamma(_SHAPE, 1 / _SHAPE, len(group))[:, None]
    names = [f"group {number}" for number in range(len(rates))]
    return pd.DataFrame(rng.poisson(own * frailty * np.array(rates)), columns=names), pd.DataFrame(own, columns=names)


def _poisson(rng: np.random.Generator) -> Outcome:
    rate, low, high = poisson_rate(int(rng.poisson(_MEAN)), 1.0)
    return Outcome(covered=low <= _MEAN <= high, error=rate - _MEAN, width=high - low)


def _clustered(rng: np.random.Generator) -> Outcome:
    counts, own = skewed(rng, (1.0,))
    row = clustered_ratios(counts, own.sum(), own=own).iloc[0]
    return Outcome(covered=bool(row["low"] <= 1 <= row["high"]), error=float(np.log(row["rate"])),
                   width=float(np.log(row["high"] / row["low"])))


SCENARIOS = (
    Scenario("poisson-rate", "Rate of children, exact Poisson interval",
             "12 children are to be expected in one unit of exposure; scale of children", _poisson, "conservative"),
    Scenario("clustered-ratios", "Rate of episodes, interval clustered on the child",
             "250 children watched for different times, one episode a child-year on average, children who differ by a "
             "gamma frailty of shape 0.9; scale of log rates", _clustered, "nominal"),
)
