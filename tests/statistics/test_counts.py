"""Regression of counts against statsmodels, against a published example, and where data cannot answer."""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from missing_audit.statistics.counts import count_regression, zero_inflated
from missing_audit.statistics.design import indicators
from missing_audit.statistics.estimate import RefusalError, clustered_ratios
from missing_audit.statistics.fitted import contrasts, joint


def example(seed: int, children: int = 400, rows: int = 3, never: float = 0.0):
    """Rows of children of whom a few have very many events."""
    rng = np.random.default_rng(seed)
    child = pd.Series(np.repeat(np.arange(children), rows))
    x = pd.DataFrame({"level": 1.0, "care": np.repeat(np.arange(children) % 2, rows).astype(float),
                      "slope": rng.normal(size=children * rows)})
    exposure = rng.uniform(0.2, 1, children * rows)
    frailty = np.repeat(rng.gamma(0.8, 1 / 0.8, children), rows)
    mean = np.exp(x.to_numpy() @ [0.4, 0.7, -0.3]) * exposure * frailty
    able = rng.random(children * rows) >= never
    return rng.poisson(mean) * able, x, exposure, child


class TestCountRegression:
    """Ratios with errors clustered on the child."""

    def test_poisson_agrees_with_statsmodels(self):
        """Coefficients and clustered errors of its GLM, but for the factor G / (G - 1)."""
        y, x, exposure, child = example(1)
        mine = count_regression(y, x, exposure, child, family="poisson")
        fit = sm.GLM(y, x, family=sm.families.Poisson(), exposure=exposure).fit(
            tol=1e-13, cov_type="cluster", cov_kwds={"groups": child, "use_correction": False})
        np.testing.assert_allclose(mine.coefficients, fit.params, rtol=1e-9)
        np.testing.assert_allclose(mine.table["se"], fit.bse * np.sqrt(400 / 399), rtol=1e-9)
        assert mine.log_likelihood == pytest.approx(fit.llf, rel=1e-12)
        assert mine.dispersion == pytest.approx(fit.pearson_chi2 / fit.df_resid, rel=1e-9)

    def test_negative_binomial_agrees_with_statsmodels(self):
        """Coefficients of its NB2; errors of its GEE with the same dispersion and children as clusters."""
        y, x, exposure, child = example(2)
        mine = count_regression(y, x, exposure, child)
        fit = sm.NegativeBinomial(y, x, exposure=exposure).fit(method="newton", disp=0, maxiter=200)
        np.testing.assert_allclose(mine.coefficients, fit.params.iloc[:-1], rtol=1e-5)
        assert mine.dispersion == pytest.approx(fit.params.iloc[-1], rel=1e-5)
        assert mine.aic == pytest.approx(fit.aic, rel=1e-10)
        gee = sm.GEE(y, x, groups=child, family=sm.families.NegativeBinomial(alpha=mine.dispersion),
                     exposure=exposure).fit(ctol=1e-12)
        np.testing.assert_allclose(mine.table["se"], gee.bse * np.sqrt(400 / 399), rtol=1e-6)

    def test_published_example(self):
        """Red mites on 150 apple leaves: mean and exponent by maximum likelihood, as Fisher gives them [@bliss1953]."""
        leaves = {0: 70, 1: 38, 2: 17, 3: 10, 4: 9, 5: 3, 6: 2, 7: 1}
        y = np.repeat(list(leaves), list(leaves.values()))
        fit = count_regression(y, pd.DataFrame({"level": np.ones(150)}), np.ones(150), pd.Series(range(150)))
        assert fit.table["ratio"].iloc[0] == pytest.approx(1.14667, abs=5e-6)
        assert 1 / fit.dispersion == pytest.approx(1.02459, abs=5e-6)

    def test_close_to_the_full_sandwich(self):
        """That of statsmodels' NB2 has the dispersion in it and the observed information: nearly the same."""
        y, x, exposure, child = example(3, children=1500)
        mine = count_regression(y, x, exposure, child)
        fit = sm.NegativeBinomial(y, x, exposure=exposure).fit(
            method="newton", disp=0, maxiter=200, cov_type="cluster",
            cov_kwds={"groups": child, "use_correction": False})
        np.testing.assert_allclose(mine.table["se"], fit.bse.iloc[:-1], rtol=0.03)

    def test_agrees_with_rates_by_group(self):
        """With one comparison, Poisson's ratio is that of the two rates."""
        y, x, exposure, child = example(4)
        mine = count_regression(y, x[["level", "care"]], exposure, child, family="poisson").table
        wide = pd.DataFrame({"y": y, "e": exposure, "care": x["care"], "child": child})
        counts, own = (wide.pivot_table(index="child", columns="care", values=v, aggfunc="sum").fillna(0.0)
                       for v in ("y", "e"))
        rates = clustered_ratios(counts, own.sum(), own=own)
        assert mine["ratio"].iloc[1] == pytest.approx(rates.loc[1.0, "rate"] / rates.loc[0.0, "rate"])

    def test_children_who_stand_for_many(self):
        """A row that stands for twenty is twenty rows, each of a child of its own."""
        y, x, exposure, child = example(5, rows=1)
        more = 400 + np.arange(2)
        weights = np.append(np.ones(400), [20, 30])
        short = count_regression(np.append(y, [0, 0]), pd.concat([x, x.iloc[:2]], ignore_index=True),
                                 np.append(exposure, [1.0, 1.0]), pd.Series(np.append(child, more)), weights=weights)
        again = np.repeat([0, 1], [20, 30])
        full = count_regression(np.append(y, np.zeros(50)), pd.concat([x, x.iloc[again]], ignore_index=True),
                                np.append(exposure, np.ones(50)), pd.Series(np.arange(450)))
        apart = ["term", "rows"]
        np.testing.assert_allclose(short.table.drop(columns=apart), full.table.drop(columns=apart), rtol=1e-6)
        assert short.children == full.children == 450
        assert short.log_likelihood == pytest.approx(full.log_likelihood)

    def test_limits_are_student_s(self):
        """On the children of the smaller group less one."""
        y, x, exposure, child = example(6)
        row = count_regression(y, x, exposure, child, confidence=0.9).table.iloc[1]
        half = stats.t.ppf(0.95, 199) * row["se"]
        assert np.log([row["low"], row["high"]]) == pytest.approx(row["coefficient"] + np.array([-half, half]))
        assert row["children"] == min(child[(y > 0) & (x["care"] == side)].nunique() for side in (0, 1))

    def test_order_of_rows_does_not_matter(self):
        """Nor what children are called."""
        y, x, exposure, child = example(7)
        order = np.random.default_rng(8).permutation(len(y))
        one = count_regression(y, x, exposure, child).table
        two = count_regression(y[order], x.iloc[order], exposure[order], (997 - child).astype(str).iloc[order]).table
        pd.testing.assert_frame_equal(one, two, rtol=1e-6)

    def test_too_few_children(self):
        """Forty events of each of twelve children are not enough for two comparisons."""
        y, x, exposure, child = example(9)
        y[child >= 12] = 0
        with pytest.raises(RefusalError, match="20 would be needed"):
            count_regression(y, x, exposure, child)

    def test_a_group_without_events(self):
        """No ratio of nothing."""
        y, x, exposure, child = example(10)
        y[x["care"] == 1] = 0
        with pytest.raises(RefusalError, match="'care' sets apart has no event"):
            count_regression(y, x, exposure, child)

    def test_what_cannot_be_told_apart(self):
        """One column twice, or one that is the same everywhere."""
        y, x, exposure, child = example(11)
        with pytest.raises(RefusalError, match="follows from the rest"):
            count_regression(y, x.assign(home=1 - x["care"]), exposure, child)
        with pytest.raises(RefusalError, match="'one' is the same everywhere"):
            count_regression(y, x.assign(one=2.0), exposure, child)

    def test_no_time_at_risk(self):
        """Refused."""
        y, x, exposure, child = example(12)
        exposure[3] = 0
        with pytest.raises(RefusalError, match="no time at risk"):
            count_regression(y, x, exposure, child)


