"""Weighted shares against svy, statsmodels, estimating equations solved anew, and children drawn anew."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
import statsmodels.api as sm
import svy
from scipy import optimize, stats

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.shares import clustered_share
from missing_audit.statistics.weighting import Propensity, propensity, weighted_share


def drawn(seed: int, children: int = 240) -> tuple[np.ndarray, np.ndarray, pd.DataFrame, np.ndarray]:
    """What is counted, who answered, traits and child: those of a trait answer less, and are counted more."""
    rng = np.random.default_rng(seed)
    child = np.repeat(np.arange(children), rng.integers(1, 9, children))
    traits = pd.DataFrame({"old": rng.integers(0, 2, children)[child], "far": rng.integers(0, 2, len(child))})
    own = rng.normal(0, 0.7, children)[child]
    answered = rng.random(len(child)) < 1 / (1 + np.exp(-(1 - 1.3 * traits["old"] + 0.5 * traits["far"])))
    part = rng.random(len(child)) < 1 / (1 + np.exp(-(-1 + 1.4 * traits["old"] + own)))
    return part.to_numpy().astype(int), answered.to_numpy(), traits, child


def behind(low: float, high: float, level: float = 0.95) -> float:
    """Standard error behind Wilson's limits, which are the roots of (share - p)² = z² p (1 - p) / n."""
    z = stats.norm.ppf((1 + level) / 2)
    total, product = low + high, low * high

    def off(rows):
        """By how much the sum of the roots differs, if this many rows give their product."""
        share = np.sqrt(product * (1 + z * z / rows))
        return (2 * share + z * z / rows) / (1 + z * z / rows) - total

    rows = optimize.brentq(off, 1, 1e7)
    share = np.sqrt(product * (1 + z * z / rows))
    return float(np.sqrt(share * (1 - share) / rows))


class TestPropensity:
    """The chance of an answer."""

    def test_agrees_with_svy(self):
        """Odds ratios and their standard errors: those of svy's logistic regression with children as sampling units."""
        _, answered, traits, child = drawn(1)
        data = pl.DataFrame({"answered": answered.astype(int), "child": child, "weight": np.ones(len(child))}
                            | {name: traits[name].to_numpy() for name in traits})
        sample = svy.Sample(data, svy.Design(wgt="weight", psu="child"))
        fit = sample.glm.fit("answered", x=list(traits), family="binomial")
        theirs = {each.term: (each.est, each.se) for each in fit.coefs}
        mine = propensity(answered, traits, child).odds
        half = stats.t.ppf(0.975, len(np.unique(child)) - 1)
        for name in traits:
            assert np.log(mine.at[name, "ratio"]) == pytest.approx(theirs[name][0], rel=1e-6)
            se = np.log(mine.at[name, "high"] / mine.at[name, "low"]) / 2 / half
            assert se == pytest.approx(theirs[name][1], rel=1e-6)

    def test_weights_restore_the_rows(self):
        """The weighted answers add up to about as many rows as there are, and to each trait's share."""
        _, answered, traits, child = drawn(2)
        model = propensity(answered, traits, child)
        assert model.weight.sum() == pytest.approx(len(child), rel=0.01)
        assert weighted_share(traits["old"].to_numpy(), model)[0] == pytest.approx(traits["old"].mean(), abs=2e-3)
        assert 0 < model.alike < answered.sum()

    @pytest.mark.parametrize(("change", "said"), [
        (lambda a, t, c: (np.ones_like(a), t, c), "nothing to weight for"),
        (lambda a, t, c: (a & (c < 9), t[[]], c), "fewer than 10 children had an answer"),
        (lambda a, t, c: (a, t.assign(same=t["old"]), c), "cannot be told apart"),
        (lambda a, t, c: (a | (t["old"] == 1), t, c), "fewer than 10 children of 'old'"),
        (lambda a, t, c: (a, t.assign(rare=(c < 9).astype(int)), c), "fewer than 10 children of 'rare'"),
    ])
    def test_refused(self, change, said):
        """In words: all, or hardly anybody, answered; two traits that are one; one that is answering; a rare one."""
        _, *rest = drawn(3)
        with pytest.raises(RefusalError, match=said):
            propensity(*change(*rest))


