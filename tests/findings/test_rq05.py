"""Reasons given in return interviews: the example counted again, beside what is known of it, and small counties."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.evidence import gather
from missing_audit.findings import rq05
from missing_audit.findings.follow_up import TRAITS, returns
from missing_audit.findings.interviewed import HELD, TOLD, WITHIN
from missing_audit.findings.propensities import weights
from missing_audit.findings.proportions import guarded_cells
from missing_audit.prose import rq05 as prose
from missing_audit.schema import code_list
from smallshire import AUDIT, EXAMPLE


@pytest.fixture(scope="module")
def finding(evidence):
    """The example's."""
    return find(evidence, ["RQ05"])[0]


@pytest.fixture(scope="module")
def rows(evidence):
    """The example's episodes, with what followed the return."""
    return returns(evidence)


@pytest.fixture(scope="module")
def planted():
    """Episodes for which each reason is true, of all true episodes."""
    truth = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))
    many = truth["true"]["missing_episodes"]
    return {code: count / many for code, count in truth["planted"]["reasons"].items()}


class TestExample:
    """Counted again, without pandas' grouping."""

    def test_reasons(self, rows, finding):
        """Interviews and children that name each, of those with reasons."""
        table = finding.tables["rq05_reasons"]
        told = [(child, set(reasons.split(";"))) for child, done, reasons in zip(
            rows["child"], rows["done"], rows["reasons"], strict=True) if pd.notna(done) and pd.notna(reasons)]
        for code, entry in code_list("reason").items():
            naming = [child for child, said in told if code in said]
            assert table.value("interviews", reason=entry.label)[0] == len(naming)
            assert table.value("children", reason=entry.label)[0] == len(set(naming))
            share = table.value("share", reason=entry.label)[0]
            assert share == pytest.approx(len(naming) / len(told))
            assert table.value("share_low", reason=entry.label)[0] < share < table.value("share_high",
                                                                                       reason=entry.label)[0]

    def test_sides(self, rows, finding):
        """Every interview with reasons is in one line."""
        table = finding.tables["rq05_sides"]
        assert table.rows["interviews"].sum() == rows["told"].sum()
        assert table.rows["share"].sum() == pytest.approx(1)
        assert table.rows["weighted"].sum() == pytest.approx(1)

    def test_funnel(self, rows, finding):
        """Offers, interviews and those in time."""
        table = finding.tables["rq05_funnel"]
        held = rows["done"].notna()
        assert table.value("episodes", step=HELD)[0] == held.sum()
        hours = (rows["done"] - rows["returned"]).dt.total_seconds() / 3600
        assert table.value("episodes", step=WITHIN)[0] == (hours <= 72).sum()
        assert table.value("of_held", step=TOLD)[0] == pytest.approx(rows["told"].sum() / held.sum())

    def test_groups_are_all_episodes(self, rows, finding):
        """Groups by age, sex and placement add up to the episodes in scope."""
        table = finding.tables["rq05_who"].rows
        for trait in ("band", "sex", "placement"):
            assert table.loc[table["trait"] == TRAITS[trait], "episodes"].sum() == len(rows)

    def test_order_does_not_matter(self, evidence, finding):
        """Rows shuffled, the same table."""
        rng = np.random.default_rng(3)
        shuffled = evidence.having(episodes=evidence.episodes.iloc[rng.permutation(len(evidence.episodes))])
        again, once = (rq05.compute(each).drafts["rq05_reasons"].table for each in (shuffled, evidence))
        pd.testing.assert_frame_equal(again, once, check_exact=False, rtol=1e-12)


class TestPlanted:
    """What the invented history holds."""

    def test_weighted_shares_hold_the_truth(self, finding, planted):
        """Of sixteen 95% intervals at least fourteen, though interviews are fewer where fewer see family."""
        table = finding.tables["rq05_reasons"]
        held = [table.value("weighted_low", reason=entry.label)[0] <= planted[code]
                <= table.value("weighted_high", reason=entry.label)[0] for code, entry in code_list("reason").items()]
        assert sum(held) >= 14

    def test_weights_move_the_shares_towards_the_truth(self, finding, planted):
        """Where they change a share by a percentage point and more."""
        table = finding.tables["rq05_reasons"]
        moved = []
        for code, entry in code_list("reason").items():
            plain, weighted = (table.value(name, reason=entry.label)[0] for name in ("share", "weighted"))
            if abs(plain - weighted) >= 0.01:
                moved.append(abs(weighted - planted[code]) < abs(plain - planted[code]))
        assert moved
        assert all(moved)

    def test_the_most_frequent(self, finding, planted):
        """The three reasons that are true most often come first."""
        first = sorted(planted, key=planted.get)[-3:]
        assert all(code_list("reason")[code].label.lower()[1:] in finding.answer for code in first)

    def test_weak_districts_and_placements_outside(self, evidence, rows, finding):
        """Interviews are planted to be fewer in two districts and outside the county: their odds are below 1."""
        model, _ = weights(evidence, rows)
        for group in ("district: Carrowby", "district: Quernford", "lies: The county's own, placed outside it"):
            assert model.odds.at[group, "high"] < 1
        assert next(test for test in finding.tests if test.id == "RQ05-3").adjusted > 0.05

    def test_who_names_what(self, finding):
        """Family is planted to be missed in care, and friends to draw the older."""
        tests = {test.id: test for test in finding.tests}
        assert tests[rq05.TESTED["placement", "family_contact"]].adjusted < 0.001
        assert tests[rq05.TESTED["band", "peers"]].adjusted < 0.05
        assert tests[rq05.TESTED["sex", "partner"]].adjusted < 0.05


