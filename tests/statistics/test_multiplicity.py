"""Adjusted p-values against statsmodels."""

import numpy as np
from statsmodels.stats.multitest import multipletests

from missing_audit.statistics.multiplicity import benjamini_hochberg, holm


class TestHolm:
    """Adjusted p-values."""

    def test_agrees_with_statsmodels(self):
        """Over families of several sizes, with ties."""
        rng = np.random.default_rng(7)
        for size in (1, 2, 5, 30):
            p = np.round(rng.uniform(0, 0.2, size), 2)
            np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1])

    def test_empty_family(self):
        """No tests, nothing to adjust."""
        assert holm([]) == []


class TestBenjaminiHochberg:
    """Adjusted p-values that hold the share of false alarms."""

    def test_agrees_with_statsmodels(self):
        """Over families of several sizes, with ties."""
        rng = np.random.default_rng(8)
        for size in (1, 2, 5, 30):
            p = np.round(rng.uniform(0, 0.2, size), 2)
            np.testing.assert_allclose(benjamini_hochberg(p), multipletests(p, method="fdr_bh")[1])

    def test_empty_family(self):
        """No tests, nothing to adjust."""
        assert benjamini_hochberg([]) == []
