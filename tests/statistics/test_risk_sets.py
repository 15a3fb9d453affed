"""Weights of risk sets, against counting day by day."""

import numpy as np
import pytest

from missing_audit.statistics.risk_sets import risk_set_weights


class TestRiskSetWeights:
    """One over the number at risk, for each day asked about."""

    @pytest.mark.parametrize("seed", range(5))
    def test_day_by_day(self, seed):
        """Every day gone through by itself."""
        rng = np.random.default_rng(seed)
        first = rng.integers(0, 40, 60)
        last = first + rng.integers(0, 30, 60)
        asked = rng.integers(0, 80, 25)
        expected = np.zeros(60)
        for day in asked:
            at_risk = (first <= day) & (day < last)
            expected[at_risk] += 1 / max(at_risk.sum(), 1)
        weights = risk_set_weights(first, last, asked)
        assert weights == pytest.approx(expected)
        held = sum(bool(((first <= day) & (day < last)).any()) for day in asked)
        assert weights.sum() == pytest.approx(held)

    def test_nobody(self):
        """No run, or no day asked about."""
        none = np.array([], dtype=int)
        assert risk_set_weights(none, none, np.array([3])).tolist() == []
        assert risk_set_weights(np.array([0]), np.array([9]), none).tolist() == [0.0]
