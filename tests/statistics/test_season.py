"""A season that is planted is found, one that is not is not, and both are told from each other as often as is said."""

import datetime

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from missing_audit.statistics import ellipse
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.resample import shared_weeks
from missing_audit.statistics.season import WAVE, between, date_of, days_between, design, wald, wave, weeks_of
from missing_audit.validation.scenarios.season import FIRST, GROUPS, LAST, PEAK, days, draw, fitted


@pytest.fixture(scope="module")
def planted():
    """A county with a wave, its days, its events, and the model."""
    table = days()
    events = draw(np.random.default_rng(7), table, children=900, amplitude=0.3)
    return table, events, fitted(events, table)


def peak_in(found) -> bool:
    """Whether the planted peak lies from the first to the last that the region allows."""
    part = (PEAK.timetuple().tm_yday - 0.5) / 365
    return found.early is None or (part - found.early) % 1 <= (found.late - found.early) % 1


class TestDays:
    """The calendar behind the model."""

    def test_weeks_that_the_period_cuts(self):
        """The first begins on a Tuesday, the last ends on a Friday; every day is in one week."""
        weeks = weeks_of(days())
        assert weeks["days"].iloc[[0, 1, -1]].tolist() == [6, 7, 5]
        assert weeks["days"].sum() == (LAST - FIRST).days + 1
        assert (weeks.index.day_of_week == 0).all()

    def test_wave_follows_the_calendar(self):
        """The cosine is greatest at New Year in every year, the sine at the end of March; leap years too."""
        table = days_between(datetime.date(2015, 1, 1), datetime.date(2016, 12, 31))
        assert table["cosine"].groupby(table.index.year).idxmax().dt.month.isin([1, 12]).all()
        spring = table["sine"].groupby(table.index.year).idxmax()
        assert spring.dt.strftime("%m-%d").isin(["03-31", "04-01", "04-02"]).all()
        assert "holiday" not in table
        assert "daylight" not in table

    def test_holidays_are_shares_of_the_week(self):
        """August is holiday in these counties: the weeks at its ends are in part."""
        weeks = weeks_of(days())
        assert weeks["holiday"].between(0, 1).all()
        assert (weeks["holiday"] * weeks["days"]).sum() == pytest.approx(3 * 31)

    def test_design(self):
        """A level and a trend for each group, and what is common."""
        weeks = weeks_of(days())
        x = design(weeks, GROUPS, ["holiday"])
        assert list(x.columns) == ["level care", "level home", "trend care", "trend home", "holiday"]
        assert len(x) == 2 * len(weeks)
        assert x["level care"].sum() == len(weeks)
        assert (x["trend home"].iloc[:len(weeks)] == 0).all()


class TestResampled:
    """Children drawn anew."""

    def test_agrees_with_the_sandwich(self, planted):
        """Standard errors near those of robust errors clustered on the child, written out for the same model."""
        table, events, model = planted
        weeks = weeks_of(table)
        x = design(weeks, GROUPS, ["holiday", *WAVE]).to_numpy()
        mean = np.exp(x @ model.fit.coefficients.to_numpy()) * np.tile(weeks["days"], 2)
        weight = x / (1 + model.fit.dispersion * mean)[:, None]
        bread = np.linalg.inv((weight * mean[:, None]).T @ x)
        share = bread @ weight.T @ (events - mean / len(events)).T
        sandwich = pd.DataFrame(share @ share.T, model.covariance.index, model.covariance.columns)
        for name in ("cosine", "sine", "holiday"):
            assert np.sqrt(model.covariance.at[name, name] / sandwich.at[name, name]) == pytest.approx(1, abs=0.1)

    def test_agrees_with_statsmodels_clustered(self):
        """The same on a small panel, where statsmodels can take every child and week as a row."""
        table = days(FIRST, datetime.date(2015, 3, 31))
        events = draw(np.random.default_rng(3), table, children=120)
        weeks = weeks_of(table)
        x = design(weeks, GROUPS, WAVE)
        model = fitted(events, table, WAVE)
        long = np.tile(x.to_numpy(), (len(events), 1))
        exposure = np.tile(np.tile(weeks["days"].to_numpy(float), 2), len(events)) / len(events)
        fit = sm.GLM(events.ravel(), long, family=sm.families.Poisson(), exposure=exposure).fit(
            cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(len(events)), len(x))})
        np.testing.assert_allclose(np.sqrt(np.diag(model.covariance))[-2:] / fit.bse[-2:], 1, atol=0.15)

    def test_order_of_children_does_not_matter(self, planted):
        """Another linkage key, the same bytes."""
        table, events, model = planted
        other = fitted(events[np.random.default_rng(1).permutation(len(events))], table)
        assert other.covariance.equals(model.covariance)
        assert other.fit.coefficients.equals(model.fit.coefficients)

    def test_seed(self, planted):
        """Another seed gives nearly the same covariance, and not the same."""
        table, events, model = planted
        other = fitted(events, table, seed=1)
        assert not other.covariance.equals(model.covariance)
        np.testing.assert_allclose(np.diag(other.covariance), np.diag(model.covariance), rtol=0.25)

    def test_alike(self):
        """Forty events of one child count for little more than one."""
        events = np.zeros((80, 2 * len(weeks_of(days()))), dtype=int)
        events[np.arange(80), np.arange(80) * 3] = 1
        events[0, ::8] = 1
        own = events[0].sum()
        assert own == 40
        assert fitted(events, days(), WAVE, draws=9).alike == pytest.approx((79 + own) ** 2 / (79 + own ** 2))

    @pytest.mark.parametrize(("children", "each", "said"), [(9, 40, "fewer than 10 children"),
                                                            (12, 2, "fewer than 10 episodes for each number")])
    def test_too_few(self, children, each, said):
        """Refused in words."""
        rng = np.random.default_rng(0)
        events = rng.multinomial(each, np.full(314, 1 / 314), size=children)
        with pytest.raises(RefusalError, match=said):
            fitted(events, days(), WAVE)

    def test_one_child_has_nearly_all(self):
        """The test is refused: what there is is one child's year."""
        rng = np.random.default_rng(0)
        events = rng.multinomial(2, np.full(314, 1 / 314), size=60)
        events[0] = rng.multinomial(600, np.full(314, 1 / 314))
        with pytest.raises(RefusalError, match="so few children"):
            wald(fitted(events, days(), WAVE), WAVE)


