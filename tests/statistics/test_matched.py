"""Matching by risk sets: worked by hand, against statsmodels where the sets are plain, and what must never decide."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.matched import empirical_bayes, nearest, set_against


def frame(columns, *rows):
    """Rows as a table."""
    return pd.DataFrame(list(rows), columns=columns.split())


ASKED = frame("set child before girl", (0, "a", 3, 1), (1, "b", 7, 0))


class TestNearest:
    """Who is matched to whom."""

    def test_within_what_is_allowed(self):
        """Too far in one column is too far; 0 allows no difference."""
        pool = frame("set child before girl", (0, "c", 4, 1), (0, "d", 5, 1), (0, "e", 3, 0), (1, "c", 7, 0))
        out = nearest(ASKED, pool, near={"before": 1, "girl": 0})
        assert out[["set", "child", "weight"]].to_numpy().tolist() == [[0, "c", 1.0], [1, "c", 1.0]]

    def test_never_itself(self):
        """The child on another day is no match."""
        assert nearest(ASKED, frame("set child before girl", (0, "a", 3, 1)), near={"before": 1}).empty

    def test_a_child_once_a_set(self):
        """On its nearest day; weights of a set sum to 1."""
        pool = frame("set child before girl", (0, "c", 4, 1), (0, "c", 3, 1), (0, "d", 2, 1))
        out = nearest(ASKED, pool, near={"before": 2})
        assert out["before"].tolist() == [3, 2]
        assert out["weight"].tolist() == [0.5, 0.5]

    def test_at_most(self):
        """The nearest, and all that are as near as the last, so that names and outcomes decide nothing."""
        pool = frame("set child before girl", *((0, f"x{n}", 3 + n, 1) for n in range(5)))
        assert nearest(ASKED, pool, near={"before": 9}, most=2)["child"].tolist() == ["x0", "x1"]
        tied = pool.assign(before=4, events=[9, 0, 3, 1, 7])
        assert nearest(ASKED, tied, near={"before": 9}, most=2)["events"].tolist() == [9, 0, 3, 1, 7]

    def test_order_of_rows(self):
        """The pool shuffled: the same children with the same weights."""
        rng = np.random.default_rng(3)
        pool = pd.DataFrame({"set": rng.integers(0, 2, 60), "child": [f"x{n}" for n in range(60)],
                             "before": rng.integers(0, 9, 60), "girl": rng.integers(0, 2, 60)})
        one, other = (nearest(ASKED, rows, near={"before": 2, "girl": 1}, most=4).sort_values(["set", "child"])
                      for rows in (pool, pool.sample(frac=1, random_state=1)))
        assert one.reset_index(drop=True).equals(other.reset_index(drop=True))


def plain(rng, sets=40, each=3):
    """Sets that share no child, of one history."""
    asked = pd.DataFrame({"set": range(sets), "child": [f"r{n}" for n in range(sets)],
                          "events": rng.poisson(2.0, sets), "foretold": 1.0})
    matches = pd.DataFrame({"set": np.repeat(range(sets), each), "weight": 1 / each,
                            "child": [f"m{n}" for n in range(sets * each)], "events": rng.poisson(3.0, sets * each)})
    return asked, matches


class TestSetAgainst:
    """Observed against expected."""

    def test_by_hand(self):
        """Sums and means."""
        asked, matches = plain(np.random.default_rng(1))
        out = set_against(asked, matches)
        assert out.observed == asked["events"].sum()
        assert out.expected == pytest.approx(matches["events"].sum() / 3)
        assert out.ratio == pytest.approx(out.observed / out.expected)
        assert out.difference == pytest.approx((out.observed - out.expected) / 40)
        assert (out.children, out.others) == (40, 120)

    def test_plain_sets_are_a_poisson_regression(self):
        """Where sets share nobody and one history, the variance is the sandwich of statsmodels' regression."""
        asked, matches = plain(np.random.default_rng(2))
        out = set_against(asked, matches)
        both = pd.concat([asked.assign(had=1.0), matches.assign(had=0.0)])
        fit = sm.GLM(both["events"], sm.add_constant(both[["had"]]), family=sm.families.Poisson()).fit(cov_type="HC0")
        se = fit.bse["had"] * np.sqrt(160 / 159)
        t = stats.t.ppf(0.975, 39)
        assert out.ratio_low == pytest.approx(np.exp(fit.params["had"] - t * se), rel=1e-7)
        assert out.ratio_high == pytest.approx(np.exp(fit.params["had"] + t * se), rel=1e-7)
        assert out.test.p == pytest.approx(2 * stats.t.sf(abs(fit.params["had"] / se), 39), rel=1e-6)

    def test_plain_difference_is_welchs(self):
        """And that of the difference is Welch's, but for the divisors."""
        asked, matches = plain(np.random.default_rng(3))
        out = set_against(asked, matches)
        se = np.sqrt((asked["events"].var(ddof=0) / 40 + matches["events"].var(ddof=0) / 120) * 160 / 159)
        assert out.difference_high - out.difference == pytest.approx(stats.t.ppf(0.975, 39) * se, rel=1e-9)

    def test_matches_who_serve_often_widen_it(self):
        """The same twelve matches for every set are twelve children, not a hundred and twenty."""
        asked, matches = plain(np.random.default_rng(4))
        few = matches.assign(child=[f"m{n % 12}" for n in range(len(matches))],
                             events=[1 + n % 12 for n in range(len(matches))])
        many = few.assign(child=matches["child"])
        wide, narrow = set_against(asked, few), set_against(asked, many)
        assert wide.ratio == pytest.approx(narrow.ratio)
        assert np.log(wide.ratio_high / wide.ratio) > 1.3 * np.log(narrow.ratio_high / narrow.ratio)

    def test_scale_of_what_is_foretold(self):
        """Only its pattern counts."""
        asked, matches = plain(np.random.default_rng(5))
        assert set_against(asked, matches) == set_against(asked.assign(foretold=7.0), matches)

    def test_sets_without_a_match_are_left_out(self):
        """Neither observed nor expected has them."""
        asked, matches = plain(np.random.default_rng(6))
        out = set_against(asked, matches[matches["set"] > 4])
        assert out.children == 35
        assert out.observed == asked.loc[asked["set"] > 4, "events"].sum()

    def test_refusals(self):
        """Too few children, too few events, and no variation."""
        asked, matches = plain(np.random.default_rng(7))
        with pytest.raises(RefusalError, match="fewer than 30"):
            set_against(asked.head(29), matches[matches["set"] < 29])
        with pytest.raises(RefusalError, match="had an episode afterwards"):
            set_against(asked.assign(events=0), matches)
        with pytest.raises(RefusalError, match="do not vary"):
            set_against(asked.assign(events=2), matches.assign(events=2))