class TestZeroInflated:
    """More rows without an event."""

    def test_agrees_with_statsmodels(self):
        """Its own, which starts elsewhere and differentiates numerically."""
        y, x, exposure, child = example(13, children=1500, never=0.3)
        mine = zero_inflated(y, x, exposure, child)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = sm.ZeroInflatedNegativeBinomialP(y, x, exposure=exposure).fit(
                method="bfgs", disp=0, maxiter=1000, gtol=1e-7, cov_type="cluster",
                cov_kwds={"groups": child, "use_correction": False})
        assert mine.log_likelihood == pytest.approx(fit.llf, rel=1e-9)
        np.testing.assert_allclose(mine.coefficients, fit.params[1:4], rtol=1e-3)
        np.testing.assert_allclose(mine.table["se"], np.sqrt(1500 / 1499) * fit.bse[1:4], rtol=1e-3)
        assert mine.dispersion == pytest.approx(fit.params["alpha"], rel=1e-3)

    def test_fits_better_where_it_is_true(self):
        """By Akaike's criterion."""
        y, x, exposure, child = example(14, children=1500, never=0.5)
        assert zero_inflated(y, x, exposure, child).aic < count_regression(y, x, exposure, child).aic

    def test_no_more_zeros_than_expected(self):
        """Counts without any zero to spare."""
        y, x, exposure, child = example(15)
        with pytest.raises(RefusalError, match="no more children without an event"):
            zero_inflated(y + 3, x, exposure, child)


