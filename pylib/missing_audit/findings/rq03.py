"""RQ03: what is the split between residential placements, foster placements and the family home."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from missing_audit.config import Settings
from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Prose, Test, Work
from missing_audit.findings.common import WALD, by_child, clear, counted, lacking, tested, whose
from missing_audit.safe_table import Field, SafeTable
from missing_audit.schema import PLACEMENTS
from missing_audit.statistics.compare import equal_ratios, rate_ratios
from missing_audit.statistics.estimate import clustered_ratios
from missing_audit.words import cell, interval, listed, p_value

__all__ = ["compute", "write"]

_DAYS = 365.25
_MANY = 10**9
"""Stands for the number of children at home, which no one needs to be protected from."""
_NAMED = ("residential", "foster", "home")
"""The three that the question names."""
_PAIRS = (("residential", "foster"), ("residential", "home"), ("foster", "home"))


def compute(evidence: Evidence) -> Work:
    """Children, episodes and rates by placement on the day the episode began."""
    reason = lacking(evidence, "looked_after_episodes")
    if not reason and not evidence.has("police"):
        reason = lacking(evidence, "looked_after_missing")
    if reason:
        return Work(refusals=dict.fromkeys(("rq03_split", "rq03_home", "rq03_ratios"), reason))
    rows = evidence.of_ages(evidence.in_scope())
    years, own = _child_years(evidence)
    groups = [name for name in PLACEMENTS if years.get(name, 0) > 0 or (rows["placement"] == name).any()]
    drafts = {"rq03_split": _split(evidence, rows, groups, years, own)}
    if evidence.has("police", "case_records"):
        drafts["rq03_home"] = _at_home(evidence, rows)
    refusals, tests = {}, ()
    compared = [name for name in _NAMED if years.get(name, 0) > 0]
    if evidence.has("police") and len(compared) == len(_NAMED):
        drafts["rq03_ratios"] = _ratios(evidence, rows, years, own)
        tests = (_test(rows, compared, years, own),)
    if "rq03_home" not in drafts:
        refusals["rq03_home"] = lacking(evidence, "police", "case_records")
    if "rq03_ratios" not in drafts:
        refusals["rq03_ratios"] = lacking(evidence, "police", "populations") or (
            "This cannot be answered here: nobody spent any time in one of the placements to be compared.")
    return Work(drafts, tests, refusals)


def _child_years(evidence: Evidence) -> tuple[pd.Series, pd.DataFrame]:
    """Child-years by placement, in all and of each child looked after; at home, population less looked-after time."""
    care = evidence.of_ages(evidence.care)
    own = care.groupby(["child", "placement"])["days"].sum().unstack(fill_value=0) / _DAYS
    years = own.sum()
    if evidence.has("police", "populations"):
        period = (pd.Timestamp(evidence.settings.period.end) - pd.Timestamp(evidence.settings.period.start)).days + 1
        share = period / _DAYS / len(evidence.settings.years)
        years["home"] = evidence.person_years().sum() * share - years.sum()
    return years, own


def _matrix(rows: pd.DataFrame, groups: list[str], own: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Episodes and own child-years of every child who has either, ordered by content."""
    counts = by_child(rows, "placement", groups)
    everybody = counts.index.union(own.index)
    counts = counts.reindex(everybody, fill_value=0)
    exposure = own.reindex(index=everybody, columns=groups, fill_value=0.0).fillna(0.0)
    both = pd.concat([counts, exposure.add_suffix(" years")], axis=1)
    both = both.sort_values(list(both.columns), kind="stable")
    return both[groups], both[[f"{g} years" for g in groups]].set_axis(groups, axis=1)


