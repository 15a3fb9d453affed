"""Headlines of an invented county beside its truth."""

import json

import pytest

from missing_audit.paths import ROOT
from missing_audit.validation.counties import HEADLINES, _summary

TRUTH = json.loads((ROOT / "data" / "example" / "truth.json").read_text(encoding="utf-8"))


class TestHeadlines:
    """Each is in the findings and in the truth."""

    @pytest.mark.parametrize("headline", HEADLINES, ids=lambda headline: headline.id)
    def test_example(self, headline, findings):
        """The example's estimate is within a third of what was planted, its interval about it."""
        estimate, low, high = headline.given(findings)
        truth = headline.truth(TRUTH)
        assert abs(estimate / truth - 1) < 1 / 3
        assert low is None or low <= estimate <= high


class TestSummary:
    """Over several counties."""

    def test_bias(self):
        """Mean of the ratio less one, and intervals that held."""
        import pandas as pd

        rows = pd.DataFrame({"id": "home", "truth": [1.0, 1.0, 1.0], "estimate": [1.1, 0.9, None],
                             "low": [1.0, 0.8, None], "high": [1.2, 0.95, None]})
        line = _summary(HEADLINES[1], rows)
        assert line["counties"] == 2
        assert line["bias"] == pytest.approx(0.0)
        assert (line["covered"], line["with_interval"]) == (1, 2)
