"""Tables of children with a case record, by what it says of them, and of how far what it does not say could matter."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.characteristic_models import Model, term
from missing_audit.findings.characteristics import (
    RECORDED,
    SEX,
    UNKNOWN,
    Characteristic,
    first_times,
    people,
)
from missing_audit.findings.common import guarded, whose
from missing_audit.safe_table import Field
from missing_audit.statistics.bounds import bounds
from missing_audit.statistics.compare import rate_ratios
from missing_audit.statistics.estimate import RefusalError, clustered_ratios
from missing_audit.statistics.fitted import Fitted
from missing_audit.statistics.shares import wilson
from missing_audit.statistics.standardise import indirect

__all__ = ["bounded", "bracket", "expected", "known", "ratios", "record"]

_HUNDRED = 100


def _source(evidence: Evidence) -> str:
    return whose(evidence, *evidence.recorders, "case_records")


def _who(evidence: Evidence) -> str:
    return f"Children with a case record, at the ages of {evidence.settings.rate_ages}."


def bracket(evidence: Evidence, what: str) -> str:
    """What the numbers in brackets are."""
    return f"In brackets: {evidence.settings.statistics.confidence:.0%} interval, {what}."


def known(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Of how many children each characteristic is not known: of all, of those who went missing, and of the others."""
    each, level, lines = people(rows), evidence.settings.statistics.confidence, []
    missing = each["missing"] == "yes"
    for what in (SEX, *RECORDED):
        gap = each[what.column].isna()
        line = {"label": what.title, "children": len(each), "unknown": int(gap.sum()), "share": gap.mean()}
        parts = {"missing": gap & missing, "others": gap & ~missing}
        sizes = {"missing": int(missing.sum()), "others": int((~missing).sum())}
        for name, part in parts.items():
            share = part.sum() / max(sizes[name], 1)
            low, high = wilson(share, max(sizes[name], 1), confidence=level)
            line |= {name: share, f"{name}_low": low, f"{name}_high": high}
        lines.append(line | {"fewest": min([int(part.sum()) for part in parts.values() if part.any()], default=0)})
    over = "Share not known"
    return Draft(pd.DataFrame(lines), (
        Field("label", "Characteristic", "label"), Field("children", "Children", children="children"),
        Field("unknown", "Not known", children="unknown"),
        Field("share", "All", "share", "unknown", spanner=over),
        Field("missing", "Went missing", "share", "fewest", spanner=over, low="missing_low", high="missing_high"),
        Field("others", "Did not", "share", "fewest", spanner=over, low="others_low", high="others_high"),
    ), _source(evidence), (_who(evidence) + " Their age is known.", bracket(evidence, "Wilson's")))


def _grouped(each: pd.DataFrame, what: Characteristic) -> pd.Series:
    return each[what.column].where(each[what.column].isin(list(what.groups)), UNKNOWN)


def _labels(what: Characteristic) -> dict[str, str]:
    return what.groups | {UNKNOWN: UNKNOWN}


