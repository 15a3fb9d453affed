"""RQ02: why do certain children go missing recurrently: who goes again, how soon, and what was known of them before."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.common import NO_RECORDER, SEED, cannot, guarded, lacking, tested, whose
from missing_audit.findings.order import order
from missing_audit.findings.recurrence import counts, followed, known_before, most_frequent
from missing_audit.safe_table import Field
from missing_audit.statistics.compare import Difference
from missing_audit.statistics.concentration import gini_interval, top_shares
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.hazards import HazardFit, cox, hazard_model, jointly
from missing_audit.statistics.recurrence import mean_cumulative, share_by
from missing_audit.statistics.shares import wilson

__all__ = ["MORE", "compute"]

MORE = "More than one"
"""The line of children who went missing again, whenever."""
_TIMES = (7, 14, 28, 60, 90, 180, 365, 730)
_TOPS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_GROUPS = {"1": (1, 1), "2": (2, 2), "3 to 5": (3, 5), "6 to 10": (6, 10), "11 or more": (11, 10**9)}
_STAGES = 6
"""Episodes that are told apart by their number in the model of gap times; later ones are taken together."""
_MODELS = {"": "All children", "_less": "Without the most frequent", "_since": "Of those who had gone as often"}
_NAMES = {"start": "start", "stop": "stop", "event": "again", "child": "child"}
_METHOD = ("Proportional hazards from the first episode on, each episode a new event; Wald test, robust covariance "
           "clustered on the child")


def compute(evidence: Evidence) -> Work:
    """Everything that the chapter shows."""
    rows = evidence.of_ages(evidence.in_scope())
    parts: dict[str, Callable[[], Draft]] = {
        "rq02_often": lambda: _often(evidence, rows), "rq02_again": lambda: _again(evidence, rows),
        "rq02_top": lambda: _top(evidence, rows), "rq02_gini": lambda: _gini(evidence, rows),
        "rq02_model": lambda: _model(evidence, rows), "rq02_order": lambda: order(evidence, rows),
    }
    if not evidence.recorders:
        return Work(refusals=dict.fromkeys(parts, NO_RECORDER))
    if rows.empty:
        return Work(refusals=dict.fromkeys(parts, cannot("no missing episode of a child of these ages is in scope")))
    drafts, refusals = {}, {}
    if reason := lacking(evidence, "looked_after_episodes"):
        refusals["rq02_order"] = reason
        del parts["rq02_order"]
    for name, make in parts.items():
        try:
            drafts[name] = make()
        except RefusalError as why:
            refusals[name] = cannot(why)
    return Work(drafts, _tests(evidence, rows), refusals)


def _often(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Children and their episodes by how often they went missing."""
    many, level = counts(rows), evidence.settings.statistics.confidence
    lines = [{"label": label} | _cell(many[many.between(*limits)], many) for label, limits in _GROUPS.items()]
    table = pd.DataFrame([*lines, {"label": MORE} | _cell(many[many > 1], many)])
    # What one line alone withholds, the others and the total would tell.
    guard = guarded(table["children"].iloc[:-1], evidence.settings.disclosure.threshold)
    table["guard"] = guard.reindex(table.index).fillna(table["children"]).astype(int)
    limits = [wilson(share, len(many), confidence=level) if len(many) >= FEWEST else (np.nan, np.nan)
              for share in table["share"]]
    table = table.assign(low=[low for low, _ in limits], high=[high for _, high in limits])
    return Draft(table, (
        Field("label", "Episodes of a child in the period", "label"),
        Field("children", "Children", children="guard"),
        Field("share", "Share of children", "share", "guard", low="low", high="high"),
        Field("episodes", "Episodes", children="guard", largest="largest"),
        Field("of_episodes", "Share of episodes", "share", "guard", "largest"),
    ), whose(evidence, *evidence.recorders), (
        f"Children aged {evidence.settings.rate_ages} when the episode began. In brackets: {level:.0%} interval.",
        "The last line adds up the lines above it but the first.",
    ))


def _cell(part: pd.Series, many: pd.Series) -> dict[str, float]:
    return {"children": len(part), "share": len(part) / len(many), "episodes": int(part.sum()),
            "of_episodes": part.sum() / many.sum(), "largest": float(part.max() / part.sum()) if len(part) else 0.0}


