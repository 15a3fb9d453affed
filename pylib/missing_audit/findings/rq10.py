"""RQ10: how can the assessment of risk be improved."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.common import because, cannot, cell_of, lacking, tested, whose
from missing_audit.findings.graded import DAYS, GRADES, OUTCOMES, asked_weights, factors_of, graded
from missing_audit.findings.regraded import regraded_draft
from missing_audit.findings.tried import (
    Tried,
    bands_draft,
    benefit_draft,
    enough,
    fairness_draft,
    points_draft,
    tried,
)
from missing_audit.safe_table import Field
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.prediction import (
    Discrimination,
    better,
    calibration_by_group,
    calibration_line,
    discrimination,
    tells,
)

__all__ = ["ASSESSED", "GRADE", "SCORE", "WEIGHTED", "compute"]

GRADE, ASSESSED, SCORE = "Police grade", "Assessed as at risk in the case record", "Points score"
WEIGHTED = ", weighted for who was asked"
_SHORT = {"harm": "harm was told of", "again": f"the child went missing again within {DAYS} days"}
_METHOD = "Area under the curve against one half, clustered on the child"
_PAIRED = "Difference of two areas under the curve of the same episodes, clustered on the child"
_TESTS = {
    ("harm", "grade"): Test("RQ10-1", "Police risk grades are no higher and no lower where harm was told of", _METHOD),
    ("again", "grade"): Test("RQ10-2", "Police risk grades are no higher and no lower where the child went missing "
                             f"again within {DAYS} days", _METHOD),
    ("harm", "score"): Test("RQ10-3", "A points score tells where harm was told of as well as police risk grades do",
                            _PAIRED),
    ("again", "score"): Test("RQ10-4", "A points score tells where the child went missing again as well as police risk "
                             "grades do", _PAIRED),
}
_OF_SCORE = ("rq10_points", "rq10_bands", "rq10_benefit", "rq10_fair_harm", "rq10_fair_again")
_PARTS = ("rq10_known", "rq10_grades", "rq10_areas", *_OF_SCORE, "rq10_twice")


@dataclass(frozen=True)
class _Judged:
    """One outcome: how well each grade or score tells it; of harm, also as if all had been asked."""

    known: pd.DataFrame
    areas: dict[str, Discrimination]
    slopes: dict[str, pd.Series]
    weight: np.ndarray | None


def compute(evidence: Evidence) -> Work:
    """Grades and assessments against what followed, and a score of what was known."""
    reason = lacking(evidence, "police")
    rows = pd.DataFrame() if reason else graded(evidence)
    if not reason and rows.empty:
        reason = cannot("no missing episode of a child of these ages has a police risk grade")
    if reason:
        why = because(reason)
        return Work(tests=tuple(tested(test, _refuse(why)) for test in _TESTS.values()),
                    refusals=dict.fromkeys(_PARTS, reason))
    factors, refusals = factors_of(evidence, rows), {}
    judged, found = {}, {}
    for name in OUTCOMES:
        try:
            judged[name] = _judged(evidence, rows, factors, name, found)
        except RefusalError as why:
            refusals[name] = f"How well {_SHORT[name]} was foretold cannot be said: {why}."
    drafts = {"rq10_known": _known(evidence, rows)}
    drafts |= _drafts(evidence, judged, found)
    drafts |= regraded_draft(evidence, rows)
    for part in _PARTS:
        if part not in drafts:
            refusals[part] = _why_not(part, evidence, refusals)
    refusals = {name: text for name, text in refusals.items() if name in _PARTS}
    return Work(drafts, tuple(_test(key, test, judged) for key, test in _TESTS.items()), refusals)


def _refuse(because: str):
    def run():
        raise RefusalError(because)
    return run


def _why_not(part: str, evidence: Evidence, refusals: dict[str, str]) -> str:
    if part == "rq10_twice":
        return cannot("too few episodes were graded by the police on two reports")
    if part == "rq10_fair_harm" and not evidence.has("return_interviews"):
        return lacking(evidence, "return_interviews")
    told = [refusals[name] for name in OUTCOMES if name in refusals]
    return " ".join(told) or cannot("too little was known of the children for a score")


def _judged(evidence: Evidence, rows: pd.DataFrame, factors: pd.DataFrame, name: str,
            found: dict[str, Tried]) -> _Judged:
    """Every grade or score of one outcome; the score is put into `found` where one can be made."""
    level, known = evidence.settings.statistics.confidence, enough(rows, name)
    outcome, child = known[name].to_numpy(int), known["child"].to_numpy()
    weight = asked_weights(rows, factors) if name == "harm" else None
    scores = {GRADE: known["grade"].to_numpy(float)}
    with suppress(RefusalError):
        found[name] = tried(rows, factors, name)
        scores[SCORE] = found[name].chance
    areas, slopes = {}, {}
    for label, score in scores.items():
        for more, own in (("", None), (WEIGHTED, weight)):
            if not more or own is not None:
                areas[label + more] = discrimination(outcome, score, child, weight=own, confidence=level)
                if label == SCORE:
                    slopes[label + more] = calibration_line(outcome, score, child, weight=own,
                                                            confidence=level).loc["slope"]
    assessed = known["assessed"].notna().to_numpy()
    with suppress(RefusalError):
        areas[ASSESSED] = discrimination(outcome[assessed], known["assessed"].to_numpy()[assessed], child[assessed],
                                         confidence=level)
    return _Judged(known, areas, slopes, weight)


def _test(key: tuple[str, str], test: Test, judged: dict[str, _Judged]) -> Test:
    name, what = key
    if name not in judged:
        return tested(test, _refuse("too few graded episodes have the outcome, or are known to be without it"))
    areas = judged[name].areas
    if what == "grade":
        return tested(test, lambda: tells(areas[GRADE]))
    if SCORE not in areas:
        return tested(test, _refuse("too few episodes have the outcome for a score to be made"))
    return tested(test, lambda: better(areas[SCORE], areas[GRADE]))


def _drafts(evidence: Evidence, judged: dict[str, _Judged],
            found: dict[str, Tried]) -> dict[str, Draft]:
    out = {}
    if judged:
        out |= {"rq10_grades": _grades(evidence, judged), "rq10_areas": _areas(evidence, judged)}
    if found:
        out |= {"rq10_points": points_draft(evidence, found), "rq10_bands": bands_draft(evidence, found),
                "rq10_benefit": benefit_draft(evidence, found)}
    return out | {f"rq10_fair_{name}": fairness_draft(evidence, one) for name, one in found.items()}


def _known(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Of how many episodes the grade, the harm and the days after are known."""
    scoped = evidence.of_ages(evidence.in_scope())
    steps = ((f"All in scope, aged {evidence.settings.rate_ages}", scoped, scoped),
             ("With a police risk grade", rows, scoped),
             ("Of these: harm asked about in a return interview, and written down", rows[rows["harm"].notna()], rows),
             (f"Of these: all {DAYS} days after the return known", rows[rows["again"].notna()], rows))
    lines = []
    for label, part, whole in steps:
        line = {"label": label} | cell_of("episodes", part)
        gone = whole.loc[~whole["episode"].isin(part["episode"]), "child"].nunique()
        # A line less the one that it is of tells of the children left over.
        lines.append(line | {"fewest": min(filter(None, (gone, line["episodes_children"])), default=0),
                             "share": len(part) / len(whole)})
    return Draft(pd.DataFrame(lines), (
        Field("label", "Missing episodes", "label"), Field("episodes_children", "Children", children="fewest"),
        Field("episodes", "Episodes", children="fewest", largest="episodes_largest"),
        Field("share", "Share of the line that it is of", "share", "fewest"),
    ), whose(evidence, *evidence.recorders, "return_interviews"),
        ("The second line is of the first; the third and the fourth are of the second.",))