def _split(evidence: Evidence, rows: pd.DataFrame, groups: list[str], years: pd.Series, own: pd.DataFrame) -> Draft:
    level = evidence.settings.statistics.confidence
    counts, _ = _matrix(rows, groups, own)
    total = counts.sum(axis=1)
    shares = clustered_ratios(counts, pd.Series(float(total.sum()), index=groups),
                              own=pd.DataFrame(dict.fromkeys(groups, total)), confidence=level)
    timed = [g for g in groups if years.get(g, 0) > 0]
    some, exposure = _matrix(rows[rows["placement"].isin(timed)], timed, own)
    rates = clustered_ratios(some, years, own=exposure, confidence=level).reindex(groups)
    counted_rows = counted(rows, "placement", groups)
    # Time at risk is some children's too; at home it is everybody's.
    at_risk = (own > 0).sum().reindex(groups)
    table = counted_rows.assign(
        at_risk=at_risk.fillna(_MANY), longest=(own.max() / own.sum()).reindex(groups).fillna(0), fewest=counted_rows["children"].where(counted_rows["children"] > 0, at_risk),
        placement=[PLACEMENTS[g] for g in groups], years=years.reindex(groups),
        share=shares["rate"], share_low=shares["low"], share_high=shares["high"].clip(upper=1),
        rate=rates["rate"] * 100, rate_low=rates["low"] * 100, rate_high=rates["high"] * 100,
    )
    return Draft(table, (
        Field("placement", "Placement when the episode began", "label"),
        Field("children", "Children", children="children"),
        Field("episodes", "Episodes", children="children", largest="largest"),
        Field("share", "Share of episodes", "share", "children", "largest", "", "share_low", "share_high"),
        Field("years", "Child-years", "number", "at_risk", "longest", digits=0),
        Field("rate", "Episodes per 100 child-years", "number", "fewest", "largest", "", "rate_low", "rate_high"),
    ), whose(evidence, "police", "looked_after_missing", "looked_after_episodes", "populations"), (
        f"Children aged {evidence.settings.rate_ages}. In brackets: {level:.0%} interval, clustered on the child.",
        "A child who went missing from two kinds of placement is counted in each, so children add up to more than "
        "there are.",
        "A child-year is one child for one year, or two children for half a year each.",
    ))