def record(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Children, time and episodes by group, the unknown as a group of their own."""
    each, level = people(rows), evidence.settings.statistics.confidence
    lines = [_rates(each.assign(group=_grouped(each, what)), what, level, evidence.settings.disclosure.threshold)
             for what in RECORDED]
    return Draft(pd.concat(lines, ignore_index=True), (
        Field("part", "By", "label", parts=True), Field("label", "Group", "label"),
        Field("children", "Children", children="children"),
        Field("years", "Child-years", "number", "children", digits=0),
        Field("missing", "Went missing", children="guard"),
        Field("events", "Episodes", children="guard", largest="largest"),
        Field("rate", "Episodes per 100 child-years", "number", "guard", "largest", low="low", high="high"),
    ), _source(evidence), (
        _who(evidence), bracket(evidence, "clustered on the child"),
        "Where one group alone would be withheld, the next smallest is withheld with it."))


def _rates(each: pd.DataFrame, what: Characteristic, level: float, threshold: int) -> pd.DataFrame:
    groups = [name for name in _labels(what) if (each["group"] == name).any()]
    counts, own = (pd.DataFrame({name: each[column].where(each["group"] == name, 0) for name in groups})
                   for column in ("events", "years"))
    rates = clustered_ratios(counts, own.sum(), own=own, confidence=level)
    missing = (counts > 0).sum()
    return pd.DataFrame({
        "part": what.title, "label": [_labels(what)[name] for name in groups], "children": (own > 0).sum(),
        "years": own.sum(), "missing": missing, "guard": guarded(missing, threshold), "events": counts.sum(),
        "largest": (counts.max() / counts.sum()).fillna(0), "rate": rates["rate"] * _HUNDRED,
        "low": rates["low"] * _HUNDRED, "high": rates["high"] * _HUNDRED})


def expected(evidence: Evidence) -> Draft:
    """Children who went missing, against as many as would at the rates, by age and sex, of all with a case record."""
    times, children = first_times(evidence), evidence.children.set_index("child")
    by_stratum = times.groupby("stratum")[["first", "years"]].sum()
    rates, level = by_stratum["first"] / by_stratum["years"], evidence.settings.statistics.confidence
    lines = []
    for what in RECORDED:
        group = times["child"].map(children[what.column])
        group = group.where(group.isin(list(what.groups)), UNKNOWN)
        part = []
        for name, label in _labels(what).items():
            own = times[group == name]
            if len(own):
                seen = int(own["first"].sum())
                found = _expected(seen, own.groupby("stratum")["years"].sum(), rates, level)
                part.append({"part": what.title, "label": label, "missing": seen} | found)
        table = pd.DataFrame(part)
        lines.append(table.assign(guard=guarded(table["missing"], evidence.settings.disclosure.threshold)))
    return Draft(pd.concat(lines, ignore_index=True), (
        Field("part", "By", "label", parts=True), Field("label", "Group", "label"),
        Field("missing", "Went missing", children="guard"),
        Field("expected", "Expected", "number", "guard", digits=0),
        Field("ratio", "Went missing, over expected", "number", "guard", low="low", high="high", digits=2),
    ), _source(evidence), (
        f"{_who(evidence)} Each counts once, until the end of the quarter in which they first went missing.",
        "Expected: at the rates, by age band and sex, of all children with a case record together.",
        bracket(evidence, "exact Poisson")))


def _expected(seen: int, time: pd.Series, rates: pd.Series, level: float) -> dict[str, float]:
    try:
        wanted, ratio, low, high = indirect(seen, time, rates, confidence=level)
    except RefusalError:
        return {"expected": 0.0, "ratio": np.nan, "low": np.nan, "high": np.nan}
    return {"expected": wanted, "ratio": ratio, "low": low, "high": high}


def _pairs(what: Characteristic) -> list[tuple[str, str]]:
    return [(name, what.reference) for name in what.groups if name != what.reference]


def _against(what: Characteristic, group: str) -> str:
    first, second = what.groups[group], what.groups[what.reference]
    plain = {"sex", "disability", "orientation"}
    return f"{first} against {second.lower() if what.column in plain else second}"


def bounded(evidence: Evidence, rows: pd.DataFrame) -> Draft | None:
    """What a comparison could come to, whatever the groups of those not known."""
    each, lines = people(rows), []
    for what in RECORDED:
        table = pd.DataFrame({"events": each["events"], "exposure": each["years"], "group": each[what.column].where(
            each[what.column].isin(list(what.groups)))})
        # As `record` withholds them: a ratio with a withheld group would give that group's rate away.
        missing = table[table["events"] > 0]["group"].fillna(UNKNOWN).value_counts().sort_index()
        loose = int(missing.get(UNKNOWN, 0))
        missing = guarded(missing, evidence.settings.disclosure.threshold)
        largest = table.loc[table["group"].isna(), "events"]
        for pair in _pairs(what):
            try:
                line = bounds(table, [pair]).iloc[0].to_dict()
            except RefusalError:
                continue
            fewest = int(min(missing.get(name, 0) for name in pair))
            lines.append(line | {"part": what.title, "label": _against(what, pair[0]), "fewest": fewest,
                                 "loose": min(fewest, loose) if loose else fewest,
                                 "largest": float(largest.max() / largest.sum()) if loose else 0.0})
    if not lines:
        return None
    return Draft(pd.DataFrame(lines), (
        Field("part", "By", "label", parts=True), Field("label", "Compared", "label"),
        Field("ratio", "Those known", "number", "fewest", digits=2),
        Field("spread", "Spread as the known", "number", "loose", "largest", digits=2),
        Field("ratio_lowest", "Lowest", "number", "loose", "largest", digits=2, spanner="Whatever the unknown are"),
        Field("ratio_highest", "Highest", "number", "loose", "largest", digits=2, spanner="Whatever the unknown are"),
    ), _source(evidence), (
        f"{_who(evidence)} How many times the first group's rate of episodes is the second's, as they are.",
        "Spread as the known: if the group had nothing to do with going missing among those whose group is not known.",
        "Lowest and highest: no way of placing those not known could give a ratio beyond. These are no intervals: "
        "chance comes on top."))


def ratios(evidence: Evidence, rows: pd.DataFrame, model: Model, fit: Fitted, filled: pd.DataFrame | None) -> Draft:
    """Each group against its reference: as it is, with the rest held, and with what is not known filled in."""
    lines = []
    for what in model.of:
        for group, _ in _pairs(what):
            if term(what, group) in fit.covariance.index:
                lines.append({"part": what.title, "label": _against(what, group), **_crude(evidence, rows, what, group),
                              **_held(fit, term(what, group)), **_pooled(filled, term(what, group))})
    table = pd.DataFrame(lines)
    over = "With the rest held"
    notes = (f"{_who(evidence)} How many times the first group's rate of episodes is the second's.",
             "Held: sex, age band, the other characteristics shown, placement and audit year.",
             "Filled in: what is not known of a child was drawn many times from children alike in all else.",
             bracket(evidence, "clustered on the child"),
             "Groups with fewer than ten children who went missing are left out.")
    return Draft(table, (
        Field("part", "By", "label", parts=True), Field("label", "Compared", "label"),
        Field("crude", "As they are", "number", "crude_children", low="crude_low", high="crude_high", digits=2),
        Field("held", "Those known", "number", "held_children", low="held_low", high="held_high", digits=2,
              spanner=over),
        Field("filled", "Filled in", "number", "held_children", low="filled_low", high="filled_high", digits=2,
              spanner=over),
    ), _source(evidence), notes)


def _crude(evidence: Evidence, rows: pd.DataFrame, what: Characteristic, group: str) -> dict[str, float]:
    groups = [group, what.reference]
    by = rows[rows[what.column].isin(groups)]
    counts, own = (by.pivot_table(index="child", columns=what.column, values=name, aggfunc="sum", fill_value=0,
                                  sort=False)[groups] for name in ("events", "years"))
    found = rate_ratios(counts, own.sum(), [(group, what.reference)], own=own,
                        confidence=evidence.settings.statistics.confidence).iloc[0]
    return {"crude": found["ratio"], "crude_low": found["low"], "crude_high": found["high"],
            "crude_children": found["children"]}


def _held(fit: Fitted, name: str) -> dict[str, float]:
    line = fit.table.set_index("term").loc[name]
    return {"held": line["ratio"], "held_low": line["low"], "held_high": line["high"],
            "held_children": line["children"]}


def _pooled(filled: pd.DataFrame | None, name: str) -> dict[str, float]:
    if filled is None:
        return {"filled": np.nan, "filled_low": np.nan, "filled_high": np.nan}
    line = np.exp(filled.loc[name, ["estimate", "low", "high"]])
    return {"filled": line["estimate"], "filled_low": line["low"], "filled_high": line["high"]}
