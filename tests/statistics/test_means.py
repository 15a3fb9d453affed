"""Means and ranks compared: against SciPy, pingouin and published examples."""

import numpy as np
import pingouin
import pytest
from scipy import stats

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.means import mann_whitney, paired, welch

PAIN = np.array([1.0, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]), np.array([3.0, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4])
"""Pain scores of Brunner and Munzel (2000)."""
RNG = np.random.default_rng(11)
UNEQUAL = RNG.gamma(2, 3, 40), RNG.normal(8, 1.5, 25)


def with_moments(mean_of, deviation, count):
    """Values with exactly these moments."""
    values = np.linspace(-1, 1, count)
    return mean_of + deviation * (values - values.mean()) / values.std(ddof=1)


def correlated(first, second, correlation, count):
    """Two columns with exactly these means, standard deviations and correlation."""
    one = with_moments(0, 1, count)
    other = np.random.default_rng(5).normal(size=count)
    other = other - other.mean() - one * np.dot(one, other) / np.dot(one, one)
    other /= other.std(ddof=1)
    two = correlation * one + np.sqrt(1 - correlation**2) * other
    return first[0] + first[1] * one, second[0] + second[1] * two


class TestWelch:
    """Two means."""

    def test_scipy_and_pingouin(self):
        """Statistic, degrees of freedom, p-value and limits of one; effect of the other."""
        found = welch(*UNEQUAL)
        reference = stats.ttest_ind(*UNEQUAL, equal_var=False)
        limits = reference.confidence_interval()
        assert (found.test.statistic, found.test.df, found.test.p, found.low, found.high) == pytest.approx(
            (reference.statistic, reference.df, reference.pvalue, limits.low, limits.high))
        assert found.effect == pytest.approx(pingouin.compute_effsize(*UNEQUAL, eftype="hedges"))
        assert (found.first, found.second, found.test.children, found.test.symbol) == (40, 25, 65, "t")

    def test_published_effect(self):
        """Example of `ci.stdmean2` in the R package statpsych: weighted standardizer."""
        found = welch(with_moments(35.1, 7.32, 30), with_moments(26.7, 6.98, 30))
        assert found.effect == pytest.approx(1.159240, abs=5e-7)
        assert (found.effect_low, found.effect_high) == pytest.approx((0.6251494, 1.723837), abs=5e-7)

    def test_turned_round(self):
        """The other way round is the same with the other sign."""
        one, other = welch(*UNEQUAL), welch(*UNEQUAL[::-1])
        assert (one.estimate, one.low, one.effect_low) == pytest.approx(
            (-other.estimate, -other.high, -other.effect_high))

    def test_refusals(self):
        """Too few; nothing varies."""
        with pytest.raises(RefusalError, match="fewer than 10"):
            welch(np.arange(9.0), np.arange(20.0))
        with pytest.raises(RefusalError, match="alike"):
            welch(np.zeros(20), np.ones(20))


class TestPaired:
    """Two times."""

    def test_scipy(self):
        """SciPy's paired t, after less before."""
        before, after = UNEQUAL[0][:25], UNEQUAL[1]
        found, reference = paired(before, after), stats.ttest_rel(after, before)
        limits = reference.confidence_interval()
        assert (found.test.statistic, found.test.p, found.low, found.high) == pytest.approx(
            (reference.statistic, reference.pvalue, limits.low, limits.high))

    def test_published_effect(self):
        """Example of `ci.stdmean.ps` in the R package statpsych: unweighted standardizer."""
        after, before = correlated((110.4, 15.3), (102.1, 14.6), 0.75, 25)
        found = paired(before, after)
        assert found.effect == pytest.approx(0.5433457, abs=5e-7)
        assert (found.effect_low, found.effect_high) == pytest.approx((0.2394905, 0.8705732), abs=5e-7)

    def test_refusals(self):
        """Too few; all differ alike."""
        with pytest.raises(RefusalError, match="both values"):
            paired(np.arange(9.0), np.arange(9.0))
        with pytest.raises(RefusalError, match="by the same"):
            paired(np.arange(12.0), np.arange(12.0) + 1)


class TestMannWhitney:
    """By order alone."""

    def test_scipy(self):
        """U over the number of pairs; Brunner and Munzel's test."""
        found = mann_whitney(*PAIN)
        assert found.estimate == pytest.approx(stats.mannwhitneyu(*PAIN).statistic / (14 * 11))
        reference = stats.brunnermunzel(*PAIN)
        assert (-found.test.statistic, found.test.p) == pytest.approx((reference.statistic, reference.pvalue))

    def test_published(self):
        """Pain scores: estimate, degrees of freedom and the plain interval as the R package lawstat prints them."""
        found = mann_whitney(*PAIN[::-1])
        assert found.estimate == pytest.approx(0.788961, abs=5e-7)
        assert found.test.df == pytest.approx(17.683, abs=5e-4)
        se = (found.estimate - 0.5) / found.test.statistic
        half = stats.t.ppf(0.975, found.test.df) * se
        assert (found.estimate - half, found.estimate + half) == pytest.approx((0.5952169, 0.9827052), abs=5e-7)
        assert found.low < found.estimate < found.high < 1

    def test_turned_round(self):
        """The other way round is the rest of 1; a rising transformation changes nothing."""
        one, other = mann_whitney(*UNEQUAL), mann_whitney(*UNEQUAL[::-1])
        assert (one.estimate, one.low) == pytest.approx((1 - other.estimate, 1 - other.high))
        assert mann_whitney(*(np.exp(values) for values in UNEQUAL)) == one

    def test_apart(self):
        """No overlap: refused."""
        with pytest.raises(RefusalError, match="wholly above"):
            mann_whitney(np.arange(10.0), np.arange(20.0, 30.0))
