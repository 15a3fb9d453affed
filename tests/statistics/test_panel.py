"""Children with many rows: against statsmodels, closed forms of balanced data, and integrals done by quadrature."""

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, optimize, stats

from missing_audit.statistics.counts import count_regression
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.panel import averaged, mixed_linear, mixed_poisson
from missing_audit.statistics.regress import negative_binomial


def counted(seed: int, children: int = 200, rows: int = 4, own: float = 0.8):
    """Counts of children with a level of their own."""
    rng = np.random.default_rng(seed)
    child = pd.Series(np.repeat(np.arange(children), rows))
    x = pd.DataFrame({"level": 1.0, "care": (child % 2).astype(float), "slope": rng.normal(size=len(child))})
    exposure = rng.uniform(0.3, 1, len(child))
    level = np.repeat(rng.gamma(1 / own, own, children), rows)
    return rng.poisson(np.exp(x.to_numpy() @ [0.3, 0.6, -0.2]) * exposure * level), x, exposure, child


def measured(seed: int, children: int = 60, rows: int = 5):
    """Numbers of children with a level of their own; the same columns for every child."""
    rng = np.random.default_rng(seed)
    child = pd.Series(np.repeat(np.arange(children), rows))
    x = pd.DataFrame({"level": 1.0, "time": np.tile(np.arange(rows) - 2.0, children)})
    return 2 + 0.5 * x["time"].to_numpy() + np.repeat(rng.normal(0, 1.5, children), rows) + rng.normal(
        size=len(child)), x, child


class TestAveraged:
    """Generalised estimating equations."""

    def test_equations_by_hand(self):
        """The estimates solve them, with each child's matrix written out; so does the sandwich."""
        y, x, exposure, child = counted(1, children=80)
        mine = averaged(y, x, child, family="poisson", exposure=exposure)
        beta, rho = mine.coefficients.to_numpy(), mine.dispersion
        mean = np.exp(x.to_numpy() @ beta) * exposure
        slope, bread, meat = np.zeros(3), np.zeros((3, 3)), np.zeros((3, 3))
        for each in range(80):
            mu, rest, d = mean[child == each], (y - mean)[child == each], x[child == each].to_numpy()
            root = np.diag(np.sqrt(mu))
            inverse = np.linalg.inv(root @ (rho * np.ones((4, 4)) + (1 - rho) * np.eye(4)) @ root)
            part = (d * mu[:, None]).T @ inverse
            slope += part @ rest
            bread += part @ (d * mu[:, None])
            meat += np.outer(part @ rest, part @ rest)
        assert np.abs(slope).max() < 1e-5 * np.abs(meat).max() ** 0.5
        robust = np.linalg.inv(bread) @ meat @ np.linalg.inv(bread) * 80 / 79
        np.testing.assert_allclose(mine.covariance, robust, rtol=1e-4)

    def test_independent_rows_are_a_regression(self):
        """With one row a child, the sandwich of the logistic and of the Poisson regression."""
        y, x, exposure, child = counted(2, rows=1)
        mine = averaged(y, x, child, family="poisson", exposure=exposure)
        theirs = count_regression(y, x, exposure, child, family="poisson")
        np.testing.assert_allclose(mine.table["ratio"], theirs.table["ratio"], rtol=1e-7)
        np.testing.assert_allclose(mine.table["se"], theirs.table["se"], rtol=1e-6)

    def test_finds_the_correlation(self):
        """Of numbers whose rows share a known part."""
        y, x, child = measured(3, children=2000)
        assert averaged(y, x, child, family="gaussian").dispersion == pytest.approx(2.25 / 3.25, abs=0.02)

    def test_order_of_rows_does_not_matter(self):
        """Nor what children are called."""
        y, x, exposure, child = counted(4)
        order = np.random.default_rng(5).permutation(len(y))
        one = averaged(y, x, child, family="poisson", exposure=exposure).table
        two = averaged(y[order], x.iloc[order], ("c" + child.astype(str)).iloc[order], family="poisson",
                       exposure=exposure[order]).table
        pd.testing.assert_frame_equal(one, two, rtol=1e-6)

    def test_refusals(self):
        """Too few children; a group without an event."""
        y, x, exposure, child = counted(6)
        with pytest.raises(RefusalError, match="20 would be needed"):
            averaged(np.where(child < 12, y + 1, 0), x, child, family="poisson", exposure=exposure)
        with pytest.raises(RefusalError, match="has no event"):
            averaged(np.where(x["care"] == 1, 0, y), x, child, family="poisson", exposure=exposure)


