"""How often children placed in the county and outside it go missing, by the one agency that records both alike."""

from __future__ import annotations

from functools import partial

import pandas as pd

from missing_audit.cohort import EPISODE_RULES, decide
from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test
from missing_audit.findings.common import WALD, by_child, counted, guarded, tested, whose
from missing_audit.placing import where_placed
from missing_audit.safe_table import Field
from missing_audit.schema import PLACEMENTS
from missing_audit.statistics.compare import Difference, equal_ratios, rate_ratios
from missing_audit.statistics.estimate import FEWEST, RefusalError, clustered_ratios
from missing_audit.words import lower

__all__ = ["KINDS", "SIDES", "SOCIAL_CARE", "cross_rates", "of_social_care", "rate_tests", "ratios"]

SOCIAL_CARE = ("care_missing", "looked_after_missing")
"""Social care's own sources of missing episodes, which look at placements on either side of the boundary."""
SIDES = {"inside": "In the county", "outside": "Outside it"}
KINDS = {"all": "All placements", **{kind: PLACEMENTS[kind] for kind in ("residential", "foster", "semi_independent")}}
"""Kinds of placement that lie on both sides, with labels."""
_OTHERS = {"others": "Other placements"}
_PAIR = ("outside", "inside")
_DAYS = 365.25


def of_social_care(evidence: Evidence) -> pd.DataFrame:
    """Episodes of the ages that rates are for that social care calls missing, decided by its own records alone.

    The county's police and the logs of its homes see one side of the boundary only; with what they add or dispute the
    two sides could not be compared.
    """
    rows = evidence.of_ages(evidence.episodes)
    rows = rows[rows[[*SOCIAL_CARE]].notna().any(axis=1)]
    blind = decide(rows.assign(police=None, home_logs=None), EPISODE_RULES, evidence.settings)
    out = blind[blind["scope"] == "missing"]
    return out.assign(lies=where_placed(evidence.records, out))


def _of_kind(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    of_kind = ~rows["placement"].isin([*KINDS]) if kind in _OTHERS else rows["placement"].eq(kind) | (kind == "all")
    return rows[rows["lies"].isin(SIDES) & of_kind]


def _matrix(rows: pd.DataFrame, days: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Episodes and child-years of each child on either side, ordered by content."""
    counts = by_child(rows, "lies", list(SIDES))
    own = (days.groupby(["child", "lies"])["days"].sum().unstack(fill_value=0) / _DAYS).reindex(columns=list(SIDES),
                                                                                          fill_value=0.0)
    everybody = counts.index.union(own.index)
    both = pd.concat([counts.reindex(everybody, fill_value=0),
                      own.reindex(everybody, fill_value=0.0).add_suffix(" years")], axis=1)
    both = both.sort_values(list(both.columns), kind="stable")
    return both[list(SIDES)], both[[f"{side} years" for side in SIDES]].set_axis(list(SIDES), axis=1)


def cross_rates(evidence: Evidence, rows: pd.DataFrame, days: pd.DataFrame) -> Draft:
    """Episodes per 100 child-years by kind of placement, on either side of the boundary."""
    level = evidence.settings.statistics.confidence
    table = pd.concat([_rates(_of_kind(rows, kind), _of_kind(days, kind), label, level)
                       for kind, label in (KINDS | _OTHERS).items()], ignore_index=True)
    # The kinds add up to all placements, so that one that is withheld must not be told by the rest.
    table = table.assign(guard=table["children"], guard_at_risk=table["at_risk"])
    for side in SIDES.values():
        parts = table.index[(table["lies"] == side) & (table["kind"] != KINDS["all"])]
        for name, children in (("guard", "children"), ("guard_at_risk", "at_risk")):
            table.loc[parts, name] = guarded(table.loc[parts, children], evidence.settings.disclosure.threshold)
    table["fewest"] = table["fewest"].where(table["guard"] == table["children"], table["guard"])
    return Draft(table, (
        Field("kind", "", "label", parts=True), Field("lies", "Where it lies", "label"),
        Field("at_risk", "Children", children="guard_at_risk"),
        Field("years", "Child-years", "number", "guard_at_risk", "longest", digits=0),
        Field("episodes", "Missing episodes", children="guard", largest="largest"),
        Field("rate", "Episodes per 100 child-years", "number", "fewest", "largest", "", "low", "high"),
    ), whose(evidence, *SOCIAL_CARE, "looked_after_episodes"), (
        f"The county's own looked-after children aged {evidence.settings.rate_ages}; missing by social care's records "
        "alone, so that episodes which other sources dispute count here and not in the flows.",
        f"In brackets: {level:.0%} interval, clustered on the child.",
    ))


def _rates(rows: pd.DataFrame, days: pd.DataFrame, label: str, level: float) -> pd.DataFrame:
    counts, own = _matrix(rows, days)
    years, at_risk = own.sum(), (own > 0).sum()
    timed = [side for side in SIDES if years[side] > 0]
    rates = clustered_ratios(counts[timed], years[timed], own=own[timed], confidence=level).reindex(list(SIDES))
    out = counted(rows, "lies", list(SIDES))
    return out.assign(
        kind=label, lies=list(SIDES.values()), at_risk=at_risk, years=years, longest=(own.max() / years).fillna(0),
        fewest=out["children"].where(out["children"] > 0, at_risk),
        rate=rates["rate"] * 100, low=rates["low"] * 100, high=rates["high"] * 100)


def ratios(evidence: Evidence, rows: pd.DataFrame, days: pd.DataFrame) -> Draft:
    """How many times the rate outside is that inside, in all and by kind."""
    level, lines = evidence.settings.statistics.confidence, []
    for kind, label in KINDS.items():
        part = _of_kind(rows, kind)
        counts, own = _matrix(part, _of_kind(days, kind))
        line: dict[str, object] = {"kind": label, "children": 0, "largest": 0.0}
        if (own.sum() > 0).all():
            found = rate_ratios(counts, own.sum(), [_PAIR], own=own, confidence=level).iloc[0]
            line |= {name: found[name] for name in ("children", "ratio", "low", "high")}
            line["largest"] = counted(part, "lies", list(SIDES))["largest"].max()
        lines.append(line)
    table = pd.DataFrame(lines).reindex(columns=["kind", "ratio", "low", "high", "children", "largest"])
    return Draft(table, (
        Field("kind", "Placement", "label"),
        Field("ratio", "Rate outside over rate in the county", "number", "children", "largest", low="low", high="high",
              digits=2),
    ), whose(evidence, *SOCIAL_CARE, "looked_after_episodes"), (
        f"In brackets: {level:.0%} interval, clustered on the child. No ratio is given where fewer than {FEWEST} "
        "children went missing on one side.",
    ))


def rate_tests(rows: pd.DataFrame, days: pd.DataFrame) -> list[Test]:
    """Whether the rate is the same on both sides: of all placements, and, exploring, of each kind."""
    tests = []
    for number, (kind, label) in zip((1, 4, 5, 6), KINDS.items(), strict=True):
        test = Test(f"RQ08-{number}", "The rate of missing episodes per child-year is the same in the county and "
                    f"outside it: {lower(label)}", WALD, exploratory=kind != "all")
        tests.append(tested(test, partial(_same, _of_kind(rows, kind), _of_kind(days, kind))))
    return tests


def _same(rows: pd.DataFrame, days: pd.DataFrame) -> Difference:
    counts, own = _matrix(rows, days)
    if not (own.sum() > 0).all():
        raise RefusalError("no child spent any time in such a placement on one side of the boundary")
    return equal_ratios(counts, own.sum(), own=own)
