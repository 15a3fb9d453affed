"""The example's findings: their numbers counted again by other means, and their words for other numbers."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from causal import causal
from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.evidence import gather
from missing_audit.findings import rq01
from missing_audit.register import QUESTIONS, scope_table
from missing_audit.sources import RECORDERS
from smallshire import AUDIT, EXAMPLE


def found(county, **changed):
    settings = county(**changed)
    return {finding.id: finding for finding in find(gather(settings, collate(settings)))}


class TestExample:
    """Against the collated tables, counted without pandas' help where it matters."""

    def test_children_and_episodes_by_year(self, evidence, findings):
        """Sets of children and sums of rows."""
        rows = evidence.episodes
        table = findings["RQ01"].tables["rq01_years"]
        for year in evidence.settings.years:
            kept = [(child, age) for child, y, age, scope in zip(
                rows["child"], rows["year"], rows["age"], rows["scope"], strict=True)
                if y == year and scope == "missing" and 10 <= age <= 17]
            label = evidence.settings.year_label(year)
            assert table.value("children", year=label)[0] == len({child for child, _ in kept})
            assert table.value("episodes", year=label)[0] == len(kept)

    def test_rates_rest_on_the_population(self, evidence, findings):
        """Per 1,000 of the people of those ages."""
        table, people = findings["RQ01"].tables["rq01_years"], evidence.population
        people = people[people["age"].between(10, 17)].groupby("year")["population"].sum()
        for year in evidence.settings.years:
            label = evidence.settings.year_label(year)
            rate = table.value("children_rate", year=label)[0]
            assert rate == pytest.approx(1000 * table.value("children", year=label)[0] / people[year])
            low, high = (table.value(f"episodes_{end}", year=label)[0] for end in ("low", "high"))
            assert low < table.value("episodes_rate", year=label)[0] < high

    def test_sources_add_up(self, evidence, findings):
        """Every child and every episode is in one line of its year; a line withheld alone takes another with it."""
        rows = findings["RQ01"].tables["rq01_sources"].rows
        assert rows["by"].nunique() == len(evidence.recorders) + 2
        whole = []
        for what in ("children", "episodes"):
            for _, year in rows.groupby("year"):
                parts = year.loc[year["by"] != "All", what]
                whole.append(parts.notna().all())
                assert parts.isna().sum() != 1
                assert not whole[-1] or parts.sum() == year.loc[year["by"] == "All", what].item()
        assert any(whole)

    def test_split(self, evidence, findings):
        """Placements add up to the episodes in the rates; child-years to the county's population."""
        rows = findings["RQ03"].tables["rq03_split"].rows
        counted, logged = findings["RQ03"].tables["rq03_logs"].rows["episodes"]
        assert rows["episodes"].dropna().sum() == pytest.approx(counted, abs=20)
        episodes = evidence.of_ages(evidence.episodes)
        within = episodes[episodes["scope"].isin(["missing", "conflict"]) & episodes["scope_rule"].ne("E4")]
        # But for the homes' logs, and for children in custody: one source says missing, and none says otherwise.
        others = {name: source.records for name, source in RECORDERS.items() if name != "home_logs"}
        said = [{words[row[name]] for name, words in others.items() if not pd.isna(row[name])}
                for row in within.to_dict("records")]
        assert counted == sum(words == {"missing"} for words in said)
        missing = within["scope"].eq("missing")
        assert logged == sum(scope and not words for scope, words in zip(missing, said, strict=True))
        share = 1096 / 365.25 / 3
        assert rows["years"].astype(float).sum() == pytest.approx(evidence.person_years().sum() * share, rel=1e-4)

    def test_with_and_without(self, findings):
        """Each step leaves no more than the one before; the last is what RQ01 counts."""
        linked, ages = findings["RQ12"].tables["rq12_linked"], findings["RQ01"].tables["rq01_ages"]
        assert linked.value("headline", figure="Episodes", year="All years")[0] == ages.rows["episodes"].sum()
        for figure in ("Children", "Episodes"):
            steps = [linked.value(name, figure=figure, year="All years")[0]
                     for name in ("recorded", "no_family", "no_unauthorised", "headline")]
            assert steps == sorted(steps, reverse=True)

    def test_logs_against_the_police(self, evidence, findings):
        """Counted row by row; the share is its ratio, and its interval lies about it."""
        rows, table = evidence.episodes, findings["RQ12"].tables["rq12_logs"]
        for kind, label in (("missing", "Missing"), ("unauthorised", "Unauthorised absence")):
            held = [police for log, police in zip(rows["home_logs"], rows["police"], strict=True) if log == kind]
            assert table.value("all", kind=label)[0] == len(held)
            assert table.value("none", kind=label)[0] == sum(value not in ("missing", "absent") for value in held)
            share = table.value("rate", kind=label)[0]
            assert share == pytest.approx(held.count("missing") / len(held))
            assert table.value("low", kind=label)[0] < share < table.value("high", kind=label)[0]

    def test_earlier_early_help(self, example, evidence):
        """Every child of the cohort is in one line; the interval is SciPy's; linkage finds about as many."""
        from missing_audit.overview import overview
        from missing_audit.safe_table import SafeTable

        settings, folder = example
        table = SafeTable.from_dict(overview(evidence, folder)["tables"]["caf"])
        cohort = evidence.children[evidence.children["scope"].isin(["missing", "history", "at_risk"])]
        assert table.rows["children"].tolist()[-1] == len(cohort)
        for row in table.rows.dropna().itertuples():
            assert row.before + row.later + row.none == row.children
            ends = stats.binomtest(int(row.before), int(row.children)).proportion_ci(0.95, method="wilson")
            assert (row.low, row.high) == pytest.approx((ends.low, ends.high))
        truth = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))
        true = truth["recorded"]["children_ever_missing_with_an_earlier_caf"] / truth["true"]["children_ever_missing"]
        assert table.rows["share"].tolist()[0] == pytest.approx(true, abs=0.01)

    def test_every_record_is_in_one_line(self, evidence, findings):
        """The table of what was identified holds all episodes."""
        assert findings["RQ12"].tables["rq12_identified"].rows["all"].sum() == len(evidence.episodes)

    def test_tests_are_one_family(self, findings):
        """Holm over all of them: none is smaller than alone, the smallest is multiplied by their number."""
        tests = [test for finding in findings.values() for test in finding.tests
                 if not test.exploratory and not test.refusal]
        assert len(tests) >= 9
        assert all(test.adjusted >= test.p for test in tests)
        smallest = min(tests, key=lambda test: test.p)
        assert smallest.adjusted == pytest.approx(min(1, smallest.p * len(tests)))

    def test_no_small_numbers(self, findings):
        """No count of children from one to five stands in any table."""
        for finding in findings.values():
            for table in finding.tables.values():
                for field in table.fields:
                    if field.children == field.name:
                        values = table.rows[field.name].dropna().astype(float)
                        assert not values.between(1, 5).any(), (table.name, field.name)

    def test_no_causal_words(self, findings):
        """Generated sentences and notes describe; strengths and caveats may also say what is not a cause."""
        for finding in findings.values():
            notes = [note for table in finding.tables.values() for note in table.notes]
            prose = finding.prose
            for said in (*prose.sentences.values(), *notes, *finding.refusals.values(), prose.generalises):
                assert not causal(said), (finding.id, said)
            for said in (*prose.caveats, prose.strength):
                assert not causal(said, may_deny=True), (finding.id, said)

    def test_titles_are_short(self, findings):
        """A story in about ten words."""
        for finding in findings.values():
            for name, sentence in finding.prose.sentences.items():
                if name.startswith("title_"):
                    assert len(sentence.split()) <= 12, sentence


