"""Whether rows and columns go together: against SciPy, pingouin, svy, and sums by hand."""

import numpy as np
import pandas as pd
import pingouin
import polars as pl
import pytest
import svy
from scipy import stats

from missing_audit.statistics.association import associated, clustered_association
from missing_audit.statistics.estimate import RefusalError

HAIR_EYES = np.array([[68, 119, 26, 7], [20, 84, 17, 94], [15, 54, 14, 10], [5, 29, 14, 16]])
"""Eye colour by hair colour of 592 students (Snee 1974)."""


class TestAssociated:
    """Chi-squared and Cramér's V."""

    def test_scipy_and_pingouin(self):
        """The statistic; V before its bias is taken off."""
        found = associated(HAIR_EYES)
        reference = stats.chi2_contingency(HAIR_EYES)
        assert (found.test.statistic, found.test.df, found.test.p) == pytest.approx(
            (reference.statistic, 9, reference.pvalue))
        rows, columns = np.indices((4, 4)).reshape(2, -1)
        frame = {"x": np.repeat(rows, HAIR_EYES.ravel()), "y": np.repeat(columns, HAIR_EYES.ravel())}
        table = pingouin.chi2_independence(pd.DataFrame(frame), "x", "y")[2]
        raw = table.set_index("test").loc["pearson", "cramer"]
        n = HAIR_EYES.sum()
        by_hand = np.sqrt(max(0, 3 * raw**2 - 9 / (n - 1)) / (3 - 9 / (n - 1)))
        assert found.v == pytest.approx(by_hand, rel=1e-9)
        assert found.v < raw

    def test_limits(self):
        """A non-central chi-squared written out as a mixture of central ones has 2.5% on either side."""
        found = associated(HAIR_EYES)
        x, n = found.test.statistic, HAIR_EYES.sum()
        for limit, beyond in ((found.low, 0.025), (found.high, 0.975)):
            size = limit**2 * n * 3
            number = np.arange(2000)
            mixed = (stats.poisson.pmf(number, size / 2) * stats.chi2.sf(x, 9 + 2 * number)).sum()
            assert mixed == pytest.approx(beyond, abs=1e-9)

    def test_nothing_there(self):
        """In proportion: V and its lower limit are 0, the upper is not."""
        found = associated(np.array([[30, 60], [20, 40]]))
        assert (found.v, found.low, found.test.p) == pytest.approx((0, 0, 1))
        assert 0 < found.high < 0.3

    def test_as_strong_as_can_be(self):
        """One is the other: V is 1 and no limit beyond."""
        found = associated(np.diag([30, 40]))
        assert found.v == pytest.approx(1)
        assert found.low < found.high <= 1

    @pytest.mark.parametrize(("table", "why"), [
        (np.array([[1, 2], [3, 4]]), "fewer than five"), (np.array([[10, 0], [10, 0]]), "alike"),
    ])
    def test_refusals(self, table, why):
        """In words."""
        with pytest.raises(RefusalError, match=why):
            associated(table)


class TestClusteredAssociation:
    """Rao and Scott's second-order correction."""

    def counts(self, children=80, seed=4):
        rng = np.random.default_rng(seed)
        own = rng.dirichlet(np.array([3.0, 2, 1, 1, 2, 3]) / 2, children)
        return np.array([rng.multinomial(n, p) for n, p in zip(rng.integers(1, 9, children), own, strict=True)]
                        ).reshape(children, 2, 3)

    def test_svy(self):
        """The package's own F, of rows in clusters of children."""
        counts = self.counts()
        rows = [(child, r, c, 1.0) for child, table in enumerate(counts) for r in range(2) for c in range(3)
                for _ in range(table[r, c])]
        frame = pl.DataFrame(rows, schema=["child", "r", "c", "w"], orient="row")
        sample = svy.Sample(data=frame, design=svy.Design(psu="child", wgt="w"))
        reference = sample.categorical.tabulate("r", "c").stats.f
        found = clustered_association(counts)
        assert (found.statistic, found.df, found.df_within, found.p) == pytest.approx(
            (reference.value, reference.df_num, reference.df_den, reference.p_value), rel=1e-9)

    def test_one_row_each(self):
        """Nearly the plain chi-squared over its degrees of freedom."""
        table = np.array([[30, 20, 25], [20, 40, 25]])
        counts = np.eye(6)[np.repeat(np.arange(6), table.ravel())].reshape(-1, 2, 3)
        plain = stats.chi2_contingency(table)
        found = clustered_association(counts)
        assert found.statistic == pytest.approx(plain.statistic / 2, rel=0.05)
        assert found.p == pytest.approx(plain.pvalue, abs=0.005)

    def test_copies(self):
        """Every row ten times over tells nothing new."""
        one, ten = clustered_association(self.counts()), clustered_association(10 * self.counts())
        assert (one.statistic, one.p) == pytest.approx((ten.statistic, ten.p))

    def test_refusals(self):
        """Few children; an empty row."""
        with pytest.raises(RefusalError, match="fewer than 10"):
            clustered_association(self.counts(9))
        with pytest.raises(RefusalError, match="alike"):
            clustered_association(self.counts()[:, :1])
