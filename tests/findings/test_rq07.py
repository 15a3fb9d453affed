"""Places and company: against what was planted, counted again by other means, and where the data cannot answer."""

import csv
import json
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.disclosure import protect
from missing_audit.evidence import gather
from missing_audit.findings import rq07
from missing_audit.findings.companions import AREA, DISTRICT, HOUSEHOLD, in_company
from missing_audit.findings.frequent import ranked
from missing_audit.findings.match import grouped, matched
from missing_audit.findings.places import NOWHERE, Districts, located
from missing_audit.prose.rq07 import write
from missing_audit.register import adjusted
from missing_audit.statistics.anova import welch
from missing_audit.statistics.compare import rate_ratios
from smallshire import AUDIT, EXAMPLE

TRUTH = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))
HOT = TRUTH["county"]["hot_spot"]


@pytest.fixture(scope="module")
def rows(evidence):
    """Episodes that count."""
    return evidence.of_ages(evidence.in_scope())


@pytest.fixture(scope="module")
def districts(evidence, rows):
    """What is known of the districts."""
    return Districts(evidence, rows)


@pytest.fixture(scope="module")
def finding(findings):
    """The example's."""
    return findings["RQ07"]


def answered(evidence):
    """Sentences and tests of this question alone."""
    work = rq07.compute(evidence)
    tests = {test.id: test for test in adjusted(work.tests)}
    return write(protect(work.drafts, evidence.settings.disclosure), tests, evidence.settings), tests, work


class TestPlanted:
    """What `truth.json` says of the county."""

    def test_hot_spot_is_highest(self, evidence, districts, finding):
        """Chosen from the first two years; highest over all; above the limits of chance; its planted rate within the
        interval of its ratio to all other districts."""
        assert matched(evidence, districts).hot == HOT
        table = finding.tables["rq07_districts"]
        assert table.rows["district"].iloc[0] == HOT
        assert table.value("limits", district=HOT)[0].startswith("above")
        both = pd.DataFrame({"hot": districts.counts[HOT], "rest": districts.counts.drop(columns=HOT).sum(axis=1)})
        expected = districts.table["expected"]
        line = rate_ratios(both, pd.Series({"hot": expected[HOT], "rest": expected.drop(HOT).sum()}),
                           [("hot", "rest")]).iloc[0]
        assert line["low"] < TRUTH["parameters"]["hot_spot"] < line["high"]

    def test_one_year_is_too_short_for_it(self, finding):
        """The analysis of variance of the last year alone misses it, and the answer says that it is not confirmed."""
        tests = {test.id: test for test in finding.tests}
        assert 0.05 < tests["RQ07-3"].p < 0.2
        assert finding.answer.startswith(f"No hot spot is confirmed: {HOT} had the most episodes")

    def test_siblings(self, evidence, rows, finding):
        """Episodes on a report with another child of the household: as many as the truth has on shared reports."""
        on = defaultdict(set)
        with (EXAMPLE / "truth_links.csv").open(encoding="utf-8") as lines:
            for line in csv.DictReader(lines):
                if line["source"] == "police" and line["kind"] == "missing":
                    on[line["reference"]].add(line["person"])
        shared = sum(len(people) for people in on.values() if len(people) > 1)
        assert finding.tables["rq07_company"].value("episodes", label=HOUSEHOLD)[0] == pytest.approx(shared, rel=0.05)


class TestDistricts:
    """Counted again."""

    def test_every_episode_is_in_one_line(self, rows, finding):
        """Those that cannot be located are in the last."""
        table = finding.tables["rq07_districts"].rows
        assert table["episodes"].sum() == len(rows)
        assert table["district"].iloc[-1] == NOWHERE

    def test_expected(self, evidence, districts):
        """By hand for one district: rates of the county by age and year, times its people."""
        there, people = districts.rows.dropna(subset=["place"]), evidence.population
        total = 0.0
        for year in evidence.settings.years:
            for age in range(10, 18):
                now = people[(people["year"] == year) & (people["age"] == age)]
                rate = ((there["year"] == year) & (there["age"] == age)).sum() / now["population"].sum()
                total += rate * now.loc[now["district"] == "Ashmere", "population"].sum()
        assert districts.table.at["Ashmere", "expected"] == pytest.approx(total)

    def test_placement_allowed_for(self, districts):
        """Also adds up to what was observed, nearly."""
        ratio = districts.placed
        assert ratio.between(0.3, 3).all()
        assert np.corrcoef(ratio, districts.table["ratio"])[0, 1] > 0.8

    def test_located(self, evidence, rows):
        """The police's district only for children not known to be in care; spelt as the county does."""
        found = located(evidence, rows)
        assert set(found["place"].dropna()) <= set(evidence.settings.county.districts)
        away = found[found["place"].isna() & found["police_district"].notna()]
        assert not away["placement"].isin(["home", "unknown"]).any()


