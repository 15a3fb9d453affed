"""RQ05: what are the overall reasons for running away rather than staying in the placement or home."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.common import NO_RECORDER, WALD, cannot, lacking, tested, whose
from missing_audit.findings.follow_up import AGES, HEARD, PLACES, SEXES, TRAITS, known_traits, returns
from missing_audit.findings.interviewed import funnel, who
from missing_audit.findings.propensities import compared, equal_shares, weights
from missing_audit.findings.proportions import guarded_cells, per_child, share_field, share_of, sides
from missing_audit.safe_table import Field
from missing_audit.schema import code_list
from missing_audit.statistics.compare import Difference, equal_ratios
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.shares import wilson
from missing_audit.statistics.weighting import Propensity, weighted_share

__all__ = ["ALONE", "SIDES", "TABLES", "TESTED", "compute", "reason_tests"]

SIDES = {"push": "Push: away from where they lived", "pull": "Pull: towards something or somebody"}
ALONE = {"push": "Push alone", "pull": "Pull alone", "both": "Both push and pull"}
TABLES = {"placement": PLACES, "band": AGES, "sex": SEXES}
"""Groups by which reasons are told apart, by trait."""
_NOBODY = cannot("no return home interview with reasons is of a missing episode in scope")
_PARTS = ("rq05_reasons", "rq05_sides", "rq05_funnel", "rq05_who", *(f"rq05_{trait}" for trait in TABLES))
_PUSH_OR_PULL = Test("RQ05-1", "As many interviews name reasons of push alone as of pull alone", WALD)
_FIRST = 7
"""Number of the first exploratory test of a reason; those before it are of who was interviewed."""
_MANY = 600
"""Interviews of which a whole percentage leaves open more children than are withheld."""


def reason_tests() -> dict[tuple[str, str], Test]:
    """The tests of every reason by every trait, in the order of the code list."""
    pairs = [(trait, code, entry.label) for trait in TABLES for code, entry in code_list("reason").items()]
    same = "is named in the same share of interviews in all groups by"
    return {(trait, code): Test(f"RQ05-{number}", f"'{label}' {same} {TRAITS[trait].lower()}", WALD, exploratory=True)
            for number, (trait, code, label) in enumerate(pairs, start=_FIRST)}


TESTED = {key: test.id for key, test in reason_tests().items()}
"""Id of the test of each trait and reason."""


def compute(evidence: Evidence) -> Work:
    """What children named as reasons, by who they are, and who was not asked."""
    reason = lacking(evidence, "return_interviews")
    if not reason and not evidence.recorders:
        reason = NO_RECORDER
    if reason:
        return Work(refusals=dict.fromkeys(_PARTS, reason))
    rows = returns(evidence)
    told = _named(rows[rows["told"]])
    if told.empty:
        return Work(refusals=dict.fromkeys(_PARTS, _NOBODY))
    refusals, model, groups = {}, None, {}
    try:
        model, groups = weights(evidence, rows)
    except RefusalError as why:
        refusals["rq05_weights"] = f"Shares cannot be weighted for who was not interviewed: {why}."
    drafts = {"rq05_reasons": _reasons(evidence, rows, told, model), "rq05_sides": _alone(evidence, rows, told, model),
              "rq05_funnel": funnel(evidence, rows), "rq05_who": who(evidence, rows, model, groups)}
    tests = [tested(_PUSH_OR_PULL, lambda: _push_or_pull(told)), *compared(evidence, rows)]
    known = {trait for trait, _ in known_traits(evidence)}
    for trait in TABLES:
        if trait in known:
            drafts[f"rq05_{trait}"] = _by_trait(evidence, told, trait)
            tests += _differ(told, trait)
        else:
            refusals[f"rq05_{trait}"] = lacking(evidence, "looked_after_episodes")
    return Work(drafts, tuple(tests), refusals)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Interviews with a column of yes or no for each reason, and `alone`, the side that their reasons are of."""
    codes = code_list("reason")
    said = rows["reasons"].str.split(";").map(set)
    named = rows.assign(**{code: [code in each for each in said] for code in codes})
    sides_named = {side: named[[code for code, entry in codes.items() if entry.group == side]].any(axis=1)
                   for side in SIDES}
    alone = np.select([sides_named["push"] & sides_named["pull"], sides_named["push"]], ["both", "push"], "pull")
    return named.assign(alone=alone)


def _shares(evidence: Evidence, rows: pd.DataFrame, told: pd.DataFrame, counted: pd.Series,
            model: Propensity | None) -> dict[str, float]:
    """Interviews and children with something named: counts, shares and the weighted share."""
    level, own = evidence.settings.statistics.confidence, per_child(told, counted)
    guard = sides(own)
    children, everybody = int((own["part"] > 0).sum()), len(own)
    low, high = wilson(children / everybody, everybody, confidence=level)
    line = {"children": children, "children_guard": guard["children"], "children_share": children / everybody,
            "children_share_low": low, "children_share_high": high, "interviews": int(own["part"].sum())}
    line |= share_of("share", told, counted, confidence=level)
    weighted = (np.nan, np.nan, np.nan)
    if model is not None:
        weighted = weighted_share(counted.reindex(rows.index, fill_value=False).to_numpy(), model, confidence=level)
    line |= dict(zip(("weighted", "weighted_low", "weighted_high"), weighted, strict=True))
    return line | {"weighted_children": line["share_children"], "weighted_largest": line["share_largest"]}


