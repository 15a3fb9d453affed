"""What replicates are summed up to."""

import numpy as np
import pandas as pd
import pytest

from missing_audit.validation.scenario import Outcome, Scenario
from missing_audit.validation.summary import summarised


def scenario(kind):
    return Scenario("s", "Method", "Truth", lambda rng: Outcome(), kind)


def outcomes(**columns):
    names = ("covered", "rejected", "error", "width")
    return pd.DataFrame(columns, dtype=float).reindex(columns=names)


class TestSummarised:
    """Shares, errors, and the verdict."""

    @pytest.mark.parametrize(("kind", "held", "holds"), [
        ("nominal", 95, True), ("nominal", 93, False), ("nominal", 97, False), ("conservative", 97, True),
        ("conservative", 93, False), ("approximate", 91, True), ("approximate", 89, False)])
    def test_coverage(self, kind, held, holds):
        """Of a hundred intervals."""
        line = summarised(scenario(kind), outcomes(covered=[1.0] * held + [0.0] * (100 - held)))
        assert line["share"] == held / 100
        assert line["low"] < line["share"] < line["high"]
        assert line["holds"] is holds

    @pytest.mark.parametrize(("rejected", "holds"), [(5, True), (3, False), (7, False)])
    def test_size(self, rejected, holds):
        """A test that finds too much is wrong, and so is one that finds too little."""
        line = summarised(scenario("size"), outcomes(rejected=[1.0] * rejected + [0.0] * (100 - rejected)))
        assert line["holds"] is holds

    def test_power_has_no_bound(self):
        """It is told, and not judged."""
        assert summarised(scenario("power"), outcomes(rejected=[1.0, 0.0]))["holds"] is None

    def test_refusals_are_not_counted(self):
        """A set of data that the method refuses is in neither part of the share."""
        line = summarised(scenario("nominal"), outcomes(covered=[1.0, np.nan, 0.0, np.nan]))
        assert line["share"] == 0.5
        assert line["replicates"] == 4

    def test_nothing_told(self):
        """A method that refuses everything does not hold what it promises."""
        assert summarised(scenario("nominal"), outcomes(covered=[np.nan]))["holds"] is False

    def test_error(self):
        """Mean, standard error of the mean, and median width."""
        line = summarised(scenario("bias"), outcomes(error=[1.0, 3.0], width=[2.0, 4.0]))
        assert (line["error"], line["noise"], line["width"]) == (2.0, 1.0, 3.0)
