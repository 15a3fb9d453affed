"""RQ03 with sex, age and audit year held alike: cells counted again, the crude ratio found again, and the words."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from missing_audit.findings import rq03
from missing_audit.findings.placement_models import HELD, cells, modelled, most_often, ratios
from missing_audit.findings.rq03 import _recorded_everywhere
from missing_audit.prose.placements import say_adjusted


@pytest.fixture(scope="module")
def episodes(evidence):
    """Those that the chapter counts."""
    rows, _ = _recorded_everywhere(evidence)
    return rows[rows["placement"].isin(["residential", "foster", "home"])]


@pytest.fixture(scope="module")
def rows(evidence, episodes):
    """Cells."""
    return cells(evidence, episodes)


class TestCells:
    """Episodes and time by child, placement and what is held."""

    def test_nothing_is_lost(self, evidence, episodes, rows, findings):
        """Episodes and child-years are those of the split."""
        split = findings["RQ03"].tables["rq03_split"]
        assert rows["events"].sum() == len(episodes)
        for name, label in (("residential", "Residential placement"), ("foster", "Foster placement"),
                            ("home", "Family home (not looked after)")):
            part = rows[rows["placement"] == name]
            years = (part["years"] * part["weight"]).sum()
            assert years == pytest.approx(split.value("years", placement=label)[0], rel=2e-3)

    def test_only_children_at_home_are_unnamed(self, rows):
        """And none of them has an episode."""
        unnamed = rows[rows["weight"] > 1]
        assert set(unnamed["placement"]) == {"home"}
        assert (unnamed["events"] == 0).all()

    def test_pseudonyms_do_not_matter(self, evidence, episodes, rows):
        """Children renamed: the same counts, times and ratios."""
        other = {child: child[::-1] for child in evidence.children["child"]}
        renamed = evidence.having(person_time=evidence.person_time.assign(child=lambda t: t["child"].map(other)))
        again = cells(renamed, episodes.assign(child=episodes["child"].map(other)))
        pd.testing.assert_frame_equal(again.drop(columns="child"), rows.drop(columns="child"))


class TestModelled:
    """What is fitted."""

    def test_nothing_held_is_the_crude_ratio(self, rows, findings):
        """Poisson's ratios without anything held are those of the rates."""
        crude = ratios(modelled(rows, by=(), family="poisson").fit)["ratio"]
        np.testing.assert_allclose(crude, findings["RQ03"].tables["rq03_ratios"].rows["ratio"].astype(float), rtol=2e-3)

    def test_adjusted_agrees_with_statsmodels(self, rows, findings):
        """A GLM with the dispersion given, and children whom a row stands for as its weights."""
        model = modelled(rows)
        kept = model.rows
        x = pd.get_dummies(kept[["placement", *HELD]].astype(str), dtype=float, drop_first=True).assign(level=1.0)
        fit = sm.GLM(kept["events"], x, family=sm.families.NegativeBinomial(alpha=model.fit.dispersion),
                     exposure=kept["years"], freq_weights=kept["weight"]).fit(tol=1e-12)
        # The first placement by name is the foster placement.
        table = findings["RQ03"].tables["rq03_adjusted"].rows
        assert np.exp(fit.params["placement_residential"]) == pytest.approx(table["adjusted"].iloc[0], rel=1e-5)
        assert np.exp(-fit.params["placement_home"]) == pytest.approx(table["adjusted"].iloc[2], rel=1e-5)

    def test_planted(self, findings):
        """The invented county multiplies rates in residential placements by 3.8 and in foster placements by 1.4."""
        row = findings["RQ03"].tables["rq03_adjusted"].rows.iloc[0]
        assert row["adjusted_low"] < 3.8 / 1.4 < row["adjusted_high"]

    def test_most_often(self):
        """Ten, and all who tie with the tenth."""
        rows = pd.DataFrame({"child": list("abcdefghijklm"), "events": [9, 9, 8, 7, 6, 5, 4, 3, 3, 2, 2, 1, 0]})
        assert set(most_often(rows)) == set("abcdefghijk")


class TestTables:
    """What is shown."""

    def test_others_lie_about_it(self, findings):
        """Ways to work it out, with a ratio or a reason each."""
        table = findings["RQ03"].tables["rq03_accounts"]
        for row in table.rows.itertuples():
            assert row.residential_foster is not None or any(row.label in note for note in table.notes)

    def test_refused(self, evidence):
        """Two dozen children: no model, and the reason in its place."""
        few = sorted(set(evidence.in_scope()["child"]))[:24]
        work = rq03.compute(evidence.having(episodes=evidence.episodes[evidence.episodes["child"].isin(few)]))
        assert "would be needed" in work.refusals["rq03_adjusted"]
        assert next(test for test in work.tests if test.id == "RQ03-2").refusal
        assert "rq03_adjusted" not in work.drafts


class TestWords:
    """The sentence follows from the numbers."""

    def test_large_change(self, findings, evidence):
        """A ratio that is halved is said to be smaller."""
        from dataclasses import replace

        finding = findings["RQ03"]
        table = finding.tables["rq03_adjusted"]
        halved = replace(table, rows=table.rows.assign(adjusted=table.rows["adjusted"].astype(float) / 2))
        test = next(t for t in finding.tests if t.id == "RQ03-2")
        said = say_adjusted({**finding.tables, "rq03_adjusted": halved}, test, evidence.settings)["rq03_adjusted"]
        assert "The ratio is smaller so." in said
        alike = replace(test, adjusted=0.4)
        said = say_adjusted(finding.tables, alike, evidence.settings)["rq03_adjusted"]
        assert "no clear difference between the three rates (p = 0.400, adjusted)" in said

    def test_nothing_to_say(self, evidence, findings):
        """Without a model there is no sentence."""
        assert say_adjusted({}, findings["RQ03"].tests[1], evidence.settings) == {}
