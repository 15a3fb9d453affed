"""Proportional hazards, against lifelines, statsmodels and two published worked examples."""

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter, CoxTimeVaryingFitter, datasets
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg

from missing_audit.statistics.efron import Stratum
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.hazards import cox, hazard_model, jointly

pytestmark = pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0")
ROSSI = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
WHEN = {"start": "zero", "stop": "week", "event": "arrest", "child": "id"}


@pytest.fixture(scope="module")
def rossi():
    """Men released from prison, and the week of the next arrest."""
    rows = datasets.load_rossi()
    return rows.assign(zero=0, id=range(len(rows)))


@pytest.fixture(scope="module")
def apart(rossi):
    """The same, with no two weeks alike: lifelines' robust variance knows no ties."""
    return rossi.assign(week=rossi["week"] + np.random.default_rng(1).uniform(0, 0.01, len(rossi)))


def errors(fit):
    """Robust standard errors without the small-sample factor."""
    return np.sqrt(np.diag(fit.covariance) * (fit.at_risk - 1) / fit.at_risk)


def two_groups(event=1, many=40):
    """One run of time a child, half of them in a group."""
    child = np.arange(many)
    return pd.DataFrame({"child": child, "from": 0, "to": 1 + (7 * child) % 41, "again": event, "care": child % 2})


NAMES = {"start": "from", "stop": "to", "event": "again", "child": "child"}


