"""RQ12: how is it ensured that unauthorised absences do not skew the data for those who go missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from missing_audit.config import Settings
from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Prose, Test, Work
from missing_audit.findings.common import (
    WALD,
    by_child,
    cell_of,
    clear,
    lacking,
    periods,
    recorders,
    tested,
    whole_period,
    whose,
)
from missing_audit.safe_table import Field, SafeTable
from missing_audit.schema import PLACEMENTS, SCOPES
from missing_audit.statistics.compare import equal_ratios
from missing_audit.words import cell, listed, p_value, share

__all__ = ["compute", "write"]

_STEPS = (
    ("recorded", ("missing", "conflict", "unauthorised", "family")),
    ("no_family", ("missing", "conflict", "unauthorised")),
    ("no_unauthorised", ("missing", "conflict")),
    ("headline", ("missing",)),
)
"""What is counted at each step, widest first; the last is what the rest of the report counts."""


def compute(evidence: Evidence) -> Work:
    """What was taken out, by source, and every headline figure with and without it."""
    if not evidence.has("police") and not evidence.has("looked_after_missing"):
        reason = ("This cannot be answered here: it needs police missing reports or the looked-after return; neither "
                  "was supplied.")
        return Work(refusals={"rq12_identified": reason, "rq12_linked": reason})
    drafts = {"rq12_identified": _identified(evidence), "rq12_linked": _linked(evidence)}
    reason = lacking(evidence, "police", "looked_after_episodes")
    test = replace(_ABSENT, refusal=reason.removeprefix("This cannot be answered here: ").rstrip(".")) if reason else (
        _test(evidence))
    blind = "" if evidence.has("police", "looked_after_missing") else _blind(evidence)
    return Work(drafts, (test,), {"rq12_both": blind} if blind else {})


_ABSENT = Test("RQ12-1", "The share of police reports graded 'absent' is the same for children in residential placements, "
               "in foster placements and at home", WALD)


def _blind(evidence: Evidence) -> str:
    """What one source alone cannot show."""
    if evidence.has("police"):
        return ("Without the looked-after return it cannot be seen where the sources disagree on whether a child was "
                "missing.")
    return ("Without police missing reports neither families who went missing together nor disagreements between the "
            "sources can be seen.")


def _identified(evidence: Evidence) -> Draft:
    """Every recorded episode, by what the decision table made of it and by who recorded it."""
    rows = evidence.episodes.assign(by=recorders)
    groups = {"police": "Police only", "both": "Both", "return": "Looked-after return only"}
    if not evidence.has("police", "looked_after_missing"):
        groups = {}
    lines = []
    for scope, label in SCOPES.items():
        part = rows[rows["scope"] == scope]
        line: dict[str, object] = {"scope": label} | cell_of("all", part)
        for group in groups:
            line |= cell_of(group, part[part["by"] == group])
        lines.append(line)
    fields = [Field("scope", "What the record is", "label")]
    over = "Episodes, by who recorded them" if groups else ""
    fields += [Field(g, label, children=f"{g}_children", largest=f"{g}_largest", spanner=over)
               for g, label in groups.items()]
    fields += [Field("all", "All" if groups else "Episodes", children="all_children", largest="all_largest",
                     spanner=over),
               Field("all_children", "Children", children="all_children")]
    return Draft(pd.DataFrame(lines), tuple(fields), whose(evidence, "police", "looked_after_missing"), (
        "Every record that could be used is in exactly one line; a child may be in several.",
    ))


def _linked(evidence: Evidence) -> Draft:
    """Headline figures at each step, as one linked table."""
    lines = []
    for label, years in periods(evidence.settings):
        rows = evidence.episodes[evidence.episodes["year"].isin(years)]
        steps = {name: rows[rows["scope"].isin(scopes)] for name, scopes in _STEPS}
        lines += _figures(evidence, label, years, steps)
    headings = ("As recorded", "Without families", "… and without unauthorised absences",
                "… and without disputed records: headline")
    fields = [Field("figure", "Figure", "label"), Field("year", "Year", "label"), Field("digits", "", "digits")]
    fields += [Field(name, heading, "mixed", f"{name}_children", f"{name}_largest")
               for (name, _), heading in zip(_STEPS, headings, strict=True)]
    nested = tuple((name, f"{name}_step") for name, _ in _STEPS)
    return Draft(pd.DataFrame(lines), tuple(fields), whose(evidence, "police", "looked_after_missing",
                                                           "looked_after_episodes", "populations"), (
        "Each column leaves out what its heading says, beside what the column before it leaves out.",
        "A disputed record is one that one source calls missing and the other calls an unauthorised absence.",
        f"Rates are of children aged {evidence.settings.rate_ages}; counts are of all under 18.",
        "Intervals of the headline rates stand with the findings themselves.",
    ), nested=nested)


def _figures(evidence: Evidence, label: str, years: list[int], steps: dict[str, pd.DataFrame]) -> list[dict]:
    """The headline figures of one period, a line each."""
    lines = [_figure("Children", label, 0, steps, lambda rows: rows["child"].nunique(), of_children=True),
             _figure("Episodes", label, 0, steps, len)]
    aged = {name: evidence.of_ages(rows) for name, rows in steps.items()}
    if evidence.has("police", "populations"):
        people = evidence.person_years()[years].sum()
        if len(years) == 1:
            lines.append(_figure("Children per 1,000", label, 1, aged,
                                 lambda rows: rows["child"].nunique() / people * 1000, of_children=True))
        lines.append(_figure("Episodes per 1,000 a year", label, 1, aged, lambda rows: len(rows) / people * 1000))
    if evidence.has("looked_after_episodes", "police") and years == evidence.settings.years:
        for place in ("home", "residential", "foster"):
            there = {name: rows[rows["placement"] == place] for name, rows in aged.items()}
            lines.append(_figure(f"Share of episodes: {PLACEMENTS[place].lower()}, %", label, 0, there,
                                 lambda rows, p=place: len(rows) * 100, whole=aged))
    return lines


def _figure(figure: str, label: str, digits: int, steps: dict[str, pd.DataFrame], value, *, of_children: bool = False,
            whole: dict[str, pd.DataFrame] | None = None) -> dict:
    """One line: the figure at each step, with the children behind it and behind each step to the next.

    A share (`whole` given) is protected by the children of its part, and so are its steps.
    """
    line = {"figure": figure, "year": label, "digits": digits}
    narrower = [*list(steps)[1:], None]
    for (name, rows), following in zip(steps.items(), narrower, strict=True):
        held = cell_of(name, rows)
        total = len(whole[name]) if whole else 1
        line |= held | {name: value(rows) / total if len(rows) else 0}
        if of_children:
            line[f"{name}_largest"] = 0.0
        line[f"{name}_step"] = _told(rows, steps[following], of_children) if following else 0
    return line


def _told(wide: pd.DataFrame, narrow: pd.DataFrame, of_children: bool) -> int:
    """Distinct children whom the difference of two steps tells of; one, where one child is most of it."""
    if of_children:
        return len(set(wide["child"]) - set(narrow["child"]))
    gone = wide.loc[wide.index.difference(narrow.index), "child"].value_counts()
    return 1 if len(gone) and gone.iloc[0] > gone.sum() / 2 else len(gone)


def _test(evidence: Evidence) -> Test:
    """Whether 'absent' is used alike wherever the child was living."""
    places = ["residential", "foster", "home"]
    rows = evidence.of_ages(evidence.episodes)
    rows = rows[rows["police"].notna() & rows["placement"].isin(places)
                & ~rows["scope"].isin(["adult", "family", "outside"])]
    reports = by_child(rows, "placement", places)
    absent = by_child(rows[rows["police"] == "absent"], "placement", places).reindex(reports.index, fill_value=0)
    return tested(_ABSENT, lambda: equal_ratios(absent, reports.sum().astype(float), own=reports.astype(float)))


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    caveats = (
        "Only what a source calls an absence can be taken out: an unauthorised absence that was recorded as missing, "
        "and that no other source contradicts, is still counted.",
        "'Absent' is a police judgement made when the report comes in; forces and years differ in how they use it.",
        "A family is recognised only where the police report counts the adults and children of the household on it.",
    )
    if "rq12_linked" not in tables:
        answer = "Whether unauthorised absences skew the figures cannot be said from the sources supplied."
        return Prose({"answer": answer}, "None: no source of missing episodes was supplied.", "nobody", caveats)
    return Prose(_say(tables["rq12_identified"], tables["rq12_linked"], tests, settings),
                 "Strong for what is marked as an absence by at least one source; weak for absences that were "
                 "recorded as missing, which no extract supplied so far can tell apart.",
                 f"the records of {settings.county.name} in the period", caveats,
                 _facts(tables["rq12_linked"], whole_period(settings)))


def _facts(linked: SafeTable, whole: str) -> tuple[tuple[str, str], ...]:
    """The number for the front page, unless it is withheld."""
    labels = {"figure": "Episodes", "year": whole}
    after, before = (linked.value(column, **labels)[0] for column in ("headline", "recorded"))
    if after is None or not before:
        return ()
    return ((share(after / before), f"of the {cell(linked, 'recorded', **labels)} recorded episodes of children under 18 "
             "are counted as missing; unauthorised absences, families and disputed records are not"),)


def _say(found: SafeTable, linked: SafeTable, tests: Mapping[str, Test], settings: Settings) -> dict[str, str]:
    whole = whole_period(settings)
    before = cell(linked, "recorded", figure="Episodes", year=whole)
    after = cell(linked, "headline", figure="Episodes", year=whole)
    columns = [field.name for field in found.fields]
    kinds = {"unauthorised": "were unauthorised absences", "family": "were of families who went missing together",
             "conflict": "are disputed between the sources"}
    seen = [(kind, said) for kind, said in kinds.items() if kind == "unauthorised" or "both" in columns]
    sentences = {
        "answer": "Unauthorised absences, families who go missing together, and records on which the sources disagree "
                  "are identified record by record and taken out before anything is counted: of "
                  f"{before} recorded episodes of children under 18, {after} remain as missing.",
        "rq12_identified": "By the decision table, "
                           + listed([f"{cell(found, 'all', scope=SCOPES[s])} {name}" for s, name in seen]) + ".",
        "rq12_linked": f"Counted as recorded there are {cell(linked, 'recorded', figure='Children', year=whole)} "
                       f"children and {before} episodes; counted as in the rest of this report there are "
                       f"{cell(linked, 'headline', figure='Children', year=whole)} children and {after} episodes.",
        "title_linked": f"{after} of {before} recorded episodes count as missing",
    }
    test = tests.get("RQ12-1")
    if test is not None:
        sentences["absent"] = (
            f"Whether the police use 'absent' alike in all placements cannot be tested: {test.refusal}." if test.refusal
            else f"The share of police reports graded 'absent' differs with where the child was living "
                 f"({p_value(test.adjusted)}, adjusted)." if clear(test, settings)
            else f"There is no clear difference in the share of police reports graded 'absent' between placements "
                 f"({p_value(test.adjusted)}, adjusted).")
    return sentences
