"""Least squares against certified values, and its errors against statsmodels."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.linear import least_squares, linear_regression

NIST = Path(__file__).parent / "nist"
CERTIFIED = pd.read_csv(NIST / "certified.csv")


def certified(name: str) -> tuple[np.ndarray, pd.DataFrame, pd.DataFrame]:
    """Outcome, design and certified values [@nist2003]."""
    rows, values = pd.read_csv(NIST / f"{name}.csv"), CERTIFIED[CERTIFIED["set"] == name]
    if name == "longley":
        columns = {0: 1.0} | {power: rows[f"x{power}"] for power in range(1, 7)}
    else:
        columns = {power: rows["x"].astype(float) ** power for power in values["power"]}
    return rows["y"].to_numpy(float), pd.DataFrame(columns, index=rows.index), values


def example(seed: int, children: int = 120, rows: int = 1):
    """Numbers whose spread grows with what explains them."""
    rng = np.random.default_rng(seed)
    child = pd.Series(np.repeat(np.arange(children), rows))
    x = pd.DataFrame({"level": 1.0, "care": (child % 2).astype(float), "slope": rng.normal(size=len(child))})
    own = np.repeat(rng.normal(size=children), rows)
    y = x.to_numpy() @ [3, 1, -0.5] + own + rng.normal(size=len(child)) * (0.5 + x["care"])
    return y.to_numpy(), x, child


class TestLeastSquares:
    """Certified values of the Statistical Reference Datasets."""

    @pytest.mark.parametrize(("name", "digits"), [
        ("noint1", 1e-13), ("longley", 1e-11), ("wampler1", 1e-9), ("wampler4", 1e-8), ("filip", 2e-7)])
    def test_certified_estimates(self, name, digits):
        """To as many digits as the condition of the design leaves: Filip's costs half of them."""
        y, x, values = certified(name)
        np.testing.assert_allclose(least_squares(y, x).coefficients, values["estimate"], rtol=digits)

    @pytest.mark.parametrize(("name", "digits"), [
        ("noint1", 1e-13), ("longley", 1e-11), ("wampler4", 1e-11), ("filip", 1e-8)])
    def test_certified_errors(self, name, digits):
        """Classical standard errors."""
        y, x, values = certified(name)
        fit = least_squares(y, x)
        np.testing.assert_allclose(fit.scale * np.sqrt(np.diag(fit.inverse)), values["error"], rtol=digits)

    def test_nothing_left_over(self):
        """Wampler's first set lies on its curve."""
        y, x, _ = certified("wampler1")
        assert least_squares(y, x).scale < 1e-14 * np.abs(y).max()

    def test_leverage_adds_up(self):
        """To the number of coefficients; that of each row as statsmodels has it."""
        y, x, _ = example(1)
        fit = least_squares(y, x)
        assert fit.leverage.sum() == pytest.approx(3)
        np.testing.assert_allclose(fit.leverage, sm.OLS(y, x).fit().get_influence().hat_matrix_diag)

    def test_more_columns_than_rows(self):
        """Refused."""
        with pytest.raises(RefusalError, match="no more rows"):
            least_squares(np.ones(2), pd.DataFrame(np.eye(2)))


class TestLinearRegression:
    """Errors that allow for what is known of rows."""

    def test_one_row_a_child(self):
        """HC3, limits and p-values by Student's t, likelihood and R-squared of statsmodels."""
        y, x, child = example(2)
        mine = linear_regression(y, x, child)
        fit = sm.OLS(y, x).fit(cov_type="HC3", use_t=True)
        np.testing.assert_allclose(mine.table["se"], fit.bse, rtol=1e-11)
        np.testing.assert_allclose(mine.table[["low", "high"]], fit.conf_int(), rtol=1e-9)
        np.testing.assert_allclose(mine.table["p"], fit.pvalues, rtol=1e-8)
        assert mine.log_likelihood == pytest.approx(fit.llf, rel=1e-12)
        assert mine.explained == pytest.approx(fit.rsquared, rel=1e-12)
        assert mine.table["ratio"].isna().all()

    def test_children_with_several_rows(self):
        """Clustered errors of statsmodels, but for its small-sample factor."""
        y, x, child = example(3, rows=4)
        mine = linear_regression(y, x, child)
        fit = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": child, "use_correction": False})
        np.testing.assert_allclose(mine.table["se"], fit.bse * np.sqrt(120 / 119), rtol=1e-11)
        half = stats.t.ppf(0.975, 59) * mine.table["se"].iloc[1]
        assert mine.table["high"].iloc[1] - mine.table["coefficient"].iloc[1] == pytest.approx(half)
        assert mine.children == 120

    def test_standardised(self):
        """The coefficients of the same regression of standard scores."""
        y, x, child = example(4)
        scores = ((x - x.mean()) / x.std()).assign(level=1.0)
        again = linear_regression((y - y.mean()) / y.std(ddof=1), scores, child)
        mine = linear_regression(y, x, child).table["standardised"]
        np.testing.assert_allclose(mine.iloc[1:], again.coefficients.iloc[1:], rtol=1e-9)
        assert np.isnan(mine.iloc[0])

    def test_refusals(self):
        """No variance, too few children, one column twice."""
        y, x, child = example(5)
        with pytest.raises(RefusalError, match="same everywhere"):
            linear_regression(np.ones(120), x, child)
        with pytest.raises(RefusalError, match="15 children, and 20"):
            linear_regression(y[:15], x[:15], child[:15])
        with pytest.raises(RefusalError, match="follows from the rest"):
            linear_regression(y, x.assign(again=2 * x["slope"] - 1), child)
        with pytest.raises(RefusalError, match="nothing is left over"):
            linear_regression(x.to_numpy() @ [1.0, 2, 3], x, child)
