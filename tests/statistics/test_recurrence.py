"""How soon and how often again, against lifelines and sums done by hand."""

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter, NelsonAalenFitter, datasets

from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.recurrence import mean_cumulative, share_by

pytestmark = pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0")
NAMES = {"start": "from", "stop": "to", "event": "again", "child": "child"}


def runs(rng, many=60):
    """Children seen for some time, with events of their own rate, cut at each of them."""
    lines = []
    for child in range(many):
        end, rate, moments = rng.uniform(5, 10), rng.gamma(1, 0.5), [0.0]
        while (moment := moments[-1] + rng.exponential(1 / rate)) < end:
            moments.append(moment)
        lines += [(child, a, z, 1) for a, z in zip(moments, moments[1:], strict=False)] + [(child, moments[-1], end, 0)]
    return pd.DataFrame(lines, columns=["child", "from", "to", "again"])


class TestShareBy:
    """Kaplan and Meier's estimate."""

    @pytest.mark.parametrize("level", [0.9, 0.95])
    def test_against_lifelines(self, level):
        """Share and interval at several times."""
        rows = datasets.load_rossi()
        theirs = KaplanMeierFitter(alpha=1 - level).fit(rows["week"], rows["arrest"])
        at = [20, 30, 40, 50]
        ours = share_by(rows["week"].to_numpy(), rows["arrest"].to_numpy(), at, confidence=level)
        assert ours["share"].to_numpy() == pytest.approx(1 - theirs.survival_function_at_times(at).to_numpy())
        limits = theirs.confidence_interval_.loc[at].to_numpy()
        assert ours[["high", "low"]].to_numpy() == pytest.approx(1 - limits)
        assert ours["at_risk"].tolist() == [(rows["week"] >= week).sum() for week in at]

    def test_published(self):
        """Freireich's leukaemia trial, treated: 0.857 without relapse at 6 weeks, 0.448 at 23 [@freireich1963]."""
        time = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35])
        event = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0])
        found = share_by(time, event, [6, 23, 36])
        assert found["share"].round(3).tolist()[:2] == [0.143, 0.552]
        assert np.isnan(found["share"].iloc[2])  # nobody was followed so long
        assert found["low"].isna().all()  # nine relapses are too few for an interval

    def test_nobody_and_nothing(self):
        """No child is refused; no event is a share of 0 without an interval."""
        with pytest.raises(RefusalError):
            share_by(np.array([]), np.array([]), [1])
        found = share_by(np.array([3.0, 4.0]), np.array([False, False]), [2])
        assert found["share"].tolist() == [0.0]
        assert found["low"].isna().all()


class TestMeanCumulative:
    """Nelson's function."""

    def test_one_event_each_is_nelson_and_aalen(self):
        """Where nothing happens twice, the mean is the cumulative hazard."""
        rows = datasets.load_rossi().assign(zero=0).rename_axis("child").reset_index()
        theirs = NelsonAalenFitter(nelson_aalen_smoothing=False).fit(rows["week"], rows["arrest"])
        ours = mean_cumulative(rows, [20, 51], start="zero", stop="week", event="arrest", child="child")
        assert ours["mean"].to_numpy() == pytest.approx(theirs.cumulative_hazard_at_times([20, 51]).to_numpy())

    def test_all_followed_is_the_plain_mean(self):
        """With nobody lost, it is the mean of the counts, with the variance of a mean."""
        rng = np.random.default_rng(5)
        counts = rng.poisson(2, 40)
        lines = [(child, k / 20, (k + 1) / 20, int(k < n)) for child, n in enumerate(counts) for k in range(20)]
        found = mean_cumulative(pd.DataFrame(lines, columns=["child", "from", "to", "again"]), [1.0], **NAMES).iloc[0]
        assert found["mean"] == pytest.approx(counts.mean())
        error = np.log(found["high"] / found["mean"]) / 1.959964 * found["mean"]
        assert error == pytest.approx(np.sqrt(counts.var() / 40), rel=1e-6)
        assert found["events"] == counts.sum()

    def test_interval_against_a_bootstrap(self):
        """Children drawn anew scatter as the interval says."""
        rng = np.random.default_rng(6)
        rows = runs(rng)
        found = mean_cumulative(rows, [7.0], **NAMES).iloc[0]
        parts = [part for _, part in rows.groupby("child")]
        drawn = []
        for _ in range(300):
            picked = [parts[k].assign(child=n) for n, k in enumerate(rng.integers(0, len(parts), len(parts)))]
            drawn.append(mean_cumulative(pd.concat(picked), [7.0], **NAMES)["mean"].iloc[0])
        assert np.log(found["high"] / found["low"]) / 2 / 1.96 == pytest.approx(np.log(drawn).std(), rel=0.15)

    def test_nothing(self):
        """Without an event there is nothing to say."""
        with pytest.raises(RefusalError, match="nothing happened again"):
            mean_cumulative(pd.DataFrame({"child": [1], "from": [0], "to": [1], "again": [0]}), [1], **NAMES)
