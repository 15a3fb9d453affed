"""Analyses of variance against certified values, pingouin, statsmodels and R."""

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.oneway import anova_oneway

from missing_audit.statistics.anova import classical, explained, games_howell, welch
from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import RefusalError

NIST = Path(__file__).with_name("nist")
"""Statistical reference datasets of the National Institute of Standards and Technology, in the public domain."""
LARGE = Path(scipy.__file__).parent / "stats" / "tests" / "data" / "nist_anova"


def certified(path: Path) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Samples by treatment, and the certified F, degrees of freedom and share of the variance."""
    text = path.read_text(encoding="ascii")
    number = r"([-+.\dE]+)"
    between = re.search(rf"^Between \S+ +(\d+) +{number} +{number} +{number}", text, re.MULTILINE)
    within = re.search(rf"^Within \S+ +(\d+) +{number} +{number}", text, re.MULTILINE)
    first = int(re.search(r"Data +\(lines (\d+)", text)[1])
    rows = [line.split() for line in text.splitlines()[first - 1:] if line.strip()]
    data = pd.DataFrame(rows, columns=["group", "value"])
    samples = {group: part["value"].astype(float).to_numpy() for group, part in data.groupby("group")}
    return samples, {"F": float(between[4]), "df": int(between[1]), "within": int(within[1])}


def three(seed: int = 5) -> dict[str, np.ndarray]:
    """Groups of different size and spread."""
    rng = np.random.default_rng(seed)
    return {"a": rng.normal(0, 1, 15), "b": rng.normal(0.8, 3, 40), "c": rng.normal(0.2, 0.5, 120)}


def long(samples: dict[str, np.ndarray]) -> pd.DataFrame:
    """One row per child."""
    return pd.concat([pd.DataFrame({"group": name, "value": values}) for name, values in samples.items()])


class TestClassical:
    """Against certified values."""

    @pytest.mark.parametrize(("name", "digits"), [
        # Lower, average and higher difficulty; data with 13 constant leading digits leave doubles four at most.
        ("SiRstv", 12), ("SmLs01", 13), ("AtmWtAg", 9), ("SmLs04", 8), ("SmLs07", 2)])
    def test_nist(self, name, digits):
        """As many digits of F as double precision leaves."""
        samples, known = certified(NIST / f"{name}.dat")
        found = classical(samples)
        assert (found.df, found.df_within) == (known["df"], known["within"])
        assert -math.log10(abs(found.statistic / known["F"] - 1) + 1e-16) >= digits

    @pytest.mark.parametrize(("name", "digits"), [("SmLs02", 12), ("SmLs03", 11), ("SmLs05", 8), ("SmLs06", 6)])
    def test_nist_large(self, name, digits):
        """Two thousand values and more, where SciPy carries its copy of them."""
        if not (LARGE / f"{name}.dat").is_file():
            pytest.skip("SciPy was installed without its test data")
        samples, known = certified(LARGE / f"{name}.dat")
        assert classical(samples).statistic == pytest.approx(known["F"], rel=10.0 ** -digits)


class TestWelch:
    """Groups that differ in spread."""

    def test_r(self):
        """R's oneway.test(extra ~ group, sleep): F = 3.4626, num df = 1, denom df = 17.776, p-value = 0.07939."""
        found = welch({"1": np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]),
                       "2": np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])})
        assert round(found.statistic, 4) == 3.4626
        assert found.df == 1
        assert round(found.df_within, 3) == 17.776
        assert round(found.p, 5) == 0.07939

    @given(st.integers(0, 1000))
    def test_pingouin_and_statsmodels(self, seed):
        """F, degrees of freedom and p-value."""
        samples = three(seed)
        found, other = welch(samples), pingouin.welch_anova(long(samples), dv="value", between="group").iloc[0]
        assert found.statistic == pytest.approx(other["F"], rel=1e-9)
        assert found.df_within == pytest.approx(other["ddof2"], rel=1e-9)
        third = anova_oneway(list(samples.values()), use_var="unequal", welch_correction=True)
        assert found.p == pytest.approx(third.pvalue, rel=1e-8)

    def test_two_groups_are_a_t_test(self):
        """F is the square of Welch's t."""
        samples = {name: values for name, values in three().items() if name != "c"}
        t = stats.ttest_ind(*samples.values(), equal_var=False)
        assert welch(samples).statistic == pytest.approx(t.statistic**2)
        assert welch(samples).p == pytest.approx(t.pvalue)

    def test_order_does_not_matter(self):
        """To the last digit."""
        samples = three()
        assert welch({name: values[::-1] for name, values in samples.items()}) == welch(samples)

    @pytest.mark.parametrize(("samples", "reason"), [
        ({"a": np.arange(20.0)}, "only one group"),
        ({"a": np.arange(20.0), "b": np.arange(9.0)}, "fewer than 10 children"),
        ({"a": np.arange(20.0), "b": np.ones(12)}, "do not vary"),
    ])
    def test_refused(self, samples, reason):
        """In words that the report prints."""
        for method in (welch, games_howell):
            with pytest.raises(RefusalError, match=reason):
                method(samples)