class TestWording:
    """The sentence follows from the numbers."""

    def test_no_reason_differs(self, finding):
        """Said so; and how many could not be tested."""
        tests = {test.id: replace(test, adjusted=None if test.refusal else 0.9) for test in finding.tests}
        settings = type("S", (), {"statistics": type("T", (), {"significance": 0.05}),
                                  "county": type("C", (), {"name": "X"}), "rate_ages": "10 to 17"})
        said = prose.write(finding.tables, tests, settings).sentences
        assert said["rq05_sex"] == "By sex, no reason that could be tested differs clearly between the groups."
        assert "no clear difference" in said["rq05_sides"]
        assert "No clear difference was found in how often" in said["rq05_who"]

    def test_a_title_of_ten_words(self, finding):
        """Or a few more."""
        assert all(len(finding.says(name).split()) <= 12 for name in ("title_reasons", "title_who"))


class TestSmall:
    """Little, or nothing, supplied."""

    HEAD = ("RHI Ref,Surname,Forename,DOB,Sex,Missing From,Returned,RHI Offered,Offered On,RHI Outcome,Reason Not Done,"
            "Interview Date Time,Interviewed By,Interview Place,Reasons,Harm While Missing,Child Wants\n")
    ONE = ("1,O'Neil,Ann,01/02/2002,F,05/06/2014,06/06/2014 02:00,Y,06/06/2014,Accepted,,07/06/2014 10:00,"
           "Independent,Home,Family conflict; To be with friends,,\n")
    SECTION = '[sources.return_interviews]\npath = "rhi.csv"\nlayout = "return-interviews"\n[reference]'

    def found(self, county, **changed):
        settings = county(**changed)
        return find(gather(settings, collate(settings)), ["RQ05"])[0]

    def test_without_interviews(self, county):
        """A reason for every part, and an answer."""
        finding = self.found(county)
        assert not finding.tables
        assert all("return home interviews" in reason for reason in finding.refusals.values())
        assert "cannot be said" in finding.answer

    def test_one_child(self, county):
        """Withheld everywhere, tests refused, no weights, and all of it said."""
        text = AUDIT.replace("[reference]", self.SECTION)
        finding = self.found(county, audit_toml=text, rhi_csv=self.HEAD + self.ONE)
        table = finding.tables["rq05_reasons"]
        assert table.rows[["interviews", "children", "share"]].fillna(0).to_numpy().sum() == 0
        assert "cannot be weighted" in finding.refusals["rq05_weights"]
        assert all(test.refusal for test in finding.tests)
        assert "too few children to be shown" in finding.answer

    def test_interviews_without_reasons(self, county):
        """None of an episode in scope with reasons."""
        empty = self.ONE.replace("Family conflict; To be with friends", "")
        finding = self.found(county, audit_toml=AUDIT.replace("[reference]", self.SECTION), rhi_csv=self.HEAD + empty)
        assert "no return home interview with reasons" in finding.refusals["rq05_reasons"]

    def test_nothing_but_the_return(self, county):
        """Refused, not raised."""
        text = AUDIT
        for name in ("police", "case_records", "home_logs", "caf"):
            begin = text.index(f"[sources.{name}]")
            text = text[:begin] + text[text.index("[", begin + 1):]
        assert self.found(county, audit_toml=text).answer.endswith(".")


class TestGuardedCells:
    """One withheld cell alone can be worked out from the total."""

    def table(self, *children: int, largest: float = 0.1) -> pd.DataFrame:
        return pd.DataFrame({"x_children": children, "x_largest": [largest, *[0.1] * (len(children) - 1)]})

    def cells(self, table: pd.DataFrame) -> list[tuple[int, str]]:
        return [(row, "x") for row in table.index]

    @pytest.mark.parametrize(("children", "after"), [
        ((3, 20, 9), [3, 20, 1]), ((3, 4, 9), [3, 4, 9]), ((7, 20, 9), [7, 20, 9]), ((0, 20, 9), [0, 20, 9]),
    ])
    def test_next_smallest(self, evidence, children, after):
        """Withheld with it; not where two are withheld already, or none."""
        table = self.table(*children)
        out = guarded_cells(table, self.cells(table), evidence.settings.disclosure)
        assert out["x_children"].tolist() == after

    def test_dominated(self, evidence):
        """A cell that one child dominates is withheld too, and so needs company."""
        table = self.table(30, 20, 9, largest=0.8)
        out = guarded_cells(table, self.cells(table), evidence.settings.disclosure)
        assert out["x_children"].tolist() == [30, 20, 1]
