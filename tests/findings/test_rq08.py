"""The county's boundary: the example counted again, what its history holds, and small counties."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.disclosure import protect
from missing_audit.evidence import gather
from missing_audit.findings import rq08
from missing_audit.findings.boundaries import looked_after_days
from missing_audit.findings.crossings import KINDS, SIDES, cross_rates, of_social_care
from missing_audit.findings.notices import LINES
from missing_audit.findings.rq08 import COMPARED, RECORDED
from missing_audit.placing import PLACED, where_placed
from smallshire import AUDIT, EXAMPLE

INSIDE, OUTSIDE, VISITOR = PLACED.values()


@pytest.fixture(scope="module")
def finding(evidence):
    """The example's."""
    return find(evidence, ["RQ08"])[0]


@pytest.fixture(scope="module")
def rows(evidence):
    """The example's episodes with where the child was placed."""
    found = evidence.of_ages(evidence.in_scope())
    return found.assign(lies=where_placed(evidence.records, found))


class TestExample:
    """Counted again by other means."""

    def test_where_placed(self, evidence, rows):
        """Day by day from the rows of the return, for some episodes of children in care."""
        care = evidence.records["looked_after_episodes"]
        cared = rows[rows["lies"].isin(["inside", "outside"])]
        for row in cared.sample(150, random_state=2).itertuples():
            day = row.start.normalize()
            spells = care[(care["child"] == row.child) & (care["start"] <= day)
                          & (care["end"].isna() | (care["end"] >= day))]
            latest = spells.sort_values("start").iloc[-1]
            assert row.lies == ("inside" if pd.notna(latest["place_area"]) else "outside")

    def test_visitors_are_in_no_return(self, evidence, rows):
        """They have a notice, and no care by the county."""
        children = set(rows.loc[rows["lies"] == "visitor", "child"])
        assert children
        assert children <= set(evidence.records["placed_by_others"]["child"])
        assert not children & set(evidence.records["looked_after_episodes"]["child"])

    def test_flows(self, evidence, rows, finding):
        """Children, time and episodes add up to all looked-after children of these ages."""
        table, days = finding.tables["rq08_flows"], looked_after_days(evidence)
        assert table.rows["years"].astype(float).sum() == pytest.approx(days["days"].sum() / 365.25)
        assert table.rows["episodes"].sum() == rows["lies"].isin(PLACED).sum()

    def test_rates(self, evidence, finding):
        """Episodes that social care calls missing in every record of its own that it has."""
        table, found = finding.tables["rq08_rates"], evidence.of_ages(evidence.episodes)
        calls = [(row["care_missing"], row["looked_after_missing"]) for row in found.to_dict("records")]
        said = [{value for value in pair if not pd.isna(value)} == {"missing"} for pair in calls]
        own = found[np.array(said) & ~found["adults"].ge(1).fillna(False) & ~found["custody"]]
        own = own[own["scope"].ne("outside") & own["scope"].ne("adult")]
        lies = where_placed(evidence.records, own)
        assert table.value("episodes", kind=KINDS["all"], lies=SIDES["inside"])[0] == (lies == "inside").sum()
        assert table.value("episodes", kind=KINDS["all"], lies=SIDES["outside"])[0] == (lies == "outside").sum()

    def test_ratio(self, finding):
        """One rate over the other, inside its interval."""
        rates, ratios = finding.tables["rq08_rates"], finding.tables["rq08_ratios"]
        for kind in ("all", "residential", "foster"):
            out, home = (rates.value("rate", kind=KINDS[kind], lies=SIDES[side])[0] for side in ("outside", "inside"))
            low, ratio, high = (ratios.value(name, kind=KINDS[kind])[0] for name in ("low", "ratio", "high"))
            assert ratio == pytest.approx(out / home)
            assert low < ratio < high

    def test_notices(self, evidence, finding):
        """In time, late and undated are all of them; working days counted one by one."""
        table, days = finding.tables["rq08_notices"], looked_after_days(evidence)
        held = evidence.records["placed_by_others"]
        held = held[held["child"].isin(days.loc[days["lies"] == "visitor", "child"])]
        one = {name: table.value("number", label=label)[0] for name, label in LINES.items()}
        assert one["in_time"] + one["late"] + one["undated"] == one["all"] == len(held)
        late = 0
        for row in held.dropna(subset=["notified"]).itertuples():
            between = pd.date_range(row.start, row.notified - pd.Timedelta(days=1))
            late += sum(day.weekday() < 5 for day in between) > 1
        assert one["late"] == late

    def test_no_notice_is_withheld(self, finding):
        """Fewer than six children are without: not shown, nor is of how many others they are left over."""
        for line in ("logged", "unannounced"):
            for column in ("number", "children"):
                assert finding.tables["rq08_notices"].value(column, label=LINES[line]) == (None, "c")
        assert "of how many of them no notice is held, is withheld" in finding.says("rq08_notices")

    def test_kinds_do_not_tell_each_other(self, evidence):
        """One kind outside has three children with an episode: the next smallest is withheld with it."""
        recorded, days = of_social_care(evidence), looked_after_days(evidence)
        own = (recorded["lies"] == "outside") & (recorded["placement"] == "semi_independent")
        few = recorded[~own | recorded["child"].isin(recorded.loc[own, "child"].unique()[:3])]
        table = protect({"rates": cross_rates(evidence, few, days)}, evidence.settings.disclosure)["rates"]
        outside = table.rows["lies"].eq(SIDES["outside"]) & table.rows["kind"].ne(KINDS["all"])
        assert (table.marks.loc[outside, "episodes"] == "c").sum() >= 2
        assert table.value("episodes", kind=KINDS["all"], lies=SIDES["outside"])[1] == ""

    def test_those_who_never_went(self, evidence, rows):
        """All visitors but three are missing: the two numbers of children do not stand side by side."""
        days = looked_after_days(evidence)
        visitors = days.loc[days["lies"] == "visitor", "child"].drop_duplicates()
        more = rows.iloc[[0] * (len(visitors) - 3)].assign(child=visitors.iloc[3:].to_numpy(), lies="visitor")
        draft = rq08._flows(evidence, pd.concat([rows[rows["lies"] != "visitor"], more]), days)
        table = protect({"flows": draft}, evidence.settings.disclosure)["flows"]
        shown = [table.value(name, lies=VISITOR)[1] for name in ("at_risk", "episodes_children")]
        assert "c" in shown

    def test_no_gap_where_nothing_could_be(self, finding):
        """Records of the county's own children alone are not asked about those of others."""
        held, tracked = finding.tables["rq08_held"], finding.tables["rq08_tracked"]
        assert held.value("visitor", source="Social-care case records") == (None, "z")
        assert tracked.value("visitor", label=RECORDED["social_care"]) == (None, "z")
        could = int((held.marks["visitor"] != "z").sum())
        assert f"Of the {could} records below that could hold a child" in finding.says("rq08_held")


