"""RQ14: what links are there between going missing and other difficulties known in children's lives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.common import NO_RECORDER, cannot, clear, lacking, tested
from missing_audit.findings.difficulties import recording
from missing_audit.findings.known_children import AGENCIES, Known, known_children
from missing_audit.findings.links import Links, links, ranking
from missing_audit.findings.together import number, pairs, trio
from missing_audit.findings.two_groups import compared, prevalence, shares_fields, sources
from missing_audit.safe_table import Field
from missing_audit.sources import SOURCES
from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.prediction import discrimination, tells

__all__ = ["compute"]

_PARTS = ("rq14_compared", "rq14_prevalence", "rq14_number", "rq14_pairs", "rq14_agencies", "rq14_odds", "rq14_rank",
          "rq14_trio")
_NUMBER = Test("RQ14-1", "Children who went missing had as many kinds of difficulty recorded before as others known at "
               "the same time", "Mann and Whitney's comparison with the weights of risk sets, clustered on the child")
_LINK = "Conditional logistic regression of risk sets with age and sex, Wald test with robust errors"


def compute(evidence: Evidence) -> Work:
    """Difficulties recorded before, of children who went missing and of others known at the same time."""
    reason = lacking(evidence, "case_records") if evidence.recorders else NO_RECORDER
    if not reason and not recording(evidence):
        reason = cannot("it needs a source that records difficulties, such as factors found at assessment; none was "
                        "supplied")
    if reason:
        return Work(refusals=dict.fromkeys(_PARTS, reason))
    known = known_children(evidence)
    groups = known.rows.groupby("missing")["child"].nunique()
    if min(groups.get(True, 0), groups.get(False, 0)) < FEWEST:
        return Work(refusals=dict.fromkeys(_PARTS, cannot(
            f"fewer than {FEWEST} children who went missing, or others to compare them with, were known to social care "
            "before")))
    drafts = {"rq14_compared": compared(evidence, known), "rq14_prevalence": _difficulties(evidence, known),
              "rq14_number": number(evidence, known), "rq14_pairs": pairs(evidence, known),
              "rq14_agencies": _agencies(evidence, known)}
    refusals = {}
    if evidence.has("cin_factors"):
        drafts["rq14_trio"] = trio(evidence, known)
    else:
        refusals["rq14_trio"] = lacking(evidence, "cin_factors")
    try:
        drafts["rq14_rank"] = ranking(evidence, known)
    except RefusalError as why:
        refusals["rq14_rank"] = cannot(why)
    found = links(known, confidence=evidence.settings.statistics.confidence)
    tests = (tested(_NUMBER, partial(_more, known)), *_tests(found))
    return Work(drafts, tests, refusals, partial(_later, evidence, found))


def _more(known: Known) -> Difference:
    rows = known.rows
    many = rows[list(known.difficulties)].sum(axis=1).to_numpy(float)
    return tells(discrimination(rows["missing"].to_numpy(), many, rows["child"].to_numpy(),
                                weight=rows["weight"].to_numpy()))


def _tests(found: Links) -> list[Test]:
    """One for each difficulty, exploratory."""
    out = []
    for place, (name, label) in enumerate(found.labels.items(), start=2):
        test = Test(f"RQ14-{place}", f"'{label}' is recorded as often of children who went missing as of others of the "
                    "same age and sex", _LINK, exploratory=True)
        out.append(tested(test, found.tests[name]))
    return out


def _difficulties(evidence: Evidence, known: Known) -> Draft:
    table = prevalence(known.rows, known.difficulties, confidence=evidence.settings.statistics.confidence)
    table = table.sort_values(["first_share", "label"], ascending=[False, True])
    return Draft(table, shares_fields("Difficulty recorded before"), sources(evidence), notes(evidence))


def _agencies(evidence: Evidence, known: Known) -> Draft:
    """Which agencies had recorded anything: who is looked at more is recorded more."""
    labels = {f"known_{name}": SOURCES[name].title for name in AGENCIES if evidence.has(name)}
    table = prevalence(known.rows, labels, confidence=evidence.settings.statistics.confidence,
                       within={"known_offending": int(known.missing["offending"].sum())}
                       if evidence.has("offending") else None)
    table = table.sort_values(["first_share", "label"], ascending=[False, True])
    return Draft(table, shares_fields("Recorded before in"), sources(evidence), (
        *notes(evidence), "Contacts with the safeguarding hub, and uses of youth services, about a child's going "
        "missing are left out."))


def _later(evidence: Evidence, found: Links, tests: Mapping[str, Test]) -> dict[str, Draft]:
    """Odds ratios, with what the adjusted tests say of each."""
    verdicts = []
    for place, _ in enumerate(found.labels, start=2):
        test = tests[f"RQ14-{place}"]
        verdicts.append("Not tested" if test.adjusted is None else "Yes" if clear(test, evidence.settings) else "No")
    table = found.table.assign(clear=verdicts).sort_values(
        ["adjusted", "label"], ascending=[False, True], na_position="last")
    level = evidence.settings.statistics.confidence
    fields = [Field("label", "Difficulty recorded before", "label")]
    fields += [Field(name, heading, "number", "fewest", low=f"{name}_low", high=f"{name}_high", digits=2,
                     spanner="Odds ratio") for name, heading in (
        ("crude", "As recorded"), ("adjusted", "Age and sex held"), ("agencies", "Agencies held as well"))]
    fields += [Field("clear", "Beyond chance", "label")]
    return {"rq14_odds": Draft(table, tuple(fields), sources(evidence), (
        *notes(evidence),
        "An odds ratio of 2 means that, of children known on one day, the odds of a first episode on that day are "
        "twice as high where the difficulty is recorded.",
        "'Agencies held as well' sets children side by side of whom equally many agencies had recorded anything.",
        f"'Beyond chance' is by the test with age and sex held, adjusted for the number of difficulties, at "
        f"{evidence.settings.statistics.significance:.0%}.", f"In brackets: {level:.0%} interval."))}


def notes(evidence: Evidence) -> tuple[str, ...]:
    """Who is compared, for beneath every table."""
    return (f"Children aged {evidence.settings.rate_ages} whom social care knew: those who went missing, by what was "
            "recorded before the first episode, and all who had not gone missing by then, by what was recorded before "
            "the same day.",)
