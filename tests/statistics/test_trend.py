"""A rate's change by year, against statsmodels over a whole population."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.trend import yearly_ratio


class TestYearlyRatio:
    """The ratio and its interval."""

    def test_against_a_whole_population(self):
        """Everybody in the data, most without an event, as a Poisson regression clustered on the person."""
        rng, people = np.random.default_rng(2), 20_000
        own = rng.gamma(0.02, 1, people)
        events = rng.poisson(own[:, None] * [1.0, 1.2, 1.5])
        counts = pd.DataFrame(events, columns=[2014, 2015, 2016])
        ours = yearly_ratio(counts[counts.sum(axis=1) > 0], pd.Series(float(people), index=counts.columns))
        design = sm.add_constant(np.tile([0.0, 1.0, 2.0], people))
        fit = sm.GLM(events.ravel(), design, family=sm.families.Poisson()).fit(
            cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(people), 3)})
        assert ours[0] == pytest.approx(np.exp(fit.params[1]), rel=1e-8)
        assert np.log(ours[2] / ours[1]) / 2 / 1.96 == pytest.approx(fit.bse[1], rel=0.02)

    def test_population_is_allowed_for(self):
        """Twice the events in twice the population are no change."""
        counts = pd.DataFrame(np.repeat(np.eye(2, dtype=int), [20, 40], axis=0), columns=[1, 2])
        assert yearly_ratio(counts, pd.Series({1: 50.0, 2: 100.0}))[0] == pytest.approx(1)

    def test_refusals(self):
        """One year, or too few children in one."""
        counts = pd.DataFrame(np.repeat(np.eye(2, dtype=int), [20, 5], axis=0), columns=[1, 2])
        with pytest.raises(RefusalError, match="only one year"):
            yearly_ratio(counts[[1]], pd.Series({1: 1.0}))
        with pytest.raises(RefusalError, match="fewer than 10"):
            yearly_ratio(counts, pd.Series({1: 1.0, 2: 1.0}))
