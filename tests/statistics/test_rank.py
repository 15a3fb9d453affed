"""Relative importance: against a published example, pingouin, and every order gone through."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
import pytest
import statsmodels.api as sm

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.rank import relative_importance, standardised

SWISS = pd.read_csv(Path(__file__).parent / "swiss.csv")
"""Fertility of 47 Swiss districts, 1888 (Mosteller and Tukey 1977), as R has it."""
FERTILITY, REST = SWISS["Fertility"], SWISS.drop(columns="Fertility")
TWICE = pd.concat([SWISS, SWISS], ignore_index=True)
"""The same correlations, of districts enough for five variables by the module's own rule."""


def made(children=200, seed=1):
    """A criterion, and blocks that go together, one of three columns."""
    rng = np.random.default_rng(seed)
    x = pd.DataFrame(rng.normal(size=(children, 3)) @ rng.normal(size=(3, 3)), columns=list("abc"))
    kind = pd.get_dummies(pd.Series(rng.choice(list("klmn"), children)), dtype=float).iloc[:, 1:]
    y = x["a"] + 0.5 * x["b"] + kind["m"] + rng.normal(size=children)
    return y, {"a": x[["a"]], "b": x[["b"]], "c": x[["c"]], "kind": kind}


def fitted(y, frames):
    """R-squared of a least-squares fit."""
    if not frames:
        return 0.0
    return sm.OLS(y, sm.add_constant(pd.concat(frames, axis=1))).fit().rsquared


class TestRelativeImportance:
    """LMG."""

    def test_published(self):
        """Groemping (2006), of the R package relaimpo."""
        found = relative_importance(TWICE["Fertility"], {name: TWICE[[name]] for name in REST}, draws=9, seed=1)
        share = found.blocks.set_index("block")["share"]
        assert share["Agriculture"] == pytest.approx(0.05709122, abs=5e-9)
        assert share["Examination"] == pytest.approx(0.17117303, abs=5e-9)
        assert share["Education"] == pytest.approx(0.26013468, abs=5e-9)
        assert share["Catholic"] == pytest.approx(0.10557015, abs=5e-9)
        assert found.r_squared == pytest.approx(0.706735, abs=5e-7)

    def test_pingouin(self):
        """Its own shares of single columns."""
        reference = pingouin.linear_regression(REST, FERTILITY, relimp=True).set_index("names")["relimp"]
        found = relative_importance(TWICE["Fertility"], {name: TWICE[[name]] for name in REST}, draws=9, seed=1)
        for row in found.blocks.itertuples():
            assert row.share == pytest.approx(reference[row.block], rel=1e-8)

    def test_every_order(self):
        """Four blocks, one of them of three columns, in all 24 orders."""
        y, blocks = made()
        added = dict.fromkeys(blocks, 0.0)
        for order in permutations(blocks):
            for place, block in enumerate(order):
                before = [blocks[name] for name in order[:place]]
                added[block] += (fitted(y, [*before, blocks[block]]) - fitted(y, before)) / 24
        found = relative_importance(y, blocks, draws=9, seed=1)
        for row in found.blocks.itertuples():
            assert row.share == pytest.approx(added[row.block], rel=1e-8)
        assert found.r_squared == pytest.approx(fitted(y, list(blocks.values())), rel=1e-9)
        assert found.children == 200

    def test_always(self):
        """Shares of what least squares leaves after age and kind, as of residuals."""
        y, blocks = made()
        first = pd.concat([blocks["c"], blocks["kind"]], axis=1)
        left = {name: sm.OLS(column, sm.add_constant(first)).fit().resid
                for name, column in (("y", y), ("a", blocks["a"]["a"]), ("b", blocks["b"]["b"]))}
        by_hand = relative_importance(left["y"], {name: left[name].to_frame() for name in "ab"}, draws=9, seed=1)
        found = relative_importance(y, {name: blocks[name] for name in "ab"}, always=first, draws=9, seed=1)
        assert found.blocks["share"].tolist() == pytest.approx(by_hand.blocks["share"].tolist(), rel=1e-8)

    def test_resamples(self):
        """Percentiles of shares that least squares finds in the same resamples."""
        y, blocks = made(80)
        found = relative_importance(y, {"a": blocks["a"]}, draws=60, seed=9).blocks.iloc[0]
        data = pd.concat([y.rename("y"), blocks["a"]], axis=1).to_numpy()
        data = data[np.lexsort(data.T[::-1])]
        counts = np.random.default_rng(9).multinomial(80, np.full(80, 1 / 80), size=60)
        drawn = [np.corrcoef(np.repeat(data, count, axis=0).T)[0, 1] ** 2 for count in counts]
        assert (found["low"], found["high"]) == pytest.approx(np.quantile(drawn, [0.025, 0.975]))

    def test_order_of_rows(self):
        """Rows shuffled: the same, intervals and ranks too."""
        y, blocks = made()
        order = np.random.default_rng(8).permutation(len(y))
        shuffled = {name: frame.iloc[order] for name, frame in blocks.items()}
        one = relative_importance(y, blocks, draws=99, seed=2).blocks
        pd.testing.assert_frame_equal(relative_importance(y.iloc[order], shuffled, draws=99, seed=2).blocks, one)
        assert (one["rank_low"] <= one["rank"]).all()
        assert (one["rank"] <= one["rank_high"]).all()

    @pytest.mark.parametrize(("change", "why"), [
        (lambda y, x: (y, {str(i): x["a"] for i in range(11)}), "more than 10"),
        (lambda y, x: (y[:30], {name: frame[:30] for name, frame in x.items()}), "fewer than 10 children"),
        (lambda y, x: (y * 0, x), "the same for all"),
        (lambda y, x: (y, {**x, "twice": 2 * x["a"].rename(columns={"a": "twice"})}), "told apart"),
    ])
    def test_refusals(self, change, why):
        """In words."""
        y, blocks = change(*made())
        with pytest.raises(RefusalError, match=why):
            relative_importance(y, blocks, draws=9, seed=1)


