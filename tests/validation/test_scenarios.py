"""Every scenario: it tells what its kind is judged by, and the same random numbers give the same outcome."""

import numpy as np
import pytest

from missing_audit.validation.scenario import BOUNDS
from missing_audit.validation.scenarios import scenarios

SCENARIOS = scenarios()


class TestScenarios:
    """What each draws."""

    @pytest.mark.parametrize("name", SCENARIOS)
    def test_draws(self, name):
        """One of a few sets of data, at the least, can be judged; none raises; nothing rests on what went before."""
        scenario = SCENARIOS[name]
        found = [scenario.draw(np.random.default_rng([1, seed])) for seed in range(4)]
        assert scenario.draw(np.random.default_rng([1, 0])) == found[0]
        wanted = {"size": "rejected", "power": "rejected", "bias": "error"}.get(scenario.kind, "covered")
        assert any(getattr(outcome, wanted) is not None for outcome in found)
        assert scenario.kind in BOUNDS

    def test_every_kind(self):
        """Coverage, size, power and bias are all tried."""
        assert {scenario.kind for scenario in SCENARIOS.values()} == set(BOUNDS)
