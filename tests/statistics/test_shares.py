"""Shares with the child as cluster, against statsmodels and against sums done by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from missing_audit.statistics.shares import clustered_share, wilson

CLUSTERS = st.lists(st.integers(1, 9).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
                    min_size=2, max_size=30)


class TestClusteredShare:
    """A ratio of sums over children."""

    @given(st.lists(st.booleans(), min_size=2, max_size=200), st.sampled_from([0.9, 0.95, 0.99]))
    def test_one_row_a_child(self, hits, level):
        """Nearly Wilson's interval of as many rows: the small-sample factor makes it that of one row fewer."""
        part = np.array(hits, dtype=int)
        share, low, high = clustered_share(part, np.ones(len(part)), confidence=level)
        rows = len(part) - 1 if 0 < part.sum() < len(part) else len(part)
        assert share == pytest.approx(part.mean())
        assert (low, high) == pytest.approx(
            proportion_confint(share * rows, rows, alpha=1 - level, method="wilson"), abs=1e-12)

    def test_by_hand(self):
        """Three children with 3 of 4, 0 of 2 and 1 of 4 rows.

        The share is 4/10; residuals 1.4, -0.8, -0.6, squares 2.96; variance 2.96 / 100 × 3/2 = 0.0444, as that of
        0.24 / 0.0444 = 5.405 independent rows.
        """
        share, low, high = clustered_share(np.array([3, 0, 1]), np.array([4, 2, 4]))
        assert share == pytest.approx(0.4)
        z, n = stats.norm.ppf(0.975), 0.24 / 0.0444
        roots = np.roots([1 + z * z / n, -(0.8 + z * z / n), 0.16])
        assert (low, high) == pytest.approx(sorted(roots))

    def test_standard_error_against_a_bootstrap(self):
        """Children drawn with replacement: their shares scatter as much as half the interval is wide, over 1.96."""
        rng = np.random.default_rng(4)
        whole = rng.integers(1, 20, 400)
        part = rng.binomial(whole, rng.beta(0.4, 0.8, 400))
        drawn = rng.integers(0, 400, (4000, 400))
        scatter = (part[drawn].sum(axis=1) / whole[drawn].sum(axis=1)).std()
        _, low, high = clustered_share(part, whole)
        assert (high - low) / 2 / stats.norm.ppf(0.975) == pytest.approx(scatter, rel=0.05)
        rows = proportion_confint(part.sum(), whole.sum(), method="wilson")
        assert high - low > 2 * (rows[1] - rows[0])

    @given(CLUSTERS)
    def test_bounds(self, clusters):
        """The share lies in its interval, that in 0 to 1, and it is never narrower than that of independent rows."""
        part, whole = map(np.array, zip(*clusters, strict=True))
        share, low, high = clustered_share(part, whole)
        assert 0 <= low <= share <= high <= 1
        if 0 < part.sum() < whole.sum():
            plain = proportion_confint(part.sum(), whole.sum(), method="wilson")
            assert high - low >= plain[1] - plain[0] - 1e-9

    @given(CLUSTERS)
    def test_the_rest(self, clusters):
        """What is not counted has the mirror image of the interval."""
        part, whole = map(np.array, zip(*clusters, strict=True))
        share, low, high = clustered_share(part, whole)
        assert clustered_share(whole - part, whole) == pytest.approx((1 - share, 1 - high, 1 - low), abs=1e-9)

    def test_children_without_rows(self):
        """They are no clusters."""
        assert clustered_share(np.array([1, 0, 0, 2]), np.array([2, 0, 0, 3])) == clustered_share(
            np.array([1, 2]), np.array([2, 3]))

    def test_nothing_varies(self):
        """A thousand rows of five children, all alike, say as much as five rows."""
        found = clustered_share(np.full(5, 200), np.full(5, 200))
        assert found[1:] == pytest.approx(proportion_confint(5, 5, method="wilson"))

    def test_nothing_to_count(self):
        """No rows, no share; nobody at all neither."""
        assert np.isnan(clustered_share(np.zeros(3), np.zeros(3))).all()
        assert np.isnan(clustered_share(np.zeros(0), np.zeros(0))).all()


class TestWilson:
    """Wilson's score interval."""

    @given(st.integers(0, 50), st.integers(1, 50), st.sampled_from([0.8, 0.95, 0.999]))
    def test_against_statsmodels(self, part, rest, level):
        """Of whole numbers of rows."""
        number = part + rest
        assert wilson(part / number, number, confidence=level) == pytest.approx(
            proportion_confint(part, number, alpha=1 - level, method="wilson"), abs=1e-12)

    @pytest.mark.parametrize("number", [1, 3, 4.5, 49, 707, 4736])
    def test_nothing_and_everything(self, number):
        """One limit is the share itself, to the last bit."""
        assert wilson(0.0, number)[0] == 0.0
        assert wilson(1.0, number)[1] == 1.0

    def test_its_defining_equation(self):
        """At either limit, the share lies as many standard errors of that limit away as the level asks for."""
        for limit in wilson(0.3, 7.5, confidence=0.9):
            assert abs(0.3 - limit) / np.sqrt(limit * (1 - limit) / 7.5) == pytest.approx(stats.norm.ppf(0.95))