def _again(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """How many go missing again by each day after the first return, and how often on average."""
    runs, settings = followed(evidence, rows), evidence.settings
    level, few = settings.statistics.confidence, settings.disclosure.threshold
    first = runs[runs["nth"] == 0]
    shares = share_by(first["gap"].to_numpy(), first["again"].to_numpy(), _TIMES, confidence=level)
    # A step of the curve tells of the children who went again between two times: more than are withheld, or none.
    kept, before = [], 0
    for place, events in enumerate(shares["events"]):
        if events - before > few and shares["at_risk"].iloc[place] > few:
            kept, before = [*kept, place], events
    shares = shares.iloc[kept].dropna(subset="share").reset_index(drop=True)
    if shares.empty:
        raise RefusalError("too few children went missing again for a curve to be shown")
    means = mean_cumulative(runs, shares["time"].tolist(), **_NAMES, confidence=level)
    table = shares.assign(label=[f"{int(day)} days" for day in shares["time"]], step=shares["events"].diff().fillna(
        shares["events"]), mean=means["mean"], mean_low=means["low"], mean_high=means["high"], again=means["children"])
    return Draft(table, (
        Field("label", "After the first episode, by", "label"),
        Field("share", "Missing again", "share", "step", low="low", high="high"),
        Field("mean", "Further episodes per child", "number", "again", low="mean_low", high="mean_high", digits=2),
    ), whose(evidence, *evidence.recorders), (
        f"Children aged {settings.rate_ages}. Share: from the return to the beginning of the next episode, by Kaplan "
        "and Meier's estimate. Mean: from the beginning of the first episode, by Nelson's function. In brackets: "
        f"{level:.0%} interval.",
        "A child counts until the end of the period or the eighteenth birthday. The first episode is the first in the "
        "period; there may have been others before.",
    ))


def _top(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Share of episodes of the most frequent children, in steps of more children than are withheld."""
    many, settings = counts(rows).to_numpy(), evidence.settings
    tops, few = [0], settings.disclosure.threshold
    for share in _TOPS:
        children = len(many) if share == 1 else round(share * len(many))
        if children - tops[-1] > few and (children == len(many) or len(many) - children > few):
            tops.append(children)
    level = settings.statistics.confidence
    table = top_shares(many, tops[1:], seed=SEED, confidence=level)
    table = table.assign(label=[f"{share:.0%}" for share in table["of_children"]])
    return Draft(table, (
        Field("label", "Children with the most episodes, as a share of all", "label"),
        Field("children", "Children", children="step"),
        Field("share", "Share of episodes", "share", "step", "largest", low="low", high="high"),
    ), whose(evidence, *evidence.recorders), (
        f"Children aged {settings.rate_ages}. In brackets: {level:.0%} interval, children drawn anew.",
    ))


def _gini(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """How uneven the episodes are, in one number."""
    many, level = counts(rows).to_numpy(), evidence.settings.statistics.confidence
    value, low, high = gini_interval(many, seed=SEED, confidence=level)
    table = pd.DataFrame([{"label": "Gini's coefficient", "gini": value, "low": low, "high": high,
                           "children": len(many), "largest": many.max() / many.sum()}])
    return Draft(table, (
        Field("label", "Measure", "label"),
        Field("gini", "Value", "number", "children", "largest", low="low", high="high", digits=2),
    ), whose(evidence, *evidence.recorders))


def _fitted(evidence: Evidence, rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Runs of time with what was known of their child, and the labels of the characteristics."""
    known, names = known_before(evidence, rows)
    return followed(evidence, rows).join(known, on="child"), names


def _model(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """What was known before the first episode, set against how often the child went again; in three ways."""
    (runs, names), settings = _fitted(evidence, rows), evidence.settings
    level, top = settings.statistics.confidence, most_frequent(rows, settings.disclosure.threshold)
    since = runs.assign(start=0.0, stop=runs["gap"], stage=runs["nth"].clip(upper=_STAGES - 1))
    table = pd.DataFrame({"label": list(names.values())})
    for suffix, part, strata in (("", runs, None), ("_less", runs[~runs["child"].isin(top)], None),
                                 ("_since", since, "stage")):
        found = cox(part, columns=list(names), **_NAMES, strata=strata, confidence=level)
        table = table.join(found.assign(largest=[_largest(part, name) for name in names]).add_suffix(suffix))
    over = "Ratio of rates of going again"
    return Draft(table, (
        Field("label", "Known before the first episode", "label"),
        *(Field(f"ratio{suffix}", heading, "number", f"fewest{suffix}", f"largest{suffix}", over, f"low{suffix}",
                f"high{suffix}", digits=2) for suffix, heading in _MODELS.items()),
    ), whose(evidence, *evidence.recorders, "looked_after_episodes", *[n for n in names if n in evidence.supplied]), (
        f"Children aged {settings.rate_ages}, from their first episode in the period. Each ratio with the other lines "
        f"held alike. In brackets: {level:.0%} interval, clustered on the child.",
        f"The most frequent are the {len(top)} children with the most episodes, one in twenty of all.",
        "The last column goes by the time since each return, and compares children with those alone who had gone as "
        f"often before, from the {_STAGES}th episode on all together; how often they had gone has then taken up part "
        "of what sets them apart.",
    ))


def _largest(runs: pd.DataFrame, name: str) -> float:
    """The most that one child has of the episodes of either group."""
    again = runs[runs["again"]]
    if name == "age":
        return 0.0
    each = again.groupby([name, "child"]).size()
    return float((each.groupby(level=0).max() / each.groupby(level=0).sum()).max())


def _tests(evidence: Evidence, rows: pd.DataFrame) -> tuple[Test, ...]:
    """Whether anything known before goes with going again; then each by itself."""
    runs, names = _fitted(evidence, rows)
    asked = Test("RQ02-1", "Nothing that was known of a child before the first episode goes with how often the child "
                 "goes missing again", _METHOD)
    try:
        fit = hazard_model(runs, columns=list(names), **_NAMES)
    except RefusalError as why:
        return (Test(asked.id, asked.hypothesis, asked.method, refusal=str(why)),)
    each = [tested(Test(f"RQ02-{name}", f"Children do not differ in how often they go again by: {label}", _METHOD,
                        exploratory=True), lambda name=name: _one(fit, name)) for name, label in names.items()]
    return (tested(asked, lambda: jointly(fit, list(names))), *each)


def _one(fit: HazardFit, name: str) -> Difference:
    return jointly(fit, [name])