class TestPlanted:
    """What the invented history holds."""

    def test_police_hardly_know_of_children_outside(self, rows, finding):
        """Two in a hundred of such episodes are planted to reach them: withheld, and said to be clearly less."""
        truth = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))["parameters"]
        known = rows.loc[rows["lies"] == "outside", "police"].notna()
        assert known.mean() == pytest.approx(truth["police_records_outside_county"], abs=0.02)
        table = finding.tables["rq08_tracked"]
        assert table.value("outside", label=RECORDED["police"]) == (None, "c")
        assert table.value("compared", label=RECORDED["police"])[0] == COMPARED["less"]
        assert "Episodes outside are clearly less often known to this county's police" in finding.answer

    def test_fewer_interviews(self, finding):
        """Half as many are planted to be offered outside, and seven in ten as many to visitors."""
        table = finding.tables["rq08_tracked"]
        inside, outside, visitor = (table.value(name, label=RECORDED["offered"])[0] for name in PLACED)
        assert outside / inside == pytest.approx(0.5, abs=0.12)
        assert outside < visitor < inside
        assert table.value("compared", label=RECORDED["offered"])[0] == COMPARED["less"]

    def test_rates_are_alike(self, finding):
        """Being placed outside changes nothing in the history, and no clear difference is found."""
        assert next(test for test in finding.tests if test.id == "RQ08-1").p > 0.05
        assert "no clear difference" in finding.answer


