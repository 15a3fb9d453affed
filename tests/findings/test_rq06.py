"""RQ06: the planted season found, an even year said to be even, and every refusal with its reason."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.config import load
from missing_audit.evidence import gather
from missing_audit.findings import rq06
from missing_audit.findings.season import kinds
from missing_audit.statistics.season import date_of
from missing_audit.synthesis import synthesise
from missing_audit.synthesis.parameters import Model
from missing_audit.words import HOURS, MONTHS, WEEKDAYS
from smallshire import AUDIT, EXAMPLE, FILES, ROOT

REAL = ROOT.parent / "shared" / "real-extracts" / "ssda903"


def answer(evidence):
    """RQ06 of some evidence."""
    return find(evidence, ["RQ06"])[0]


def without(settings, **changed):
    """Settings with parts of the county or its period changed."""
    return settings.model_copy(update=changed)


@pytest.fixture(scope="module")
def finding(findings):
    """The example's."""
    return findings["RQ06"]


@pytest.fixture(scope="module")
def even(tmp_path_factory):
    """The finding of the same county made without a season."""
    folder = tmp_path_factory.mktemp("even")
    synthesise(folder, seed=20140401, seasonal=False, report=lambda _: None)
    for name in ("audit.toml", "linkage.key"):
        (folder / name).write_bytes((EXAMPLE / name).read_bytes())
    settings = load(folder)
    return answer(gather(settings, collate(settings)))


class TestDescription:
    """Counted again from the collated table."""

    def test_months(self, evidence, finding):
        """Episodes and children of each month, over the days of that month."""
        rows = evidence.of_ages(evidence.in_scope())
        table, days = finding.tables["rq06_months"], pd.date_range("2014-04-01", "2017-03-31")
        for number, month in enumerate(MONTHS, start=1):
            part = rows[[start.month == number for start in rows["start"]]]
            assert table.value("episodes", label=month)[0] == len(part)
            assert table.value("children", label=month)[0] == len(set(part["child"]))
            many = sum(day.month == number for day in days)
            assert table.value("days", label=month)[0] == many
            assert table.value("rate", label=month)[0] == pytest.approx(len(part) / many)

    def test_weekdays(self, evidence, finding):
        """Every episode on one day."""
        table = finding.tables["rq06_weekdays"]
        counts = evidence.of_ages(evidence.in_scope())["start"].dt.day_name().value_counts()
        for day in WEEKDAYS:
            assert table.value("episodes", label=day)[0] == counts[day]
        assert table.rows["days"].sum() == 1096

    def test_hours(self, evidence, finding):
        """Only episodes with a clock time; the bands add up to all of them."""
        rows, table = evidence.of_ages(evidence.in_scope()), finding.tables["rq06_hours"]
        told = rows[rows["police"].notna() | rows["home_logs"].notna()]
        assert table.rows["episodes"].sum() == len(told) < len(rows)
        evening = told["start"].dt.strftime("%H").isin(["20", "21"]).sum()
        assert table.value("episodes", label=HOURS[10])[0] == evening
        assert table.value("share", label=HOURS[10])[0] == pytest.approx(evening / len(told))
        assert table.rows["share"].sum() == pytest.approx(1)

    def test_timed_rows(self):
        """The police's and the homes' own clock; a row of the return has a day alone."""
        rows = pd.DataFrame({"police": ["missing", None, None], "looked_after_missing": [None, "missing", "missing"]})
        assert rq06.timed(rows).tolist() == [True, False, False]
        assert rq06.timed(rows.assign(home_logs=[None, "missing", None])).tolist() == [True, True, False]

    def test_holidays(self, evidence, finding):
        """Days of the file of terms, counted one by one."""
        table, terms = finding.tables["rq06_holidays"], pd.read_csv(EXAMPLE / "school_terms.csv")
        school = {day for start, end in zip(terms["start"], terms["end"], strict=True)
                  for day in pd.date_range(start, end)}
        rows = evidence.of_ages(evidence.in_scope())
        inside = sum(start.normalize() in school for start in rows["start"])
        assert table.value("episodes", label="School term")[0] == inside
        assert table.value("episodes", label="School holidays")[0] == len(rows) - inside
        assert table.value("days", label="School term")[0] == len(school)


