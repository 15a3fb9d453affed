"""Rates against statsmodels, against a published table, and at the edges."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from missing_audit.statistics.compare import equal_ratios, rate_ratios
from missing_audit.statistics.estimate import RefusalError, clustered_ratios, poisson_rate


def skewed(seed: int, children: int = 400, groups: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and exposures of children of whom a few have very many events."""
    rng = np.random.default_rng(seed)
    own = pd.DataFrame(rng.uniform(0.1, 1, (children, groups)), columns=list("abc")[:groups])
    frailty = rng.gamma(0.3, 1 / 0.3, children)[:, None]
    return pd.DataFrame(rng.poisson(own * frailty * np.array([1.0, 2.0, 4.0])[:groups]), columns=own.columns), own


def regression(counts: pd.DataFrame, own: pd.DataFrame):
    """Poisson regression with robust errors clustered on the child, without a small-sample factor."""
    long = counts.stack().rename("events").to_frame().assign(own=own.stack()).reset_index(names=["child", "group"])
    x = pd.get_dummies(long["group"], dtype=float)
    return sm.GLM(long["events"], x, family=sm.families.Poisson(), offset=np.log(long["own"])).fit(
        cov_type="cluster", cov_kwds={"groups": long["child"], "use_correction": False})


class TestPoissonRate:
    """Garwood's limits."""

    @pytest.mark.parametrize(("events", "low", "high"), [
        (0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (20, 12.217, 30.888), (100, 81.364, 121.627),
    ])
    def test_published_limits(self, events, low, high):
        """The table of exact 95% limits for a Poisson count, as printed in epidemiology's handbooks."""
        assert poisson_rate(events, 1.0)[1:] == pytest.approx((low, high), abs=6e-4)

    def test_scales_with_exposure(self):
        """Twice the exposure, half the rate."""
        assert np.array(poisson_rate(7, 2.0)) * 2 == pytest.approx(poisson_rate(7, 1.0))

    def test_nobody_at_risk(self):
        """No denominator, no rate."""
        with pytest.raises(RefusalError, match="at risk is 0"):
            poisson_rate(3, 0.0)


class TestClusteredRatios:
    """Rates with the child as cluster."""

    def test_agrees_with_statsmodels(self):
        """Rate, standard error and limits are those of a Poisson regression with clustered errors, with G / (G - 1)."""
        counts, own = skewed(1)
        mine = clustered_ratios(counts, own.sum(), own=own)
        fit, children = regression(counts, own), len(counts)
        se = fit.bse * np.sqrt(children / (children - 1))
        np.testing.assert_allclose(np.log(mine["rate"]), fit.params, rtol=1e-9)
        np.testing.assert_allclose(mine["se_log"], se, rtol=1e-9)
        half = stats.t.ppf(0.975, children - 1) * se
        np.testing.assert_allclose(np.log(mine["low"]), fit.params - half, rtol=1e-8)
        np.testing.assert_allclose(np.log(mine["high"]), fit.params + half, rtol=1e-8)

    def test_rare_events_need_no_own_exposure(self):
        """Among very many people, leaving out those without events changes the error by little."""
        counts, _ = skewed(2, children=300, groups=1)
        everyone = pd.concat([counts, pd.DataFrame(0, index=range(1000, 101_000), columns=counts.columns)])
        own = pd.DataFrame(1.0, index=everyone.index, columns=counts.columns)
        exact = clustered_ratios(everyone, own.sum(), own=own)
        short = clustered_ratios(counts, own.sum())
        np.testing.assert_allclose(short["se_log"], exact["se_log"], rtol=1e-2)

    def test_bootstrap_over_children(self):
        """Resampling children gives the same standard error."""
        counts, own = skewed(3)
        rng = np.random.default_rng(4)
        logs = []
        for _ in range(1500):
            pick = rng.integers(len(counts), size=len(counts))
            logs.append(np.log(counts.to_numpy()[pick].sum(0) / own.to_numpy()[pick].sum(0)))
        mine = clustered_ratios(counts, own.sum(), own=own)["se_log"]
        np.testing.assert_allclose(np.std(logs, axis=0), mine, rtol=0.12)

    def test_wider_than_if_events_were_children(self):
        """The same total from fewer children is less certain."""
        many = pd.DataFrame({"a": [1] * 40})
        few = pd.DataFrame({"a": [31] + [1] * 9})
        width = [clustered_ratios(t, pd.Series({"a": 100.0})).eval("high - low").item() for t in (many, few)]
        assert width[1] > 2 * width[0]

    def test_no_events(self):
        """A rate of zero, without an interval that would take episodes for children."""
        row = clustered_ratios(pd.DataFrame({"a": [0, 0]}), pd.Series({"a": 10.0})).iloc[0]
        assert row["rate"] == 0
        assert row[["low", "high"]].isna().all()

    @pytest.mark.parametrize("events", [[1] * 9, [40, 3, 1, 0, 0]])
    def test_too_few_children(self, events):
        """Fewer than ten children with an event: the rate, without an interval."""
        row = clustered_ratios(pd.DataFrame({"a": events}), pd.Series({"a": 10.0})).iloc[0]
        assert row["rate"] == sum(events) / 10
        assert row[["low", "high", "se_log"]].isna().all()

    def test_no_variation(self):
        """Children who are all alike give no interval of width nothing."""
        own = pd.DataFrame({"a": [0.5] * 20})
        row = clustered_ratios(pd.DataFrame({"a": [1] * 20}), pd.Series({"a": 10.0}), own=own).iloc[0]
        assert row[["low", "high"]].isna().all()

    def test_no_exposure(self):
        """A group without person-time is refused by name."""
        with pytest.raises(RefusalError, match="'a'"):
            clustered_ratios(pd.DataFrame({"a": [1]}), pd.Series({"a": 0.0}))


class TestRateRatios:
    """One rate over another."""

    def test_agrees_with_statsmodels(self):
        """A contrast of the same regression."""
        counts, own = skewed(8)
        row = rate_ratios(counts, own.sum(), [("c", "a")], own=own).iloc[0]
        fit, children = regression(counts, own), len(counts)
        contrast = fit.t_test(np.array([[-1, 0, 1]]))
        half = stats.t.ppf(0.975, children - 1) * contrast.sd.item() * np.sqrt(children / (children - 1))
        assert np.log(row["ratio"]) == pytest.approx(contrast.effect.item())
        assert np.log([row["low"], row["high"]]) == pytest.approx(contrast.effect.item() + np.array([-half, half]))

    def test_too_few_children(self):
        """No ratio of what cannot be judged."""
        row = rate_ratios(pd.DataFrame({"a": [9], "b": [1]}), pd.Series({"a": 1.0, "b": 1.0}), [("a", "b")]).iloc[0]
        assert np.isnan(row["ratio"])


class TestEqualRatios:
    """One test over all groups."""

    def test_agrees_with_statsmodels(self):
        """Wald's chi-squared of the same regression, over its degrees of freedom and with the factor G / (G - 1)."""
        counts, own = skewed(5)
        mine, children = equal_ratios(counts, own.sum(), own=own), len(counts)
        wald = regression(counts, own).wald_test(np.array([[-1, 1, 0], [-1, 0, 1]]), scalar=True, use_f=False)
        assert mine.statistic == pytest.approx(float(wald.statistic) / 2 * (children - 1) / children, rel=1e-9)
        assert mine.p == pytest.approx(stats.f.sf(mine.statistic, 2, children - 1), rel=1e-12)
        assert mine.children == children

    def test_size_of_the_test(self):
        """Under a common rate the test rejects about as often as it says."""
        rng = np.random.default_rng(11)
        low = 0
        for _ in range(400):
            own = pd.DataFrame(rng.uniform(0.1, 1, (300, 3)), columns=list("abc"))
            counts = pd.DataFrame(rng.poisson(own * rng.gamma(1, 1, 300)[:, None] * 2), columns=own.columns)
            low += equal_ratios(counts, own.sum(), own=own).p < 0.05
        assert 0.02 < low / 400 < 0.08

    def test_order_of_groups_does_not_matter(self):
        """No group is special."""
        counts, own = skewed(6)
        there = equal_ratios(counts, own.sum(), own=own)
        back = equal_ratios(counts[["c", "a", "b"]], own.sum(), own=own)
        assert there.statistic == pytest.approx(back.statistic)

    def test_too_few_children(self):
        """Forty events of one child are one child."""
        with pytest.raises(RefusalError, match="fewer than 10 children"):
            equal_ratios(pd.DataFrame({"a": [40, 0], "b": [0, 1]}), pd.Series({"a": 1.0, "b": 1.0}))
