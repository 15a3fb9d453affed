"""RQ04 over the example: counted again by other means, planted ratios, what is missing, and what is said then."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from missing_audit.collation import collate
from missing_audit.disclosure import protect
from missing_audit.evidence import gather
from missing_audit.findings import rq04
from missing_audit.findings.characteristic_models import known_only, prepared
from missing_audit.findings.characteristics import bands, cells, people
from missing_audit.prose import rq04 as prose
from missing_audit.register import adjusted
from smallshire import AUDIT, EXAMPLE


def answered(evidence):
    """Tables and prose of the question by itself."""
    work = rq04.compute(evidence)
    tests = {test.id: test for test in adjusted(work.tests)}
    tables = protect(work.drafts, evidence.settings.disclosure)
    return work, tables, prose.write(tables, tests, evidence.settings)


def turned(evidence, seed):
    """The same children by other names, their rows in another order."""
    return evidence.having(**{
        name: evidence.collated[name].assign(child=lambda t: t["child"].str[::-1]).sample(frac=1, random_state=seed)
        for name in ("children", "histories")})


@pytest.fixture(scope="module")
def answer(evidence):
    """The example's."""
    return answered(evidence)


@pytest.fixture(scope="module")
def rows(evidence):
    """Children with a case record."""
    return cells(evidence)


class TestCells:
    """Time and episodes of children with a case record."""

    def test_add_up(self, evidence, rows):
        """Every quarter of these children at these ages, and every episode in it."""
        held = evidence.collated["histories"]
        ours = set(evidence.children.loc[evidence.children["in_case_records"], "child"])
        held = held[held["child"].isin(ours) & held["age"].between(10, 17)]
        assert rows["events"].sum() == held["episodes"].sum()
        assert rows["years"].sum() == pytest.approx(held["days"].sum() / 365.25)
        assert people(rows)["child"].tolist() == rows["child"].drop_duplicates().tolist()

    def test_order_rests_on_content(self, evidence, rows):
        """Other pseudonyms, other order of rows: the same table but for the names."""
        again = cells(turned(evidence, 3))
        pd.testing.assert_frame_equal(again.drop(columns="child"), rows.drop(columns="child"))