def _grades(evidence: Evidence, judged: dict[str, _Judged]) -> Draft:
    """What followed, by police grade: calibration of the grades."""
    level, parts = evidence.settings.statistics.confidence, []
    for name, one in judged.items():
        group = pd.Series(pd.Categorical(one.known["risk"], list(GRADES)))
        outcome, child = one.known[name].to_numpy(int), one.known["child"].to_numpy()
        plain, weighted = (calibration_by_group(outcome, np.zeros(len(outcome)), group, child, weight=weight,
                                                confidence=level) for weight in (None, one.weight))
        if one.weight is None:
            weighted[["observed", "low", "high"]] = np.nan
        fewest = plain[["with_outcome", "without"]].replace(0, np.nan).min(axis=1).fillna(0)
        parts.append(plain.join(weighted[["observed", "low", "high"]].add_prefix("weighted_")).assign(
            outcome=OUTCOMES[name], grade=plain.index.map(GRADES), fewest=fewest))
    return Draft(pd.concat(parts, ignore_index=True), (
        Field("outcome", "Outcome", "label", parts=True), Field("grade", "Police grade", "label"),
        Field("children", "Children", children="children"),
        Field("rows", "Episodes", children="children", largest="largest"),
        Field("observed", "With the outcome", "share", "fewest", "largest", low="low", high="high"),
        Field("weighted_observed", "Weighted for who was asked", "share", "fewest", "largest", low="weighted_low",
              high="weighted_high"),
    ), whose(evidence, "police", "return_interviews"), (
        f"Children aged {evidence.settings.rate_ages}; episodes whose outcome is known. In brackets: {level:.0%} "
        "interval, clustered on the child.",
        "Weighted: episodes like those where nobody asked about harm count for more, so that the share stands for all "
        "graded episodes, as far as what is recorded can tell.",
    ))


