"""RQ04: are there biases that exacerbate the risk: gender, age group, ethnicity, sexual orientation, disability."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings import characteristic_tables as made
from missing_audit.findings.characteristic_models import Model, completed, known_only, prepared, term
from missing_audit.findings.characteristics import AGE, RECORDED, SEX, band_of, bands, cells
from missing_audit.findings.common import NO_RECORDER, SEED, WALD, because, cannot, guarded, lacking, tested, whose
from missing_audit.safe_table import Field
from missing_audit.statistics.compare import Difference, equal_ratios
from missing_audit.statistics.estimate import RefusalError, clustered_ratios
from missing_audit.statistics.fitted import Fitted, joint
from missing_audit.statistics.standardise import direct

__all__ = ["compute"]

_PER = 1000
_MODEL = "Wald test, negative binomial regression, robust covariance clustered on the child"
_HELD = "with sex, age, the other characteristics, placement and year held"
_SEX = Test("RQ04-1", "The rate of children who go missing is the same for girls and boys", WALD)
_AGE = Test("RQ04-2", "The rate of children who go missing is the same in every age band", WALD)
_RECORDED = tuple(
    Test(f"RQ04-{number}", "Among children with a case record, the rate of missing episodes is the same "
         f"{among}, {_HELD}", _MODEL)
    for number, among in ((3, "in every ethnic group"), (4, "for disabled and other children"),
                          (5, "whatever the sexual orientation")))
_OF_RECORD = ("rq04_known", "rq04_record", "rq04_ratios", "rq04_expected", "rq04_bounds")
_NOT_COMPARED = ("fewer than ten children who went missing are known to be of one of the groups, or the group is known "
                 "of fewer than half of the children")


def compute(evidence: Evidence) -> Work:
    """Rates of the county by sex and age, and of children with a case record by what only that says."""
    if not evidence.recorders:
        return Work(refusals=dict.fromkeys(("rq04_county", *_OF_RECORD), NO_RECORDER),
                    tests=_refused((_SEX, _AGE, *_RECORDED), NO_RECORDER))
    county, record = _county_part(evidence), _record_part(evidence)
    drafts = county.drafts | record.drafts
    if len(quality := evidence.collated.get("linkage_quality", pd.DataFrame())):
        drafts["rq04_linkage"] = _linkage(evidence, quality)
    return Work(drafts, county.tests + record.tests, county.refusals | record.refusals)


def _refused(tests: tuple[Test, ...], reason: str) -> tuple[Test, ...]:
    why = because(reason)
    return tuple(replace(test, refusal=why) for test in tests)


def _county_part(evidence: Evidence) -> Work:
    """Sex and age, which the county's population is known by."""
    if reason := lacking(evidence, "police", "populations"):
        return Work(refusals={"rq04_county": reason}, tests=_refused((_SEX, _AGE), reason))
    firsts, living = _firsts(evidence), _people(evidence)
    if firsts.empty:
        reason = cannot("no missing episode of a child of these ages is in scope")
        return Work(refusals={"rq04_county": reason}, tests=_refused((_SEX, _AGE), reason))
    tests = (tested(_SEX, lambda: _equal(firsts, living, "sex")), tested(_AGE, lambda: _equal(firsts, living, "band")))
    return Work({"rq04_county": _county(evidence, firsts, living)}, tests)


def _firsts(evidence: Evidence) -> pd.DataFrame:
    """Children by the year in which they went missing, each once a year, at their age then."""
    rows = evidence.of_ages(evidence.in_scope()).sort_values(["start", "age"], kind="stable")
    rows = rows.drop_duplicates(["child", "year"])[["child", "year", "age", "sex"]]
    return rows.assign(band=band_of(rows["age"], evidence.settings), age=rows["age"].astype(int))


def _people(evidence: Evidence) -> pd.DataFrame:
    """The county's population of these ages in the audit's years."""
    rows = evidence.of_ages(evidence.population)
    return rows[rows["year"].isin(evidence.settings.years)].assign(band=lambda t: band_of(t["age"], evidence.settings))


