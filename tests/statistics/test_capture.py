"""How many at least, against a published count of diabetics, Chapman's estimate, and sums done by hand."""

import numpy as np
import pandas as pd
import pytest

from missing_audit.statistics.capture import lower_bound, models
from missing_audit.statistics.estimate import RefusalError

CASALE = {"1111": 58, "1110": 157, "1101": 18, "1100": 104, "1011": 46, "1010": 650, "1001": 12, "1000": 709,
          "0111": 14, "0110": 20, "0101": 7, "0100": 74, "0011": 8, "0010": 182, "0001": 10}
"""Diabetics of Casale Monferrato by which of four lists held them: doctors, hospitals, prescriptions, strips
[@bruno1994]."""


def spread(cells):
    """One row per person."""
    lists = len(next(iter(cells)))
    return pd.DataFrame([[int(c) for c in key] for key, many in cells.items() for _ in range(many)],
                        columns=list("abcd")[:lists])


class TestLowerBound:
    """Chao's bound."""

    @pytest.mark.parametrize("cells", [{"11": 40, "10": 25, "01": 15}, {"11": 10, "10": 300, "01": 60}])
    def test_two_lists_are_chapman(self, cells):
        """Whose estimate needs no more than the lists' sizes and their overlap."""
        first, second = cells["11"] + cells["10"], cells["11"] + cells["01"]
        chapman = (first + 1) * (second + 1) / (cells["11"] + 1) - 1
        assert lower_bound(spread(cells))["bound"] == pytest.approx(chapman)

    def test_published_data(self):
        """Of 2,069 diabetics: by hand from 975 in one list alone and 801 in two."""
        found = lower_bound(spread(CASALE))
        pairs = 709 * 74 + 709 * 182 + 709 * 10 + 74 * 182 + 74 * 10 + 182 * 10
        assert (found["seen"], found["once"], found["twice"]) == (2069, 975, 951 - 150)
        assert found["bound"] == pytest.approx(2069 + pairs / 802)

    def test_variance_against_a_bootstrap(self):
        """The width is that of people drawn anew, and of how many of all there are."""
        rng, cells = np.random.default_rng(3), {"11": 200, "10": 150, "01": 100}
        people = sum(cells.values()) + 75
        chances = np.array([*cells.values(), 75]) / people
        drawn = rng.multinomial(people, chances, 4000)
        unseen = drawn[:, 1] * drawn[:, 2] / (drawn[:, 0] + 1)
        found = lower_bound(spread(cells))
        spread_of = np.sqrt(np.expm1((np.log((found["high"] - 450) / (found["low"] - 450)) / 2 / 1.96) ** 2)) * 75
        assert spread_of == pytest.approx((unseen - drawn[:, 3]).std(), rel=0.15)

    def test_below_the_truth_where_people_differ(self):
        """A lower bound: with people of whom some are in few lists, it lies under their number and over those seen."""
        rng = np.random.default_rng(4)
        chance = np.where(rng.random(20_000) < 0.5, 0.1, 0.6)
        found = lower_bound(pd.DataFrame(rng.random((20_000, 3)) < chance[:, None], columns=list("abc")))
        assert found["seen"] < found["bound"] < 20_000

    def test_refusals(self):
        """One list, five lists, and lists of which one is within the other."""
        with pytest.raises(RefusalError, match="from two to 4"):
            lower_bound(pd.DataFrame({"a": [1] * 50}))
        with pytest.raises(RefusalError, match="from two to 4"):
            lower_bound(pd.DataFrame(np.ones((50, 5))))
        with pytest.raises(RefusalError, match="tells too little"):
            lower_bound(spread({"11": 40, "10": 25, "01": 3}))


class TestModels:
    """Log-linear models."""

    def test_published(self):
        """The model that Chao and others prefer gives 2,771 diabetics [@chao2001]."""
        best = models(spread(CASALE)).iloc[0]
        assert best["pairs"] == "a and b, a and c, b and c, b and d, c and d"
        assert best["estimate"] == pytest.approx(2771, abs=0.5)
        assert best["low"] < best["estimate"] < best["high"]

    def test_independent_lists(self):
        """Three lists of people all alike, with as many in each cell as is expected, give their number back."""
        cells = {f"{n:03b}": round(8000 * 0.5 ** 3) for n in range(1, 8)}
        found = models(spread(cells)).set_index("pairs")
        assert found.at["", "estimate"] == pytest.approx(8000)
        assert found.index[0] == ""

    def test_empty_cells(self):
        """A model that runs away is left out; those that settle stay."""
        found = models(spread({"110": 60, "100": 40, "010": 30, "101": 20, "001": 15, "111": 10}))
        assert np.isfinite(found["estimate"]).all()

    def test_two_lists(self):
        """Leave nothing to model."""
        with pytest.raises(RefusalError, match="with two lists"):
            models(spread({"11": 40, "10": 25, "01": 30}))
