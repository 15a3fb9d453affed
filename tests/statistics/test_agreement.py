"""Agreement against published worked examples, statsmodels, the krippendorff package and pingouin."""

import krippendorff as theirs
import numpy as np
import pandas as pd
import pingouin
import pytest
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from missing_audit.statistics.agreement import intraclass, krippendorff, weighted_kappa
from missing_audit.statistics.estimate import RefusalError

GRADES = ["low", "medium", "high"]
SHROUT = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
"""Six targets rated by four judges, table 2 of Shrout and Fleiss (1979)."""
_ = np.nan
RELIABILITY = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]).T
"""Twelve units judged by four observers, example C of Krippendorff (2011)."""


def judged(seed: int, units: int = 90) -> tuple[np.ndarray, np.ndarray]:
    """Two judges who agree more often than not."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 3, units)
    second = np.where(rng.random(units) < 0.6, first, rng.integers(0, 3, units))
    return np.array(GRADES)[first], np.array(GRADES)[second]


class TestWeightedKappa:
    """Two judges of grades."""

    @pytest.mark.parametrize(("weights", "name"), [("none", None), ("linear", "linear"), ("quadratic", "quadratic")])
    @pytest.mark.parametrize("seed", [1, 2])
    def test_statsmodels(self, weights, name, seed):
        """Kappa and its large-sample variance, with n - 1 in place of n."""
        first, second = judged(seed)
        table = pd.crosstab(first, second).reindex(index=GRADES, columns=GRADES, fill_value=0).to_numpy()
        found, expected = weighted_kappa(first, second, GRADES, weights=weights), cohens_kappa(table, wt=name)
        assert found.value == pytest.approx(expected.kappa, rel=1e-10)
        se = (found.value - found.low) / stats.t.ppf(0.975, len(first) - 1)
        assert se ** 2 == pytest.approx(expected.var_kappa * len(first) / (len(first) - 1), rel=1e-8)

    def test_quadratic_is_like_a_correlation(self):
        """With equal margins, kappa with squared weights is the correlation of the grades: Fleiss and Cohen (1973)."""
        first, second = np.array([0, 1, 2, 0, 1, 2] * 5), np.array([0, 1, 2, 1, 2, 0] * 5)
        found = weighted_kappa(np.array(GRADES)[first], np.array(GRADES)[second], GRADES, weights="quadratic")
        assert found.value == pytest.approx(np.corrcoef(first, second)[0, 1])

    def test_clusters(self):
        """Every unit a second time of the same child tells no more."""
        first, second = judged(3)
        once = weighted_kappa(first, second, GRADES, cluster=np.arange(90))
        twice = weighted_kappa(np.tile(first, 2), np.tile(second, 2), GRADES, cluster=np.tile(np.arange(90), 2))
        assert (twice.value, twice.low) == pytest.approx((once.value, once.low))
        assert (twice.units, twice.clusters) == (180, 90)

    def test_refused(self):
        """Too few; all alike; a grade that is none."""
        with pytest.raises(RefusalError, match="fewer than 10"):
            weighted_kappa(["low"] * 9, ["high"] * 9, GRADES)
        with pytest.raises(RefusalError, match="every judgement is the same"):
            weighted_kappa(["low"] * 20, ["low"] * 20, GRADES)
        with pytest.raises(RefusalError, match="none of the categories"):
            weighted_kappa(["low"] * 20, ["grave"] * 20, GRADES)


class TestKrippendorff:
    """Any number of judges, judgements missing."""

    @pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
    def test_published(self, level, alpha):
        """As printed in the paper, to three places."""
        assert krippendorff(RELIABILITY, level=level, seed=1, draws=20).value == pytest.approx(alpha, abs=6e-4)

    @pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_package(self, level, seed):
        """Random tables with a quarter missing."""
        rng = np.random.default_rng(seed)
        ratings = np.clip(rng.integers(1, 6, (40, 1)) + rng.integers(-1, 2, (40, 3)), 1, 6).astype(float)
        ratings[rng.random(ratings.shape) < 0.25] = np.nan
        expected = theirs.alpha(ratings.T, level_of_measurement=level)
        assert krippendorff(ratings, level=level, seed=1, draws=20).value == pytest.approx(expected, rel=1e-10)

    def test_interval(self):
        """Units drawn anew by hand give the same spread; their order does not matter."""
        rng = np.random.default_rng(4)
        ratings = np.clip(rng.integers(1, 6, (50, 1)) + rng.integers(-1, 2, (50, 2)), 1, 6).astype(float)
        found = krippendorff(ratings, level="interval", seed=1)
        drawn = [theirs.alpha(ratings[rng.integers(0, 50, 50)].T, level_of_measurement="interval") for _ in range(600)]
        assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=0.03)
        assert krippendorff(ratings[::-1], level="interval", seed=1) == found

    def test_refused(self):
        """Judged once only; all alike."""
        with pytest.raises(RefusalError, match="judged twice"):
            krippendorff(np.array([[1.0, np.nan]] * 30), level="nominal", seed=1)
        with pytest.raises(RefusalError, match="every judgement is the same"):
            krippendorff(np.ones((30, 2)), level="nominal", seed=1)


class TestIntraclass:
    """Judgements on a scale."""

    @pytest.mark.parametrize(("fixed", "value"), [(False, 0.29), (True, 0.71)])
    def test_published(self, fixed, value):
        """Table 4 of Shrout and Fleiss."""
        assert intraclass(SHROUT, fixed=fixed).value == pytest.approx(value, abs=0.005)

    # Pingouin uses a keyword that pandas is about to drop.
    @pytest.mark.filterwarnings("ignore:The inplace keyword")
    @pytest.mark.parametrize(("fixed", "name"), [(False, "ICC(A,1)"), (True, "ICC(C,1)")])
    @pytest.mark.parametrize("seed", [None, 1, 2])
    def test_pingouin(self, fixed, name, seed):
        """Value, and the interval to the two places that it prints."""
        rng = np.random.default_rng(seed)
        x = SHROUT if seed is None else rng.normal(size=(25, 1)) + rng.normal(0.0, 0.7, (25, 3)) + [0, 0.3, -0.2]
        long = pd.DataFrame(x).rename_axis("unit").reset_index().melt("unit", var_name="judge")
        table = pingouin.intraclass_corr(long, "unit", "judge", "value").set_index("Type")
        found = intraclass(x, fixed=fixed)
        assert found.value == pytest.approx(table.at[name, "ICC"], rel=1e-9)
        assert (found.low, found.high) == pytest.approx(tuple(table.at[name, "CI95"]), abs=0.0051)

    def test_refused(self):
        """One judgement missing; judges who differ by their level alone."""
        with pytest.raises(RefusalError, match="no judgement missing"):
            intraclass(np.array([[1.0, np.nan]] * 9))
        with pytest.raises(RefusalError, match="no chance to judge by"):
            intraclass(np.column_stack([np.arange(9), np.arange(9) + 1]).astype(float))
