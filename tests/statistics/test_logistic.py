"""Logistic regression against statsmodels, and Firth's against logistf and against climbing it by brute force."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import optimize, stats

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.logistic import firth, logistic_regression, separated

ENDOMETRIAL = pd.read_csv(Path(__file__).parent / "published" / "endometrial.csv")


def example(seed: int, children: int = 300, rows: int = 2):
    """Yes or no for rows of children who differ."""
    rng = np.random.default_rng(seed)
    child = pd.Series(np.repeat(np.arange(children), rows))
    x = pd.DataFrame({"level": 1.0, "care": (child % 2).astype(float), "slope": rng.normal(size=len(child))})
    line = x.to_numpy() @ [-0.5, 0.8, 0.4] + np.repeat(rng.normal(size=children), rows)
    return (rng.random(len(child)) < 1 / (1 + np.exp(-line))).astype(int), x, child


def endometrial():
    """As Heinze and Schemper have it."""
    x = ENDOMETRIAL[["NV", "PI", "EH"]].astype(float)
    x.insert(0, "level", 1.0)
    return ENDOMETRIAL["HG"].to_numpy(), x, pd.Series(ENDOMETRIAL.index)


class TestLogisticRegression:
    """Odds ratios."""

    def test_agrees_with_statsmodels(self):
        """Coefficients and clustered errors of its Logit."""
        y, x, child = example(1)
        mine = logistic_regression(y, x, child)
        fit = sm.Logit(y, x).fit(disp=0, tol=1e-13, cov_type="cluster",
                                 cov_kwds={"groups": child, "use_correction": False})
        np.testing.assert_allclose(mine.coefficients, fit.params, rtol=1e-9)
        np.testing.assert_allclose(mine.table["se"], fit.bse * np.sqrt(300 / 299), rtol=1e-9)
        assert mine.log_likelihood == pytest.approx(fit.llf, rel=1e-12)
        assert mine.method == "maximum likelihood"

    def test_two_by_two(self):
        """One comparison: the cross-product ratio."""
        y = np.repeat([1, 0, 1, 0], [30, 20, 15, 45])
        x = pd.DataFrame({"level": 1.0, "care": np.repeat([1.0, 1, 0, 0], [30, 20, 15, 45])})
        row = logistic_regression(y, x, pd.Series(range(110))).table.iloc[1]
        assert row["ratio"] == pytest.approx(30 * 45 / (20 * 15), rel=1e-9)
        assert row["se"] == pytest.approx(np.sqrt((1 / 30 + 1 / 20 + 1 / 15 + 1 / 45) * 110 / 109), rel=1e-9)
        assert row["children"] == 15

    def test_separated(self):
        """Firth's likelihood, and said so; refused where children have several rows."""
        mine = logistic_regression(*endometrial())
        assert mine.method.startswith("Firth")
        y, x, child = example(2)
        y = np.where(x["care"] == 1, 1, y)
        with pytest.raises(RefusalError, match="always, or never"):
            logistic_regression(y, x, child)

    def test_refusals(self):
        """No variance, and too few of the rarer outcome."""
        y, x, child = example(3)
        with pytest.raises(RefusalError, match="same everywhere"):
            logistic_regression(np.zeros(600, dtype=int), x, child)
        y = (child < 15).astype(int).to_numpy()
        with pytest.raises(RefusalError, match="15 children of the rarer outcome, and 20"):
            logistic_regression(y, x, child)
        with pytest.raises(ValueError, match="0 or 1"):
            logistic_regression(y + 1, x, child)


class TestSeparated:
    """Where the likelihood has no maximum."""

    def test_completely_and_nearly(self):
        """By one column, by a sum of two, and where only ties are left."""
        x = pd.DataFrame({"level": 1.0, "a": [0.0, 1, 2, 3, 1, 2], "b": [1.0, 0, 1, 0, 2, 2]})
        assert separated((x["a"] > 1).to_numpy(int), x)
        assert separated((x["a"] + x["b"] > 2.5).to_numpy(int), x)
        assert separated(np.array([0, 0, 1, 1]), pd.DataFrame({"level": 1.0, "a": [0.0, 1, 1, 2]}))

    def test_overlapping(self):
        """The example has a maximum."""
        assert not separated(*example(4)[:2])


class TestFirth:
    """The published example, and the likelihood climbed without its slope."""

    def test_published_example(self):
        """Coefficients and profile limits, as logistf gives them of the data of Heinze and Schemper [@heinze2002]."""
        mine = firth(*endometrial()).table
        np.testing.assert_allclose(mine["coefficient"], [3.77455951, 2.92927330, -0.03475175, -2.60416387], rtol=5e-7)
        limits = [[1.0825371, 7.20928050], [0.6097244, 7.85463171], [-0.1244587, 0.04045547], [-4.3651832, -1.23272106]]
        np.testing.assert_allclose(np.log(mine[["low", "high"]]), limits, rtol=1e-5)

    def test_brute_force(self):
        """The maximum, and each p-value from two maxima, by a search that knows only the height."""
        y, x, child = endometrial()
        x = x.drop(columns="PI")
        scale = x.to_numpy()

        def height(beta: np.ndarray) -> float:
            chance = 1 / (1 + np.exp(-scale @ beta))
            information = scale.T @ (scale * (chance * (1 - chance))[:, None])
            return -(np.log(np.where(y == 1, chance, 1 - chance)).sum() + np.log(np.linalg.det(information)) / 2)

        tight = {"xatol": 1e-10, "fatol": 1e-12, "maxiter": 5000, "maxfev": 5000}
        best = optimize.minimize(height, [3, 2, -2.5], method="Nelder-Mead", options=tight)
        mine = firth(y, x, child)
        np.testing.assert_allclose(mine.coefficients, best.x, rtol=1e-6)
        assert mine.log_likelihood == pytest.approx(-best.fun, rel=1e-10)
        held = optimize.minimize(lambda b: height(np.array([b[0], 0.0, b[1]])), [3, -2], method="Nelder-Mead",
                                 options=tight)
        assert mine.table["p"].iloc[1] == pytest.approx(stats.chi2.sf(2 * (held.fun - best.fun), 1), rel=1e-6)

    def test_one_number(self):
        """Without anything to compare, half an event and half a non-event are added."""
        y = np.repeat([1, 0], [12, 30])
        row = firth(y, pd.DataFrame({"level": np.ones(42)}), pd.Series(range(42))).table.iloc[0]
        assert row["ratio"] == pytest.approx(12.5 / 30.5, rel=1e-9)

    def test_units_do_not_matter(self):
        """A column in thousandths gives the same p-value and limits."""
        y, x, child = endometrial()
        one, two = firth(y, x, child).table, firth(y, x.assign(EH=x["EH"] * 1000), child).table
        np.testing.assert_allclose(one["p"], two["p"], rtol=1e-6)
        np.testing.assert_allclose(np.log(one["low"].iloc[3]), np.log(two["low"].iloc[3]) * 1000, rtol=1e-6)

    def test_several_rows(self):
        """Refused: the profile would take rows for children."""
        with pytest.raises(RefusalError, match="several rows"):
            firth(*example(5))