class TestTables:
    """Counted again."""

    def test_county(self, evidence, answer):
        """Children by sex and year, by sets; the rate is over the population."""
        table = answer[1]["rq04_county"]
        inside = evidence.of_ages(evidence.in_scope())
        pairs = {(child, year) for child, year, sex in zip(inside["child"], inside["year"], inside["sex"], strict=True)
                 if sex == "female"}
        people = evidence.of_ages(evidence.population)
        girls = people.loc[people["sex"] == "female", "population"].sum()
        assert table.value("children", label="Girls")[0] == len({child for child, _ in pairs})
        assert table.value("rate", label="Girls")[0] == pytest.approx(1000 * len(pairs) / girls)
        low, high = (table.value(f"standard_{end}", label="Girls")[0] for end in ("low", "high"))
        assert low < table.value("standard", label="Girls")[0] < high

    def test_standardised_by_hand(self, evidence, answer):
        """Each year's and age's rate of boys, weighed by the county's people of both sexes."""
        inside = evidence.of_ages(evidence.in_scope()).sort_values("start").drop_duplicates(["child", "year"])
        boys = inside[inside["sex"] == "male"].groupby(["age", "year"]).size()
        people = evidence.of_ages(evidence.population)
        own = people[people["sex"] == "male"].groupby(["age", "year"])["population"].sum()
        both = people.groupby(["age", "year"])["population"].sum()
        by_hand = sum(boys.get(key, 0) / own[key] * both[key] for key in both.index) / both.sum() * 1000
        assert answer[1]["rq04_county"].value("standard", label="Boys")[0] == pytest.approx(by_hand)

    def test_record(self, evidence, answer):
        """Disabled children, one by one."""
        children, held = evidence.children, evidence.collated["histories"]
        who = set(children.loc[children["disability"].eq("yes") & children["in_case_records"], "child"])
        held = held[held["child"].isin(who) & held["age"].between(10, 17)]
        table = answer[1]["rq04_record"]
        assert table.value("children", label="Disabled")[0] == held["child"].nunique()
        assert table.value("missing", label="Disabled")[0] == held.loc[held["episodes"] > 0, "child"].nunique()
        assert table.value("rate", label="Disabled")[0] == pytest.approx(
            100 * 365.25 * held["episodes"].sum() / held["days"].sum())

    def test_expected_adds_up(self, answer):
        """Over the groups of a characteristic, as many are expected as went missing."""
        table = answer[0].drafts["rq04_expected"].table
        for _, part in table.groupby("part"):
            assert part["expected"].sum() == pytest.approx(part["missing"].sum())

    def test_nothing_by_difference(self, answer):
        """No characteristic has exactly one group withheld, since the others and the whole would tell it."""
        for name in ("rq04_record", "rq04_expected"):
            table = answer[1][name]
            hidden = (table.marks["missing"] == "c").groupby(table.rows["part"]).sum()
            assert (hidden != 1).all()
            assert hidden["Ethnic group"] == 2
        # A bound or ratio of a withheld group would give its rate away.
        bounds = answer[1]["rq04_bounds"]
        assert bounds.value("ratio", label="Other against White")[1] == "c"
        assert bounds.value("spread", label="Asian against White")[1] == "c"

    def test_bounds_hold_the_estimates(self, answer):
        """What is known, and the spread, lie between."""
        line = answer[1]["rq04_bounds"].rows.set_index("label").loc["Disabled against not disabled"]
        assert line["ratio_lowest"] < min(line["ratio"], line["spread"])
        assert max(line["ratio"], line["spread"]) < line["ratio_highest"]
        assert abs(np.log(line["spread"])) < abs(np.log(line["ratio"]))


class TestModel:
    """The adjusted comparison."""

    def test_another_order_the_same_numbers(self, evidence, answer):
        """Pseudonyms do not matter, to the last digit, though values are drawn."""
        again = rq04.compute(turned(evidence, 5)).drafts["rq04_ratios"].table
        pd.testing.assert_frame_equal(again, answer[0].drafts["rq04_ratios"].table)

    def test_small_groups_are_left_out(self, evidence, rows):
        """A group with fewer than ten children who went missing has no coefficient."""
        model = prepared(rows, {label: label for label in bands(evidence.settings)})
        assert "ethnicity=Other" not in known_only(model).covariance.index
        assert "orientation" not in model.references

    def test_filled_in_lies_near_the_known(self, answer):
        """Where little is not known, filling it in hardly changes a ratio."""
        table = answer[1]["rq04_ratios"].rows.set_index("label")
        assert (np.log(table["filled"].astype(float) / table["held"].astype(float)).abs() < 0.2).all()


