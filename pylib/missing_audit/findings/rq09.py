"""RQ09: which of the things that agencies do or see go with fewer episodes after a return."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.common import NO_RECORDER, cannot, lacking, tested, whose
from missing_audit.findings.recurrence import most_frequent
from missing_audit.findings.returns import FACTORS, columns_of, largest_share, returns, runs
from missing_audit.safe_table import Field
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.evalue import COMMON, e_value, risk_ratio_of_hazards
from missing_audit.statistics.hazards import cox, hazard_model, jointly

__all__ = ["WINDOW", "compute"]

WINDOW, _EARLY, _LONG = 90, 28, 180
"""Days from the landmark in which the next episode is looked for; a shorter and a longer time for the check."""
_PARTS = ("rq09_returns", "rq09_factors", "rq09_windows", "rq09_checks")
_SOURCES = ("return_interviews", "looked_after_episodes", "responses", "attendance")
_NAMES = {"start": "start", "stop": "stop", "event": "event", "child": "child"}
_METHOD = ("Proportional hazards of the next episode from 72 hours after a return; Wald test, robust covariance "
           "clustered on the child")


def compute(evidence: Evidence) -> Work:
    """Returns, followed from 72 hours on, by what was known by then."""
    reason = "" if evidence.recorders else NO_RECORDER
    if not reason and not any(evidence.has(name) for name in _SOURCES):
        reason = lacking(evidence, *_SOURCES)
    if not reason and evidence.of_ages(evidence.in_scope()).empty:
        reason = cannot("no missing episode of a child of these ages is in scope")
    if reason:
        return Work(refusals=dict.fromkeys(_PARTS, reason))
    rows = returns(evidence)
    drafts = {"rq09_returns": _returns(evidence, rows)} if len(rows) else {}
    at_risk = runs(rows, WINDOW)
    columns = columns_of(evidence, at_risk) if len(at_risk) else []
    factors = [name for name in FACTORS if name in columns]
    tests = tuple(_test(number, name, at_risk, columns) for number, name in enumerate(FACTORS, start=1))
    try:
        drafts |= {"rq09_factors": _factors(evidence, at_risk, columns, factors),
                   "rq09_windows": _windows(evidence, rows, columns, factors),
                   "rq09_checks": _checks(evidence, rows, columns, factors)}
    except RefusalError as why:
        return Work(drafts, tests, {part: cannot(why) for part in _PARTS
                                    if part not in drafts})
    return Work(drafts, tests)


def _test(number: int, name: str, at_risk: pd.DataFrame, columns: list[str]) -> Test:
    test = Test(f"RQ09-{number}", f"Children go missing again as soon with as without: {FACTORS[name].lower()}",
                _METHOD)
    if name not in columns:
        return Test(test.id, test.hypothesis, test.method, refusal="it needs a source that was not supplied, or too "
                    "few children had it, or did not")
    return tested(test, lambda: jointly(hazard_model(at_risk, columns=columns, **_NAMES), [name]))


def _source(evidence: Evidence) -> str:
    return whose(evidence, *evidence.recorders, *_SOURCES)


def _returns(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """How many had gone again before the 72 hours were over."""
    lines = []
    for label, part in {"Gone again within 72 hours": rows[rows["until"] <= 0],
                        "Not gone again within 72 hours": rows[rows["until"] > 0]}.items():
        each = part["child"].value_counts()
        lines.append({"label": label, "returns": len(part), "share": len(part) / len(rows), "children": len(each),
                      "largest": each.max() / len(part) if len(part) else 0.0})
    return Draft(pd.DataFrame(lines), (
        Field("label", "After the return", "label"), Field("children", "Children", children="children"),
        Field("returns", "Returns", children="children", largest="largest"),
        Field("share", "Share of returns", "share", "children", "largest"),
    ), _source(evidence), (
        f"Children aged {evidence.settings.rate_ages}; returns that could be followed for 72 hours. A child may be in "
        "both lines.",))


def _ratios(evidence: Evidence, part: pd.DataFrame, columns: list[str], factors: list[str]) -> pd.DataFrame:
    """Hazard ratios of the factors, with what protects them; by factor."""
    table = cox(part, columns=columns, **_NAMES, confidence=evidence.settings.statistics.confidence)
    table = table.set_index("column").loc[factors]
    return table.assign(largest=[largest_share(part, name) for name in factors])


def _factors(evidence: Evidence, part: pd.DataFrame, columns: list[str], factors: list[str]) -> Draft:
    if not factors:
        raise RefusalError("of none of the factors is it known of enough children")
    table = _ratios(evidence, part, columns, factors)
    common = part["event"].mean() > COMMON
    lines = []
    for name, row in table.iterrows():
        have = part[part[name] > 0]
        known = not np.isnan(row["ratio"])
        scale = risk_ratio_of_hazards if common else float
        value = e_value(*(scale(row[end]) for end in ("ratio", "low", "high"))) if known else (np.nan, np.nan)
        each = have["child"].value_counts()
        lines.append({"label": FACTORS[name], "returns": len(have), "children": len(each),
                      "most": each.max() / len(have), "needed": value[0], "needed_limit": value[1]})
    table = pd.DataFrame(lines).assign(**{name: table[name].to_numpy()
                                          for name in ("ratio", "low", "high", "fewest", "largest")})
    level = evidence.settings.statistics.confidence
    return Draft(table, (
        Field("label", "Known 72 hours after the return", "label"),
        Field("children", "Children", children="children", spanner="With it"),
        Field("returns", "Returns", children="children", largest="most", spanner="With it"),
        Field("ratio", "Hazard ratio, with against without", "number", "fewest", "largest", low="low", high="high",
              digits=2),
        Field("needed", "Of the ratio", "number", "fewest", "largest", "E-value", digits=2),
        Field("needed_limit", "Of the nearer limit", "number", "fewest", "largest", "E-value", digits=2),
    ), _source(evidence), (
        f"Children aged {evidence.settings.rate_ages}; the next episode within {WINDOW} days from 72 hours after a "
        f"return. In brackets: {level:.0%} interval, clustered on the child.",
        "Each ratio with the others held alike, and with episodes in the 90 and 365 days before, age, sex, placement, "
        "and whether attendance is known.",
    ))


def _table(evidence: Evidence, factors: list[str], parts: dict[str, tuple[str, pd.DataFrame]],
           columns: list[str]) -> Draft:
    """The same ratios from other parts of the returns, side by side."""
    table, fields = pd.DataFrame({"label": [FACTORS[name] for name in factors]}), []
    for name, (heading, part) in parts.items():
        able = [column for column in columns if part[column].nunique() > 1]
        try:
            found = _ratios(evidence, part, able, [each for each in factors if each in able]).reindex(factors)
        except RefusalError:
            found = pd.DataFrame(np.nan, index=factors, columns=["ratio", "low", "high", "fewest", "largest"])
        table = table.assign(**{f"{name}_{end}": found[end].to_numpy() for end in found.columns})
        fields.append(Field(f"{name}_ratio", heading, "number", f"{name}_fewest", f"{name}_largest", "Hazard ratio",
                            f"{name}_low", f"{name}_high", digits=2))
    return Draft(table, (Field("label", "Known 72 hours after the return", "label"), *fields), _source(evidence))


def _windows(evidence: Evidence, rows: pd.DataFrame, columns: list[str], factors: list[str]) -> Draft:
    parts = {f"to_{days}": (f"{days} days", runs(rows, days)) for days in (_EARLY, WINDOW, _LONG)}
    return _table(evidence, factors, parts, columns)


def _checks(evidence: Evidence, rows: pd.DataFrame, columns: list[str], factors: list[str]) -> Draft:
    """Whether a ratio is the same later on, and without the children with the most episodes."""
    top = most_frequent(evidence.of_ages(evidence.in_scope()), evidence.settings.disclosure.threshold)
    return _table(evidence, factors, {
        "late": (f"Day {_EARLY + 1} to {WINDOW} only", runs(rows, WINDOW, after=_EARLY)),
        "less": (f"{WINDOW} days, without the most frequent", runs(rows[~rows["child"].isin(top)], WINDOW)),
    }, columns)