class TestPlanted:
    """The example county, whose season is known."""

    def test_planted_season_is_inside(self, finding):
        """Size and peak of the model that made the data lie in the intervals; the truth file says the same."""
        truth = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))["parameters"]
        model = Model()
        assert truth["seasonal_amplitude"] == model.seasonal_amplitude == 0.25
        table = finding.tables["rq06_season"]
        low, high = (table.value(end, label="Larkshire")[0] for end in ("low", "high"))
        assert 1 < low < np.exp(2 * model.seasonal_amplitude) < high
        early, late = (pd.Timestamp(f"{table.value(end, label='Larkshire')[0]} 2015") for end in ("early", "late"))
        assert early <= pd.Timestamp(2015, *model.seasonal_peak) <= late
        assert late - early < pd.Timedelta(days=75)

    def test_holidays_are_planted_as_ordinary_days(self, finding):
        """A ratio of 1 is inside the interval of 99%, and the sentence says that there is no clear difference.

        Of 95%, one in twenty would miss what was planted, and nothing here is tuned until this one does not.
        """
        table = finding.tables["rq06_holidays"]
        low, high = (np.log(table.value(f"ratio_{end}", label="School holidays")[0]) for end in ("low", "high"))
        wider = stats.norm.ppf(0.995) / stats.norm.ppf(0.975)
        assert abs(low + high) / 2 < wider * (high - low) / 2
        assert "no clear difference" in finding.says("rq06_holidays")

    def test_said(self, finding):
        """A peak, its date, and one key fact; the figure has the wave."""
        assert finding.answer.startswith("Numbers rise and fall over the year")
        assert len(finding.prose.facts) == 1
        assert "wave" in finding.tables["rq06_months"].rows
        assert not finding.refusals

    def test_wave_is_that_of_the_months(self, finding):
        """It has the same mean level, and falls inside nearly all of the months' intervals."""
        rows = finding.tables["rq06_months"].rows.astype({"wave": float, "rate": float, "days": float})
        assert (rows["wave"] * rows["days"]).sum() == pytest.approx((rows["rate"] * rows["days"]).sum())
        assert ((rows["low"] < rows["wave"]) & (rows["wave"] < rows["high"])).sum() >= 11

    def test_accounts_are_compared(self, finding):
        """AIC is what it says; any season is better than none, and the freer wave no worse in likelihood."""
        rows = finding.tables["rq06_models"].rows.set_index("label")
        assert rows["aic"].tolist() == pytest.approx((2 * rows["parameters"] - 2 * rows["fit"]).tolist())
        assert rows["parameters"].tolist() == [10, 12, 11]
        assert rows["fit"].iloc[0] < rows["fit"].iloc[2] < rows["fit"].iloc[1]

    def test_check_is_less_certain(self, finding):
        """Allowing for weeks that all children share can only raise the p-value."""
        tests = {test.id: test for test in finding.tests}
        assert tests["RQ06-4"].p > tests["RQ06-1"].p
        assert "It holds as well" in finding.says("check")

    def test_another_key_the_same_numbers(self, evidence):
        """Pseudonyms and the order of rows do not matter, to the last digit."""
        rows = evidence.episodes
        other = rows.assign(child=rows["child"].str[::-1]).sample(frac=1, random_state=2)
        again = find(evidence.having(episodes=other), ["RQ06"])[0]
        assert again.to_dict() == find(evidence, ["RQ06"])[0].to_dict()


class TestNoSeason:
    """The same county, made without a season."""

    def test_said_plainly(self, even):
        """No clear season, no ratio as an estimate, no key fact, no wave in the figure; how large it can be at most."""
        assert even.answer.startswith("No clear season was found")
        assert even.prose.facts == ()
        assert "wave" not in even.tables["rq06_months"].rows
        season = even.tables["rq06_season"]
        assert [field.name for field in season.fields] == ["label", "children", "episodes", "high"]
        assert 1 < season.value("high", label="Larkshire")[0] < 1.5
        assert f"more than {season.value('high', label='Larkshire')[0]:.2f} times" in even.says("rq06_season")
        assert even.says("title_months") == "No clear season in missing episodes"

    def test_week_is_still_planted(self, even):
        """Fridays and Saturdays are as in the example, where more episodes were planted."""
        rates = even.tables["rq06_weekdays"].rows.set_index("label")["rate"].astype(float)
        assert rates[["Friday", "Saturday"]].mean() > rates.drop(["Friday", "Saturday"]).mean()


