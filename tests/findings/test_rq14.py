"""RQ14: counted again row by row, what was planted, words for other numbers, and sources that are not there."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxTimeVaryingFitter

from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.evidence import gather
from missing_audit.findings import rq14
from missing_audit.findings.difficulties import DIFFICULTIES, TRIO, first_days, recording
from missing_audit.findings.known_children import known_children
from missing_audit.findings.links import links
from missing_audit.findings.two_groups import prevalence
from missing_audit.statistics.estimate import RefusalError
from smallshire import AUDIT


@pytest.fixture(scope="module")
def known(evidence):
    return known_children(evidence)


class TestDifficulties:
    """What each source tells."""

    def test_first_days(self, evidence):
        """Domestic abuse, by going through the rows of its three sources."""
        found = {}
        for row in evidence.records["cin_factors"].itertuples():
            if isinstance(row.factors, str) and {"3A", "3B", "3C"} & set(row.factors.split(";")):
                found.setdefault(row.child, []).append(row.start)
        for row in evidence.records["mash"].itertuples():
            if row.reason == "domestic_abuse":
                found.setdefault(row.child, []).append(row.contacted)
        for row in evidence.records["wtwf"].itertuples():
            if isinstance(row.criteria, str) and "domestic_abuse" in row.criteria.split(";"):
                found.setdefault(row.child, []).append(row.added)
        days = first_days(evidence, DIFFICULTIES)["domestic_abuse"].dropna()
        assert days.to_dict() == {child: min(dates) for child, dates in found.items()}

    def test_ten_at_most(self, evidence):
        """So that they can be ranked; each from the sources that were supplied."""
        assert len(DIFFICULTIES) == 10
        assert set(recording(evidence)) == set(DIFFICULTIES)


class TestKnownChildren:
    """Who is compared."""

    def test_only_those_known_before(self, evidence, known):
        """Everybody has a case record opened before the day, and nobody is twice among those who went missing."""
        begin = pd.Timestamp(evidence.settings.period.start)
        opened = (evidence.records["case_records"].set_index("child")["opened"] - begin).dt.days
        assert (known.runs["child"].map(opened) <= known.runs["start"]).all()
        assert known.missing["child"].is_unique
        assert known.once["child"].is_unique
        assert known.runs["age"].between(10, 17).all()

    def test_weights(self, known):
        """Day by day: every other child then at risk has one over their number, for each child who went on it."""
        runs, weights = known.runs, {}
        for day in known.missing["stop"]:
            at_risk = runs[(runs["start"] < day) & (day <= runs["stop"]) & ~(runs["event"] & (runs["stop"] == day))]
            for child in at_risk["child"]:
                weights[child] = weights.get(child, 0) + 1 / len(at_risk)
        others = known.rows[~known.rows["missing"]]
        found = others.groupby("child")["weight"].sum()
        expected = pd.Series(weights).reindex(found.index)
        assert (found / expected).to_numpy() == pytest.approx(len(found) / expected.sum())
        assert found.sum() == pytest.approx(len(found))

    def test_first_episode(self, evidence, known):
        """Of those who went missing it is the first; until then they are among the others, and not after."""
        begin = pd.Timestamp(evidence.settings.period.start)
        first = (evidence.in_scope().groupby("child")["start"].min().dt.normalize() - begin).dt.days
        missing = known.missing
        assert (missing["child"].map(first) == missing["stop"]).all()
        others = known.rows[~known.rows["missing"]]
        gone = others["child"].map(first)
        assert (gone.isna() | (others["stop"] <= gone)).all()
        assert gone.notna().any()

    def test_before_alone(self, evidence, known):
        """A difficulty of the very day does not count."""
        begin, rows = pd.Timestamp(evidence.settings.period.start), known.runs
        days = (first_days(evidence, recording(evidence) | TRIO)[["school", "trio_mind"]] - begin).apply(
            lambda column: column.dt.days)
        for name in days:
            day = rows["child"].map(days[name])
            assert (rows[name] == (day <= rows["start"])).all()
            assert not ((day > rows["start"]) & (day < rows["stop"])).any()

    def test_pseudonyms_and_order_do_not_matter(self, evidence):
        """Other pseudonyms, rows shuffled: the same tables."""
        rng = np.random.default_rng(3)
        names = pd.Series(rng.permutation(evidence.children["child"]), index=evidence.children["child"])

        def renamed(rows):
            rows = rows.assign(child=rows["child"].map(names)) if "child" in rows else rows
            return rows.iloc[rng.permutation(len(rows))].reset_index(drop=True)

        used = ("children", "episodes", "histories", "contacts")
        collated = {name: renamed(evidence.collated[name]) for name in used}
        records = {name: renamed(evidence.records[name]) for name in
                   {source for each in DIFFICULTIES.values() for source in each.told} | {"case_records"}}
        other = type(evidence)(evidence.settings, collated, records, evidence.population, evidence.supplied)
        for name in ("runs", "rows"):
            one, two = (getattr(known_children(each), name).drop(columns="child") for each in (evidence, other))
            pd.testing.assert_frame_equal(one, two, check_exact=True)


class TestBetweenTables:
    """What one table prints less what another does."""

    def test_few_are_withheld(self):
        """Three children with the wider one alone: the narrower count is as of three, and of none where there are."""
        rows = pd.DataFrame({"child": range(80), "missing": [True] * 40 + [False] * 40, "weight": 1.0,
                             "x": ([True] * 10 + [False] * 30) * 2})
        plain = prevalence(rows, {"x": "X"}, confidence=0.95)
        assert plain[["first_fewest", "second_fewest"]].to_numpy().tolist() == [[10, 10]]
        beside = prevalence(rows, {"x": "X"}, confidence=0.95, within={"x": 13})
        assert beside[["first_fewest", "second_fewest", "fewest"]].to_numpy().tolist() == [[3, 10, 3]]
        apart = prevalence(rows, {"x": "X"}, confidence=0.95, within={"y": 13})
        assert apart["first_fewest"].tolist() == [10]

    def test_example(self, findings):
        """Counts of what lies within another are equal to it, or six or more below it, or withheld."""
        tables = findings["RQ14"].tables
        pairs = [("rq14_agencies", "Youth offending records", "offending"),
                 *(("rq14_trio", TRIO[name].label, wide) for name, wide in
                   (("trio_abuse", "domestic_abuse"), ("trio_mind", "parent_mental_health"),
                    ("trio_substance", "parent_substance")))]
        for table, label, wide in pairs:
            narrow = tables[table].value("first_children", label=label)[0]
            whole = tables["rq14_prevalence"].value("first_children", label=DIFFICULTIES[wide].label)[0]
            assert narrow is None or whole is None or not 1 <= whole - narrow <= 5

    def test_no_count_of_few(self, findings):
        """Five children with all three difficulties are not told of."""
        table = findings["RQ14"].tables["rq14_trio"]
        assert all(count is None or count == 0 or count >= 6 for count in table.rows["first_children"])


class TestExample:
    """The example's finding."""

    def test_counts(self, evidence, findings):
        """Children of each group with a difficulty, counted by hand."""
        known = known_children(evidence)
        table = findings["RQ14"].tables["rq14_prevalence"]
        label = DIFFICULTIES["school"].label
        assert table.value("first_children", label=label)[0] == sum(known.missing["school"])
        for group, missing in (("first", True), ("second", False)):
            held = [(row.weight * row.school, row.weight) for row in known.rows.itertuples() if row.missing == missing]
            part, whole = map(sum, zip(*held, strict=True))
            assert table.value(f"{group}_share", label=label)[0] == pytest.approx(part / whole)

    @pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0")
    def test_odds(self, evidence, findings):
        """One difficulty against lifelines, on the same runs of time."""
        runs = known_children(evidence).runs.assign(school=lambda t: t["school"].astype(int))
        theirs = CoxTimeVaryingFitter().fit(runs[["child", "start", "stop", "event", "school"]], id_col="child",
                                            event_col="event", start_col="start", stop_col="stop")
        crude = findings["RQ14"].tables["rq14_odds"].value("crude", label=DIFFICULTIES["school"].label)[0]
        assert crude == pytest.approx(np.exp(theirs.params_["school"]), rel=1e-5)

    def test_planted(self, findings):
        """All difficulties are planted likelier in children prone to go: more of them, and trouble at school linked."""
        finding = findings["RQ14"]
        test = finding.tests[0]
        assert test.adjusted < 0.001
        table = finding.tables["rq14_odds"]
        assert table.value("adjusted_low", label=DIFFICULTIES["school"].label)[0] > 1
        ratios = table.rows["adjusted"].dropna().astype(float)
        assert (ratios > 1).mean() >= 0.8

    def test_parts(self, findings):
        """The numbers of kinds add up to the group; the shares accounted for to the whole."""
        tables = findings["RQ14"].tables
        assert tables["rq14_number"].rows["first_children"].sum() == tables["rq14_compared"].rows["children"].iloc[0]
        for group in ("first", "second"):
            assert tables["rq14_number"].rows[f"{group}_share"].sum() == pytest.approx(1)
        share = tables["rq14_rank"].rows["share"].astype(float).tolist()
        assert sum(share[:-1]) == pytest.approx(share[-1])

    def test_exploratory(self, findings):
        """One test is asked for; the others explore, and are adjusted among themselves."""
        tests = findings["RQ14"].tests
        assert [test.exploratory for test in tests] == [False] + [True] * 10
        assert {test.family for test in tests[1:]} == {"exploring RQ14"}

    def test_nothing_planted(self, evidence):
        """Difficulties dealt anew among children, eight times: links are found about as often as chance finds them."""
        found = np.concatenate([self.found(evidence, seed) for seed in range(8)])
        assert np.mean(found) <= 0.12

    @staticmethod
    def found(evidence, seed) -> list[bool]:
        """Which difficulties seem linked where none is."""
        rng, records = np.random.default_rng(seed), dict(evidence.records.items())
        everybody = evidence.children["child"].sort_values().to_numpy()
        for source in sorted({source for each in DIFFICULTIES.values() for source in each.told}):
            dealt = dict(zip(everybody, rng.permutation(everybody), strict=True))
            records[source] = records[source].assign(child=records[source]["child"].map(dealt))
        known, seen = known_children(replace(evidence, records=records)), []
        for test in links(known, confidence=0.95).tests.values():
            # The rarest of them may be of too few children.
            with suppress(RefusalError):
                seen.append(test().p < 0.05)
        assert len(seen) >= 8
        return seen


