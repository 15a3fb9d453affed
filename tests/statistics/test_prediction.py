"""Discrimination and calibration against a published example, scikit-learn, SciPy, statsmodels and sums by hand."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import special, stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import roc_auc_score

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.prediction import (
    better,
    calibration_by_group,
    calibration_line,
    discrimination,
    tells,
)

NORMAL, ABNORMAL = (33, 6, 6, 11, 2), (3, 2, 2, 11, 33)
"""Ratings 1 to 5 of 58 normal and 51 abnormal images, table I of Hanley and McNeil (1982)."""


def rated() -> tuple[np.ndarray, np.ndarray]:
    """Their outcomes and ratings, image by image."""
    score = np.concatenate([np.repeat(np.arange(1, 6), counts) for counts in (NORMAL, ABNORMAL)])
    return np.repeat([0, 1], [58, 51]), score


def drawn(seed: int, children: int = 80) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outcome, score and child of rows that go together within a child."""
    rng = np.random.default_rng(seed)
    child = np.repeat(np.arange(children), rng.integers(1, 9, children))
    own = rng.normal(size=children)[child]
    score = np.round(own + rng.normal(size=len(child)), 1)
    return (rng.random(len(child)) < special.expit(score - 1)).astype(int), score, child


class TestDiscrimination:
    """The area, and how sure it is."""

    def test_published(self):
        """Area 0.893 of Hanley and McNeil; standard error 0.0307 by DeLong's method, as Stata's manual prints it."""
        y, score = rated()
        found = discrimination(y, score, np.arange(len(y)))
        assert found.area == pytest.approx(0.8932, abs=5e-5)
        assert np.sqrt(found.variance) == pytest.approx(0.0307, abs=5e-5)
        assert (found.events, found.rows, found.children) == (51, 109, 109)

    @pytest.mark.parametrize("seed", range(4))
    def test_other_programs(self, seed):
        """The area by scikit-learn, weighted and not, and by SciPy's Mann-Whitney U."""
        y, score, child = drawn(seed)
        weight = np.random.default_rng(seed).uniform(0.2, 3, len(y))
        area = discrimination(y, score, child).area
        assert area == pytest.approx(roc_auc_score(y, score), rel=1e-12)
        u = stats.mannwhitneyu(score[y == 1], score[y == 0]).statistic
        assert area == pytest.approx(u / (y.sum() * (y == 0).sum()), rel=1e-12)
        weighted = discrimination(y, score, child, weight=weight)
        assert weighted.area == pytest.approx(roc_auc_score(y, score, sample_weight=weight), rel=1e-12)

    def test_obuchowski(self):
        """The paper's three sums, written out pair by pair."""
        y, score, child = drawn(7, 40)
        sick, well = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
        psi = np.array([[(score[i] > score[j]) + 0.5 * (score[i] == score[j]) for j in well] for i in sick])
        area, m, n = psi.mean(), len(sick), len(well)
        v10, v01 = psi.mean(axis=1), psi.mean(axis=0)
        who = np.unique(child)
        first = [sum(v10[child[sick] == each] - area) for each in who]
        second = [sum(v01[child[well] == each] - area) for each in who]
        a, b, c = len(set(child[sick])), len(set(child[well])), len(who)
        s10 = a / ((a - 1) * m) * sum(x * x for x in first)
        s01 = b / ((b - 1) * n) * sum(x * x for x in second)
        s11 = c / (c - 1) * sum(x * z for x, z in zip(first, second, strict=True))
        expected = s10 / m + s01 / n + 2 * s11 / (m * n)
        assert discrimination(y, score, child).variance == pytest.approx(expected, rel=1e-12)

    def test_rows_twice(self):
        """Every row a second time by the same child tells no more."""
        y, score, child = drawn(5)
        once, twice = (discrimination(np.tile(y, k), np.tile(score, k), np.tile(child, k)) for k in (1, 2))
        assert (twice.area, twice.variance) == pytest.approx((once.area, once.variance))

    def test_turned_round(self):
        """A score turned round tells the other way, as surely."""
        y, score, child = drawn(6)
        one, other = discrimination(y, score, child), discrimination(y, -score, child)
        assert (other.area, other.low, other.high) == pytest.approx((1 - one.area, 1 - one.high, 1 - one.low))

    def test_never_wrong(self):
        """No interval for what cannot be bettered."""
        found = discrimination(np.repeat([0, 1], 20), np.repeat([1, 2], 20), np.arange(40))
        assert found.area == 1
        assert np.isnan(found.low)
        with pytest.raises(RefusalError, match="do not vary"):
            tells(found)

    def test_refused(self):
        """Nine children with the outcome."""
        with pytest.raises(RefusalError, match="fewer than 10 children have"):
            discrimination(np.repeat([0, 1], [30, 9]), np.arange(39), np.arange(39))