def _fields(*labels: Field) -> tuple[Field, ...]:
    return (
        *labels,
        Field("children", "Number", children="children_guard", spanner="Children"),
        Field("children_share", "Share", "share", "children_guard", "", "Children", "children_share_low",
              "children_share_high"),
        Field("interviews", "Number", children="share_children", largest="share_largest", spanner="Interviews"),
        share_field("share", "Share", spanner="Interviews"),
        share_field("weighted", "Weighted share", spanner="Interviews"),
    )


def _notes(evidence: Evidence, told: pd.DataFrame, model: Propensity | None) -> tuple[str, ...]:
    level = evidence.settings.statistics.confidence
    notes = (f"Of {len(told):,} interviews with {told['child'].nunique():,} children in which reasons were written "
             "down; several may be named in one.",
             f"In brackets: {level:.0%} interval; of interviews clustered on the child.")
    if model is None:
        return notes
    return (*notes, "Weighted: so that the interviews stand for all missing episodes, by what is known of all of them; "
            f"they are worth {model.alike:,.0f} of equal weight.")


def _reasons(evidence: Evidence, rows: pd.DataFrame, told: pd.DataFrame, model: Propensity | None) -> Draft:
    """Every reason, the most often named first on each side."""
    lines = [{"side": SIDES[entry.group], "reason": entry.label}
             | _shares(evidence, rows, told, told[code], model) for code, entry in code_list("reason").items()]
    table = pd.DataFrame(lines).sort_values("share", ascending=False, kind="stable")
    table = pd.concat([table[table["side"] == side] for side in SIDES.values()], ignore_index=True)
    return Draft(table, _fields(Field("side", "", "label", parts=True), Field("reason", "Reason", "label")),
                 whose(evidence, *HEARD), _notes(evidence, told, model))


def _alone(evidence: Evidence, rows: pd.DataFrame, told: pd.DataFrame, model: Propensity | None) -> Draft:
    """Whether interviews name push alone, pull alone, or both."""
    table = pd.DataFrame([{"alone": label} | _shares(evidence, rows, told, told["alone"].eq(side), model)
                          for side, label in ALONE.items()])
    policy = evidence.settings.disclosure
    table = guarded_cells(table, [(row, "share") for row in table.index], policy)
    table["weighted_children"] = table["share_children"]
    return Draft(table, _fields(Field("alone", "Reasons named", "label")), whose(evidence, *HEARD), (
        *_notes(evidence, told, model), "A child with several interviews may be in several lines."))


def _by_trait(evidence: Evidence, told: pd.DataFrame, trait: str) -> Draft:
    """Share of interviews that name each reason, by group."""
    level, policy = evidence.settings.statistics.confidence, evidence.settings.disclosure
    groups = {key: label for key, label in TABLES[trait].items() if (told[trait] == label).any()}
    parts = {key: told[trait] == label for key, label in groups.items()}
    rest = ~told[trait].isin(groups.values())
    # Whole percentages of very many interviews do not tell how many are left over; of fewer they might.
    whole = groups if rest.sum() == 0 or max(map(sum, parts.values())) >= _MANY else groups | {"rest": ""}
    parts |= {"rest": rest}
    lines = []
    for code, entry in code_list("reason").items():
        line: dict[str, object] = {"side": SIDES[entry.group], "reason": entry.label}
        for key, inside in parts.items():
            line |= share_of(key, told[inside], told.loc[inside, code], confidence=level)
        lines.append(line)
    table = pd.DataFrame(lines)
    for row in table.index:
        table = guarded_cells(table, [(row, key) for key in whole], policy)
    sizes = [f"{label}: {int(parts[key].sum()):,} interviews with {told.loc[parts[key], 'child'].nunique():,} children"
             for key, label in groups.items() if told.loc[parts[key], "child"].nunique() > policy.threshold]
    return Draft(table, (
        Field("side", "", "label", parts=True), Field("reason", "Reason", "label"),
        *(share_field(key, label, spanner="Share of interviews that name it") for key, label in groups.items()),
    ), whose(evidence, *HEARD), (f"{'; '.join(sizes)}.",
                                 f"In brackets: {level:.0%} interval, clustered on the child."))


def _differ(told: pd.DataFrame, trait: str) -> list[Test]:
    """Whether each reason is named alike often in all groups."""
    part = told[told[trait].isin(TABLES[trait].values())]
    return [tested(test, partial(_same, part, trait, code))
            for (of, code), test in reason_tests().items() if of == trait]


def _same(told: pd.DataFrame, trait: str, code: str) -> Difference:
    return equal_shares(told, told[trait], told[code])


def _push_or_pull(told: pd.DataFrame) -> Difference:
    """Test that push alone is as frequent as pull alone, over the same interviews."""
    counts = told.groupby(["child", "alone"]).size().unstack(fill_value=0).reindex(columns=["push", "pull"],
                                                                                   fill_value=0)
    if counts.gt(0).sum().min() < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children name push alone, or pull alone")
    counts = counts.sort_values(["push", "pull"], kind="stable")
    return equal_ratios(counts, pd.Series(1.0, index=counts.columns))