class TestWording:
    """The sentence follows from the numbers."""

    def test_a_clear_difference(self, evidence):
        """Every episode outside four times over: found, and said."""
        rows = of_social_care(evidence)
        out = evidence.episodes[evidence.episodes["episode"].isin(rows.loc[rows["lies"] == "outside", "episode"])]
        again = [out.assign(start=out["start"] + pd.Timedelta(minutes=step), episode=out["episode"] + step * 10**6)
                 for step in (1, 2, 3)]
        changed = evidence.having(episodes=pd.concat([evidence.episodes, *again], ignore_index=True))
        found = find(changed, ["RQ08"])[0]
        assert "a clear difference" in found.answer
        assert "no clear difference" not in found.says("rate")


class TestSmall:
    """Little, or nothing, supplied."""

    AREAS = '[reference]\nareas = "areas.csv"'

    def found(self, county, **changed):
        settings = county(**changed)
        return find(gather(settings, collate(settings)), ["RQ08"])[0]

    def test_without_areas(self, county):
        """It cannot be said who is placed outside."""
        finding = self.found(county)
        assert {f"rq08_{part}" for part in ("flows", "rates", "ratios", "tracked", "held", "notices")} <= set(
            finding.refusals)
        assert "postcodes by area" in finding.refusals["rq08_flows"]
        assert "cannot be said" in finding.answer

    def test_two_children(self, county):
        """Withheld, tests refused, and both said."""
        finding = self.found(county, audit_toml=AUDIT.replace("[reference]", self.AREAS),
                             areas_csv="postcode,area,district\nQX1,A,North\n")
        assert "[withheld]" in finding.answer
        assert all(test.refusal for test in finding.tests)
        assert "cannot be tested" in finding.says("rq08_rates")

    @pytest.mark.parametrize("lacking", [
        ("looked_after_episodes",), ("police",), ("looked_after_missing",),
        ("police", "looked_after_missing", "home_logs"),
        ("police", "case_records", "home_logs", "caf"),
        ("case_records", "looked_after_header", "looked_after_episodes", "looked_after_missing", "home_logs", "caf"),
    ])
    def test_partial(self, county, lacking):
        """An answer, and a reason for each part that is not there; nothing raised."""
        text = AUDIT.replace("[reference]", self.AREAS)
        for name in lacking:
            begin = text.index(f"[sources.{name}]")
            text = text[:begin] + text[text.index("[", begin + 1):]
        finding = self.found(county, audit_toml=text, areas_csv="postcode,area,district\nQX1,A,North\n")
        assert finding.answer.endswith(".")
        assert all(finding.refusals.values())

    def test_notices_alone(self, evidence):
        """What they say is told, though nobody knows who is placed where."""
        records = {name: rows.drop(columns="place_area", errors="ignore") for name, rows in evidence.records.items()}
        finding = find(replace(evidence, records=records), ["RQ08"])[0]
        assert list(finding.tables) == ["rq08_notices"]
        assert "40 notices" in finding.answer


def test_order_of_rows_does_not_matter(evidence):
    """Rows shuffled, the same tables."""
    rng = np.random.default_rng(4)
    shuffled = evidence.having(episodes=evidence.episodes.iloc[rng.permutation(len(evidence.episodes))])
    for name in ("rq08_flows", "rq08_rates", "rq08_held"):
        again, once = (rq08.compute(each).drafts[name].table for each in (shuffled, evidence))
        pd.testing.assert_frame_equal(again, once, rtol=1e-12)
