"""RQ07: are there hot spots within districts or the county, what describes them, and do children go together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.areas import of_areas
from missing_audit.findings.common import NO_RECORDER, SEED, WALD, cannot, lacking, tested
from missing_audit.findings.companions import drawn_from, in_company, together
from missing_audit.findings.frequent import composition, ranked
from missing_audit.findings.match import Match, characteristics, compared, grouped, matched, pairs, variance
from missing_audit.findings.places import Districts, limits_table, located, of_districts, tiles
from missing_audit.statistics.anova import welch
from missing_audit.statistics.compare import Difference, equal_ratios
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.moran import moran
from missing_audit.statistics.permutation import permuted

__all__ = ["compute"]

_SPREAD = Test("RQ07-1", "Every district has as many episodes as the ages of its population and the years lead one to "
               "expect", WALD)
_BESIDE = Test("RQ07-2", "Districts next to each other are no more alike than others", "Moran's I of standardised "
               "deviates, districts dealt anew")
_GROUPS = Test("RQ07-3", "In the last year, children of the hot spot chosen in the years before, of the district most "
               "like it and of all others had as many episodes against those expected", "Welch's analysis of variance "
               "of log ratios, one a child")
_DEALT = Test("RQ07-4", "As RQ07-3, without assuming a distribution", "Welch's F, children dealt anew among the places")
_COMPANY = Test("RQ07-5", "Children of one ward-like area, not of one household, go missing within an hour of each "
                "other no more often than by chance", "Days of a month dealt anew")
_PLACE_TABLES = ("rq07_districts", "rq07_limits", "rq07_tiles", "rq07_frequent")
_MATCH_TABLES = ("rq07_traits", "rq07_compared", "rq07_pairs", "rq07_variance", "rq07_mix")
_NOT_HELD = ("Where a child was found, or went to, cannot be said: no source that the audit reads has a column for it. "
             "Police reports say how a child came back, not from where.")


def compute(evidence: Evidence) -> Work:
    """Episodes by place against what is expected, a hot spot tried in another year, and company."""
    rows = evidence.of_ages(evidence.in_scope())
    if rows.empty:
        reason = cannot("no missing episode is in scope") if evidence.recorders else NO_RECORDER
        names = (*_PLACE_TABLES, *_MATCH_TABLES, "rq07_areas", "rq07_company", "rq07_from")
        return Work(refusals=dict.fromkeys(names, reason))
    drafts: dict[str, Draft] = {}
    refusals = {"rq07_found": _NOT_HELD}
    tests = _of_places(evidence, rows, drafts, refusals)
    _try("rq07_areas", drafts, refusals, lambda: of_areas(evidence, located(evidence, rows)))
    _try("rq07_from", drafts, refusals, lambda: drawn_from(evidence, rows))
    try:
        company = in_company(located(evidence, rows), seed=SEED)
        drafts["rq07_company"] = together(evidence, rows, company)
        tests += (_COMPANY.done(company.test()),)
    except RefusalError as reason:
        refusals["rq07_company"] = cannot(reason)
        tests += (_refused(_COMPANY, str(reason)),)
    return Work(drafts, tests, refusals)


def _try(name: str, drafts: dict[str, Draft], refusals: dict[str, str], make: Callable[[], Draft]) -> None:
    try:
        drafts[name] = make()
    except RefusalError as reason:
        refusals[name] = cannot(reason)


def _refused(test: Test, reason: str) -> Test:
    return Test(test.id, test.hypothesis, test.method, refusal=reason)


def _of_places(evidence: Evidence, rows: pd.DataFrame, drafts: dict[str, Draft],
               refusals: dict[str, str]) -> tuple[Test, ...]:
    """Everything that needs the population of each district."""
    reason = lacking(evidence, "populations")
    try:
        found = None if reason else Districts(evidence, rows)
    except RefusalError as refusal:
        found, reason = None, cannot(refusal)
    if found is None:
        refusals |= dict.fromkeys((*_PLACE_TABLES, *_MATCH_TABLES), reason)
        return tuple(_refused(test, "it needs the number of episodes and of people by district")
                     for test in (_SPREAD, _BESIDE, _GROUPS, _DEALT))
    drafts["rq07_districts"] = of_districts(evidence, found)
    if found.funnel is not None:
        drafts["rq07_limits"] = limits_table(evidence, found)
    else:
        refusals["rq07_limits"] = cannot(found.reason)
    if evidence.tiles is not None:
        drafts["rq07_tiles"] = tiles(evidence, found)
    else:
        refusals["rq07_tiles"] = cannot("it needs the county's tile map, not supplied")
    _try("rq07_frequent", drafts, refusals, lambda: ranked(evidence, found))
    spread = tested(_SPREAD, lambda: equal_ratios(found.counts, found.table["expected"]))
    return (spread, tested(_BESIDE, lambda: _neighbours(evidence, found)),
            *_of_match(evidence, found, drafts, refusals))


def _neighbours(evidence: Evidence, found: Districts) -> Difference:
    if evidence.neighbours is None:
        raise RefusalError("it needs the county's list of neighbouring districts, not supplied")
    if found.funnel is None:
        raise RefusalError(found.reason)
    return moran(found.funnel.table["z"], evidence.neighbours, seed=SEED, children=len(found.counts))


def _of_match(evidence: Evidence, found: Districts, drafts: dict[str, Draft],
              refusals: dict[str, str]) -> tuple[Test, ...]:
    """The hot spot against the district most like it."""
    try:
        match = matched(evidence, found)
    except RefusalError as reason:
        refusals |= dict.fromkeys(_MATCH_TABLES, cannot(reason))
        return tuple(_refused(test, str(reason)) for test in (_GROUPS, _DEALT))
    drafts["rq07_traits"] = characteristics(evidence, match)
    values = grouped(evidence, found.rows, match)
    for name, make in {"rq07_compared": partial(compared, evidence, found, match),
                       "rq07_pairs": partial(pairs, evidence, values),
                       "rq07_variance": partial(variance, evidence, values),
                       "rq07_mix": partial(composition, evidence, found, match)}.items():
        _try(name, drafts, refusals, make)
    return tested(_GROUPS, lambda: welch(values)), tested(_DEALT, lambda: _permuted(match, values))


def _permuted(match: Match, values: dict[str, np.ndarray]) -> Difference:
    welch(values)  # refuses what is too thin for either
    labels = np.repeat(np.arange(len(match.groups)), [len(values[group]) for group in match.groups])
    return permuted(_welch_f, np.concatenate([values[group] for group in match.groups]), labels, seed=SEED)


def _welch_f(*samples: np.ndarray, axis: int) -> np.ndarray:
    """Welch's F of many permutations at once; groups that do not vary in one weigh as much as can be."""
    number = np.array([sample.shape[axis] for sample in samples])
    means = np.stack([sample.mean(axis=axis) for sample in samples])
    spread = np.stack([np.maximum(sample.var(axis=axis, ddof=1), 1e-12) for sample in samples])
    weight = (number / spread.T).T
    share = weight / weight.sum(axis=0)
    middle = (share * means).sum(axis=0)
    lack = (((1 - share) ** 2).T / (number - 1)).T.sum(axis=0)
    groups = len(samples)
    return (weight * (means - middle) ** 2).sum(axis=0) / (groups - 1) / (
        1 + 2 * (groups - 2) / (groups**2 - 1) * lack)
