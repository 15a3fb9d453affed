"""The assessment of risk: the example counted again, small counties, and what its history is known to hold."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from statsmodels.stats.inter_rater import cohens_kappa

from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.evidence import gather
from missing_audit.findings import rq10
from missing_audit.findings.graded import DAYS, OUTCOMES, asked_weights, factors_of, graded
from missing_audit.findings.regraded import TWICE
from missing_audit.findings.rq10 import GRADE, SCORE, WEIGHTED
from smallshire import AUDIT


@pytest.fixture(scope="module")
def finding(findings):
    """The example's."""
    return findings["RQ10"]


@pytest.fixture(scope="module")
def rows(evidence):
    """The example's graded episodes."""
    return graded(evidence)


class TestGraded:
    """What followed each episode, child by child."""

    def test_again(self, evidence, rows):
        """Another episode in scope begins within 28 days of the return; unknown where these days are not all seen."""
        starts = evidence.in_scope().groupby("child")["start"].apply(list)
        last = evidence.collated["histories"].groupby("child")["end"].max()
        for row in rows.sample(300, random_state=1).itertuples():
            until = row.end + pd.Timedelta(days=DAYS)
            if pd.isna(row.end) or until > last[row.child]:
                assert np.isnan(row.again)
            else:
                assert row.again == any(row.end < start <= until for start in starts[row.child])

    def test_harm(self, rows):
        """Told, not told, or nobody asked."""
        told = rows["harm"].map({1.0: "told", 0.0: "none"}).fillna("not asked").value_counts()
        assert told["not asked"] > told["none"] > told["told"] > 100

    def test_factors_are_dated_before(self, evidence, rows):
        """Nothing of an episode's own day, or after it, changes what a score may use of it."""
        day = rows["start"].dt.normalize().min() + pd.Timedelta(days=500)
        early = (rows["start"].dt.normalize() <= day).to_numpy()
        contacts, scope = evidence.collated["contacts"], evidence.episodes["start"].dt.normalize()
        cut = evidence.having(contacts=contacts[contacts["start"] < day],
                              episodes=evidence.episodes.assign(
                                  scope=evidence.episodes["scope"].where(scope < day, "outside")))
        held = evidence.records["return_interviews"]
        cut = replace(cut, records={**evidence.records, "return_interviews": held[held["done"] < day]})
        whole, part = factors_of(evidence, rows)[early], factors_of(cut, rows)[early]
        on_day = (rows["start"].dt.normalize() == day).to_numpy()[early]
        assert on_day.any()
        pd.testing.assert_frame_equal(whole[on_day], part[whole.columns][on_day])

    def test_order_does_not_matter(self, evidence, rows):
        """Rows shuffled, the same rows in the same order."""
        order = np.random.default_rng(1).permutation(len(evidence.episodes))
        again = graded(evidence.having(episodes=evidence.episodes.iloc[order]))
        assert again[["episode", "harm", "again"]].equals(rows[["episode", "harm", "again"]])

    def test_weights(self, evidence, rows):
        """They bring the asked nearer to all graded episodes in what they are weighted by."""
        factors = factors_of(evidence, rows)
        weight, asked = asked_weights(rows, factors), rows["harm"].notna().to_numpy()
        assert weight.mean() == pytest.approx(1)
        for held in (rows["police_district"].isin(["Carrowby", "Quernford"]), rows["placement"].eq("home")):
            plain = abs(held[asked].mean() - held.mean())
            assert abs(np.average(held[asked], weights=weight) - held.mean()) <= plain + 0.002


