"""RQ11: what followed the responses to going missing, against what followed for like children without them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.common import NO_RECORDER, cannot, lacking, whose
from missing_audit.findings.responders import ALIKE, Histories, asked_and_pool, first_given
from missing_audit.safe_table import Field
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.matched import nearest, set_against

__all__ = ["ANY", "AT_RISK", "FOLLOW", "LONGER", "RESPONSES", "compute", "compared"]

FOLLOW, LONGER = 90, 180
"""Days after a response in which episodes are counted; and for the check."""
ANY, AT_RISK = "Any kind", "Any kind, no episode in the year before"
RESPONSES = {
    "mentoring": "Mentoring", "mediation": "Family mediation", "exploitation": "Direct work on exploitation",
    "named_worker": "Named worker", "notice": "Disruption notice", "placement": "Placement support",
    "strategy": "Strategy meeting",
}
"""Kinds of response, as they are printed."""

_METHOD = ("Observed over expected in matched risk sets, each child's first response; t on the log ratio, clustered on "
           "the child")
_WHO = {True: "had an episode in the year before", False: "had no episode in the year before"}
_PARTS = ("rq11_responses", "rq11_alike", "rq11_windows")


def compute(evidence: Evidence) -> Work:
    """Episodes after each kind of response, and after the same days of children matched to those who had it."""
    reason = lacking(evidence, "responses", "case_records") or ("" if evidence.recorders else NO_RECORDER)
    if not reason and evidence.in_scope().empty:
        reason = cannot("no missing episode is in scope")
    if reason:
        return Work(refusals=dict.fromkeys(_PARTS, reason))
    found = Histories.of(evidence)
    try:
        usual = found.usual()
    except (RefusalError, ValueError):
        return Work(refusals=dict.fromkeys(_PARTS, cannot("too little is known of the children whom social care "
                                                          "knew")))
    results = compared(evidence, found, usual, FOLLOW)
    tests = tuple(_test(number, label, each) for number, (label, each) in enumerate(results.items(), start=1))
    drafts = {"rq11_responses": _responses(evidence, results),
              "rq11_windows": _windows(evidence, found, usual, results)}
    if results[ANY]["matched"] is None:
        return Work(drafts, tests, {"rq11_alike": cannot(results[ANY]["refusal"])})
    return Work(drafts | {"rq11_alike": _alike(evidence, results[ANY])}, tests)


def compared(evidence: Evidence, found: Histories, usual: tuple[pd.Series, float], follow: int) -> dict[str, dict]:
    """Each comparison: children with a history by kind of response, and those without one for all kinds together.

    Returns
    -------
    dict
        By label: `asked` and `matches`, as `nearest` takes and returns them; `matched`, or nothing and the `refusal`.
    """
    out = {}
    for label, kind in {ANY: None, **{label: kind for kind, label in RESPONSES.items()}}.items():
        asked, pool = asked_and_pool(found, first_given(evidence, kind), usual, follow)
        history = asked["had_365"] > 0
        out[label] = _compared(evidence, asked[history], pool)
        if kind is None:
            quiet = _compared(evidence, asked[~history], pool)
    return out | {AT_RISK: quiet}


def _compared(evidence: Evidence, asked: pd.DataFrame, pool: pd.DataFrame) -> dict:
    matches = nearest(asked, pool[pool["set"].isin(asked["set"])], near=ALIKE)
    result: dict = {"asked": asked, "matches": matches, "matched": None, "refusal": ""}
    try:
        result["matched"] = set_against(asked, matches, confidence=evidence.settings.statistics.confidence)
    except RefusalError as reason:
        result["refusal"] = str(reason)
    return result


def _test(number: int, label: str, result: dict) -> Test:
    kinds = label in (ANY, AT_RISK)
    what = "a response of any kind" if kinds else f"'{label.lower()}'"
    test = Test(f"RQ11-{number}", f"Children who were given {what}, and {_WHO[label != AT_RISK]}, had as many episodes "
                f"in the {FOLLOW} days after as matched children who had not", _METHOD, exploratory=not kinds)
    if result["matched"] is None:
        return Test(test.id, test.hypothesis, test.method, refusal=result["refusal"], exploratory=test.exploratory)
    return test.done(result["matched"].test)


def _counted(rows: pd.DataFrame, name: str, column: str) -> dict[str, float]:
    """A sum over children, with what protects it."""
    total, own = rows[column].sum(), rows.loc[rows[column] > 0, column]
    return {name: float(total), f"{name}_children": len(own),
            f"{name}_largest": float(own.max() / total) if total else 0.0}


def _line(label: str, result: dict) -> dict[str, object]:
    asked, matches, matched = result["asked"], result["matches"], result["matched"]
    rows = asked[asked["set"].isin(matches["set"])]
    line: dict[str, object] = {"label": label, "given": len(asked), "children": len(rows),
                               "unmatched": len(asked) - len(rows), "others": matches["child"].nunique()}
    line |= _counted(rows, "before", "had_90") | _counted(rows, "observed", "events")
    line |= {"expected": np.nan, "foretold": np.nan, "ratio": np.nan, "low": np.nan, "high": np.nan,
             "fewest": min(len(rows), matches["child"].nunique()), "expected_largest": _largest(matches)}
    if matched is None:
        shown = ("before", "observed")
        return line | dict.fromkeys(shown, np.nan) | {f"{name}_children": 0 for name in shown}
    return line | {"expected": matched.expected, "foretold": rows["foretold"].sum(), "ratio": matched.ratio,
                   "low": matched.ratio_low, "high": matched.ratio_high}


def _largest(matches: pd.DataFrame) -> float:
    """The share of what is expected that is one match's."""
    own = (matches["weight"] * matches["events"]).groupby(matches["child"]).sum()
    return float(own.max() / own.sum()) if own.sum() else 0.0