def _at_home(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Episodes counted at home, by whether any other source than the police knows the child."""
    known = evidence.children.set_index("child")[["in_case_records", "in_return"]].any(axis=1)
    labels = {True: "Children whom social care also holds", False: "Children in police reports alone"}
    home = rows[rows["placement"] == "home"].assign(known=lambda t: t["child"].map(known))
    counts = counted(home, "known", list(labels)).assign(label=list(labels.values()))
    total = max(1, counts["episodes"].sum())
    return Draft(counts.assign(share=counts["episodes"] / total), (
        Field("label", "Counted at the family home", "label"),
        Field("children", "Children", children="children"),
        Field("episodes", "Episodes", children="children", largest="largest"),
        Field("share", "Share of episodes", "share", "children", "largest"),
    ), whose(evidence, "police", "looked_after_episodes"),
        ("A child in police reports alone may be unknown to social care, or known under another spelling.",))


def _ratios(evidence: Evidence, rows: pd.DataFrame, years: pd.Series, own: pd.DataFrame) -> Draft:
    counts, exposure = _matrix(rows[rows["placement"].isin(_NAMED)], list(_NAMED), own)
    level = evidence.settings.statistics.confidence
    table = rate_ratios(counts, years, _PAIRS, own=exposure, confidence=level)
    part = counted(rows, "placement", _NAMED)["largest"]
    table["largest"] = [max(part[a], part[b]) for a, b in _PAIRS]
    table["pair"] = [f"{PLACEMENTS[a]} against {PLACEMENTS[b][0].lower()}{PLACEMENTS[b][1:]}" for a, b in _PAIRS]
    return Draft(table, (
        Field("pair", "Placements compared", "label"),
        Field("ratio", "Rate ratio", "number", "children", "largest", low="low", high="high"),
    ), whose(evidence, "police", "looked_after_missing", "looked_after_episodes", "populations"), (
        f"Episodes per child-year in the first, divided by those in the second. In brackets: {level:.0%} interval, "
        "clustered on the child.",
    ))


def _test(rows: pd.DataFrame, groups: list[str], years: pd.Series, own: pd.DataFrame) -> Test:
    counts, exposure = _matrix(rows[rows["placement"].isin(groups)], groups, own)
    return tested(Test("RQ03-1", "The rate of episodes per child-year is the same in residential placements, in foster "
                       "placements and at home", WALD), lambda: equal_ratios(counts, years, own=exposure))


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    split = tables.get("rq03_split")
    caveats = (
        "A higher rate in one kind of placement does not show that the placement leads to going missing: many "
        "children are placed there because they have already gone missing often.",
        "Carers and homes must report a child missing; parents may choose not to, so episodes from home are "
        "recorded less fully.",
        "A looked-after child whose name the police spelt differently is counted as living at home, which makes the "
        "share and the rate at home too high and those in care too low.",
        "Episodes on which the sources disagree are left out; nearly all are of children in care.",
        "Child-years at home include every child of the county who is not looked after, also those who have never "
        "been at risk; and children whom other authorities placed in the county are counted as at home.",
    )
    if split is None:
        answer = "The split between placements and the family home cannot be said from the sources supplied."
        return Prose({"answer": answer}, "None: the sources that the question needs were not supplied.",
                     "nobody", caveats)
    home = PLACEMENTS["home"] in split.rows["placement"].tolist()
    complete = "rq03_ratios" in tables
    sentences = _say_shares(split, settings) if home else _say_care_only(split)
    alone = "Children in police reports alone"
    if "rq03_home" in tables:
        sentences["rq03_home"] = (
            f"Of the episodes counted at home, {cell(tables['rq03_home'], 'share', label=alone)} are of children whom no "
            "other source holds under the same name and date of birth. Some of these are looked after and misspelt.")
    if complete:
        sentences |= _say_rates(tables, tests["RQ03-1"], sentences["answer"], settings)
    if not complete:
        strength = ("The evidence is weak: what was supplied does not allow a comparison of children at home with "
                    "children in care.")
    elif clear(tests["RQ03-1"], settings):
        strength = ("The evidence is strong that the rates differ; it is weaker on their size, since recording differs "
                    "between home and care, and some reports of children in care could not be matched to them.")
    else:
        strength = "The evidence does not show whether the rates differ."
    return Prose(sentences, strength, f"children aged {settings.rate_ages} in {settings.county.name} in the period",
                 caveats, _facts(split) if home else ())


def _facts(split: SafeTable) -> tuple[tuple[str, str], ...]:
    """The number for the front page, unless it is withheld."""
    home = PLACEMENTS["home"]
    if split.value("share", placement=home)[0] is None:
        return ()
    return ((cell(split, "share", placement=home), "of the recorded missing episodes, over the whole period, began at the "
             "family home, or are of children who could not be matched to a looked-after child"),)


def _say_shares(split: SafeTable, settings: Settings) -> dict[str, str]:
    part = {name: cell(split, "share", placement=PLACEMENTS[name]) if PLACEMENTS[name] in set(split.rows["placement"])
            else "none" for name in _NAMED}
    shares = (f"{part['home']} began at the family home, {part['residential']} in a residential placement and "
              f"{part['foster']} in a foster placement")
    return {
        "answer": f"Of the recorded missing episodes of children aged {settings.rate_ages}, {shares}.",
        "rq03_split": f"Of the episodes of children aged {settings.rate_ages}, {shares}. What is missing from the whole "
                      "began in other placements, or where the placement is not known.",
        "title_rates": "Care only: time at home is not known",
    }


def _say_rates(tables: Mapping[str, SafeTable], test: Test, answer: str, settings: Settings) -> dict[str, str]:
    split, ratios = tables["rq03_split"], tables["rq03_ratios"]
    rate = {name: interval(split, "rate", placement=PLACEMENTS[name]) for name in _NAMED}
    first = ratios.rows["pair"].tolist()[0]
    three = "residential placements, foster placements and the family home"
    if test.refusal:
        verdict = f"Whether the rates in {three} differ cannot be tested: {test.refusal}."
    elif clear(test, settings):
        verdict = f"The rates in {three} are not alike ({p_value(test.adjusted)}, adjusted)."
    else:
        verdict = f"There is no clear difference between the rates in {three} ({p_value(test.adjusted)}, adjusted)."
    known = ratios.value("ratio", pair=first)[0] is not None
    apart = known and (ratios.value("low", pair=first)[0] or 0) > 1
    more = (f" The rate in residential placements is {interval(ratios, 'ratio', pair=first)} times that in foster "
            "placements." if known else "")
    return {
        "answer": f"{answer} For every 100 child-years spent there, this is {rate['residential']} episodes in "
                  f"residential placements, {rate['foster']} in foster placements and {rate['home']} at home.",
        "rq03_ratios": f"{verdict}{more}",
        "title_rates": f"Residential rate is {cell(ratios, 'ratio', pair=first)} times the rate in foster care"
                       if apart else "Missing episodes per 100 child-years, by placement",
    }


def _say_care_only(split: SafeTable) -> dict[str, str]:
    known = [row for row in split.rows["placement"] if split.value("episodes", placement=row)[0]]
    parts = [f"{cell(split, 'episodes', placement=row)} in '{row.lower()}'" for row in known]
    return {
        "answer": "The split between care and the family home cannot be said from the sources supplied: they say "
                  "nothing of children at home.",
        "rq03_split": f"Of the episodes in care that the return records, and that can be shown, {listed(parts)}."
                      if parts else "Every count by placement is too small to publish.",
        "title_rates": "Care only: nothing is known of children at home",
    }