class TestMixedLinear:
    """Random intercepts."""

    def test_balanced_by_hand(self):
        """Of balanced data: least squares, and the components of an analysis of variance."""
        y, x, child = measured(7)
        mine = mixed_linear(y, x, child)
        n, k = 60, 5
        slope = (x["time"] * y).sum() / (x["time"] ** 2).sum()
        means = pd.Series(y).groupby(child).mean()
        rest = y - slope * x["time"] - means.to_numpy()[child]
        within = (rest ** 2).sum() / (n * (k - 1) - 1)
        between = (k * means.var(ddof=1) - within) / k
        np.testing.assert_allclose(mine.coefficients, [y.mean(), slope], rtol=1e-6)
        assert mine.dispersion == pytest.approx(between / (between + within), rel=1e-4)
        np.testing.assert_allclose(mine.table["se"], [np.sqrt(means.var(ddof=1) / n),
                                                      np.sqrt(within / (x["time"] ** 2).sum())], rtol=1e-4)

    def test_refusals(self):
        """Nothing between children; one row a child."""
        rng = np.random.default_rng(8)
        _, x, child = measured(9)
        y = np.tile([1.0, 2, 3, 4, 5], 60)
        for each in range(60):
            rng.shuffle(y[5 * each:5 * each + 5])
        with pytest.raises(RefusalError, match="do not differ"):
            mixed_linear(y, x, child)
        with pytest.raises(RefusalError, match="two rows"):
            mixed_linear(rng.normal(size=300), x, pd.Series(range(300)))


class TestMixedPoisson:
    """Gamma levels of children."""

    def test_integrals(self):
        """The likelihood of each child, its level integrated out numerically; no step about it is higher."""
        y, x, exposure, child = counted(10, children=24)
        mine = mixed_poisson(y, x, exposure, child)

        def height(beta: np.ndarray, variance: float) -> float:
            mean, total = np.exp(x.to_numpy() @ beta) * exposure, 0.0
            for each in range(24):
                counts, mu = y[child == each], mean[child == each]
                total += np.log(integrate.quad(
                    lambda u, c=counts, m=mu: stats.poisson.pmf(c, u * m).prod()
                    * stats.gamma.pdf(u, 1 / variance, scale=variance), 0, np.inf, epsabs=0, epsrel=1e-9)[0])
            return total

        beta = mine.coefficients.to_numpy()
        top = height(beta, mine.dispersion)
        assert mine.log_likelihood == pytest.approx(top, rel=1e-7)
        assert all(height(beta + step, mine.dispersion) < top for step in 0.02 * np.vstack([np.eye(3), -np.eye(3)]))
        assert max(height(beta, mine.dispersion * f) for f in (0.95, 1.05)) < top

    def test_one_row_a_child(self):
        """Is the negative binomial model."""
        y, x, exposure, child = counted(11, rows=1)
        mine, theirs = mixed_poisson(y, x, exposure, child), negative_binomial(y, x, exposure)
        np.testing.assert_allclose(mine.coefficients, theirs.coefficients, rtol=1e-5)
        assert mine.dispersion == pytest.approx(theirs.dispersion, rel=1e-5)
        assert mine.log_likelihood == pytest.approx(theirs.log_likelihood, rel=1e-10)

    def test_errors_of_repeated_draws(self):
        """About as large as the estimates vary over counties drawn anew."""
        fits = [mixed_poisson(*counted(seed, children=100)).table for seed in range(20, 80)]
        found = pd.DataFrame([fit["coefficient"] for fit in fits]).std()
        said = pd.DataFrame([fit["se"] for fit in fits]).mean()
        np.testing.assert_allclose(found, said, rtol=0.35)

    def test_no_differences_between_children(self):
        """Refused."""
        y, x, exposure, child = counted(12)
        with pytest.raises(RefusalError, match="do not differ"):
            mixed_poisson(np.tile([1, 2, 1, 2], 200), x, np.ones(800), child)


def test_mixed_linear_of_unbalanced_rows():
    """Unbalanced numbers: the profile of the restricted likelihood, climbed by a plain search."""
    y, x, child = measured(13)
    keep = np.random.default_rng(14).random(len(y)) < 0.7
    y, x, child = y[keep], x[keep], child[keep]
    mine = mixed_linear(y, x, child)

    def height(log_ratio: float) -> float:
        same = (child.to_numpy()[:, None] == child.to_numpy()[None]).astype(float)
        v = np.eye(len(y)) + np.exp(log_ratio) * same
        inverse, d = np.linalg.inv(v), x.to_numpy()
        beta = np.linalg.solve(d.T @ inverse @ d, d.T @ inverse @ y)
        rest, df = y - d @ beta, len(y) - 2
        return (np.linalg.slogdet(v)[1] + np.linalg.slogdet(d.T @ inverse @ d)[1]
                + df * np.log(rest @ inverse @ rest)) / 2

    ratio = np.exp(optimize.minimize_scalar(height, bounds=(-3, 4), method="bounded").x)
    assert mine.dispersion == pytest.approx(ratio / (1 + ratio), rel=1e-3)