class TestExample:
    """Against other programs and the tables' own sums."""

    @pytest.mark.parametrize("name", list(OUTCOMES))
    def test_areas(self, finding, rows, name):
        """The grade's area by scikit-learn."""
        known = rows[rows[name].notna()]
        table = finding.tables["rq10_areas"]
        area = table.value("area", outcome=OUTCOMES[name], label=GRADE)[0]
        assert area == pytest.approx(roc_auc_score(known[name], known["grade"]))
        assert table.value("rows", outcome=OUTCOMES[name], label=GRADE)[0] == len(known)

    def test_weighted_beside_unweighted(self, finding):
        """Harm has both; going missing again needs no weights."""
        table = finding.tables["rq10_areas"]
        assert len(table.where(outcome=OUTCOMES["harm"], label=SCORE + WEIGHTED)) == 1
        assert len(table.where(outcome=OUTCOMES["again"], label=SCORE + WEIGHTED)) == 0

    def test_twice(self, evidence, finding, rows):
        """Kappa of two grades of one episode, by statsmodels."""
        reports, risk = evidence.collated["reports"], evidence.records["police"]["risk"]
        own = reports[(reports["source"] == "police") & reports["episode"].isin(rows["episode"])]
        grades = own.assign(risk=risk.reindex(own["row"]).to_numpy()).dropna(subset="risk").groupby("episode")["risk"]
        pairs = [part.tolist()[:2] for _, part in grades if len(part) == 2]
        names = ["low", "medium", "high"]
        counts = np.zeros((3, 3))
        for first, second in pairs:
            counts[names.index(first), names.index(second)] += 1
        expected = cohens_kappa(counts, wt="linear").kappa
        # Which of the two reports is the first does not matter much to kappa.
        assert finding.tables["rq10_twice"].value("kappa", label=TWICE)[0] == pytest.approx(expected, abs=0.08)

    def test_planted(self, finding):
        """Harm was made likelier for the youngest and for those with offending on record; the score finds both."""
        table = finding.tables["rq10_points"]
        points = {level: table.value("harm", factor="Age", level=level)[0] for level in ("10 to 12", "13 to 14",
                                                                                         "15 to 17")}
        assert points["10 to 12"] == max(points.values()) > points["13 to 14"]
        record = "In the year before, in: Youth offending records"
        assert (table.value("harm", factor=record, level="Yes")[0]
                > table.value("harm", factor=record, level="No")[0])

    def test_no_few_children_in_a_group(self, finding):
        """Each shown share of errors rests on more than five children on either side."""
        for name in ("rq10_fair_harm", "rq10_fair_again"):
            table = finding.tables[name]
            assert (table.marks["missed"] == "c").any()
            assert not table.rows["children"].dropna().astype(int).between(1, 5).any()

    def test_answer(self, finding):
        """Says the numbers of both, and what chance would give."""
        assert "50% is no better than chance" in finding.answer
        assert len(re.findall(r"\d+% \(\d+% to \d+%\)", finding.answer)) == 4


class TestWording:
    """The sentence follows from the numbers."""

    def test_grades_that_tell(self, evidence):
        """Grades made to follow what happened are found to tell, and said to be higher."""
        rows = graded(evidence)
        worse = set(rows.loc[(rows["again"] == 1) & (rows["episode"] % 5 > 0), "episode"])
        risk = evidence.episodes["risk"].where(evidence.episodes["risk"].isna(),
                                               np.where(evidence.episodes["episode"].isin(worse), "high", "low"))
        finding = find(evidence.having(episodes=evidence.episodes.assign(risk=risk)), ["RQ10"])[0]
        assert "grades were higher for those with the outcome" in finding.says("rq10_grades")
        assert finding.prose.sentences["title_grades"] == "What followed differs by police risk grade"

    def test_no_grades(self, evidence):
        """Reports without a grade: a reason, for every part and every test."""
        work = rq10.compute(evidence.having(episodes=evidence.episodes.assign(risk=None)))
        assert not work.drafts
        assert all("has a police risk grade" in reason for reason in work.refusals.values())
        assert all(test.refusal for test in work.tests)

    def test_nobody_asked(self, evidence):
        """Without return interviews harm is not known; what comes after the return still is."""
        without = replace(evidence, supplied=evidence.supplied - {"return_interviews"},
                          records={name: rows for name, rows in evidence.records.items()
                                   if name != "return_interviews"})
        finding = find(without, ["RQ10"])[0]
        assert "interviews" in finding.refusals["rq10_fair_harm"]
        assert "going missing again" in finding.answer
        assert "harm" not in finding.answer


class TestPartialSources:
    """Every source is optional."""

    def made(self, county, *sections: str):
        """The small county with these sources alone."""
        names = re.findall(r"\[sources\.(\w+)\]", AUDIT)
        text = AUDIT
        for name in set(names) - set(sections):
            begin = text.index(f"[sources.{name}]")
            text = text[:begin] + text[text.index("[", begin + 1):]
        settings = county(audit_toml=text)
        return find(gather(settings, collate(settings)), ["RQ10"])[0]

    @pytest.mark.parametrize("sections", [("police",), ("looked_after_header", "looked_after_episodes",
                                                        "looked_after_missing"), ("police", "case_records", "caf")])
    def test_refused(self, county, sections):
        """Too few, or no grades: said, and nothing raised."""
        finding = self.made(county, *sections)
        assert finding.answer.endswith(".")
        assert "cannot be said" in finding.answer
        assert all(finding.refusals.values())