def _wide(firsts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Years in which each child went missing, by group: rows ordered by content."""
    wide = firsts.groupby(["child", *by]).size().unstack(by, fill_value=0)
    return wide.sort_values(list(wide.columns), kind="stable")


def _equal(firsts: pd.DataFrame, living: pd.DataFrame, by: str) -> Difference:
    known = firsts[firsts[by].isin(living[by].unique())]
    return equal_ratios(_wide(known, [by]), living.groupby(by)["population"].sum())


def _county(evidence: Evidence, firsts: pd.DataFrame, living: pd.DataFrame) -> Draft:
    """Children per 1,000 a year by sex, held to the same ages, and by age, held to the same sexes."""
    level = evidence.settings.statistics.confidence
    ages = {age: f"{age}" for age in range(evidence.settings.ages.youngest, evidence.settings.ages.oldest + 1)}
    made_lines = partial(_lines, evidence, firsts, living)
    lines = [made_lines(by="sex", groups=SEX.groups, strata=["age", "year"]).assign(part=SEX.title),
             made_lines(by="age", groups=ages, strata=["sex", "year"]).assign(part=AGE.title)]
    return Draft(pd.concat(lines, ignore_index=True), (
        Field("part", "By", "label", parts=True), Field("label", "Group", "label"),
        Field("people", "Child-years"), Field("children", "Different children", children="guard"),
        Field("rate", "As they are", "number", "guard", low="low", high="high",
              spanner=f"Children missing, per {_PER:,} a year"),
        Field("standard", "Made alike", "number", "guard", low="standard_low", high="standard_high",
              spanner=f"Children missing, per {_PER:,} a year"),
    ), whose(evidence, *evidence.recorders, "populations"), (
        f"Children aged {evidence.settings.rate_ages}; a child counts once in each year, at the age of the first "
        "episode in it.",
        "Made alike: as if both sexes had the county's mix of ages, and every age its mix of sexes, in each year.",
        f"In brackets: {level:.0%} interval, which allows for children who went missing in several years.",
        "Children whose sex no source says are in no line by sex.",
    ))


def _lines(evidence: Evidence, firsts: pd.DataFrame, living: pd.DataFrame, *, by: str, groups: dict[object, str],
           strata: list[str]) -> pd.DataFrame:
    level = evidence.settings.statistics.confidence
    people = living.groupby(by)["population"].sum().reindex(list(groups)).astype(float)
    standard = living.groupby(strata)["population"].sum()
    used = [group for group in groups if people[group] > 0]
    known = firsts[firsts[by].isin(used)]
    wide = _wide(known, [by]).reindex(columns=used, fill_value=0)
    rates = clustered_ratios(wide, people[used] / _PER, confidence=level).reindex(list(groups))
    made_alike = [_alike(known[known[by] == group], living[living[by] == group], standard, strata, level)
                  for group in groups]
    children = firsts.groupby(by)["child"].nunique().reindex(list(groups)).fillna(0).astype(int)
    # Those in no line are a line too: without it, a few could be told from the whole.
    hidden = firsts.loc[~firsts[by].isin(list(groups)), "child"].nunique()
    guard = guarded(pd.concat([children, pd.Series({"": hidden})]), evidence.settings.disclosure.threshold).drop("")
    return pd.DataFrame({
        "label": list(groups.values()), "people": people, "children": children, "guard": guard,
        "rate": rates["rate"], "low": rates["low"], "high": rates["high"],
        "standard": [each[0] for each in made_alike], "standard_low": [each[1] for each in made_alike],
        "standard_high": [each[2] for each in made_alike]})


def _alike(firsts: pd.DataFrame, living: pd.DataFrame, standard: pd.Series, strata: list[str],
           level: float) -> tuple[float, float, float]:
    """Standardised rate, or nothing where part of the standard has nobody of the group."""
    exposure = living.groupby(strata)["population"].sum() / _PER
    counts = _wide(firsts, strata) if len(firsts) else pd.DataFrame(columns=standard.index, dtype=int)
    try:
        return direct(counts.reindex(columns=standard.index, fill_value=0), exposure, standard, confidence=level)
    except RefusalError:
        return float("nan"), float("nan"), float("nan")


def _record_part(evidence: Evidence) -> Work:
    """Characteristics that only case records say, among the children who have one."""
    reason = lacking(evidence, "police", "case_records")
    rows = pd.DataFrame() if reason else cells(evidence)
    if not reason and (rows.empty or not rows["events"].sum()):
        reason = cannot("no child with a case record went missing at these ages")
    if reason:
        return Work(refusals=dict.fromkeys(_OF_RECORD, reason), tests=_refused(_RECORDED, reason))
    drafts = {"rq04_known": made.known(evidence, rows), "rq04_record": made.record(evidence, rows),
              "rq04_expected": made.expected(evidence)}
    drafts |= {name: draft for name, draft in {"rq04_bounds": made.bounded(evidence, rows)}.items() if draft}
    refusals = {} if "rq04_bounds" in drafts else {
        "rq04_bounds": cannot("nobody is known to be of two groups that could be compared")}
    try:
        model = prepared(rows, {label: label for label in bands(evidence.settings)})
        fit = known_only(model)
    except RefusalError as said:
        refusals["rq04_ratios"] = cannot(said)
        return Work(drafts, _refused(_RECORDED, str(said)), refusals)
    drafts["rq04_ratios"] = made.ratios(evidence, rows, model, fit, _filled_in(evidence, model))
    return Work(drafts, _tests(model, fit), refusals)


def _filled_in(evidence: Evidence, model: Model) -> pd.DataFrame | None:
    try:
        return completed(model, seed=SEED, confidence=evidence.settings.statistics.confidence)
    except RefusalError:
        return None


def _tests(model: Model, fit: Fitted) -> tuple[Test, ...]:
    of = {what.column: what for what in model.of if what is not AGE}
    done = []
    for test, what in zip(_RECORDED, RECORDED, strict=True):
        if what.column not in of:
            done.append(replace(test, refusal=_NOT_COMPARED))
            continue
        names = [term(what, group) for group in what.groups if term(what, group) in fit.covariance.index]
        done.append(tested(test, partial(joint, fit, names)))
    return tuple(done)


def _linkage(evidence: Evidence, quality: pd.DataFrame) -> Draft:
    """How many of the true pairs of records were found, by group: what a matching that loses a group would show."""
    used = quality[quality["matching"] == quality["matching"].iloc[0]]
    table = used[used["by"].isin([SEX.title, AGE.title, "Ethnic group"])]
    shares = ["recall", "recall_low", "recall_high"]
    return Draft(table.assign(**{name: table[name] * 100 for name in shares}), (
        Field("by", "By", "label", parts=True), Field("group", "People", "label"),
        Field("children", "People", children="children"),
        Field("recall", "Of all true pairs, found, %", "number", "children", low="recall_low", high="recall_high"),
    ), "The extracts as supplied, linked", (
        "A true pair is two records of one person. The age is that on the first day of the period.",
        made.bracket(evidence, "with the person as the unit"), "100: none was missed; 100.0: fewer than one in two "
        "thousand."))