class TestPlanted:
    """What the example's model has; nothing here is tuned until it is found."""

    truth = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))["parameters"]

    def held(self, answer, label: str, ratio: float) -> float:
        """How many standard errors the planted ratio is from the estimate."""
        line = answer[1]["rq04_ratios"].rows.set_index("label").loc[label]
        low, high = (np.log(float(line[f"filled_{end}"])) for end in ("low", "high"))
        return (np.log(ratio) - (low + high) / 2) / ((high - low) / 2 / stats.norm.ppf(0.975))

    def test_girls_found(self, answer):
        """A ratio of 1.15 lies in the interval."""
        assert self.truth["girls"] == 1.15
        assert abs(self.held(answer, "Girls against boys", self.truth["girls"])) < stats.norm.ppf(0.975)

    def test_disabled_missed(self, answer):
        """A ratio of 1.25 lies above the interval: in this county, as drawn, disabled children went missing less often
        than the model has it, and the chapter says that no difference is clear.
        """
        assert self.truth["disabled"] == 1.25
        assert self.held(answer, "Disabled against not disabled", self.truth["disabled"]) > stats.norm.ppf(0.975)

    def test_no_ethnic_group_is_planted(self, answer):
        """A ratio of 1 is in every interval."""
        for group in ("Mixed", "Asian", "Black"):
            assert abs(self.held(answer, f"{group} against White", 1.0)) < stats.norm.ppf(0.975)

    def test_orientation_cannot_be_told(self, answer):
        """1.5 is planted, and it is known of too few; the answer says so, and the bounds leave room for it."""
        work, tables, said = answer
        assert next(test for test in work.tests if test.id == "RQ04-5").refusal
        assert "By sexual orientation, nothing can be told" in said.sentences["answer"]
        line = tables["rq04_bounds"].rows.set_index("part").loc["Sexual orientation"]
        assert line["ratio_lowest"] < self.truth["minority_orientation"] < line["ratio_highest"]

    def test_age_pattern(self, answer):
        """Ten to twelve are least, sixteen and seventeen most, as planted; clearly so."""
        rate = dict(enumerate(self.truth["age_rate"]))
        table = answer[1]["rq04_county"].rows.set_index("label")["standard"].astype(float)
        ages = [str(age) for age in range(10, 18)]
        assert stats.spearmanr(table[ages], [rate[int(age)] for age in ages]).statistic > 0.9
        assert "differs clearly by age" in answer[2].sentences["answer"]


class TestWords:
    """Sentences follow the numbers."""

    def test_linkage_is_quoted(self, answer):
        """From the stored shares, least and most."""
        assert any("'White'" in caveat and "lies between" in caveat for caveat in answer[2].caveats)

    def test_names_keep_their_capital(self, answer):
        """Ethnic groups within a sentence."""
        assert "for Asian against White" in answer[2].sentences["rq04_ratios"]

    def test_difference_found(self, evidence, answer):
        """With p-values that are small, each characteristic is said to differ."""
        work, tables, _ = answer
        tests = {test.id: replace(test, adjusted=0.001, refusal="") for test in work.tests}
        said = prose.write(tables, tests, evidence.settings).sentences
        assert "differs clearly by sex, age, ethnic group, disability and sexual orientation" in said["answer"]
        assert "a clear difference" in said["rq04_ratios"]


class TestSources:
    """What is not there."""

    def test_police_and_population(self, evidence):
        """Sex and age alone."""
        poor = replace(evidence, supplied=frozenset({"police"}))
        work, tables, said = answered(poor)
        assert set(tables) <= {"rq04_county", "rq04_linkage"}
        assert "social-care case records" in work.refusals["rq04_record"]
        assert "differs clearly by age" in said.sentences["answer"]
        assert "By ethnic group, disability and sexual orientation, nothing can be told" in said.sentences["answer"]

    def test_no_population(self, evidence):
        """Case records alone."""
        work, tables, said = answered(replace(evidence, population=None))
        assert "rq04_county" in work.refusals
        assert "rq04_ratios" in tables
        assert said.sentences["answer"].startswith("No clear difference was found by ethnic group or disability")

    def test_small_county(self, county):
        """Two children: refused or withheld, and said."""
        settings = county()
        work, tables, said = answered(gather(settings, collate(settings)))
        assert all(test.refusal for test in work.tests)
        assert "rq04_ratios" in work.refusals
        assert "nothing can be told" in said.sentences["answer"]
        assert set(tables["rq04_county"].marks["children"]) <= {"c", ""}

    def test_return_alone(self, county):
        """Nothing but the looked-after return: every part refused."""
        start = AUDIT.index("[sources.police]")
        text = AUDIT[:start] + "".join(
            f'[sources.looked_after_{name}]\npath = "{name}.csv"\nlayout = "ssda903"\n'
            for name in ("header", "episodes", "missing"))
        settings = county(audit_toml=text)
        work, tables, said = answered(gather(settings, collate(settings)))
        assert not set(tables) - {"rq04_linkage"}
        assert {"rq04_county", "rq04_record", "rq04_ratios"} <= set(work.refusals)
        assert said.sentences["answer"].startswith("Whether the risk differs between groups")
