"""The scenarios of shares, weights, rates and comparisons: what they draw is what they say."""

import numpy as np
import pytest

from missing_audit.validation.scenario import BOUNDS
from missing_audit.validation.scenarios import compare, estimate, shares, weighting

EVERY = [scenario for module in (shares, weighting, estimate, compare) for scenario in module.SCENARIOS]


@pytest.mark.parametrize("scenario", EVERY, ids=lambda each: each.id)
class TestScenarios:
    """One scenario."""

    def test_seeded(self, scenario):
        """The same numbers, the same outcome."""
        once, again = (scenario.draw(np.random.default_rng(5)) for _ in range(2))
        assert once == again

    def test_says_what_its_kind_needs(self, scenario):
        """An interval says whether it held the truth, a test whether it rejected."""
        outcome = scenario.draw(np.random.default_rng(6))
        test = scenario.kind in {"size", "power"}
        assert scenario.kind in BOUNDS
        assert (outcome.rejected is None) != test
        assert (outcome.covered is None) == test

    def test_centred(self, scenario):
        """Estimates scatter about the truth that the scenario states."""
        rng = np.random.default_rng(7)
        errors = [scenario.draw(rng).error for _ in range(60)]
        if errors[0] is not None:
            assert abs(np.mean(errors)) < 4 * np.std(errors) / np.sqrt(len(errors))
