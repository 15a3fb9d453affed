"""Imputation against statsmodels' likelihood, data made with gaps, and published sums."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.discrete.discrete_model import MNLogit

from missing_audit.statistics import impute
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.impute import imputed, pooled


def made(seed: int, rows: int = 3000) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Three groups and a yes or no that depend on each other and on a number; whole, and with gaps.

    Whether a group is known depends on what is always known.
    """
    rng = np.random.default_rng(seed)
    group = rng.choice(list("abc"), rows, p=[0.6, 0.3, 0.1])
    events = rng.poisson(np.where(group == "a", 1.0, np.where(group == "b", 2.0, 3.0)))
    flag = np.where(rng.random(rows) < np.where(group == "a", 0.2, 0.5), "yes", "no")
    whole = pd.DataFrame({"group": group, "flag": flag, "events": events})
    holes = whole.assign(group=whole["group"].mask(rng.random(rows) < np.where(events > 1, 0.5, 0.1)),
                         flag=whole["flag"].mask(rng.random(rows) < 0.2))
    return whole, holes


class TestModel:
    """The model of one column."""

    def test_against_statsmodels(self, monkeypatch):
        """With a flat prior: the maximum of the likelihood, and its covariance."""
        monkeypatch.setattr(impute, "_SLOPE", 1e6)
        monkeypatch.setattr(impute, "_LEVEL", 1e6)
        whole, _ = made(1)
        x = impute._design(whole.drop(columns="group"))
        code = pd.Categorical(whole["group"]).codes
        mode, factor = impute._fitted(x, code, 3, None)
        other = MNLogit(code, x).fit(disp=0, method="newton", tol=1e-12)
        assert mode == pytest.approx(other.params.T.ravel(), rel=1e-6)
        covariance = np.linalg.inv(factor.T @ factor)
        assert covariance == pytest.approx(np.asarray(other.cov_params()), rel=1e-6, abs=1e-10)

    def test_separation_stays_finite(self):
        """Where one column says all about another, the prior holds the slope."""
        x = impute._design(pd.DataFrame({"other": ["p"] * 50 + ["q"] * 50}))
        mode, _ = impute._fitted(x, np.repeat([0, 1], 50), 2, None)
        assert np.abs(mode).max() < 10

    def test_draws_follow_the_posterior(self):
        """Shares drawn for one row many times scatter as the posterior says."""
        x = impute._design(pd.DataFrame({"other": ["p", "q"] * 100}))
        code = (np.arange(200) % 5 == 0).astype(int)
        model = impute._Model(*impute._fitted(x, code, 2, None), np.tile(x[:1], (400, 1)))
        rng = np.random.default_rng(3)
        shares = [impute._drawn(model, rng).mean() for _ in range(400)]
        p = impute._shares(x[:1], model.mode, 1)[0, 1]
        covariance = np.linalg.inv(model.precision.T @ model.precision)
        expected = (p * (1 - p)) ** 2 * (x[0] @ covariance @ x[0]) + p * (1 - p) / 400
        assert np.var(shares) == pytest.approx(expected, rel=0.25)
        assert np.mean(shares) == pytest.approx(p, abs=0.01)


class TestImputed:
    """Completed tables."""

    def test_corrects_what_gaps_bias(self):
        """Gaps are likelier where events are many: the known alone give rates that are too low, completed ones not."""
        whole, holes = made(2)
        truth = whole.groupby("group")["events"].mean()
        known = holes.groupby("group")["events"].mean()
        filled = pd.DataFrame([full.groupby("group")["events"].mean()
                               for full in imputed(holes, ["group", "flag"], draws=10, rng=np.random.default_rng(5))])
        assert (known < 0.93 * truth).all()
        assert filled.mean().to_numpy() == pytest.approx(truth.to_numpy(), rel=0.04)

    def test_known_values_stay(self):
        """Only gaps are filled, with categories that are there; the input is left as it is."""
        _, holes = made(3, rows=300)
        before = holes.copy()
        for full in imputed(holes, ["group", "flag"], draws=3, rng=np.random.default_rng(1)):
            assert not full.isna().any().any()
            assert set(full["group"]) == set("abc")
            known = holes["group"].notna()
            assert (full["group"][known] == holes["group"][known]).all()
        pd.testing.assert_frame_equal(holes, before)

    def test_same_seed_same_tables(self):
        """All chance comes from the generator."""
        _, holes = made(4, rows=200)
        first, second = (list(imputed(holes, ["group", "flag"], draws=2, rng=np.random.default_rng(9)))
                         for _ in range(2))
        for one, other in zip(first, second, strict=True):
            pd.testing.assert_frame_equal(one, other)
        assert not first[0].equals(first[1])

    def test_no_gaps(self):
        """Nothing to do."""
        whole, _ = made(5, rows=50)
        assert all(full.equals(whole) for full in imputed(whole, ["group"], draws=2, rng=np.random.default_rng(1)))

    def test_refuses(self):
        """Too few known of a group, or one group alone."""
        rows = pd.DataFrame({"group": ["a"] * 20 + ["b"] * 4 + [None], "events": 1})
        with pytest.raises(RefusalError, match="fewer than 5"):
            next(imputed(rows, ["group"], draws=1, rng=np.random.default_rng(1)))
        with pytest.raises(RefusalError, match="fewer than two groups"):
            next(imputed(rows[rows["group"] != "b"], ["group"], draws=1, rng=np.random.default_rng(1)))


class TestPooled:
    """Rubin's rules."""

    MEANS = (47.0120, 47.2407, 47.4995, 47.1485, 47.0042)
    ERRORS = (0.95984, 0.93540, 1.00766, 0.95439, 0.96528)
    """Means of oxygen intake of 31 people in five completed tables: SAS/STAT 13.2, PROC MIANALYZE, example 64.1."""

    def test_against_the_product_form(self):
        """Barnard and Rubin's degrees of freedom as the R package mice writes them, and Rubin's sums, by hand."""
        q, u, m, com = np.array(self.MEANS), np.array(self.ERRORS) ** 2, 5, 30
        line = pooled(pd.DataFrame({"q": q}), pd.DataFrame({"q": u}), complete_df=com).iloc[0]
        b, t = sum((q - sum(q) / m) ** 2) / (m - 1), sum(u) / m + 6 / 5 * sum((q - sum(q) / m) ** 2) / (m - 1)
        lam = 6 / 5 * b / t
        product = (1 - lam) * (1 + com) * com
        df = (m - 1) * product / ((com + 3) * (m - 1) + lam**2 * product)
        assert line[["estimate", "se", "missing", "df"]].tolist() == pytest.approx([sum(q) / m, t**0.5, lam, df])
        assert line["df"] == pytest.approx(26.2987, abs=1e-4)
        assert line["high"] - line["estimate"] == pytest.approx(line["estimate"] - line["low"])

    def test_nothing_missing(self):
        """Tables alike: the variance is that within, and the degrees of freedom nearly those without gaps."""
        line = pooled(pd.DataFrame({"q": [1.0] * 4}), pd.DataFrame({"q": [0.25] * 4}), complete_df=100).iloc[0]
        assert (line["se"], line["missing"]) == (0.5, 0)
        assert line["df"] == pytest.approx(101 / 103 * 100)

    def test_refuses_one_table(self):
        """Nothing says how far tables differ."""
        with pytest.raises(ValueError, match="at least two"):
            pooled(pd.DataFrame({"q": [1.0]}), pd.DataFrame({"q": [1.0]}), complete_df=10)
