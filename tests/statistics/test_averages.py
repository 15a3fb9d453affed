"""Means and medians: against SciPy and tables of the sign test."""

import numpy as np
import pytest
from scipy import stats

from missing_audit.statistics.averages import mean, median
from missing_audit.statistics.estimate import RefusalError

LOPSIDED = np.random.default_rng(11).gamma(2, 3, 40)


class TestMean:
    """Student's interval."""

    def test_scipy(self):
        """SciPy's interval of a mean."""
        limits = stats.ttest_1samp(LOPSIDED, 0).confidence_interval(0.9)
        assert mean(LOPSIDED, confidence=0.9) == pytest.approx((LOPSIDED.mean(), limits.low, limits.high))

    def test_few(self):
        """Nine: a mean without limits; none: refused."""
        assert np.isnan(mean(np.arange(9.0))[1])
        with pytest.raises(RefusalError, match="no child"):
            mean(np.array([np.nan]))


class TestMedian:
    """Between two of the ordered values."""

    @pytest.mark.parametrize(("count", "low", "high"), [(6, 1, 6), (10, 2, 9), (20, 6, 15), (50, 18, 33)])
    def test_tables(self, count, low, high):
        """Places that tables of the sign test give."""
        assert median(np.arange(1.0, count + 1))[1:] == (low, high)

    def test_scipy(self):
        """SciPy's interval of a quantile."""
        limits = stats.quantile_test(LOPSIDED, q=0, p=0.5).confidence_interval(0.95)
        assert median(LOPSIDED)[1:] == pytest.approx((limits.low, limits.high))

    def test_few(self):
        """Five cannot hold the median with 95%."""
        assert np.isnan(median(np.arange(5.0))[1])
