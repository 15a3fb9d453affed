"""Net benefit against sums by hand and against what its definition requires."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from missing_audit.statistics.benefit import decision_curve

THRESHOLDS = [0.05, 0.1, 0.25, 0.5]


def drawn(seed: int, rows: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes, and chances that are right."""
    rng = np.random.default_rng(seed)
    chance = rng.beta(1.2, 4, rows)
    return (rng.random(rows) < chance).astype(int), chance


class TestDecisionCurve:
    """By rule and threshold."""

    def test_by_hand(self):
        """1,000 rows, 250 with the outcome; a rule acts on 200 of these and on 150 others, from a chance of a fifth.

        200/1000 less 150/1000 times 0.2/0.8 is 0.1625; acting on all is 250/1000 less 750/1000 times a quarter, 0.0625.
        """
        y = np.repeat([1, 0], [250, 750])
        rule = pd.DataFrame({"rule": np.repeat([1, 0, 1, 0], [200, 50, 150, 600])})
        table = decision_curve(y, rule, [0.2], np.arange(1000)).set_index("rule")
        assert table.loc["rule", "benefit"] == pytest.approx(0.1625)
        assert table.loc["all", "benefit"] == pytest.approx(0.0625)
        assert table.loc["rule", "gain"] == pytest.approx(0.1)
        assert table.loc["rule", ["acted", "children", "share"]].tolist() == [350, 350, 0.35]

    @pytest.mark.parametrize("threshold", THRESHOLDS)
    def test_definition(self, threshold):
        """True positives less false ones at the threshold's odds, counted row by row [@vickers2006]."""
        y, chance = drawn(1)
        table = decision_curve(y, pd.DataFrame({"score": chance}), [threshold], np.arange(len(y))).set_index("rule")
        right = sum(c >= threshold and o == 1 for c, o in zip(chance, y, strict=True))
        wrong = sum(c >= threshold and o == 0 for c, o in zip(chance, y, strict=True))
        by_hand = right / len(y) - wrong / len(y) * threshold / (1 - threshold)
        assert table.loc["score", "benefit"] == pytest.approx(by_hand)

    def test_all_crosses_none_at_the_share(self):
        """Acting on all gains nothing where the threshold is the share with the outcome."""
        y, chance = drawn(2)
        table = decision_curve(y, pd.DataFrame({"score": chance}), [y.mean()], np.arange(len(y))).set_index("rule")
        assert table.loc["all", "benefit"] == pytest.approx(0, abs=1e-12)

    def test_interval_of_a_mean(self):
        """With one row a child, that of the mean of what each row is worth."""
        y, chance = drawn(3)
        table = decision_curve(y, pd.DataFrame({"score": chance}), [0.2], np.arange(len(y))).set_index("rule")
        worth = np.where(chance >= 0.2, y - (1 - y) * 0.25, 0)
        low, high = stats.t.interval(0.95, len(y) - 1, worth.mean(), stats.sem(worth))
        assert table.loc["score", ["low", "high"]].tolist() == pytest.approx([low, high])

    def test_few_acted_on(self):
        """No interval on fewer than ten children."""
        y, chance = drawn(4)
        rule = pd.DataFrame({"rare": (np.arange(len(y)) < 5).astype(int)})
        table = decision_curve(y, rule, [0.2], np.arange(len(y))).set_index("rule")
        assert np.isnan(table.loc["rare", "low"])