class TestWave:
    """The season's size and peak."""

    def test_planted(self, planted):
        """Found, with the planted size and peak inside."""
        *_, model = planted
        found = wave(model)
        assert wald(model, WAVE).p < 0.001
        assert found.low < 0.3 < found.high
        assert found.low < found.amplitude < found.high
        assert peak_in(found)
        assert abs(date_of(found.peak) - PEAK) < datetime.timedelta(days=30)

    @pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99, 0.9999])
    def test_coherent_with_the_test(self, confidence):
        """The interval leaves out no season exactly where the test rejects at that level."""
        table = days()
        model = fitted(draw(np.random.default_rng(21), table, children=300, amplitude=0.15), table, draws=199)
        found = wave(model, confidence=confidence)
        assert (found.low > 0) == (wald(model, WAVE).p < 1 - confidence) == (found.early is not None)

    def test_date_of(self):
        """From the first to the last day of the year."""
        assert (date_of(0.0), date_of(0.99999)) == (datetime.date(2015, 1, 1), datetime.date(2015, 12, 31))


class TestWald:
    """Hotelling's test."""

    def test_by_hand(self, planted):
        """One coefficient: the square of Student's t on the children alike less one."""
        *_, model = planted
        result = wald(model, ["holiday"])
        t = model.fit.coefficients["holiday"] / np.sqrt(model.covariance.at["holiday", "holiday"])
        assert result.statistic == pytest.approx(t ** 2)
        assert result.df_within == int(model.alike) - 1
        two = wald(model, WAVE)
        centre, spread = model.fit.coefficients[list(WAVE)], model.covariance.loc[list(WAVE), list(WAVE)]
        n = int(model.alike) - 1
        squared = ellipse.distance(centre.to_numpy(), spread.to_numpy())
        assert two.statistic == pytest.approx(squared * (n - 1) / (2 * n))
        assert (two.df, two.df_within) == (2, n - 1)

    def test_between(self, planted):
        """The interval holds 1 exactly where the test does not reject."""
        *_, model = planted
        p = wald(model, ["holiday"]).p
        for level in (1 - p - 0.01, 1 - p + 0.01):
            ratio, low, high = between(model, "holiday", confidence=level)
            assert low < ratio < high
            assert (low <= 1 <= high) == (p >= 1 - level)


class TestSharedWeeks:
    """Ups and downs that all children of a week share."""

    def test_never_more_certain(self, planted):
        """Every variance is at least as great."""
        table, events, model = planted
        wider = self.wider(model, events, table)
        assert (np.linalg.eigvalsh(wider.covariance - model.covariance) > -1e-12).all()
        assert wider.alike <= len(weeks_of(table))

    def test_weeks_with_shocks(self):
        """Counts of a week multiplied alike for all children widen the errors by much."""
        table, rng = days(), np.random.default_rng(12)
        many, busy = len(weeks_of(table)), None
        events = draw(rng, table, children=1500)
        busy = np.tile(rng.poisson(0.6, many) * 2, 2)
        loud = events * busy
        loud = loud[loud.sum(axis=1) > 0]
        model = fitted(loud, table)
        wider = self.wider(model, loud, table)
        ratio = np.sqrt(np.diag(wider.covariance) / np.diag(model.covariance))[-2:]
        assert (ratio > 1.3).all()

    @staticmethod
    def wider(model, events, table):
        weeks = weeks_of(table)
        x = design(weeks, GROUPS, ("holiday", *WAVE))
        return shared_weeks(model, events, x, np.tile(weeks["days"].to_numpy(float), 2), len(weeks))