class TestRefusals:
    """What the data cannot bear, with its reason."""

    def test_one_year(self, evidence):
        """A season cannot be told from one year; months are described all the same."""
        year = evidence.settings.period.model_copy(update={"end": pd.Timestamp(2015, 3, 31).date()})
        rows = evidence.episodes[evidence.episodes["year"] == 2014]
        finding = answer(replace(evidence.having(episodes=rows), settings=without(evidence.settings, period=year)))
        assert "at least two whole years" in finding.answer
        assert "rq06_months" in finding.tables
        assert all("two whole years" in finding.refusals[name]
                   for name in ("rq06_season", "rq06_models", "rq06_holidays"))
        assert [bool(test.refusal) for test in finding.tests] == [True, True, False, True]

    def test_no_terms(self, evidence):
        """No holidays to set against terms, and the season without them."""
        finding = answer(replace(evidence, terms=None))
        assert "school terms, not supplied" in finding.refusals["rq06_holidays"]
        assert "school terms, not supplied" in finding.says("rq06_holidays")
        assert finding.tables["rq06_models"].rows["parameters"].tolist() == [9, 11, 10]
        assert finding.answer.startswith("Numbers rise and fall over the year")

    def test_no_latitude(self, evidence):
        """No length of the day, and the reason."""
        county = evidence.settings.county.model_copy(update={"latitude": None})
        finding = answer(replace(evidence, settings=without(evidence.settings, county=county)))
        assert finding.tables["rq06_models"].rows["label"].tolist() == [rq06.ACCOUNTS["none"], rq06.ACCOUNTS["wave"]]
        assert "latitude was not supplied" in finding.says("rq06_daylight")

    def test_few_children(self, county):
        """Two children: everything withheld or refused, and said."""
        settings = county()
        finding = answer(gather(settings, collate(settings)))
        assert "fewer than 10 children" in finding.answer
        assert "Too few children" in finding.says("rq06_months")
        assert set(finding.tables["rq06_months"].marks["episodes"]) <= {"c", ""}

    def test_few_episodes(self, evidence):
        """Sixty children with one each are too few for twelve numbers."""
        rows = evidence.of_ages(evidence.in_scope()).drop_duplicates("child").head(60)
        assert "fewer than 10 episodes for each number" in answer(evidence.having(episodes=rows)).answer

    @pytest.mark.skipif(not REAL.is_dir(), reason="the looked-after return that others wrote is not beside the project")
    def test_real_return(self, tmp_path):
        """A few rows: a reason in every part, and no crash."""
        text = AUDIT.replace("2014-04-01", "2017-04-01").replace("2016-03-31", "2019-03-31")
        text = text[:text.index("[sources.police]")] + "".join(
            f'[sources.looked_after_{name}]\npath = "{(REAL / name).as_posix()}.csv"\nlayout = "ssda903"\n'
            for name in ("header", "episodes", "missing"))
        (tmp_path / "audit.toml").write_text(text, encoding="utf-8")
        (tmp_path / "linkage.key").write_text(FILES["linkage.key"], encoding="utf-8")
        settings = load(tmp_path)
        finding = answer(gather(settings, collate(settings)))
        assert "cannot be said from the data supplied" in finding.answer
        assert "time of day" in finding.refusals["rq06_hours"]
        assert all(test.refusal for test in finding.tests)


class TestKinds:
    """Kinds of placement that are too thin are put together."""

    @staticmethod
    def rows(**children: int) -> pd.DataFrame:
        """One episode each of so many children."""
        return pd.DataFrame([{"placement": place, "child": f"{place} {i}"}
                             for place, many in children.items() for i in range(many)])

    def test_enough(self):
        """Three kinds and the others as one."""
        found = kinds(self.rows(residential=12, foster=20, home=40, semi_independent=6, unknown=5))
        assert found.value_counts().to_dict() == {
            "the family home": 40, "foster placements": 20, "residential placements": 12,
            "all other or unknown placements": 11}

    def test_thin(self):
        """The smallest joins the next smallest until each has ten."""
        found = kinds(self.rows(residential=6, foster=7, home=40, other=3))
        assert found.value_counts().to_dict() == {
            "the family home": 40,
            "residential placements, foster placements and all other or unknown placements": 16}

    def test_only_few(self):
        """One kind is left."""
        assert kinds(self.rows(home=3, foster=2)).nunique() == 1


class TestWording:
    """Sentences follow from the tests."""

    def test_check_that_fails(self, evidence, monkeypatch):
        """A season that busy weeks could explain is none."""
        real = rq06.wald
        calls = []

        def doubtful(model, names):
            calls.append(tuple(names))
            result = real(model, names)
            return replace(result, p=0.5) if len(calls) > 2 else result

        monkeypatch.setattr(rq06, "wald", doubtful)
        finding = answer(evidence)
        assert calls == [("cosine", "sine"), ("holiday",), ("cosine", "sine")]
        assert finding.answer.startswith("No clear season was found")
        tests = {test.id: test.adjusted for test in finding.tests}
        assert tests["RQ06-4"] >= 0.5
        assert f"p = {tests['RQ06-4']:.3f}" in finding.says("rq06_season")
        assert not finding.prose.facts
        assert "ratio" not in [field.name for field in finding.tables["rq06_season"].fields]

    def test_peak_is_a_day(self):
        """Dates are printed as days of the year."""
        assert rq06._day(0.0) == "1 January"
        assert rq06._day(0.999) == "31 December"
        assert date_of(0.999).month == 12
