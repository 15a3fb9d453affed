"""Standardised rates against a published table, statsmodels, and sums done by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.rates import confint_poisson

from missing_audit.statistics.estimate import RefusalError, poisson_rate
from missing_audit.statistics.standardise import direct, indirect

CASES, BIRTHS = [0, 8, 63, 112, 262, 295], [327, 30666, 123419, 149919, 104088, 34392]
STANDARD = [319933, 931318, 786511, 488235, 237863, 61313]
"""Down's syndrome by the mother's age, of children born fifth or later, Michigan 1950 to 1964: Fay and Feuer (1997)."""


def once(cases: list[int]) -> pd.DataFrame:
    """Everybody with one event."""
    return pd.DataFrame(np.repeat(np.eye(len(cases), dtype=int), cases, axis=0))


class TestDirect:
    """Rates of a standard population."""

    def test_published(self):
        """Table II of Fay and Feuer, as the R package dsrTest prints it to seven digits."""
        found = [1e5 * value for value in direct(once(CASES), pd.Series(BIRTHS), pd.Series(STANDARD))]
        assert found == pytest.approx([75.52901, 67.70212, 188.30017], abs=6e-6)

    @given(st.integers(0, 60), st.floats(0.5, 500), st.sampled_from([0.9, 0.95, 0.99]))
    def test_one_stratum(self, events, exposure, level):
        """Nothing to standardise for: Garwood's exact interval."""
        found = direct(once([events]), pd.Series([exposure]), pd.Series([7.0]), confidence=level)
        assert found == pytest.approx(poisson_rate(events, exposure, confidence=level))

    def test_by_hand(self):
        """Rates of 0.1 and 0.4, weighed three to one."""
        rate, low, high = direct(once([1, 4]), pd.Series([10, 10]), pd.Series([3, 1]))
        assert rate == pytest.approx(0.75 * 0.1 + 0.25 * 0.4)
        assert low < rate < high

    def test_children_who_count_often_widen_it(self):
        """The same events, of fewer children."""
        own = pd.DataFrame([[3, 0]] * 10 + [[0, 2]] * 10)
        few = direct(own, pd.Series([100, 100]), pd.Series([1, 1]))
        many = direct(once([30, 20]), pd.Series([100, 100]), pd.Series([1, 1]))
        assert few[0] == pytest.approx(many[0])
        assert few[1] < many[1] < many[2] < few[2]

    @given(st.lists(st.tuples(st.integers(0, 20), st.floats(1, 1e4), st.floats(0.1, 10)), min_size=1, max_size=6))
    def test_bounds(self, strata):
        """The rate is in its interval, and no higher than the highest of the strata."""
        cases, exposure, standard = (list(each) for each in zip(*strata, strict=True))
        rate, low, high = direct(once(cases), pd.Series(exposure), pd.Series(standard))
        assert 0 <= low <= rate < high
        assert rate <= max(c / e for c, e in zip(cases, exposure, strict=True)) * (1 + 1e-12)

    def test_stratum_out_of_the_standard(self):
        """It counts for nothing, even without anybody at risk."""
        with_it = direct(once([3, 9]), pd.Series([10.0, 0.0]), pd.Series([1.0, 0.0]))
        assert with_it == pytest.approx(direct(once([3]), pd.Series([10.0]), pd.Series([1.0])))

    def test_refuses(self):
        """Nobody at risk where the standard has people; nobody in the standard."""
        with pytest.raises(RefusalError, match="nobody of the group"):
            direct(once([1, 1]), pd.Series([10.0, 0.0]), pd.Series([1.0, 1.0]))
        with pytest.raises(RefusalError, match="has nobody"):
            direct(once([1]), pd.Series([10.0]), pd.Series([0.0]))


class TestIndirect:
    """Events over expected."""

    @given(st.integers(0, 300), st.floats(0.5, 200), st.sampled_from([0.9, 0.95]))
    def test_against_statsmodels(self, events, expected, level):
        """Its exact central limits."""
        found = indirect(events, pd.Series([expected]), pd.Series([1.0]), confidence=level)
        low, high = confint_poisson(events, expected, method="exact-c", alpha=1 - level)
        assert found == pytest.approx((expected, events / expected, 0 if events == 0 else low, high))

    def test_by_hand(self):
        """Ten years at 0.2 and five at 0.4: four expected; a stratum without time needs no rate."""
        expected, ratio, low, high = indirect(6, pd.Series({"a": 10.0, "b": 5.0, "c": 0.0}),
                                              pd.Series({"b": 0.4, "a": 0.2}))
        assert (expected, ratio) == pytest.approx((4.0, 1.5))
        assert low < 1 < ratio < high

    def test_refuses(self):
        """No rate for a stratum; nothing expected."""
        with pytest.raises(RefusalError, match="no rate"):
            indirect(1, pd.Series({"a": 1.0}), pd.Series({"b": 1.0}))
        with pytest.raises(RefusalError, match="no event is expected"):
            indirect(1, pd.Series({"a": 1.0}), pd.Series({"a": 0.0}))
