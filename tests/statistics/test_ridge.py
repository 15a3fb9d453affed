"""Logistic regression against statsmodels and scikit-learn."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.ridge import ridge


def drawn(seed: int, children: int = 120) -> tuple[np.ndarray, pd.DataFrame, np.ndarray]:
    """Rows of children who differ in how prone they are."""
    rng = np.random.default_rng(seed)
    child = np.repeat(np.arange(children), rng.integers(1, 8, children))
    x = pd.DataFrame({"level": 1.0, "a": rng.normal(size=len(child)),
                      "b": rng.integers(0, 2, len(child)).astype(float)})
    odds = -1 + 0.8 * x["a"] - 0.5 * x["b"] + rng.normal(size=children)[child]
    return (rng.random(len(child)) < 1 / (1 + np.exp(-odds))).astype(int), x, child


class TestRidge:
    """Estimates, covariance, refusals."""

    def test_statsmodels(self):
        """Maximum likelihood, and its sandwich clustered on the child."""
        y, x, child = drawn(1)
        offset = np.linspace(-0.5, 0.5, len(y))
        fit = ridge(y, x, child, offset=offset)
        theirs = sm.GLM(y, x, family=sm.families.Binomial(), offset=offset).fit(
            cov_type="cluster", cov_kwds={"groups": child, "use_correction": False}, tol=1e-12)
        many = len(np.unique(child))
        assert fit.coefficients.to_numpy() == pytest.approx(theirs.params.to_numpy(), rel=1e-7)
        assert fit.covariance.to_numpy() == pytest.approx(theirs.cov_params().to_numpy() * many / (many - 1), rel=1e-6)

    @pytest.mark.parametrize("penalty", [0.3, 1.0, 25.0])
    def test_scikit_learn(self, penalty):
        """The same sum is made as great as it can be."""
        y, x, child = drawn(2)
        weight = np.linspace(0.5, 2, len(y))
        fit = ridge(y, x, child, weight=weight, penalty=penalty)
        theirs = LogisticRegression(C=1 / penalty, tol=1e-12, max_iter=10_000).fit(x[["a", "b"]], y, weight)
        assert fit.coefficients[["a", "b"]].to_numpy() == pytest.approx(theirs.coef_[0], rel=1e-5)
        assert fit.coefficients["level"] == pytest.approx(theirs.intercept_[0], rel=1e-5)

    def test_weights_are_rows(self):
        """A row of weight 3 is the same row thrice."""
        y, x, child = drawn(3)
        times = np.random.default_rng(3).integers(1, 4, len(y))
        weighted = ridge(y, x, child, weight=times)
        long = ridge(np.repeat(y, times), x.loc[x.index.repeat(times)], np.repeat(child, times))
        assert weighted.covariance.to_numpy() == pytest.approx(long.covariance.to_numpy(), rel=1e-8)

    def test_separated(self):
        """What tells the outcome without fail has no estimate; held back, it has."""
        x = pd.DataFrame({"level": 1.0, "a": np.repeat([0.0, 1.0], 20)})
        y = x["a"].to_numpy(int)
        with pytest.raises(RefusalError, match="always, or never"):
            ridge(y, x, np.arange(40))
        assert 1 < ridge(y, x, np.arange(40), penalty=1.0).coefficients["a"] < 10

    def test_not_told_apart(self):
        """The same column twice."""
        y, x, child = drawn(4)
        with pytest.raises(RefusalError, match="told apart"):
            ridge(y, x.assign(again=x["a"]), child)