class TestExplained:
    """ω² and its interval."""

    def test_by_hand(self):
        """(SSB - df × MSW) / (SST + MSW) of the classical analysis."""
        samples, known = certified(NIST / "SiRstv.dat")
        values = list(samples.values())
        every = np.concatenate(values)
        inside = sum(((value - value.mean()) ** 2).sum() for value in values)
        mean_square = inside / known["within"]
        total = ((every - every.mean()) ** 2).sum()
        omega = (total - inside - known["df"] * mean_square) / (total + mean_square)
        assert explained(classical(samples)).omega == pytest.approx(max(omega, 0), rel=1e-9)

    @pytest.mark.parametrize(("f", "df", "within"), [(11.221, 4, 50), (3.0, 2, 97), (40.0, 2, 33.7), (1.2, 3, 200)])
    def test_limits_turn_the_distribution_round(self, f, df, within):
        """With the noncentrality of a limit, F as found stands at the tail, by SciPy's own distribution."""
        number = 250
        part = explained(Difference(f, df, within, 0.5, number))
        size = part.high * number / (1 - part.high)
        assert stats.ncf.cdf(f, df, within, size) == pytest.approx(0.025, rel=1e-6)
        if part.low > 0:
            assert stats.ncf.sf(f, df, within, part.low * number / (1 - part.low)) == pytest.approx(0.025, rel=1e-6)
        else:
            assert stats.f.sf(f, df, within) >= 0.025
        assert part.low <= part.omega <= part.high

    def test_nothing_explained(self):
        """F below 1: no share, and none at the lower limit."""
        part = explained(Difference(0.5, 2, 100.0, 0.6, 103))
        assert (part.omega, part.low) == (0, 0)
        assert 0 < part.high < 0.1

    def test_level(self):
        """Checked."""
        with pytest.raises(ValueError, match="confidence = 95"):
            explained(Difference(0.5, 2, 100.0, 0.6, 103), confidence=95)


class TestGamesHowell:
    """Every pair."""

    @pytest.mark.parametrize("seed", [1, 2])
    def test_pingouin(self, seed):
        """Differences and p-values; limits from the studentised range by hand."""
        samples = three(seed)
        found = games_howell(samples)
        other = pingouin.pairwise_gameshowell(long(samples), dv="value", between="group")
        assert found["difference"].tolist() == pytest.approx(other["diff"].tolist(), rel=1e-9)
        assert found["p"].tolist() == pytest.approx(other["pval"].tolist(), rel=1e-6, abs=1e-12)
        line = other.iloc[0]
        half = stats.studentized_range.ppf(0.95, 3, line["df"]) / math.sqrt(2) * line["se"]
        assert found["high"].iloc[0] - found["difference"].iloc[0] == pytest.approx(half, rel=1e-5)

    def test_children(self):
        """Of the smaller group."""
        assert games_howell(three())["children"].tolist() == [15, 15, 40]
