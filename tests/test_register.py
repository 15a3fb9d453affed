"""How the tests of the report are adjusted together."""

import numpy as np
from statsmodels.stats.multitest import multipletests

from missing_audit.finding import Test
from missing_audit.register import adjusted


class TestAdjusted:
    """P-values by family."""

    def test_families(self):
        """What is asked is one family; what explores a question is one of its own; a refusal is in none."""
        asked = [Test(f"RQ0{i}-1", "", "", p=p) for i, p in enumerate((0.001, 0.02, 0.04))]
        exploring = [Test(f"RQ14-{i}", "", "", p=p, exploratory=True) for i, p in enumerate((0.01, 0.02, 0.5))]
        refused = Test("RQ09-1", "", "", refusal="too few")
        found = {test.id: test.adjusted for test in adjusted([*asked, *exploring, refused])}
        np.testing.assert_allclose([found[test.id] for test in asked],
                                   multipletests([test.p for test in asked], method="holm")[1])
        np.testing.assert_allclose([found[test.id] for test in exploring],
                                   multipletests([test.p for test in exploring], method="fdr_bh")[1])
        assert found["RQ09-1"] is None
