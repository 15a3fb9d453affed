"""How uneven counts are, against the definition and against numbers known in advance."""

import numpy as np
import pytest

from missing_audit.statistics.concentration import gini, gini_interval, top_shares
from missing_audit.statistics.estimate import RefusalError

UNEVEN = np.random.default_rng(8).geometric(0.3, 300)


class TestGini:
    """The coefficient."""

    def test_definition(self):
        """Mean absolute difference of all pairs, over twice the mean."""
        pairs = np.abs(UNEVEN[:, None] - UNEVEN[None, :]).mean()
        assert gini(UNEVEN) == pytest.approx(pairs / (2 * UNEVEN.mean()))

    def test_limits(self):
        """None where all are alike; 1 - 1/n where one has all."""
        assert gini(np.full(20, 3)) == pytest.approx(0)
        assert gini(np.array([0] * 19 + [7])) == pytest.approx(0.95)

    def test_exponential(self):
        """Of exponential amounts it is one half."""
        assert gini(np.random.default_rng(9).exponential(size=200_000)) == pytest.approx(0.5, abs=0.005)


class TestGiniInterval:
    """Children drawn anew."""

    def test_width_against_the_jackknife(self):
        """Leaving out one child at a time gives the same standard error."""
        value, low, high = gini_interval(UNEVEN, seed=1, draws=2000)
        left = np.array([gini(np.delete(UNEVEN, k)) for k in range(len(UNEVEN))])
        n = len(UNEVEN)
        error = np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum())
        assert (high - low) / 2 / 1.96 == pytest.approx(error, rel=0.06)
        assert low < value < high

    def test_order_does_not_matter(self):
        """Nor do the children's names, which it does not see."""
        assert gini_interval(UNEVEN, seed=1, draws=99) == gini_interval(UNEVEN[::-1], seed=1, draws=99)

    def test_refusals(self):
        """Too few, or all alike."""
        with pytest.raises(RefusalError, match="fewer than 10"):
            gini_interval(np.arange(1, 9), seed=1)
        with pytest.raises(RefusalError, match="equally many"):
            gini_interval(np.full(20, 2), seed=1)


class TestTopShares:
    """Points of the curve."""

    def test_by_hand(self):
        """Ten children with one each, ten with three, ten with six."""
        found = top_shares(np.repeat([3, 1, 6], 10), [10, 20, 30], seed=1)
        assert found["share"].tolist() == pytest.approx([0.6, 0.9, 1.0])
        assert found["of_children"].tolist() == pytest.approx([1 / 3, 2 / 3, 1])
        assert found["step"].tolist() == [10, 10, 10]
        assert found["largest"].tolist() == pytest.approx([0.1] * 3)
        assert ((found["low"] <= found["share"]) & (found["share"] <= found["high"])).all()

    def test_area_is_gini(self):
        """Twice the area between the curve through every child and the diagonal."""
        counts = UNEVEN[:60]
        curve = top_shares(counts, range(1, 61), seed=1, draws=9)["share"].to_numpy()
        area = np.trapezoid(np.concatenate([[0], curve]), dx=1 / 60)
        assert 2 * (area - 0.5) == pytest.approx(gini(counts))
