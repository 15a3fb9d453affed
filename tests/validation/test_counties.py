"""Headlines of an invented county beside its truth."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from missing_audit.paths import ROOT
from missing_audit.validation.counties import HEADLINES, _summary

TRUTH = json.loads((ROOT / "data" / "example" / "truth.json").read_text(encoding="utf-8"))


class TestHeadlines:
    """Each is in the findings and in the truth."""

    @pytest.mark.parametrize("headline", HEADLINES, ids=lambda headline: headline.id)
    def test_example(self, headline, findings):
        """The example's estimate is near what was planted: by its interval where it has one, else within a tenth."""
        estimate, low, high = headline.given(findings)
        near = 4 * np.log(high / low) / (2 * 1.96) if low else 0.1
        assert abs(np.log(estimate / headline.truth(TRUTH))) < near
        assert low is None or low <= estimate <= high

    @pytest.mark.parametrize("headline", HEADLINES, ids=lambda headline: headline.id)
    def test_missing(self, headline, findings):
        """Where the report has no such table, or another district was chosen, nothing is given."""
        name = {"episodes": "rq01_ages"}.get(headline.id)
        bare = {id: replace(finding, tables={name: finding.tables[name]} if name in finding.tables else {})
                for id, finding in findings.items()}
        assert (headline.given(bare) == (None, None, None)) == (name is None)


class TestSummary:
    """Over several counties."""

    def test_bias(self):
        """Mean of the ratio less one, and intervals that held."""
        rows = pd.DataFrame({"id": "home", "truth": [1.0, 1.0, 1.0], "estimate": [1.1, 0.9, None],
                             "low": [1.0, 0.8, None], "high": [1.2, 0.95, None]})
        line = _summary(next(each for each in HEADLINES if each.id == "home"), rows)
        assert line["counties"] == 2
        assert line["bias"] == pytest.approx(0.0)
        assert (line["covered"], line["with_interval"]) == (1, 2)
