"""E-values against the worked examples of the paper that proposed them."""

import numpy as np
import pytest

from missing_audit.statistics.evalue import e_value, risk_ratio_of_hazards


class TestEValue:
    """The E-value of a ratio and of its interval."""

    @pytest.mark.parametrize(("ratio", "low", "high", "estimate", "limit"), [
        # VanderWeele and Ding (2017): bottle-feeding and deaths of infants; breastfeeding and leukaemia in childhood.
        (3.9, 1.8, 8.7, 7.26, 3.0),
        (0.80, 0.71, 0.91, 1.81, 1.43),
    ])
    def test_published(self, ratio, low, high, estimate, limit):
        """As printed, to two decimals."""
        found = e_value(ratio, low, high)
        assert (round(found.estimate, 2), round(found.limit, 2)) == (estimate, limit)

    @pytest.mark.parametrize("ratio", [0.2, 0.75, 0.99, 1.0, 1.4, 12.0])
    def test_bounding_factor(self, ratio):
        """Two associations of the E-value have a bounding factor, E²/(2E - 1), of just the ratio."""
        value = e_value(ratio, ratio, ratio).estimate
        assert value**2 / (2 * value - 1) == pytest.approx(max(ratio, 1 / ratio))

    def test_turned_round(self):
        """A ratio and its inverse have the same."""
        assert e_value(0.5, 0.4, 0.8) == pytest.approx(e_value(2.0, 1.25, 2.5))

    def test_interval_holds_one(self):
        """Then nothing unmeasured is needed for the limit."""
        assert e_value(0.8, 0.6, 1.05).limit == 1

    @pytest.mark.parametrize("wrong", [(0.0, 0.0, 1.0), (2.0, 2.5, 3.0), (-1.0, -2.0, 1.0)])
    def test_no_ratio(self, wrong):
        """Refused."""
        with pytest.raises(ValueError, match="within its limits"):
            e_value(*wrong)


class TestRiskRatioOfHazards:
    """The conversion for a common outcome."""

    def test_exact_at_half(self):
        """It is the geometric mean's: near the ratio of risks where both hazards give risks about a half."""
        for ratio in (0.6, 0.8, 1.25, 1.6):
            hazards = np.log(2) * np.array([np.sqrt(ratio), 1 / np.sqrt(ratio)])
            risks = 1 - np.exp(-hazards)
            assert risk_ratio_of_hazards(ratio) == pytest.approx(risks[0] / risks[1])

    def test_nearer_to_one(self):
        """On either side."""
        assert 1 < risk_ratio_of_hazards(1.5) < 1.5
        assert 0.5 < risk_ratio_of_hazards(0.5) < 1
