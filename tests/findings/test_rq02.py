"""Going missing again: against what was planted, against lifelines, and where the data cannot answer."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.evidence import gather
from missing_audit.findings import rq02
from missing_audit.findings.recurrence import followed, known_before, most_frequent
from missing_audit.prose.rq02 import _say_order
from missing_audit.statistics.shares import wilson
from smallshire import AUDIT, EXAMPLE

pytestmark = pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0")


@pytest.fixture(scope="module")
def rows(evidence):
    """Episodes that count."""
    return evidence.of_ages(evidence.in_scope())


@pytest.fixture(scope="module")
def finding(findings):
    """The example's."""
    return findings["RQ02"]


class TestFollowed:
    """Runs of time."""

    def test_every_episode_begins_a_run(self, evidence, rows):
        """None of no time; as many ended by an episode as there are further episodes; none after the period."""
        runs = followed(evidence, rows)
        assert len(runs) == len(rows)
        assert (runs["gap"] > 0).all()
        assert runs["again"].sum() == len(rows) - rows["child"].nunique()
        days = (pd.Timestamp(evidence.settings.period.end) - rows["start"].min()).days + 2
        assert runs["stop"].max() <= days

    def test_known_is_dated_before(self, evidence, rows):
        """Whoever has a contact only after the first episode does not count as known."""
        known, names = known_before(evidence, rows)
        first = rows.groupby("child")["start"].min().dt.normalize()
        dated = evidence.collated["contacts"]
        for source in {"mash", "health"} & set(names):
            earliest = dated[dated["source"] == source].groupby("child")["start"].min()
            expected = (earliest.reindex(known.index) < first.reindex(known.index)).astype(int)
            assert known[source].tolist() == expected.tolist()

    def test_most_frequent(self, rows):
        """One in twenty, at least six, with no child outside who has more."""
        top = most_frequent(rows, 5)
        many = rows["child"].value_counts()
        assert len(top) == round(many.size / 20) >= 6
        assert many[top].min() >= many.drop(top).max()
        assert len(most_frequent(rows[rows["child"].isin(many.index[:40])], 5)) == 6


class TestExample:
    """The invented county's children."""

    def test_planted_shape(self, finding):
        """As many more than once, and as much with the top twentieth, as was planted."""
        shape = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))["true"]["shape"]
        often, top = finding.tables["rq02_often"], finding.tables["rq02_top"]
        low, high = (often.value(end, label="More than one")[0] for end in ("low", "high"))
        assert low < shape["children_with_more_than_one"] < high
        low, high = (top.value(end, label="5%")[0] for end in ("low", "high"))
        assert low < shape["episodes_of_the_top_5_percent"] < high

    def test_planted_order(self, finding):
        """The county moves children into homes after they went missing often; that order is found where it can be seen.

        It is not called the more usual: with those who were there from the beginning, it might be as often the other.
        """
        moved = json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))["true"][
            "children_moved_after_repeated_missing"]
        table = finding.tables["rq02_order"]
        assert abs(table.rows["children"].iloc[0] - moved) < 0.3 * moved
        assert table.rows["low"].iloc[0] > 0.5
        missing, residential, unseen = table.rows["children"].astype(int)
        for name, part in (("least", missing), ("most", missing + unseen)):
            low, high = wilson(part / (missing + residential + unseen), missing + residential + unseen)
            assert table.rows[f"{name}_low"].iloc[0] == pytest.approx(low)
            assert table.rows[f"{name}_high"].iloc[0] == pytest.approx(high)
        assert table.rows["least_low"].iloc[0] < 0.5
        assert "Neither order is clearly the more usual once" in finding.says("order")

    def test_words_of_order(self, finding):
        """Called the more usual only where those whose order cannot be known leave it so."""
        table = finding.tables["rq02_order"]
        for name, said in (("least_low", "Going missing repeatedly was the more usual"),
                           ("most_high", "The residential placement was the more usual")):
            rows = table.rows.assign(**{name: [0.51 if name == "least_low" else 0.49, None, None]})
            assert said in _say_order(replace(table, rows=rows))

    def test_again_against_lifelines(self, evidence, rows, finding):
        """Worked out from the episodes by other means."""
        runs = followed(evidence, rows)
        first = runs[runs["nth"] == 0]
        theirs = KaplanMeierFitter().fit(first["gap"], first["again"])
        assert finding.tables["rq02_again"].value("share", label="28 days")[0] == pytest.approx(
            1 - theirs.predict(28), rel=1e-9)

    def test_steps_are_of_six_children(self, evidence):
        """Of the curve and of the most frequent."""
        drafts = rq02.compute(evidence).drafts
        assert drafts["rq02_again"].table["step"].min() >= 6
        assert drafts["rq02_top"].table["step"].min() >= 6

    def test_often_adds_up(self, finding, rows):
        """Every child and every episode is in one line."""
        table = finding.tables["rq02_often"].rows
        assert table["children"].iloc[:-1].sum() == rows["child"].nunique()
        assert table["episodes"].iloc[:-1].sum() == len(rows)
        assert table["children"].iloc[-1] == table["children"].iloc[1:-1].sum()

    def test_names_and_order_of_rows_do_not_matter(self, evidence, rows):
        """Pseudonyms are only labels."""
        backwards = sorted(evidence.children["child"], key=lambda child: child[::-1])
        names = {child: f"x{n:05d}" for n, child in enumerate(backwards)}
        renamed = evidence.having(**{
            name: table.assign(child=table["child"].map(names)).iloc[np.random.default_rng(2).permutation(len(table))]
            for name, table in evidence.collated.items() if "child" in table and name in (
                "children", "episodes", "states", "contacts", "histories")})
        first, second = rq02.compute(evidence).drafts, rq02.compute(renamed).drafts
        for name in ("rq02_often", "rq02_again", "rq02_top", "rq02_order", "rq02_gini"):
            pd.testing.assert_frame_equal(first[name].table, second[name].table, check_dtype=False)


class TestRefusals:
    """Where there is too little."""

    def test_small_county(self, county):
        """Two children: no curve, no model, and an answer all the same."""
        settings = county()
        finding = find(gather(settings, collate(settings)), ["RQ02"])[0]
        assert "[withheld]" in finding.answer
        assert {"rq02_again", "rq02_model", "rq02_gini"} <= set(finding.refusals)
        assert finding.tests[0].refusal

    def test_return_alone(self, county):
        """Nothing but the looked-after return."""
        text = AUDIT
        for name in ("police", "case_records", "home_logs", "caf"):
            begin = text.index(f"[sources.{name}]")
            text = text[:begin] + text[text.index("[", begin + 1):]
        settings = county(audit_toml=text)
        finding = find(gather(settings, collate(settings)), ["RQ02"])[0]
        assert finding.answer.endswith(".")

    def test_police_and_populations(self, county):
        """The order cannot be said without placements."""
        text = AUDIT
        for name in ("case_records", "looked_after_header", "looked_after_episodes", "looked_after_missing",
                     "home_logs", "caf"):
            begin = text.index(f"[sources.{name}]")
            text = text[:begin] + text[text.index("[", begin + 1):]
        settings = county(audit_toml=text)
        finding = find(gather(settings, collate(settings)), ["RQ02"])[0]
        assert "cannot be said from the sources supplied" in finding.says("order")
        assert "not supplied" in finding.refusals["rq02_order"]