class TestTests:
    """Against nothing, and against each other."""

    def test_tells(self):
        """A deviate from one half, by its standard error."""
        y, score = rated()
        found = discrimination(y, score, np.arange(len(y)))
        assert tells(found).statistic == pytest.approx((found.area - 0.5) / np.sqrt(found.variance))
        assert tells(found).df == 50

    def test_better(self):
        """The variance of a difference: children drawn anew agree within their own chance."""
        y, score, child = drawn(8)
        other = np.round(score + np.random.default_rng(8).normal(0, 1.5, len(y)), 1)
        first, second = discrimination(y, score, child), discrimination(y, other, child)
        result = better(first, second)
        rng, rows = np.random.default_rng(1), [np.flatnonzero(child == each) for each in np.unique(child)]
        gaps = []
        for _ in range(800):
            again = np.concatenate([rows[i] for i in rng.integers(0, len(rows), len(rows))])
            gaps.append(roc_auc_score(y[again], score[again]) - roc_auc_score(y[again], other[again]))
        assert (first.area - second.area) / result.statistic == pytest.approx(np.std(gaps), rel=0.1)

    def test_same(self):
        """A score against itself."""
        y, score, child = drawn(9)
        found = discrimination(y, score, child)
        with pytest.raises(RefusalError, match="do not vary"):
            better(found, found)


class TestCalibration:
    """What came about against what was foretold."""

    def test_scikit_learn(self):
        """Observed and mean foretold shares in four bands."""
        y, score, child = drawn(10, 300)
        chance = special.expit(score - 1)
        band = pd.Series(pd.cut(chance, np.linspace(0, 1, 5)))
        table = calibration_by_group(y, chance, band, child)
        observed, foretold = calibration_curve(y, chance, n_bins=4)
        assert table["observed"].to_numpy() == pytest.approx(observed, rel=1e-12)
        assert table["predicted"].to_numpy() == pytest.approx(foretold, rel=1e-12)
        assert table["rows"].sum() == len(y)

    def test_weighted_by_hand(self):
        """Three rows of weight 1, 1 and 2, the last with the outcome: a half."""
        group = pd.Series(pd.Categorical(["a"] * 3))
        table = calibration_by_group([0, 0, 1], np.array([0.1, 0.3, 0.6]), group, [1, 2, 3], weight=np.array([1, 1, 2]))
        assert table.loc["a", "observed"] == pytest.approx(0.5)
        assert table.loc["a", "predicted"] == pytest.approx(0.4)
        assert np.isnan(table.loc["a", "low"])

    def test_line(self):
        """Slope and level by statsmodels; children of one row each."""
        y, score, _ = drawn(11)
        chance, child = special.expit(1.4 * score - 0.5), np.arange(len(y))
        odds = special.logit(chance)
        table = calibration_line(y, chance, child)
        slope = sm.GLM(y, sm.add_constant(odds), family=sm.families.Binomial()).fit(
            cov_type="HC0", tol=1e-12)
        level = sm.GLM(y, np.ones(len(y)), family=sm.families.Binomial(), offset=odds).fit(tol=1e-12)
        assert table.loc["slope", "estimate"] == pytest.approx(slope.params[1], rel=1e-8)
        assert table.loc["level", "estimate"] == pytest.approx(level.params[0], rel=1e-8)
        half = (table.loc["slope", "high"] - table.loc["slope", "low"]) / 2
        many = len(y)
        t = stats.t.ppf(0.975, min(y.sum(), many - y.sum()) - 1)
        assert half == pytest.approx(t * slope.bse[1] * np.sqrt(many / (many - 1)), rel=1e-7)

    def test_right(self):
        """Chances that are right have a slope near 1 and a level near 0."""
        rng = np.random.default_rng(12)
        chance = rng.uniform(0.05, 0.9, 20_000)
        table = calibration_line(rng.random(20_000) < chance, chance, np.arange(20_000))
        assert table["estimate"].to_numpy() == pytest.approx([0, 1], abs=0.06)

    def test_refused(self):
        """Too few with the outcome."""
        with pytest.raises(RefusalError, match="fewer than 10"):
            calibration_line(np.repeat([0, 1], [40, 5]), np.linspace(0.1, 0.5, 45), np.arange(45))
