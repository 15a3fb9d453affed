"""Tests by permutation: against SciPy, all permutations by hand, and what may not matter."""

from itertools import combinations, product

import numpy as np
import pytest
from scipy import stats

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.permutation import permuted, permuted_means, permuted_pairs, permuted_ranks

FIRST = np.array([12.6, 11.4, 13.2, 11.2, 9.4, 12.0])
SECOND = np.array([16.4, 14.1, 13.4, 15.4, 14.0, 11.3, 17.9])
VALUES, GROUPS = np.concatenate([FIRST, SECOND]), np.array(["a"] * 6 + ["b"] * 7)


def apart(first, second):
    return abs(first.mean() - second.mean())


def every(statistic, first, second):
    """P-value over all ways of dealing, one by one."""
    pooled, seen = np.concatenate([first, second]), statistic(first, second)
    dealt = [statistic(pooled[list(chosen)], np.delete(pooled, chosen))
             for chosen in combinations(range(len(pooled)), len(first))]
    return np.mean([value >= seen - 1e-9 for value in dealt])


class TestPermuted:
    """A statistic over labelled groups."""

    def test_all_ways(self):
        """1,716 ways of dealing six of thirteen."""
        found = permuted(apart, VALUES, GROUPS, seed=1)
        assert found.p == pytest.approx(every(apart, FIRST, SECOND), rel=1e-12)
        assert found.statistic == pytest.approx(apart(FIRST, SECOND))
        assert (found.children, found.symbol) == (13, "permutation")
        assert found.df is None

    def test_three_groups(self):
        """An F statistic, near the p-value that normal theory gives for normal data."""
        rng = np.random.default_rng(7)
        values, groups = rng.normal(np.repeat([0, 0.4, 0.8], 20)), np.repeat(list("abc"), 20)
        f = permuted(lambda *samples: stats.f_oneway(*samples).statistic, values, groups, seed=3, draws=1999)
        samples = [values[groups == label] for label in "abc"]
        assert f.statistic == pytest.approx(stats.f_oneway(*samples).statistic)
        assert f.p == pytest.approx(stats.f_oneway(*samples).pvalue, abs=0.02)

    def test_order_of_rows(self):
        """Rows shuffled: the same draws, the same p-value."""
        rng = np.random.default_rng(2)
        values, groups = rng.normal(size=60), np.repeat(["x", "y"], 30)
        order = rng.permutation(60)
        shuffled = permuted(apart, values[order], groups[order], seed=5)
        assert shuffled.p == permuted(apart, values, groups, seed=5).p

    def test_never_none(self):
        """As far apart as can be: one in ten thousand, not nothing."""
        values = np.concatenate([np.arange(30.0), 1000 + np.arange(30.0)])
        assert permuted(apart, values, np.repeat([0, 1], 30), seed=1).p == pytest.approx(1 / 10000)

    @pytest.mark.parametrize(("values", "groups", "why"), [
        ([1.0, 2.0], ["a", "a"], "only one group"), ([1.0, 2.0, 3.0], ["a", "a", "b"], "fewer than two"),
        ([1.0] * 4, ["a", "a", "b", "b"], "alike"),
    ])
    def test_refusals(self, values, groups, why):
        """In words."""
        with pytest.raises(RefusalError, match=why):
            permuted(apart, np.array(values), np.array(groups), seed=1)

    def test_labels_missing(self):
        """A fault of the caller's, not of the data."""
        with pytest.raises(ValueError, match="3 values, but 2 labels"):
            permuted(apart, np.arange(3.0), np.array(["a", "b"]), seed=1)


class TestPermutedMeans:
    """Welch's t, permuted."""

    def test_all_ways(self):
        """SciPy's t for each, and SciPy's own permutation of it."""
        def t(first, second):
            return abs(stats.ttest_ind(first, second, equal_var=False).statistic)

        found = permuted_means(FIRST, SECOND, seed=1)
        assert found.statistic == pytest.approx(t(FIRST, SECOND), rel=1e-12)
        assert found.p == pytest.approx(every(t, FIRST, SECOND), rel=1e-12)

    def test_no_spread_within(self):
        """Groups that are alike within and differ between are as far apart as can be."""
        found = permuted_means(np.zeros(5), np.ones(5), seed=1)
        assert found.statistic == 1e9
        assert found.p == pytest.approx(2 / 252)


class TestPermutedRanks:
    """Brunner and Munzel's statistic, permuted."""

    @pytest.mark.filterwarnings("ignore::RuntimeWarning")
    @pytest.mark.parametrize("second", [SECOND, np.array([13.2, 13.2, 11.4, 15.0, 9.4, 16.0, 16.0])])
    def test_all_ways(self, second):
        """SciPy's statistic for each, with ties and without."""
        def w(first, other):
            return abs(stats.brunnermunzel(first, other).statistic)

        found = permuted_ranks(FIRST, second, seed=1)
        assert found.statistic == pytest.approx(w(FIRST, second), rel=1e-12)
        assert found.p == pytest.approx(every(w, FIRST, second), rel=1e-9)

    def test_order_alone(self):
        """Any rising transformation leaves it as it is."""
        assert permuted_ranks(np.exp(FIRST), np.exp(SECOND), seed=1) == permuted_ranks(FIRST, SECOND, seed=1)


class TestPermutedPairs:
    """Signs of differences, dealt anew."""

    def test_all_signs(self):
        """2 to the 9 ways, one by one."""
        differences = np.array([1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]) - np.array(
            [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])
        seen = abs(differences.mean())
        signs = np.array(list(product([1, -1], repeat=9)))
        p = np.mean(np.abs((signs * differences).mean(axis=1)) >= seen - 1e-12)
        assert permuted_pairs(np.zeros(9), differences, seed=1).p == pytest.approx(p, rel=1e-12)

    def test_nothing_differs(self):
        """Refused."""
        with pytest.raises(RefusalError, match="no two pairs differ"):
            permuted_pairs(np.arange(5.0), np.arange(5.0), seed=1)