class TestStandardised:
    """Coefficients of variables with a standard deviation of 1."""

    def test_pingouin(self):
        """Coefficients of z-scores."""
        scaled = (SWISS - SWISS.mean()) / SWISS.std()
        chosen = ["Education", "Catholic", "Infant.Mortality"]
        reference = pingouin.linear_regression(scaled[chosen], scaled["Fertility"]).set_index("names")["coef"]
        found = standardised(FERTILITY, REST[chosen])
        for row in found.itertuples():
            assert row.coefficient == pytest.approx(reference[row.column], rel=1e-9)
        assert found["coefficient"].abs().is_monotonic_decreasing

    def test_always(self):
        """The same coefficient as with the other column listed."""
        both = standardised(FERTILITY, REST[["Education", "Catholic"]]).set_index("column")
        alone = standardised(FERTILITY, REST[["Education"]], always=REST[["Catholic"]]).set_index("column")
        assert alone.loc["Education"].tolist() == pytest.approx(both.loc["Education"].tolist())
        assert len(alone) == 1

    def test_robust(self):
        """HC3 by hand: residuals over one less their leverage."""
        found = standardised(FERTILITY, REST[["Education", "Catholic"]]).set_index("column")
        scaled = ((SWISS - SWISS.mean()) / SWISS.std()).to_numpy()
        x = np.column_stack([np.ones(47), scaled[:, [3, 4]]])
        bread = np.linalg.inv(x.T @ x)
        residual = scaled[:, 0] - x @ bread @ x.T @ scaled[:, 0]
        weighted = x * (residual / (1 - np.einsum("ij,jk,ik->i", x, bread, x)))[:, None]
        se = np.sqrt(np.diag(bread @ weighted.T @ weighted @ bread))[1]
        width = found.loc["Education", "high"] - found.loc["Education", "low"]
        assert width / 2 / se == pytest.approx(2.015368, abs=1e-6)