class TestHazardModel:
    """Coefficients and their covariance."""

    def test_published(self, rossi):
        """As printed by Fox and Weisberg [@fox2011], whose ties are Efron's too."""
        published = [-0.37942, -0.05744, 0.31390, -0.14980, -0.43370, -0.08487, 0.09150]
        assert hazard_model(rossi, columns=ROSSI, **WHEN).coefficients.tolist() == pytest.approx(published, abs=6e-6)

    def test_coefficients_against_lifelines(self, rossi):
        """With ties, and with a baseline for each stratum."""
        plain = CoxPHFitter().fit(rossi.drop(columns=["zero", "id"]), "week", "arrest")
        assert hazard_model(rossi, columns=ROSSI, **WHEN).coefficients.to_numpy() == pytest.approx(
            plain.params_[ROSSI].to_numpy(), rel=1e-6)
        fewer = [name for name in ROSSI if name != "wexp"]
        strata = CoxPHFitter().fit(rossi.drop(columns=["zero", "id"]), "week", "arrest", strata=["wexp"])
        assert hazard_model(rossi, columns=fewer, strata="wexp", **WHEN).coefficients.to_numpy() == pytest.approx(
            strata.params_[fewer].to_numpy(), rel=1e-6)

    @pytest.mark.parametrize("strata", [None, "wexp"])
    def test_robust_errors_against_lifelines(self, apart, strata):
        """With each man by himself, and with men in clusters."""
        columns = [name for name in ROSSI if name != strata]
        for rows in (apart, apart.assign(id=apart.index % 110)):
            theirs = CoxPHFitter().fit(rows.drop(columns="zero"), "week", "arrest", cluster_col="id",
                                       strata=strata and [strata])
            ours = hazard_model(rows, columns=columns, strata=strata, **WHEN)
            assert errors(ours) == pytest.approx(theirs.standard_errors_[columns].to_numpy(), rel=1e-5)

    def test_changing_characteristics_against_lifelines(self):
        """Runs of time, at whose ends others begin on the very day."""
        rows = datasets.load_stanford_heart_transplants()
        rows = rows[rows["stop"] > rows["start"]].assign(transplant=lambda t: t["transplant"].astype(int))
        columns = ["age", "year", "surgery", "transplant"]
        theirs = CoxTimeVaryingFitter().fit(rows, id_col="id", event_col="event", start_col="start", stop_col="stop")
        ours = hazard_model(rows, columns=columns, start="start", stop="stop", event="event", child="id")
        assert ours.coefficients.to_numpy() == pytest.approx(theirs.params_[columns].to_numpy(), rel=1e-6)

    def test_recurrent_events_against_statsmodels(self):
        """Robust errors of events that recur within a person; ties are taken apart, as statsmodels has Breslow's."""
        rows = datasets.load_recur()
        rows = rows[(rows["TIME1"] > rows["TIME0"])]
        stop = rows["TIME1"] + np.random.default_rng(2).uniform(0.001, 0.01, len(rows))
        rows = rows.assign(stop=stop, start=rows["TIME0"], AGE=rows["AGE"] - 40)
        theirs = PHReg(rows["stop"], rows[["AGE", "TREAT"]], status=rows["CENSOR"],
                       entry=rows["start"]).fit(groups=rows["ID"].to_numpy())
        ours = hazard_model(rows, columns=["AGE", "TREAT"], start="start", stop="stop", event="CENSOR", child="ID")
        assert ours.coefficients.to_numpy() == pytest.approx(theirs.params, rel=1e-6)
        assert errors(ours) == pytest.approx(theirs.bse, rel=1e-6)
        assert (ours.events, ours.at_risk) == (rows["CENSOR"].sum(), rows["ID"].nunique())

    def test_gap_times_against_lifelines(self):
        """Each run of time from 0, a baseline for each number of events before; ties are taken apart."""
        rows = datasets.load_recur()
        rows = rows[rows["TIME1"] > rows["TIME0"]].assign(zero=0.0, stage=lambda t: t.groupby("ID").cumcount())
        gap = rows["TIME1"] - rows["TIME0"] + np.random.default_rng(4).uniform(0.001, 0.01, len(rows))
        rows = rows.assign(gap=gap, AGE=rows["AGE"] - 40)[["ID", "AGE", "TREAT", "CENSOR", "zero", "gap", "stage"]]
        theirs = CoxPHFitter().fit(rows.drop(columns="zero"), "gap", "CENSOR", strata=["stage"], cluster_col="ID")
        ours = hazard_model(rows, columns=["AGE", "TREAT"], start="zero", stop="gap", event="CENSOR", child="ID",
                            strata="stage")
        assert ours.coefficients.to_numpy() == pytest.approx(theirs.params_[["AGE", "TREAT"]].to_numpy(), rel=1e-5)
        assert errors(ours) == pytest.approx(theirs.standard_errors_[["AGE", "TREAT"]].to_numpy(), rel=1e-5)

    def test_published_scores_of_ties(self):
        """Therneau and Grambsch [@therneau2000], appendix E, data set 2: each row's score, summed by hand.

        At time 9 two of the five at risk have an event: Efron takes half of each away before the second.
        """
        start, stop = np.array([1, 2, 5, 2, 1, 7, 3, 4, 8, 8]), np.array([2, 3, 6, 7, 8, 9, 9, 9, 14, 17])
        event, x = np.arange(10) < 7, np.array([1, 0, 0, 1, 0, 1, 1, 1, 0, 0])
        r = np.exp(0.4)
        at_risk = [[1, 0, 0, 0, 1, 0, 0, 0, 0, 0], [0, 1, 0, 1, 1, 0, 0, 0, 0, 0], [0, 0, 1, 1, 1, 0, 1, 1, 0, 0],
                   [0, 0, 0, 1, 1, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
                   [0, 0, 0, 0, 0, .5, .5, 1, 1, 1]]
        weights = np.array(at_risk).T * np.where(x == 1, r, 1)[:, None]
        hazard = np.array([1 / (r + 1), 1 / (r + 2), 1 / (3 * r + 2), 1 / (3 * r + 1), 1 / (3 * r + 1),
                           1 / (3 * r + 2), 1 / (2 * r + 2)])
        residual = -weights * hazard
        residual[range(5), range(5)] += 1
        residual[5:7, 5:7] += 0.5
        by_hand = (residual * (x[:, None] - weights.T @ x / weights.sum(axis=0))).sum(axis=1)
        found = Stratum(start, stop, event, x[:, None].astype(float)).scores(np.array([0.4]))
        assert found[:, 0] == pytest.approx(by_hand, abs=1e-12)

    def test_likelihood_against_statsmodels(self, rossi):
        """The likelihood, its slope and its curvature, with ties, at coefficients that are not the estimate."""
        x, beta = stats.zscore(rossi[ROSSI].to_numpy(float)), np.linspace(-0.3, 0.3, len(ROSSI))
        stratum = Stratum(rossi["zero"].to_numpy(), rossi["week"].to_numpy(), rossi["arrest"].to_numpy(bool), x)
        model = PHReg(rossi["week"], x, status=rossi["arrest"], ties="efron")
        value, score, information = stratum.at(beta)
        assert value == pytest.approx(model.loglike(beta))
        assert score == pytest.approx(model.score(beta))
        assert information == pytest.approx(-model.hessian(beta))

    def test_order_and_names_do_not_matter(self, rossi):
        """Rows as they come, and whatever the children are called."""
        clustered = rossi.assign(id=rossi.index // 2)
        first = hazard_model(clustered, columns=ROSSI, **WHEN)
        second = hazard_model(clustered.sample(frac=1, random_state=3).assign(id=lambda t: (t["id"] * 7919) % 1009),
                              columns=ROSSI, **WHEN)
        pd.testing.assert_frame_equal(first.covariance, second.covariance, rtol=1e-9)

    def test_refusals(self):
        """Too few children, no variance, and all events on one side."""
        rows = two_groups()
        with pytest.raises(RefusalError, match="fewer than 10 children have an event for each"):
            hazard_model(rows[rows["child"] < 8], columns=["care"], **NAMES)
        with pytest.raises(RefusalError, match="the same for everybody"):
            hazard_model(rows.assign(care=1), columns=["care"], **NAMES)
        with pytest.raises(RefusalError, match="cannot be told apart"):
            hazard_model(rows.assign(twice=2 * rows["care"]), columns=["care", "twice"], **NAMES)
        with pytest.raises(RefusalError, match="every event falls to one value"):
            hazard_model(rows.assign(again=rows["care"]), columns=["care"], **NAMES)
        with pytest.raises(RefusalError, match="settles on no estimate"):
            hazard_model(rows.assign(to=1 + rows["child"] + 100 * rows["care"]), columns=["care"], **NAMES)

    def test_faults(self):
        """A run of no time, and a missing value, are mistakes of the caller."""
        with pytest.raises(ValueError, match="do not end after they begin, such as from 99 to 1"):
            hazard_model(two_groups().assign(**{"from": 99}), columns=["care"], **NAMES)
        with pytest.raises(ValueError, match="40 rows have no value of 'care'"):
            hazard_model(two_groups().assign(care=np.nan), columns=["care"], **NAMES)


class TestCox:
    """The table."""

    def test_interval_and_p(self, rossi):
        """Student's t on one less than those with an event; nothing where fewer than ten are on one side."""
        table = cox(rossi, columns=ROSSI, confidence=0.9, **WHEN).set_index("column")
        line, half = table.loc["fin"], stats.t.ppf(0.95, 113) * table.at["fin", "se_log"]
        assert (line["low"], line["high"]) == pytest.approx((line["ratio"] * np.exp(-half),
                                                             line["ratio"] * np.exp(half)))
        assert line["p"] == pytest.approx(2 * stats.t.sf(abs(np.log(line["ratio"])) / line["se_log"], 113))
        assert (line["fewest"], line["children"], line["events"], line["at_risk"]) == (48, 114, 114, 432)
        assert table.at["mar", "fewest"] == 8
        assert table.loc["mar", ["ratio", "low", "high", "p"]].isna().all()

    def test_many_events_of_few_children(self):
        """One child's thirty events make an interval wide that would be narrow if they were thirty children's."""
        rows = pd.concat([two_groups()] + [
            pd.DataFrame({"child": 99, "from": [k + 0.5], "to": k + 1.5, "again": 1, "care": 1}) for k in range(30)])
        table = cox(rows, columns=["care"], **NAMES)
        naive = cox(rows.assign(child=range(len(rows))), columns=["care"], **NAMES)
        assert table["ratio"].tolist() == pytest.approx(naive["ratio"].tolist())
        assert table.at[0, "se_log"] > naive.at[0, "se_log"]

    def test_level(self):
        """A level outside 0 to 1 is refused."""
        with pytest.raises(ValueError, match="confidence = 95"):
            cox(two_groups(), columns=["care"], confidence=95, **NAMES)


class TestJointly:
    """Several coefficients at once."""

    def test_one_is_the_square_of_t(self, rossi):
        """The F of one coefficient is its t, squared."""
        fit = hazard_model(rossi, columns=ROSSI, **WHEN)
        result = jointly(fit, ["fin"])
        table = cox(rossi, columns=ROSSI, **WHEN).set_index("column")
        assert result.p == pytest.approx(table.at["fin", "p"])
        assert (result.df, result.df_within, result.symbol) == (1, 113, "F")

    def test_few(self, rossi):
        """A group of eight cannot be tested."""
        with pytest.raises(RefusalError, match="fewer than 10"):
            jointly(hazard_model(rossi, columns=ROSSI, **WHEN), ["fin", "mar"])