class TestSources:
    """Whatever is not there is said."""

    @pytest.mark.parametrize("sections", [("police",), ("looked_after_header", "looked_after_missing",
                                                        "looked_after_episodes"), ("case_records", "police")])
    def test_small_counties(self, county, sections):
        """A reason for every part, and an answer."""
        head = AUDIT[:AUDIT.index("[sources.")] + AUDIT[AUDIT.index("[reference]"):]
        text = head + "".join(AUDIT[AUDIT.index(f"[sources.{name}]"):].split("\n[", 1)[0] + "\n" for name in sections)
        settings = county(audit_toml=text)
        finding = find(gather(settings, collate(settings)), ["RQ14"])[0]
        assert "cannot be said" in finding.answer
        assert all(reason.startswith("This cannot be answered") for reason in finding.refusals.values())

    def test_some_sources(self, evidence):
        """Without assessments and education: fewer difficulties, no trio, and no failure."""
        fewer = type(evidence)(evidence.settings, evidence.collated, evidence.records, evidence.population,
                               evidence.supplied - {"cin_factors", "school_events", "attendance"})
        work = rq14.compute(fewer)
        assert "school" not in recording(fewer)
        assert "factors found at assessment" in work.refusals["rq14_trio"]
        assert len(work.drafts["rq14_prevalence"].table) == 9