class TestWording:
    """The sentence follows from the numbers."""

    def test_no_clear_difference(self, findings):
        """The example's years do not differ beyond chance, and the sentence says so."""
        tests = {test.id: test for test in findings["RQ01"].tests}
        clear = "no clear difference" in findings["RQ01"].says("change")
        assert clear == any(test.adjusted >= 0.05 for test in tests.values())

    def test_a_real_change(self, evidence):
        """Doubling one year's children makes a difference that is found and said."""
        rows = evidence.episodes
        more = rows[rows["year"] == 2016].assign(child=lambda t: t["child"] + "-twin",
                                                 episode=lambda t: t["episode"] + rows["episode"].max())
        changed = evidence.having(episodes=pd.concat([rows, more], ignore_index=True))
        finding = find(changed, ["RQ01"])[0]
        assert "The rate of children who go missing differed" in finding.says("change")

    def test_too_few_children(self, county):
        """Two children: withheld, the test refused, and both said."""
        finding = found(county)["RQ01"]
        assert "[withheld]" in finding.answer
        assert "cannot be tested" in finding.says("change")
        assert all(test.refusal for test in finding.tests)


class TestPartialSources:
    """Every source is optional."""

    SECTIONS = ("police", "case_records", "looked_after_header", "looked_after_episodes", "looked_after_missing",
                "home_logs", "caf")

    def without(self, *names: str) -> str:
        """The small county's configuration without some sources."""
        text = AUDIT
        for name in names:
            begin = text.index(f"[sources.{name}]")
            end = text.index("[", begin + 1)
            text = text[:begin] + text[end:]
        return text

    @pytest.mark.parametrize("lacking", [
        ("police",), ("case_records",), ("looked_after_missing",), ("looked_after_episodes",),
        ("looked_after_header", "looked_after_episodes", "looked_after_missing"),
        ("police", "case_records"), ("police", "looked_after_missing"), ("home_logs", "caf"), ("police", "home_logs"),
        SECTIONS[:-1], SECTIONS[1:], SECTIONS,
    ])
    def test_findings_are_made_all_the_same(self, county, lacking):
        """Each has an answer; each part that is not there has its reason."""
        for finding in found(county, audit_toml=self.without(*lacking)).values():
            assert finding.answer.endswith(".")
            assert all(reason for reason in finding.refusals.values())

    def test_no_population(self, county):
        """Counts without rates."""
        text = AUDIT[:AUDIT.index("[reference]")]
        finding = found(county, audit_toml=text)["RQ01"]
        assert "population" in finding.refusals["rq01_years"]
        assert "rq01_sources" in finding.tables

    def test_withheld_is_not_equal(self, county):
        """Two withheld numbers are not said to be the same."""
        answer = found(county)["RQ12"].answer
        assert "[withheld]" in answer
        assert "Nothing needed to be taken out" not in answer

    def test_nothing_to_take_out(self, findings, evidence):
        """Said so, where every record is of a child missing."""

        only = evidence.having(episodes=evidence.in_scope().assign(looked_after_missing=None))
        answer = find(only, ["RQ12"])[0].answer
        assert answer.startswith("Nothing needed to be taken out")

    def test_no_child_of_the_ages(self, county):
        """Police reports of adults alone: no crash, and no table of nothing."""
        from smallshire import POLICE

        adults = "\n".join(line for line in POLICE.splitlines() if line.startswith(("Report", "P6"))) + "\n"
        results = found(county, police_csv=adults)
        assert all(finding.answer for finding in results.values())

    def test_only_absences(self, county):
        """No episode in scope: a reason, and no division by nothing."""
        from smallshire import MISSING, POLICE

        head = MISSING.splitlines()[0] + "\n1,01/02/2002,A,06/06/2014,06/06/2014\n"
        results = found(county, police_csv=POLICE.replace(",Missing,", ",Absent,"), missing_csv=head)
        assert "no missing episode" in results["RQ03"].refusals["rq03_split"]

    def test_scope_table(self, county):
        """All seventeen, each answered, in part, or with what it needs."""
        table = scope_table(found(county, audit_toml=self.without("police")).values())
        assert len(table) == len(QUESTIONS) == 17
        assert (table["answered"] == "Yes").eq(table["why"] == "").all()
        assert table.set_index("question").loc["RQ01", "answered"] == "In part"


def test_order_of_rows_does_not_matter(evidence):
    """Rows shuffled, findings the same."""

    rng = np.random.default_rng(1)
    shuffled = evidence.having(episodes=evidence.episodes.iloc[rng.permutation(len(evidence.episodes))])
    assert rq01.compute(shuffled).drafts["rq01_years"].table.equals(rq01.compute(evidence).drafts["rq01_years"].table)


def test_sentences_are_plain_text(findings):
    """Quarto prints a character that Python would not print, such as a hard space, as its code."""
    for finding in findings.values():
        for name, sentence in finding.prose.sentences.items():
            assert sentence.isprintable(), (finding.id, name)
            assert sentence == repr(sentence)[1:-1].replace("\\'", "'"), (finding.id, name)
