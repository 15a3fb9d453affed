"""Moran's I against sums done by hand and against all orders gone through one by one."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.moran import moran

BESIDE = {"a": "bc", "b": "acd", "c": "abe", "d": "be", "e": "cd", "f": "e"}


def index(values: dict[str, float], beside: dict[str, str]) -> float:
    """The formula, term by term."""
    mean = sum(values.values()) / len(values)
    total = sum(1 for place in values if beside.get(place))
    like = sum((values[place] - mean) * (values[other] - mean) / len(beside[place])
               for place in values for other in beside.get(place, ""))
    return len(values) / total * like / sum((value - mean) ** 2 for value in values.values())


class TestMoran:
    """Six places, 720 orders."""

    VALUES = pd.Series([5.0, 4.0, 3.5, 1.0, 0.5, 0.2], index=list("abcdef"))

    def test_statistic(self):
        """By hand."""
        found = moran(self.VALUES, BESIDE, seed=1)
        assert found.statistic == pytest.approx(index(self.VALUES.to_dict(), BESIDE), abs=1e-11)
        assert found.symbol == "I"

    def test_every_order(self):
        """The p-value is the share of all orders with as large a statistic."""
        seen = index(self.VALUES.to_dict(), BESIDE)
        every = [index(dict(zip("abcdef", order, strict=True)), BESIDE) for order in permutations(self.VALUES)]
        share = np.mean([value >= seen - 1e-11 for value in every])
        assert moran(self.VALUES, BESIDE, seed=1).p == pytest.approx(share)

    def test_drawn(self):
        """Many places: near the share among draws of another generator, and the same for the same seed."""
        rng = np.random.default_rng(2)
        places = [f"p{i:02d}" for i in range(16)]
        ring = {place: [places[i - 1], places[(i + 1) % 16]] for i, place in enumerate(places)}
        values = pd.Series(np.sin(np.arange(16) / 2.5) + rng.normal(0, 0.8, 16), index=places)
        found = moran(values, ring, seed=4, draws=4999)
        turned = values.to_numpy() - values.mean()
        dealt = rng.permuted(np.tile(turned, (20000, 1)), axis=1)
        all_i = (dealt * (np.roll(dealt, 1, axis=1) + np.roll(dealt, -1, axis=1)) / 2).sum(axis=1) / (turned**2).sum()
        assert found.p == pytest.approx((all_i >= found.statistic - 1e-9).mean(), abs=0.01)
        assert moran(values.sample(frac=1, random_state=3), ring, seed=4, draws=4999) == found

    def test_alternating_is_below_chance(self):
        """Neighbours that differ: I below its expectation, p near 1."""
        row = pd.Series([1.0, -1, 1, -1, 1, -1], index=list("abcdef"))
        beside = {"a": "b", "b": "ac", "c": "bd", "d": "ce", "e": "df", "f": "e"}
        found = moran(row, beside, seed=1)
        assert found.statistic == pytest.approx(-1)
        assert found.p == pytest.approx(1)

    @pytest.mark.parametrize(("values", "beside", "reason"), [
        ({"a": 1.0, "b": 2.0}, BESIDE, "fewer than 5 places"),
        (dict.fromkeys("abcdef", 1.0), BESIDE, "alike"),
        (dict(zip("abcdef", range(6), strict=True)), {}, "neighbour"),
    ])
    def test_refused(self, values, beside, reason):
        """In words that the report prints."""
        with pytest.raises(RefusalError, match=reason):
            moran(pd.Series(values), beside, seed=1)
