"""What a model leaves over, against statsmodels."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.outliers_influence import variance_inflation_factor

from missing_audit.statistics.diagnostics import inflation, left_over, leverage, spread, times
from missing_audit.statistics.estimate import RefusalError


def example(seed: int, rows: int = 200):
    rng = np.random.default_rng(seed)
    x = pd.DataFrame({"level": 1.0, "a": rng.normal(size=rows)})
    x["b"] = 0.8 * x["a"] + 0.4 * rng.normal(size=rows)
    x["c"] = (rng.random(rows) < 0.3).astype(float)
    return rng.poisson(np.exp(x.to_numpy() @ [0.5, 0.3, -0.2, 0.4]) * rng.gamma(2, 0.5, rows)), x


class TestInflation:
    """Variance inflation factors."""

    def test_agrees_with_statsmodels(self):
        """Its own, column by column; and what one over the unexplained share is."""
        _, x = example(1)
        mine = inflation(x).set_index("term")["vif"]
        theirs = [variance_inflation_factor(x.to_numpy(), i) for i in (1, 2, 3)]
        np.testing.assert_allclose(mine, theirs, rtol=1e-10)
        explained = sm.OLS(x["b"], x[["level", "a", "c"]]).fit().rsquared
        assert mine["b"] == pytest.approx(1 / (1 - explained), rel=1e-10)

    def test_one_follows_from_the_rest(self):
        """Refused; as is one that is the same everywhere."""
        _, x = example(2)
        with pytest.raises(RefusalError, match="follows from the rest"):
            inflation(x.assign(d=x["a"] - x["c"]))
        with pytest.raises(RefusalError, match="'d' is the same"):
            inflation(x.assign(d=2.0))


class TestLeftOver:
    """Residuals."""

    @pytest.mark.parametrize("dispersion", [0.0, 0.7])
    def test_agrees_with_statsmodels(self, dispersion):
        """Pearson's and deviance residuals, dispersion and leverage of its GLM."""
        y, x = example(3)
        family = sm.families.NegativeBinomial(alpha=dispersion) if dispersion else sm.families.Poisson()
        fit = sm.GLM(y, x, family=family).fit(tol=1e-12)
        mine = left_over(y, fit.fittedvalues, dispersion)
        np.testing.assert_allclose(mine["pearson"], fit.resid_pearson, rtol=1e-9)
        np.testing.assert_allclose(mine["deviance"], fit.resid_deviance, rtol=1e-7, atol=1e-9)
        about = spread(y, fit.fittedvalues, 4, dispersion)
        assert about["pearson"] == pytest.approx(fit.pearson_chi2 / fit.df_resid, rel=1e-9)
        assert about["deviance"] == pytest.approx(fit.deviance / fit.df_resid, rel=1e-9)
        weights = fit.fittedvalues / (1 + dispersion * fit.fittedvalues)
        np.testing.assert_allclose(leverage(x, weights), fit.get_hat_matrix_diag(observed=False), rtol=1e-7)

    def test_no_rows_to_spare(self):
        """Refused."""
        with pytest.raises(RefusalError, match="no more rows"):
            spread(np.ones(2), np.ones(2), 2)


class TestTimes:
    """How many rows have so many events."""

    def test_adds_up(self):
        """Band by band as SciPy has the probabilities; over all bands, the rows."""
        mean = np.array([0.2, 1.5, 4.0])
        mine = times(mean, [0, 2], 0.5, np.array([1.0, 2.0, 1.0]))
        by_hand = [sum(w * stats.nbinom.pmf(list(band), 2, 1 / (1 + 0.5 * m)).sum() for m, w in zip(mean, (1, 2, 1),
                   strict=True)) for band in (range(1), range(1, 3), range(3, 400))]
        np.testing.assert_allclose(mine, by_hand, rtol=1e-9)
        assert mine.sum() == pytest.approx(4)