class TestMatch:
    """A hot spot against the district most like it."""

    def test_distance(self, evidence, districts):
        """Worked out by hand; the nearest is chosen; nothing of missing episodes is in it."""
        match = matched(evidence, districts)
        traits = match.table.drop(columns="distance")
        z = (traits - traits.mean()) / traits.std()
        apart = np.sqrt(((z - z.loc[HOT]) ** 2).mean(axis=1))
        assert match.table["distance"].tolist() == pytest.approx(apart.tolist())
        assert match.like == apart.drop(HOT).idxmin()
        fewer = evidence.having(episodes=evidence.episodes[evidence.episodes["district"] != "Ingleswick"])
        again = matched(fewer, Districts(fewer, fewer.of_ages(fewer.in_scope())))
        pd.testing.assert_frame_equal(again.table, match.table)

    def test_one_value_a_child(self, evidence, districts):
        """Every child whom a service knows by address in the last year, once."""
        match = matched(evidence, districts)
        lived = evidence.of_ages(evidence.person_time)
        known = lived[(lived["year"] == match.tried) & lived["district"].notna()]["child"].nunique()
        values = grouped(evidence, districts.rows, match)
        assert sum(len(value) for value in values.values()) == known

    def test_permuted_f(self, evidence, districts):
        """The statistic that is permuted is Welch's F, for one order and for many at once."""
        values = grouped(evidence, districts.rows, matched(evidence, districts))
        samples = list(values.values())
        assert rq07._welch_f(*samples, axis=0) == pytest.approx(welch(values).statistic)
        many = [np.stack([sample, sample[::-1]]) for sample in samples]
        assert rq07._welch_f(*many, axis=-1) == pytest.approx([welch(values).statistic] * 2)

    def test_a_hot_spot_that_stays(self, evidence):
        """Where children of the place who had no episode get some in every year, it is found and said."""
        lived = evidence.of_ages(evidence.person_time)
        there = lived[(lived["district"] == HOT) & (lived["placement"] == "home")]
        each = there.groupby("year")["child"].unique()
        template = evidence.in_scope().query("district == @HOT and placement == 'home' and age == 14").iloc[[0]]
        more = [template.assign(child=child, year=year, episode=10**6 + 10**4 * year + number)
                for year, children in each.items() for number, child in enumerate(sorted(children))]
        changed = evidence.having(episodes=pd.concat([evidence.episodes, *more], ignore_index=True))
        said, tests, _ = answered(changed)
        assert tests["RQ07-3"].p < 1e-6
        assert said.sentences["answer"].startswith(f"{HOT} is a hot spot")
        assert "differ by more than chance" in said.sentences["rq07_compared"]


