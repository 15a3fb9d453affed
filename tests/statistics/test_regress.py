"""The negative binomial model against statsmodels, and against a log-likelihood written out."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import optimize, stats

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.regress import negative_binomial, refitted


def example(seed: int, cells: int = 300, dispersion: float = 0.4):
    """Over-dispersed counts with known coefficients."""
    rng = np.random.default_rng(seed)
    x = pd.DataFrame({"level": 1.0, "slope": rng.normal(size=cells), "step": (np.arange(cells) % 2).astype(float)})
    exposure = rng.uniform(1, 7, cells)
    mean = np.exp(x.to_numpy() @ [0.5, 0.3, -0.4]) * exposure
    return rng.poisson(mean * rng.gamma(1 / dispersion, dispersion, cells)), x, exposure


class TestNegativeBinomial:
    """Maximum likelihood."""

    def test_agrees_with_statsmodels(self):
        """Its own NB2, which climbs over all parameters at once by Newton's method."""
        y, x, exposure = example(1)
        mine = negative_binomial(y, x, exposure)
        fit = sm.NegativeBinomial(y, x, exposure=exposure).fit(method="newton", disp=0, maxiter=200)
        np.testing.assert_allclose(mine.coefficients, fit.params[:-1], atol=1e-6)
        assert mine.dispersion == pytest.approx(fit.params.iloc[-1], rel=1e-4)
        assert mine.log_likelihood == pytest.approx(fit.llf, abs=1e-8)
        assert mine.aic == pytest.approx(fit.aic, abs=1e-8)
        assert mine.parameters == 4

    def test_errors_agree_with_a_glm(self):
        """Standard errors of statsmodels' GLM with the dispersion given."""
        y, x, exposure = example(2)
        mine = negative_binomial(y, x, exposure)
        family = sm.families.NegativeBinomial(alpha=mine.dispersion)
        fit = sm.GLM(y, x, family=family, exposure=exposure).fit(tol=1e-12)
        np.testing.assert_allclose(mine.coefficients, fit.params, atol=1e-7)
        np.testing.assert_allclose(mine.covariance, fit.cov_params(), rtol=1e-6)

    def test_log_likelihood_by_hand(self):
        """A product of negative binomial probabilities, written out with factorials."""
        y, x, exposure = np.array([0, 3, 7, 1, 12]), pd.DataFrame({"level": np.ones(5)}), np.ones(5)
        fit = negative_binomial(y, x, exposure)
        size, mean = 1 / fit.dispersion, math.exp(fit.coefficients["level"])
        by_hand = sum(math.log(math.gamma(k + size) / math.gamma(size) / math.factorial(k)
                               * (size / (size + mean)) ** size * (mean / (size + mean)) ** k) for k in y)
        assert fit.log_likelihood == pytest.approx(by_hand)
        assert mean == pytest.approx(y.mean())

    def test_rare_events_of_few(self):
        """Very many without any event: the dispersion is large, and found, with rows that stand for many."""
        y, weights = np.array([0, 1, 2, 9, 40]), np.array([20000.0, 30, 12, 5, 2])
        fit = negative_binomial(y, pd.DataFrame({"level": np.ones(5)}), np.ones(5), weights)
        mean = (weights @ y) / weights.sum()

        def loss(log: float) -> float:
            return -weights @ stats.nbinom.logpmf(y, np.exp(-log), 1 / (1 + np.exp(log) * mean))

        best = optimize.minimize_scalar(loss, bounds=(0, 12), method="bounded", options={"xatol": 1e-9})
        assert fit.dispersion == pytest.approx(np.exp(best.x), rel=1e-4)
        assert fit.dispersion > 100
        assert np.exp(fit.coefficients["level"]) == pytest.approx(mean)

    def test_without_overdispersion(self):
        """Counts more even than chance: Poisson's answer."""
        y, x = np.tile([4, 5, 6], 20), pd.DataFrame({"level": np.ones(60)})
        fit = negative_binomial(y, x, np.ones(60))
        assert fit.dispersion < 1e-4
        assert fit.log_likelihood == pytest.approx(sm.GLM(y, x, family=sm.families.Poisson()).fit().llf, abs=1e-2)

    def test_columns_that_cannot_be_told_apart(self):
        """Refused in words."""
        y, x, exposure = example(3)
        with pytest.raises(RefusalError, match="cannot be told apart"):
            negative_binomial(y, x.assign(again=x["slope"] * 2), exposure)


class TestRefitted:
    """Many fits at once."""

    def test_agrees_with_statsmodels(self):
        """Each set as a GLM of its own, with the dispersion of the first."""
        y, x, exposure = example(4, cells=120)
        fit = negative_binomial(y, x, exposure)
        sets = np.random.default_rng(5).poisson(np.maximum(y, 0.5), size=(20, len(y)))
        mine = refitted(sets, x, exposure, fit)
        family = sm.families.NegativeBinomial(alpha=fit.dispersion)
        for row, counts in zip(mine, sets, strict=True):
            theirs = sm.GLM(counts, x, family=family, exposure=exposure).fit(tol=1e-12).params
            np.testing.assert_allclose(row, theirs, atol=1e-6)

    def test_same_counts_same_answer(self):
        """The first fit again."""
        y, x, exposure = example(6)
        fit = negative_binomial(y, x, exposure)
        np.testing.assert_allclose(refitted(y[None], x, exposure, fit)[0], fit.coefficients, atol=1e-8)

    def test_a_group_without_events_is_given_up(self):
        """No rate of nothing; the other set is not touched by it."""
        x = pd.DataFrame({"a": [1.0, 1, 0, 0], "b": [0.0, 0, 1, 1]})
        y = np.array([3, 5, 2, 2])
        fit = negative_binomial(y, x, np.ones(4))
        mine = refitted(np.array([[3, 5, 0, 0], [1, 3, 2, 4]]), x, np.ones(4), fit)
        assert np.isnan(mine[0]).all()
        np.testing.assert_allclose(np.exp(mine[1]), [2, 3])
