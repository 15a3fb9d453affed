"""Two shares compared: against published examples, SciPy, statsmodels, and regression with clustered errors."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from missing_audit.statistics.contingency import (
    clustered_odds_ratio,
    clustered_share_difference,
    fisher,
    odds_ratio,
    share_difference,
)
from missing_audit.statistics.estimate import RefusalError

RNG = np.random.default_rng(3)
WHOLE = RNG.integers(1, 12, 60), RNG.integers(1, 12, 45)
PART = RNG.binomial(WHOLE[0], RNG.beta(2, 3, 60)), RNG.binomial(WHOLE[1], RNG.beta(3, 2, 45))
"""Rows of children, more alike within a child than between."""


class TestShareDifference:
    """Newcombe's method 10."""

    @pytest.mark.parametrize(("first", "second", "limits"), [
        ((56, 70), (48, 80), (0.0524, 0.3339)), ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)), ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)), ((10, 10), (0, 10), (0.6075, 1.0)),
    ])
    def test_published(self, first, second, limits):
        """Newcombe (1998), table II, to four decimals."""
        assert share_difference(first, second)[1:] == pytest.approx(limits, abs=5e-5)

    def test_statsmodels(self):
        """All its digits."""
        reference = confint_proportions_2indep(30, 111, 7, 95, method="newcomb")
        assert share_difference((30, 111), (7, 95))[1:] == pytest.approx(reference, rel=1e-9)

    def test_nobody(self):
        """Refused."""
        with pytest.raises(RefusalError, match="nobody"):
            share_difference((1, 2), (0, 0))


class TestClusteredShareDifference:
    """The same, from clustered intervals."""

    def test_one_row_each(self):
        """Nearly Newcombe's own, wider by a child in a hundred."""
        first, second = (np.arange(100) < 60, np.ones(100)), (np.arange(100) < 40, np.ones(100))
        assert clustered_share_difference(first, second) == pytest.approx(
            share_difference((60, 100), (40, 100)), abs=2e-3)

    def test_wider_by_copies(self):
        """Every row ten times over tells nothing new."""
        first, second = (PART[0], WHOLE[0]), (PART[1], WHOLE[1])
        tenfold = [(10 * part, 10 * whole) for part, whole in (first, second)]
        assert clustered_share_difference(*tenfold) == pytest.approx(clustered_share_difference(first, second))

    def test_few(self):
        """Refused."""
        with pytest.raises(RefusalError, match="fewer than 10 children"):
            clustered_share_difference((np.ones(9), np.ones(9)), (np.ones(20), np.ones(20)))


class TestOddsRatio:
    """Woolf's interval, or the exact one."""

    def test_published(self):
        """Doll and Hill's 649 smokers and non-smokers: sum by hand, and SciPy's sample odds ratio."""
        found = odds_ratio((647, 1269), (2, 29))
        log, se = np.log(647 * 27 / (622 * 2)), np.sqrt(1 / 647 + 1 / 622 + 1 / 2 + 1 / 27)
        assert found == pytest.approx((np.exp(log), np.exp(log - 1.959964 * se), np.exp(log + 1.959964 * se)), rel=1e-6)
        table = np.array([[647, 622], [2, 27]])
        assert found[0] == pytest.approx(stats.contingency.odds_ratio(table, kind="sample").statistic)

    def test_regression(self):
        """As a logistic regression has it."""
        x = np.repeat([1, 1, 0, 0], [30, 20, 20, 40])
        y = np.repeat([1, 0, 1, 0], [30, 20, 20, 40])
        fit = sm.Logit(y, sm.add_constant(x)).fit(disp=0)
        assert odds_ratio((30, 50), (20, 60)) == pytest.approx(
            (np.exp(fit.params[1]), *np.exp(fit.conf_int()[1])), rel=1e-6)

    def test_a_zero(self):
        """SciPy's exact interval, one limit at 0."""
        table = np.array([[0, 20], [5, 15]])
        reference = stats.contingency.odds_ratio(table).confidence_interval()
        assert odds_ratio((0, 20), (5, 20)) == pytest.approx((0, 0, reference.high))

    def test_all_alike(self):
        """Refused."""
        with pytest.raises(RefusalError, match="alike"):
            odds_ratio((5, 5), (7, 7))


class TestClusteredOddsRatio:
    """With the child as cluster."""

    def test_regression(self):
        """A logistic regression of rows with errors clustered on the child, but for its factor of small samples."""
        rows = [(group, child, y) for group, (part, whole) in enumerate(zip(PART, WHOLE, strict=True))
                for child in range(len(part)) for y in [1] * part[child] + [0] * (whole[child] - part[child])]
        group, child, y = np.array(rows).T
        fit = sm.GLM(y, sm.add_constant(1 - group), family=sm.families.Binomial()).fit(
            cov_type="cluster", cov_kwds={"groups": group * 1000 + child, "use_correction": False})
        found = clustered_odds_ratio((PART[0], WHOLE[0]), (PART[1], WHOLE[1]))
        assert found[0] == pytest.approx(np.exp(fit.params[1]), rel=1e-8)
        se = np.log(found[2] / found[1]) / 2 / stats.t.ppf(0.975, 44)
        assert fit.bse[1] * np.sqrt(45 / 44) == pytest.approx(se, rel=0.005)

    def test_refusal(self):
        """All counted in one group."""
        with pytest.raises(RefusalError, match="no odds"):
            clustered_odds_ratio((np.ones(20), np.ones(20)), (PART[0], WHOLE[0]))


class TestFisher:
    """The exact test."""

    def test_tea(self):
        """Fisher's lady tasting tea, who got six of eight right: 34 of 70 ways are as far out."""
        assert fisher((3, 4), (1, 4)).p == pytest.approx(34 / 70)

    def test_scipy(self):
        """SciPy's p-value."""
        found = fisher((8, 10), (1, 6))
        assert found.p == pytest.approx(stats.fisher_exact([[8, 2], [1, 5]]).pvalue)
        assert (found.statistic, found.children) == (20.0, 16)