class TestFrequent:
    """With and without the most frequent children."""

    def test_safe(self, evidence, districts):
        """Six children at least are left out of each district, and none makes up most of what is left out."""
        table = ranked(evidence, districts).table
        assert (table["gone_children"] >= 6).all()
        assert (table["step"] >= 6).all()
        assert (table["gone_children"] + table["rest_children"] == table["all_children"]).all()

    def test_most_frequent(self, districts, evidence):
        """By hand for one district."""
        own = sorted(districts.counts["Ashmere"][districts.counts["Ashmere"] > 0], reverse=True)
        line = ranked(evidence, districts).table.set_index("district").loc["Ashmere"]
        assert line["gone_episodes"] == sum(own[:max(6, -(-len(own) // 10))])


class TestCompany:
    """Episodes at the same time and place."""

    @staticmethod
    def episodes(pairs: int, apart: int = 30) -> pd.DataFrame:
        """Pairs of children who go within some minutes of each other once a month, and as many who go alone."""
        lines = []
        for pair in range(pairs):
            for month in range(1, 10):
                day = pd.Timestamp(2015, month, 1 + (7 * pair + month) % 27, 19)
                lines += [(f"a{pair}", day), (f"b{pair}", day + pd.Timedelta(minutes=apart))]
                lines.append((f"c{pair}", pd.Timestamp(2015, month, 1 + (11 * pair + 3 * month) % 27, 13)))
        out = pd.DataFrame(lines, columns=["child", "start"])
        return out.assign(area=out["child"].str[1:], place="North", household_children=0, age=14, sex="female",
                          police="missing")

    def test_found(self):
        """Every episode of a pair has company, of one alone only by chance; the draws lie far below."""
        company = in_company(self.episodes(12), draws=99, seed=3)
        with_whom = company.rows.assign(seen=company.seen[AREA]).groupby(company.rows["child"].str[0])["seen"].mean()
        assert with_whom.tolist()[:2] == [1, 1]
        assert with_whom["c"] == 0
        assert company.expected[AREA].max() < company.seen[AREA].sum() / 3
        assert company.test().p == pytest.approx(0.01)
        assert len(company.couples[AREA]) == 12

    def test_an_hour(self):
        """61 minutes are too long."""
        assert in_company(self.episodes(12, apart=61), draws=9, seed=3).seen[AREA].sum() == 0

    def test_household_is_left_out(self):
        """Who are on a report of one household are not counted again."""
        rows = self.episodes(12).assign(household_children=1)
        assert in_company(rows, draws=9, seed=3).seen[AREA].sum() == 0

    def test_example(self, evidence, rows):
        """Seen: counted pair by pair; the order of rows and names of children do not matter."""
        company = in_company(located(evidence, rows), draws=9, seed=3)
        part = company.rows.assign(month=company.rows["start"].dt.to_period("M"))
        seen = set()
        for _, group in part.groupby(["area", "place", "month"]):
            for a in group.itertuples():
                for b in group.itertuples():
                    near = abs((a.start - b.start).total_seconds()) <= 3600
                    if a.child != b.child and near and not (a.household and b.household):
                        seen.add(a.Index)
        assert set(np.flatnonzero(company.seen[AREA])) == seen
        renamed = rows.assign(child=rows["child"].str[::-1]).sample(frac=1, random_state=1)
        again = in_company(located(evidence, renamed), draws=9, seed=3)
        assert again.expected[DISTRICT].tolist() == company.expected[DISTRICT].tolist()


class TestRefusals:
    """Sources that are lacking."""

    def test_police_and_populations(self, evidence):
        """Districts by the police's reports; nothing by area or by match."""
        episodes = evidence.episodes.assign(district=None, area=None, placement="unknown")
        empty = {name: evidence.collated[name].assign(district=None, area=None) for name in ("person_time", "histories",
                                                                                             "states")}
        bare = replace(evidence, supplied=frozenset({"police"}), neighbours=None, tiles=None)
        said, tests, work = answered(bare.having(episodes=episodes, **empty))
        assert "rq07_districts" in work.drafts
        assert "tile map" in work.refusals["rq07_tiles"]
        assert "neighbouring districts" in tests["RQ07-2"].refusal
        assert "ward-like area" in work.refusals["rq07_areas"]
        assert said.sentences["answer"].endswith(".")

    def test_no_population(self, evidence):
        """Company and places all the same."""
        said, tests, work = answered(replace(evidence, population=None))
        assert "cannot be said" in said.sentences["answer"]
        assert "population" in work.refusals["rq07_districts"]
        assert "rq07_company" in work.drafts
        assert tests["RQ07-1"].refusal

    @pytest.mark.parametrize("kept", ["police", "looked_after"])
    def test_small_county(self, county, kept):
        """Two districts and a handful of children: an answer, reasons, no number of few."""
        text = AUDIT
        for name in ("police", "case_records", "looked_after_header", "looked_after_episodes", "looked_after_missing",
                     "home_logs", "caf"):
            if not name.startswith(kept):
                begin = text.index(f"[sources.{name}]")
                text = text[:begin] + text[text.index("[", begin + 1):]
        settings = county(audit_toml=text)
        finding = find(gather(settings, collate(settings)), ["RQ07"])[0]
        assert finding.answer.endswith(".")
        assert all(test.refusal for test in finding.tests)
