"""Rates by place against published examples of PySAL, statsmodels' meta-analysis, and sums done by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.place import clumping, empirical_bayes, funnel, standardised

# The example of PySAL's own documentation of rates.
EVENTS = pd.Series([30, 25, 25, 15, 33, 21, 30, 20.0], index=list("abcdefgh"))
PEOPLE = pd.Series([100, 100, 110, 90, 100, 90, 110, 90.0], index=list("abcdefgh"))


def ages(values: list[float]) -> pd.DataFrame:
    """Two places of four ages each."""
    return pd.DataFrame(np.reshape(values, (2, 4)), index=["one", "two"])


def places(seed: int, many: int = 20) -> tuple[pd.Series, pd.Series]:
    """Observed and expected events of places that differ."""
    rng = np.random.default_rng(seed)
    expected = pd.Series(rng.uniform(10, 300, many), index=[f"p{i:02d}" for i in range(many)])
    return pd.Series(rng.poisson(expected * rng.gamma(12, 1 / 12, many)), expected.index).astype(float), expected


class TestStandardised:
    """Indirect standardisation."""

    def test_published(self):
        """PySAL's standardised mortality ratios: its standard population is added as a third place of no weight."""
        standard = np.array([100, 45, 120, 100, 50, 30, 200, 80.0]), np.array([1000, 900] * 4, float)
        events, people = ages(EVENTS.tolist()), ages(PEOPLE.tolist())
        # Each place has a standard of its own there; a huge copy of it swamps the place's own part in the rates.
        for place, ratio in (("one", 2.48691099), ("two", 2.73684211)):
            half = slice(0, 4) if place == "one" else slice(4, 8)
            both = [pd.concat([part.loc[[place]], pd.DataFrame([own[half] * 1e9], index=["standard"])])
                    for part, own in ((events, standard[0]), (people, standard[1]))]
            assert standardised(*both).at[place, "ratio"] == pytest.approx(ratio, abs=1e-8)

    @given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 400)), min_size=8, max_size=8))
    def test_expected_add_up(self, cells):
        """To what was observed."""
        events = ages([count for count, _ in cells])
        if events.to_numpy().sum() == 0:
            return
        table = standardised(events, ages([people for _, people in cells]))
        assert table["expected"].sum() == pytest.approx(table["observed"].sum())

    def test_refused(self):
        """No events; events of nobody."""
        with pytest.raises(RefusalError, match="no episode"):
            standardised(ages([0] * 8), ages([5] * 8))
        with pytest.raises(RefusalError, match="no people"):
            standardised(ages([1] * 8), ages([0, 1, 1, 1] * 2))


class TestClumping:
    """Variance over mean of a compound Poisson count."""

    def test_simulated(self):
        """Children arrive by chance, each with as many events as it has."""
        rng = np.random.default_rng(3)
        sizes = np.array([1, 1, 1, 2, 5])
        totals = [rng.choice(sizes, rng.poisson(50)).sum() for _ in range(20000)]
        assert np.var(totals) / np.mean(totals) == pytest.approx(clumping(sizes), rel=0.03)

    def test_nothing(self):
        """Refused."""
        with pytest.raises(RefusalError):
            clumping([])


class TestEmpiricalBayes:
    """Marshall's estimator."""

    def test_published(self):
        """PySAL's standardised rates of the same eight places have Marshall's mean and variance in them.

        There z = (rate - mean) / sqrt(variance + mean / people), where the variance is the spread less mean / average
        people; with half of the latter taken off, it is above 0.
        """
        z = np.array([1.03843594, -0.04099089, -0.56250375, -1.73061861])
        mean, rate = EVENTS.sum() / PEOPLE.sum(), EVENTS / PEOPLE
        published = ((rate - mean).head(4) / z) ** 2 - mean / PEOPLE.head(4)
        found = empirical_bayes(EVENTS, PEOPLE, within=0.5)
        variance = found["weight"] * 0.5 * mean / PEOPLE / (1 - found["weight"])
        assert variance.tolist() == pytest.approx([published.mean() + 0.5 * mean / PEOPLE.mean()] * 8, rel=1e-5)
        assert (published < 0).all()
        assert empirical_bayes(EVENTS, PEOPLE)["weight"].eq(0).all()

    def test_by_hand(self):
        """Five places of 10 each, 2, 30, 12, 9 and 7 events: the docstring's, with fractions.

        Mean 60/50 = 1.2; spread (1 + 3.24 + 0 + 0.09 + 0.25) / 5 = 0.916; variance 0.916 - 0.12 = 0.796.
        """
        observed = pd.Series({"a": 2.0, "b": 30, "c": 12, "d": 9, "e": 7})
        found = empirical_bayes(observed, pd.Series(10.0, observed.index))
        weight = 0.796 / 0.916
        assert found["weight"].tolist() == pytest.approx([weight] * 5)
        assert found.at["b", "smoothed"] == pytest.approx(1.2 + weight * 1.8)
        spread = weight * 0.12
        mean = 1.2 + weight * 1.8
        expected = stats.gamma(mean**2 / spread, scale=spread / mean).ppf([0.025, 0.975])
        assert found.loc["b", ["low", "high"]].tolist() == pytest.approx(expected)

    def test_clumped(self):
        """Events that come in bundles of three leave less to a place's own rate; alike places leave nothing."""
        observed = pd.Series({"a": 2.0, "b": 30, "c": 12, "d": 9, "e": 7})
        exposure = pd.Series(10.0, observed.index)
        assert empirical_bayes(observed, exposure, within=3).at["b", "weight"] == pytest.approx(0.556 / 0.916)
        alike = empirical_bayes(pd.Series(12.0, observed.index), exposure)
        assert alike["weight"].eq(0).all()
        assert alike[["smoothed", "low", "high"]].eq(1.2).all(axis=None)

    def test_neighbours(self):
        """A place is drawn towards its surroundings: worked out by hand for two pairs and one by itself."""
        observed = pd.Series({"a": 10.0, "b": 30, "c": 50, "d": 52, "e": 9})
        exposure = pd.Series(10.0, observed.index)
        found = empirical_bayes(observed, exposure, neighbours={"a": "b", "b": "a", "c": "d", "d": "c"})
        assert found.at["a", "smoothed"] == pytest.approx(2 + (0.8 / 1.0) * -1)  # variance 1 - 2/10, chance 2/10
        assert found.at["c", "smoothed"] == pytest.approx(5.1)  # less apart than chance
        assert found.at["e", "smoothed"] == pytest.approx(0.9)

    def test_refused(self):
        """Too few places."""
        with pytest.raises(RefusalError, match="fewer than 5 places"):
            empirical_bayes(EVENTS.head(4), PEOPLE.head(4))