def _areas(evidence: Evidence, judged: dict[str, _Judged]) -> Draft:
    """How well each grade or score tells each outcome apart."""
    level, lines = evidence.settings.statistics.confidence, []
    order = (GRADE, GRADE + WEIGHTED, ASSESSED, SCORE, SCORE + WEIGHTED)
    for name, one in judged.items():
        for label in order:
            if label not in one.areas:
                continue
            area, slope = one.areas[label], one.slopes.get(label)
            lines.append({
                "outcome": OUTCOMES[name], "label": label, "rows": area.rows, "events": area.events,
                "children": area.children, "with_outcome": area.with_outcome,
                "fewest": min(area.with_outcome, area.without), "area": area.area, "low": area.low, "high": area.high,
                **{f"slope{end}": np.nan if slope is None else slope[column]
                   for end, column in (("", "estimate"), ("_low", "low"), ("_high", "high"))}})
    return Draft(pd.DataFrame(lines), (
        Field("outcome", "Outcome", "label", parts=True), Field("label", "Grade or score", "label"),
        Field("children", "Children", children="children"), Field("rows", "Episodes", children="children"),
        Field("events", "With the outcome", children="with_outcome"),
        Field("area", "Told apart", "share", "fewest", low="low", high="high"),
        Field("slope", "Slope of calibration", "number", "fewest", low="slope_low", high="slope_high", digits=2),
    ), whose(evidence, "police", "case_records", "return_interviews"), (
        "Told apart: of two episodes, one with the outcome and one without, how often the one with it has the higher "
        "grade or score; a tie counts half. 50% is no better than chance, 100% never wrong.",
        "A slope of 1 means that foretold chances are as far apart as what came about; below 1 they are too far apart. "
        "Grades foretell no chance.",
        f"The points score is tried on children whom it had not seen. In brackets: {level:.0%} interval, clustered on "
        "the child.",
        "An assessment counts where it is dated before the episode; children without a case record are left out there.",
    ))
