"""RQ12 in words: how is it ensured that unauthorised absences do not skew the data for those who go missing."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear, whole_period
from missing_audit.safe_table import SafeTable
from missing_audit.schema import NAMED_PLACEMENTS, PLACEMENTS, SCOPES
from missing_audit.words import cell, interval, listed, p_value, share

__all__ = ["write"]

_TAKEN = "unauthorised absences, families who went missing together, and records on which the agencies disagree"
_TAKEN_FROM_ONE = "unauthorised absences, as far as this one source marks them,"


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    caveats = (
        "Only what a source calls an absence can be taken out: an unauthorised absence that was recorded as missing, "
        "and that no other source contradicts, is still counted.",
        "'Absent' is a police judgement made when the report comes in; forces and years differ in how they use it.",
        "A log covers the homes that keep one and sent it in; absences from foster care and from home are in none.",
        "A family is recognised only where the police report counts the adults and children of the household on it.",
    )
    if "rq12_linked" not in tables:
        answer = "Whether unauthorised absences skew the figures cannot be said from the sources supplied."
        return Prose({"answer": answer}, "There is no evidence: no source of missing episodes was supplied.", "nobody",
                     caveats)
    sentences = _say(tables["rq12_identified"], tables["rq12_linked"], settings)
    if "rq12_logs" in tables:
        sentences["rq12_logs"] = _say_logs(tables["rq12_logs"])
    if "rq12_absent" in tables:
        sentences["rq12_absent"] = _say_graded(tables["rq12_absent"], tests["RQ12-1"], settings)
    return Prose(sentences,
                 "Every absence that an agency marked as such is out of the headline figures, by rule. "
                 "Absences that were recorded as missing, and that no other agency contradicts, cannot be told apart.",
                 f"the records of {settings.county.name} in the period", caveats,
                 _facts(tables["rq12_linked"], whole_period(settings)))


def _facts(linked: SafeTable, whole: str) -> tuple[tuple[str, str], ...]:
    """The number for the front page, unless it is withheld."""
    labels = {"figure": "Episodes", "year": whole}
    after, before = (linked.value(column, **labels)[0] for column in ("headline", "recorded"))
    if after is None or not before:
        return ()
    return ((share(after / before), f"of the {cell(linked, 'recorded', **labels)} recorded episodes of children under "
             "18 are counted as missing; unauthorised absences, families and disputed records, as far as a source "
             "marks them, are not"),)


def _say(found: SafeTable, linked: SafeTable, settings: Settings) -> dict[str, str]:
    whole = whole_period(settings)
    before = cell(linked, "recorded", figure="Episodes", year=whole)
    after = cell(linked, "headline", figure="Episodes", year=whole)
    columns = [field.name for field in found.fields]
    kinds = {"unauthorised": "were unauthorised absences", "family": "were of families who went missing together",
             "conflict": "are disputed between the sources"}
    seen = [(kind, said) for kind, said in kinds.items() if kind == "unauthorised" or "several" in columns]
    taken = _TAKEN if "several" in columns else _TAKEN_FROM_ONE
    away = cell(found, "all", scope=SCOPES["unauthorised"])
    children = [cell(linked, name, figure="Children", year=whole) for name in ("recorded", "headline")]
    answer = (f"Unauthorised absences would skew the figures if they were left in: {away} of the {before} recorded "
              f"episodes of children under 18 are such. Once {taken} have been identified one by one and taken out, "
              f"{after} episodes of {children[1]} children remain, where {before} of {children[0]} had been recorded.")
    recorded, counted = (linked.value(name, figure="Episodes", year=whole)[0] for name in ("recorded", "headline"))
    if recorded is not None and recorded == counted:
        answer = (f"Nothing needed to be taken out: no record is marked as anything but missing, so that all {before} "
                  "recorded episodes of children under 18 count.")
    return {
        "answer": answer,
        "rq12_identified": "By the decision table, "
                           + listed([f"{cell(found, 'all', scope=SCOPES[s])} {name}" for s, name in seen]) + ".",
        "rq12_linked": f"Counted as recorded there are {cell(linked, 'recorded', figure='Children', year=whole)} "
                       f"children and {before} episodes; counted as in the rest of this report there are "
                       f"{cell(linked, 'headline', figure='Children', year=whole)} children and {after} episodes.",
        "title_linked": f"{after} of {before} recorded episodes count as missing",
    }


def _say_logs(logs: SafeTable) -> str:
    away, gone = "Unauthorised absence", "Missing"
    return (f"Homes logged {cell(logs, 'all', kind=away)} absences as unauthorised; "
            f"{interval(logs, 'rate', kind=away)} of them could be matched to a police report of a missing child. Of "
            f"the {cell(logs, 'all', kind=gone)} that homes logged as missing, {interval(logs, 'rate', kind=gone)} "
            "could be matched to such a report. Both shares may be too low, since a report that gives another time, or "
            "that could not be matched to the child, is not found.")


def _say_graded(graded: SafeTable, test: Test, settings: Settings) -> str:
    where = ("of the reports of children in residential placements", "in foster placements", "at home")
    parts = [f"{cell(graded, 'share', placement=PLACEMENTS[place])} {words}"
             for place, words in zip(NAMED_PLACEMENTS, where, strict=True)]
    said = f"The police graded as 'absent' {listed(parts)}."
    if test.refusal:
        return f"{said} Whether these differ cannot be tested: {test.refusal}."
    if clear(test, settings):
        return f"{said} This is a clear difference ({p_value(test.adjusted)}, adjusted)."
    return f"{said} There is no clear difference between them ({p_value(test.adjusted)}, adjusted)."