class TestEmpiricalBayes:
    """What a past lets expect."""

    @pytest.mark.parametrize(("past", "years", "expected"), [(12, 1, 8.48), (27, 3, 7.97)])
    def test_published(self, past, years, expected):
        """Hauer et al. (2002), first two examples: 1.8 miles, 2.41 accidents a mile and year, phi 2.05 a mile."""
        usual = 2.41 * 1.8
        out = empirical_bayes(np.array([past]), np.array([usual * years]), np.array([usual]), 1 / (2.05 * 1.8))
        assert out[0] == pytest.approx(expected, abs=0.01)

    def test_between_the_past_and_the_usual(self):
        """Nearer to its own past the more children vary."""
        some, many = (empirical_bayes(np.array([10]), np.array([2]), np.array([2]), each)[0] for each in (0.1, 5.0))
        assert 2 < some < many < 10

    def test_against_simulation(self):
        """The mean of those with that past, drawn from the model."""
        rng = np.random.default_rng(8)
        prone = rng.gamma(1 / 0.8, 0.8, 400_000)
        before, after = rng.poisson(1.5 * prone), rng.poisson(0.5 * prone)
        for past in (0, 2, 5):
            expected = empirical_bayes(np.array([past]), np.array([1.5]), np.array([0.5]), 0.8)[0]
            assert after[before == past].mean() == pytest.approx(expected, rel=0.03)