class TestFunnel:
    """Over-dispersed limits."""

    @given(st.integers(0, 1000), st.sampled_from([1.0, 4.0]))
    def test_additive_is_a_meta_analysis(self, seed, within):
        """Not winsorised, against a known mean, the variance between is that of a DerSimonian-Laird meta-analysis
        about the same mean: statsmodels' for twice as many places, mirrored so that their mean is 1."""
        observed, expected = places(seed)
        found = funnel(observed, expected, within=within, winsor=0)
        root, chance = np.sqrt(observed / expected), within / (4 * expected)
        mirrored = combine_effects(np.concatenate([root, 2 - root]), np.concatenate([chance, chance]),
                                   method_re="chi2")
        weight, many = 1 / chance, len(root)
        q = 2 * many * found.dispersion
        assert q == pytest.approx(mirrored.q)
        by_hand = max((many * found.dispersion - (many - 1)) / (weight.sum() - (weight**2).sum() / weight.sum()), 0)
        assert found.between == pytest.approx(by_hand)
        scale = 2 * weight.sum() - (weight**2).sum() / weight.sum()
        assert (mirrored.tau2 * scale + 2 * many - 1 - q) == pytest.approx(0, abs=1e-6) or mirrored.tau2 == 0

    def test_multiplicative_by_hand(self):
        """Deviates -1, 0, 1, 2, -2 exactly: mean square 2, limits wider by its root."""
        z = np.array([-1.0, 0, 1, 2, -2])
        expected = pd.Series(25.0, index=list("abcde"))
        observed = expected * (1 + z / (2 * 5)) ** 2
        found = funnel(observed, expected, winsor=0, kind="multiplicative")
        assert found.table["z"].tolist() == pytest.approx(z)
        assert found.dispersion == pytest.approx(2)
        half = stats.norm.ppf(0.975) * np.sqrt(2 / 100)
        line = found.limits([25.0]).iloc[0]
        assert line.tolist() == pytest.approx([25, (1 - half) ** 2, (1 + half) ** 2])
        assert found.table["adjusted"].tolist() == pytest.approx(z / np.sqrt(2))

    def test_winsorised(self):
        """One place far out does not widen the limits as much as it would."""
        observed, expected = places(1)
        observed.iloc[0] = 4 * expected.iloc[0]
        plain, drawn_in = (funnel(observed, expected, winsor=share) for share in (0.0, 0.1))
        assert drawn_in.between < plain.between
        z = plain.table["z"]
        low, high = np.quantile(z, [0.1, 0.9])
        normal = np.random.default_rng(8).normal(size=400_000)
        end = stats.norm.ppf(0.9)
        usual = np.mean(np.clip(normal, -end, end) ** 2)
        expected = np.mean(np.minimum(np.maximum(z, low), high) ** 2) / usual
        assert drawn_in.dispersion == pytest.approx(expected, rel=0.01)

    def test_no_more_than_chance(self):
        """Then the limits are chance's own."""
        expected = pd.Series([20.0, 50, 100, 200, 400], index=list("abcde"))
        found = funnel(expected * 1.01, expected)
        assert found.between == 0
        assert found.limits([100.0]).at[0, "high"] == pytest.approx((1 + stats.norm.ppf(0.975) / 20) ** 2)

    def test_limits_and_deviates_agree(self):
        """A place is beyond the 95% limit where its deviate is beyond 1.96."""
        observed, expected = places(7)
        found = funnel(observed, expected)
        limits = found.limits(expected)
        outside = (found.table["ratio"].to_numpy() > limits["high"]) | (found.table["ratio"].to_numpy() < limits["low"])
        assert (outside.to_numpy() == (found.table["adjusted"].abs() > stats.norm.ppf(0.975)).to_numpy()).all()