def _source(evidence: Evidence) -> str:
    return whose(evidence, *evidence.recorders, "case_records", "responses")


def _responses(evidence: Evidence, results: dict[str, dict]) -> Draft:
    table = pd.DataFrame([_line(label, each) for label, each in results.items()])
    level, over = evidence.settings.statistics.confidence, "Episodes"
    return Draft(table, (
        Field("label", "First response of this kind", "label"),
        Field("given", "Looked at", children="given", spanner="Children"),
        Field("children", "Matched", children="children", spanner="Children"),
        Field("before", "Before", children="before_children", largest="before_largest", spanner=over),
        Field("observed", "After", children="observed_children", largest="observed_largest", spanner=over),
        Field("expected", "Expected after", "number", "fewest", "expected_largest", spanner=over),
        Field("ratio", "After, over expected", "number", "fewest", "observed_largest", low="low", high="high",
              digits=2),
    ), _source(evidence), (
        f"Episodes are those of the matched children in the {FOLLOW} days before and after; what was expected is from "
        "their matches.",
        f"In brackets: {level:.0%} interval, clustered on the child. Where fewer than 30 children could be matched, or "
        "too few of them had an episode, no comparison is made.",
        "Children with an episode in the year before, but for the last line; a child may be in several lines.",
        f"Not looked at are those whom social care did not know by then, who could not be followed for {FOLLOW} days, "
        "or who were away at the end of the day on which the response began.",
    ), nested=(("given", "unmatched"), ("children", "")))


def _alike(evidence: Evidence, result: dict) -> Draft:
    """What was known of the children on the day of the response, and of their matches on theirs."""
    asked, matches = result["asked"], result["matches"]
    held = asked["set"].isin(matches["set"])
    rows, left = asked[held], asked[~held]
    lines = []
    for label, column in {"Episodes in the 28 days before": "had_28", "Episodes in the 90 days before": "had_90",
                          "Episodes in the 365 days before": "had_365", "Age in years": "age",
                          "Share who are girls": "girl", "Share who are looked after": "care"}.items():
        lines.append({"label": label, "given": rows[column].mean(), "matches": (matches[column] * matches["weight"])
                      .sum() / len(rows), "children": len(rows), "others": matches["child"].nunique(),
                      "left": left[column].mean(), "left_children": len(left)})
    return Draft(pd.DataFrame(lines), (
        Field("label", "On average", "label"),
        Field("given", "Children given a response", "number", "children", digits=2),
        Field("matches", "Their matches", "number", "others", digits=2),
        Field("left", "Not matched, and left out", "number", "left_children", digits=2),
    ), _source(evidence), ("First response of any kind, to children with an episode in the year before.",))


def _windows(evidence: Evidence, found: Histories, usual: tuple[pd.Series, float], results: dict[str, dict]) -> Draft:
    """The ratios by a second method, and when episodes are counted for twice as long."""
    longer, over = compared(evidence, found, usual, LONGER), "Episodes after, over those expected"
    lines = []
    for label, each in results.items():
        own, far = _line(label, each), _line(label, longer[label])
        line = {"label": label, "others": own["others"], "second": own["observed"] / own["foretold"]}
        for name, one in (("usual", own), ("longer", far)):
            line |= {name: one["ratio"], f"{name}_low": one["low"], f"{name}_high": one["high"],
                     f"{name}_children": one["fewest"], f"{name}_largest": one["observed_largest"]}
        lines.append(line)
    return Draft(pd.DataFrame(lines), (
        Field("label", "First response of this kind", "label"),
        Field("others", "Children they are matched to", children="others"),
        Field("second", f"{FOLLOW} days, second method", "number", "usual_children", "usual_largest", digits=2,
              spanner=over),
        *(Field(name, f"{days} days, matches", "number", f"{name}_children", f"{name}_largest", low=f"{name}_low",
                high=f"{name}_high", digits=2, spanner=over) for name, days in (("usual", FOLLOW), ("longer", LONGER))),
    ), _source(evidence), ("Only children who could be followed for as long are in each column, so that these are of "
                           "other children.",))
