"""The points score by hand, its folds, and errors by group."""

import numpy as np
import pandas as pd
import pytest
from scipy import special
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, roc_auc_score

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.points import by_group, crossvalidated, folds_of, points_of, scored


def drawn(seed: int, children: int = 200) -> tuple[np.ndarray, pd.DataFrame, np.ndarray]:
    """Outcomes that go with two factors, of children of several rows."""
    rng = np.random.default_rng(seed)
    child = np.repeat(np.arange(children), rng.integers(1, 6, children))
    factors = pd.DataFrame({"age": pd.Categorical(rng.choice(["young", "middle", "old"], len(child)),
                                                  ["young", "middle", "old"]),
                            "before": pd.Categorical(rng.choice(["no", "yes"], len(child)), ["no", "yes"])})
    odds = -0.8 - 0.5 * (factors["age"] == "old").to_numpy() + 1.1 * (factors["before"] == "yes").to_numpy()
    return (rng.random(len(child)) < special.expit(odds)).astype(int), factors, child


class TestScored:
    """Points and the chance that goes with them."""

    def test_points_of(self):
        """To the nearest whole unit; a half goes up."""
        assert points_of(pd.Series([0, 0.24, 0.26, 0.75, 1.0]), 0.5).tolist() == [0, 0, 1, 2, 2]

    def test_scikit_learn(self):
        """Log odds are those of a regression held back; the heaviest level has five points, the lightest none."""
        y, factors, child = drawn(1)
        score = scored(y, factors, child)
        x = np.column_stack([factors["age"] == "middle", factors["age"] == "old", factors["before"] == "yes"])
        middle, old, before = LogisticRegression(C=1.0, tol=1e-12, max_iter=10_000).fit(x, y).coef_[0]
        least = min(0, middle, old)
        expected = [-least, middle - least, old - least, max(0, -before), max(0, before)]
        assert score.table["coefficient"].to_numpy() == pytest.approx(expected, rel=1e-5)
        assert score.table["points"].max() == 5
        assert score.table.groupby("factor")["points"].min().tolist() == [0, 0]
        unit = max(expected) / 5
        assert score.table["points"].tolist() == [int(value / unit + 0.5) for value in expected]

    def test_totals(self):
        """Added up row by row."""
        y, factors, child = drawn(2)
        score = scored(y, factors, child)
        worth = score.table.set_index(["factor", "level"])["points"]
        first = factors.iloc[0]
        assert score.totals(factors)[0] == worth["age", first["age"]] + worth["before", first["before"]]
        chances = score.predicted(np.arange(8))
        assert (np.diff(chances) > 0).all()

    def test_too_few_events(self):
        """Ten with the outcome for each of three numbers."""
        y, factors, child = drawn(3)
        rare = y * (np.cumsum(y) <= 29)
        with pytest.raises(RefusalError, match="needs 30 episodes"):
            scored(rare, factors, child)


class TestCrossvalidated:
    """By child, seeded."""

    def test_folds_keep_a_child_together(self):
        """All rows of a child in one fold; folds alike in children; another seed, other folds."""
        child = np.repeat(np.arange(53), np.random.default_rng(1).integers(1, 5, 53))
        fold = folds_of(child, 10, 7)
        own = pd.Series(fold).groupby(child)
        assert own.nunique().max() == 1
        assert own.first().value_counts().between(5, 6).all()
        assert (fold != folds_of(child, 10, 8)).any()

    def test_names_do_not_matter(self):
        """Children called otherwise fall into the same folds."""
        child = np.array([3, 3, 1, 2, 2, 9])
        renamed = np.array(["z", "z", "q", "a", "a", "b"])
        assert folds_of(child, 3, 1).tolist() == folds_of(renamed, 3, 1).tolist()

    def test_by_hand(self):
        """Each fold by the score of the others."""
        y, factors, child = drawn(4)
        out = crossvalidated(y, factors, child, seed=11)
        held = (out["fold"] == 3).to_numpy()
        score = scored(y[~held], factors[~held], child[~held])
        assert out.loc[held, "total"].tolist() == score.totals(factors[held]).tolist()
        assert out.loc[held, "predicted"].to_numpy() == pytest.approx(score.predicted(score.totals(factors[held])))

    def test_noise_is_not_foretold(self):
        """Outcomes drawn without regard to the factors: cross-validated, the score tells nothing."""
        _, factors, child = drawn(5, 400)
        y = np.random.default_rng(5).integers(0, 2, len(child))
        assert roc_auc_score(y, crossvalidated(y, factors, child, seed=1)["predicted"]) < 0.55


class TestByGroup:
    """Errors of each group."""

    def test_scikit_learn(self):
        """False negatives and positives from the confusion matrix, the area from the scores."""
        y, factors, child = drawn(6)
        chance = np.random.default_rng(6).random(len(y))
        acted = chance > 0.6
        table = by_group(y, chance, acted, factors["age"], child)
        for name in factors["age"].cat.categories:
            here = (factors["age"] == name).to_numpy()
            (tn, fp), (fn, tp) = confusion_matrix(y[here], acted[here])
            assert table.loc[name, "missed"] == pytest.approx(fn / (fn + tp))
            assert table.loc[name, "alarm"] == pytest.approx(fp / (fp + tn))
            assert table.loc[name, "area"] == pytest.approx(roc_auc_score(y[here], chance[here]))
            assert table.loc[name, "rows"] == here.sum()

    def test_too_few(self):
        """A group of nine children has no number."""
        group = pd.Series(pd.Categorical(["few"] * 9 + ["many"] * 60))
        y = np.tile([0, 1], 35)[:69]
        table = by_group(y, np.linspace(0, 1, 69), np.arange(69) % 3 == 0, group, np.arange(69))
        assert np.isnan(table.loc["few", ["area", "missed", "alarm"]].to_numpy(float)).all()
        assert np.isfinite(table.loc["many", ["area", "missed", "alarm"]].to_numpy(float)).all()