class TestJoint:
    """One test over several coefficients."""

    def test_agrees_with_statsmodels(self):
        """Wald's chi-squared of its clustered GLM, over its degrees of freedom."""
        y, x, exposure, child = example(16)
        mine = joint(count_regression(y, x, exposure, child, family="poisson"), ["care", "slope"])
        fit = sm.GLM(y, x, family=sm.families.Poisson(), exposure=exposure).fit(
            tol=1e-13, cov_type="cluster", cov_kwds={"groups": child, "use_correction": False})
        wald = fit.wald_test(np.eye(3)[1:], scalar=True, use_f=False)
        assert mine.statistic == pytest.approx(float(wald.statistic) / 2 * 399 / 400, rel=1e-8)
        assert (mine.df, mine.df_within, mine.children) == (2, 199, 400)


class TestContrasts:
    """One group against another when both were compared with a third."""

    def test_is_the_coefficient_with_the_other_reference(self):
        """The same as when the second were the one compared with."""
        y, _, exposure, child = example(17)
        rows = pd.DataFrame({"place": np.array(["a", "b", "c"])[child % 3]})
        with_a = count_regression(y, indicators(rows, {"place": "a"}), exposure, child)
        with_b = count_regression(y, indicators(rows, {"place": "b"}), exposure, child).table.set_index("term")
        row = contrasts(with_a, {"c against b": {"place=c": 1, "place=b": -1}}).iloc[0]
        for name in ("ratio", "se", "low", "high", "p"):
            assert row[name] == pytest.approx(with_b.at["place=c", name], rel=1e-6)


class TestIndicators:
    """The design."""

    def test_nothing_to_compare_with(self):
        """Refused by name."""
        with pytest.raises(RefusalError, match="no row where sex is 'm'"):
            indicators(pd.DataFrame({"sex": ["f"]}), {"sex": "m"})

    def test_missing(self):
        """A value that is not known is no group of its own unless it is called one."""
        with pytest.raises(RefusalError, match="sex is not known"):
            indicators(pd.DataFrame({"sex": ["f", None, "m"]}), {"sex": "m"})