class TestWeightedShare:
    """A ratio of weighted sums."""

    def known(self, weights: np.ndarray, part: np.ndarray, child: np.ndarray) -> Propensity:
        """Chances as if known: the one trait is made to go with nothing that is left over of the share."""
        left = (weights - 1) * (part - weights @ part / weights.sum())
        trait = child - left * (left @ child) / (left @ left)
        return Propensity(np.ones(len(child), bool), child, trait[:, None], 1 / weights, pd.DataFrame())

    def test_known_weights_agree_with_svy(self):
        """Share and standard error are those of svy's Taylor linearisation; with known weights nothing is fitted."""
        part, answered, traits, child = drawn(4)
        weight = propensity(answered, traits, child).weight[answered]
        data = pl.DataFrame({"part": part[answered], "weight": weight, "child": child[answered]})
        theirs = svy.Sample(data, svy.Design(wgt="weight", psu="child")).estimation.mean("part").estimates[0]
        given, who = part[answered], pd.factorize(child[answered])[0]
        share, low, high = weighted_share(given, self.known(weight, given, who))
        assert share == pytest.approx(theirs.est, rel=1e-9)
        assert behind(low, high) == pytest.approx(theirs.se, rel=1e-6)

    def test_agrees_with_estimating_equations(self):
        """Chances and share as one root of stacked equations, differentiated by number, with a clustered sandwich."""
        part, answered, traits, child = drawn(5)
        x = np.column_stack([np.ones(len(child)), traits])

        def equations(theta):
            chance = 1 / (1 + np.exp(-x @ theta[:-1]))
            return np.column_stack([(answered - chance)[:, None] * x,
                                    np.where(answered, (part - theta[-1]) / chance, 0)])

        start = np.append(sm.Logit(answered.astype(float), x).fit(disp=False).params, 0.4)
        root = optimize.root(lambda theta: equations(theta).sum(axis=0), start, tol=1e-12).x
        slope = np.array([(equations(root + step).sum(axis=0) - equations(root - step).sum(axis=0)) / 2e-6
                          for step in np.eye(len(root)) * 1e-6]).T
        by_child = pd.DataFrame(equations(root)).groupby(child).sum().to_numpy()
        many = len(by_child)
        bread = np.linalg.inv(slope)
        variance = (bread @ (by_child.T @ by_child) @ bread.T)[-1, -1] * many / (many - 1)
        share, low, high = weighted_share(part, propensity(answered, traits, child))
        assert share == pytest.approx(root[-1], rel=1e-9)
        assert behind(low, high) == pytest.approx(np.sqrt(variance), rel=1e-5)

    def test_children_drawn_anew(self):
        """Chances fitted anew each time: the shares scatter as the standard error says."""
        part, answered, traits, child = drawn(6)
        _, low, high = weighted_share(part, propensity(answered, traits, child))
        rng, shares = np.random.default_rng(7), []
        rows = [np.flatnonzero(child == each) for each in range(child.max() + 1)]
        for _ in range(800):
            at = np.concatenate([rows[each] for each in rng.integers(0, len(rows), len(rows))])
            model = propensity(answered[at], traits.iloc[at], np.arange(len(at)))
            shares.append(weighted_share(part[at], model)[0])
        assert behind(low, high) == pytest.approx(np.std(shares), rel=0.12)

    def test_corrects_what_answering_goes_with(self):
        """Nearer to the share of all rows than the plain share is, where answering goes with what is counted."""
        part, answered, traits, child = drawn(8, children=3000)
        whole, plain = part.mean(), part[answered].mean()
        share, low, high = weighted_share(part, propensity(answered, traits, child))
        assert abs(share - whole) < 0.02 < abs(plain - whole)
        assert low < whole < high

    def test_answers_that_were_not_given_are_not_looked_at(self):
        """Whatever stands in their rows."""
        part, answered, traits, child = drawn(9)
        model = propensity(answered, traits, child)
        other = np.where(answered, part, 1 - part)
        assert weighted_share(other, model) == weighted_share(part, model)

    def test_order_and_names_of_children_do_not_matter(self):
        """To the last digits that arithmetic keeps."""
        part, answered, traits, child = drawn(10)
        at = np.random.default_rng(0).permutation(len(child))
        other = propensity(answered[at], traits.iloc[at], (997 - child)[at])
        assert weighted_share(part[at], other) == pytest.approx(weighted_share(part, propensity(answered, traits,
                                                                                             child)), rel=1e-9)

    def test_everyone_counted(self):
        """A share of one has an interval as wide as that of so many children, and no wider than the plain one's."""
        _, answered, traits, child = drawn(11)
        model = propensity(answered, traits, child)
        whole = np.bincount(child[answered])
        plain = clustered_share(whole, whole)
        assert weighted_share(np.ones(len(child)), model) == pytest.approx(plain)
