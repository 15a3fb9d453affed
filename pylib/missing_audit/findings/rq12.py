"""RQ12: how is it ensured that unauthorised absences do not skew the data for those who go missing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.common import (
    NO_RECORDER,
    WALD,
    because,
    by_child,
    cell_of,
    lacking,
    periods,
    recorded_by,
    recorders,
    tested,
    whose,
)
from missing_audit.safe_table import Field
from missing_audit.schema import NAMED_PLACEMENTS, PLACEMENTS, SCOPES
from missing_audit.statistics.compare import equal_ratios
from missing_audit.statistics.estimate import clustered_ratios

__all__ = ["compute"]

_ABSENT = Test("RQ12-1", "The share of police reports graded 'absent' is the same for children in residential "
               "placements, in foster placements and at home", WALD)
_STEPS = (
    ("recorded", ("missing", "conflict", "unauthorised", "family")),
    ("no_family", ("missing", "conflict", "unauthorised")),
    ("no_unauthorised", ("missing", "conflict")),
    ("headline", ("missing",)),
)
"""What is counted at each step, widest first; the last is what the rest of the report counts."""
_UNSPLIT = ("missing", "adult", "outside")
_CALLED = {"missing": "Missing", "unauthorised": "Unauthorised absence"}
_HELD = {"missing": "Missing", "absent": "Absent", "none": "No report"}


def compute(evidence: Evidence) -> Work:
    """What was taken out, by source, and every headline figure with and without it."""
    if not evidence.recorders:
        return Work(refusals={"rq12_identified": NO_RECORDER, "rq12_linked": NO_RECORDER})
    drafts = {"rq12_identified": _identified(evidence), "rq12_linked": _linked(evidence)}
    refusals = _blind(evidence)
    if evidence.has("police", "home_logs"):
        drafts["rq12_logs"] = _logs(evidence)
    else:
        refusals["rq12_logs"] = lacking(evidence, "police", "home_logs")
    reason = lacking(evidence, "police", "looked_after_episodes")
    if reason:
        refusals["rq12_absent"] = reason
        why = because(reason)
        return Work(drafts, (replace(_ABSENT, refusal=why),), refusals)
    absent, reports = _graded(evidence)
    drafts["rq12_absent"] = _absent(evidence, absent, reports)
    test = tested(_ABSENT, lambda: equal_ratios(absent, reports.sum(), own=reports))
    return Work(drafts, (test,), refusals)


def _blind(evidence: Evidence) -> dict[str, str]:
    """What cannot be seen without the police, or from one source alone."""
    said = []
    if not evidence.has("police"):
        said.append("Without police missing reports families who went missing together cannot be seen.")
    if len(evidence.recorders) < 2:
        said.append("From one source alone it cannot be seen where agencies disagree on whether a child was missing.")
    return {"rq12_both": " ".join(said)} if said else {}


def _identified(evidence: Evidence) -> Draft:
    """Every recorded episode, by what the decision table made of it and by who recorded it."""
    rows = evidence.episodes.assign(by=recorders)
    groups = recorded_by(evidence)
    lines = []
    for scope, label in SCOPES.items():
        part = rows[rows["scope"] == scope]
        line: dict[str, object] = {"scope": label} | cell_of("all", part)
        for group in groups:
            # RQ01 splits the missing of other ages, and the difference would tell of a few; nobody asks it of the rest.
            aside = {group: None, f"{group}_children": 0, f"{group}_largest": 0.0}
            line |= aside if scope in _UNSPLIT else cell_of(group, part[part["by"] == group])
        lines.append(line)
    fields = [Field("scope", "What the record is", "label")]
    over = "Episodes, by who recorded them" if groups else ""
    fields += [Field(g, label, children=f"{g}_children", largest=f"{g}_largest", spanner=over)
               for g, label in groups.items()]
    fields += [Field("all", "All" if groups else "Episodes", children="all_children", largest="all_largest",
                     spanner=over),
               Field("all_children", "Children", children="all_children")]
    return Draft(pd.DataFrame(lines), tuple(fields), whose(evidence, *evidence.recorders), (
        "Every record that could be used is in exactly one line, people of 18 or over among them; a child may be in "
        "several lines.",
        *(["Records in scope, and those set aside for age or period, are not split by who recorded them here."]
          if groups else []),
    ))


def _linked(evidence: Evidence) -> Draft:
    """Headline figures at each step, as one linked table."""
    lines = []
    for label, years in periods(evidence.settings):
        rows = evidence.episodes[evidence.episodes["year"].isin(years)]
        steps = {name: rows[rows["scope"].isin(scopes)] for name, scopes in _STEPS}
        lines += _figures(evidence, label, years, steps)
    headings = ("Recorded", "Without families", "and without absences", "and without disputed: headline")
    fields = [Field("figure", "Figure", "label"), Field("year", "Year", "label"), Field("digits", "", "digits")]
    fields += [Field(name, heading, "mixed", f"{name}_children", f"{name}_largest")
               for (name, _), heading in zip(_STEPS, headings, strict=True)]
    nested = tuple((name, f"{name}_step") for name, _ in _STEPS)
    return Draft(pd.DataFrame(lines), tuple(fields), whose(evidence, *evidence.recorders,
                                                           "looked_after_episodes", "populations"), (
        "Each column also leaves out everything that the columns before it do.",
        "A disputed record is one that one source calls missing and the other calls an unauthorised absence.",
        "Shares include what homes alone recorded, so that they may differ slightly from those in the chapter on "
        "placements, which leaves it out.",
        f"Rates are of children aged {evidence.settings.rate_ages}; counts are of all under 18.",
        "Intervals of the headline rates stand with the findings themselves.",
    ), nested=nested)


def _figures(evidence: Evidence, label: str, years: list[int], steps: dict[str, pd.DataFrame]) -> list[dict]:
    """The headline figures of one period, a line each."""
    figure = partial(_figure, dominance=evidence.settings.disclosure.dominance)
    lines = [figure("Children", label, 0, steps, lambda rows: rows["child"].nunique(), of_children=True),
             figure("Episodes", label, 0, steps, len)]
    aged = {name: evidence.of_ages(rows) for name, rows in steps.items()}
    if evidence.has("police", "populations"):
        people = evidence.person_years()[years].sum()
        if len(years) == 1:
            lines.append(figure("Children per 1,000", label, 1, aged,
                                lambda rows: rows["child"].nunique() / people * 1000, of_children=True))
        lines.append(figure("Episodes per 1,000 a year", label, 1, aged, lambda rows: len(rows) / people * 1000))
    if evidence.has("looked_after_episodes", "police") and years == evidence.settings.years:
        for place in NAMED_PLACEMENTS:
            there = {name: rows[rows["placement"] == place] for name, rows in aged.items()}
            lines.append(figure(f"Share of episodes: {PLACEMENTS[place].lower()}, %", label, 0, there,
                                lambda rows: len(rows) * 100, whole=aged))
    return lines


def _figure(figure: str, label: str, digits: int, steps: dict[str, pd.DataFrame], value, *, dominance: float,
            of_children: bool = False, whole: dict[str, pd.DataFrame] | None = None) -> dict:
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
        if following is None:
            line[f"{name}_step"] = 0
        elif of_children:
            line[f"{name}_step"] = len(set(rows["child"]) - set(steps[following]["child"]))
        else:
            line[f"{name}_step"] = _told(rows, steps[following], dominance)
    return line


def _told(wide: pd.DataFrame, narrow: pd.DataFrame, dominance: float) -> int:
    """Distinct children whom the records between two steps are of; one, where one child dominates them."""
    gone = wide.loc[wide.index.difference(narrow.index), "child"].value_counts()
    return 1 if len(gone) and gone.iloc[0] > gone.sum() * dominance else len(gone)


def _logs(evidence: Evidence) -> Draft:
    """What the police hold of the absences that children's homes logged, by what the home called them."""
    level = evidence.settings.statistics.confidence
    rows = evidence.episodes[evidence.episodes["home_logs"].notna() & (evidence.episodes["scope"] != "outside")]
    logged = by_child(rows, "home_logs", list(_CALLED)).astype(float)
    cells = {name: rows[rows["police"].fillna("none") == name] for name in _HELD}
    as_missing = by_child(cells["missing"], "home_logs", list(_CALLED)).reindex(logged.index, fill_value=0)
    used = [kind for kind in _CALLED if logged[kind].sum() > 0]
    shares = clustered_ratios(as_missing[used], logged[used].sum(), own=logged[used], confidence=level)
    lines = []
    for kind, label in _CALLED.items():
        line: dict[str, object] = {"kind": label} | cell_of("all", rows[rows["home_logs"] == kind])
        for name, part in cells.items():
            line |= cell_of(name, part[part["home_logs"] == kind])
        lines.append(line)
    table = pd.DataFrame(lines, index=list(_CALLED)).join(shares[["rate", "low", "high"]])
    fields = [Field("kind", "What the home called it", "label"),
              Field("all_children", "Children", children="all_children"),
              Field("all", "Logged absences", children="all_children", largest="all_largest")]
    # Parts add up to the whole, so that a line is withheld with its smallest part.
    held = table[[f"{name}_children" for name in _HELD]]
    table["fewest"] = held.where(held > 0).min(axis=1).fillna(0)
    fields += [Field(name, heading, children="fewest", largest=f"{name}_largest", spanner="Police report")
               for name, heading in _HELD.items()]
    fields += [Field("rate", "Held as missing", "share", "missing_children", "missing_largest", low="low", high="high")]
    table["high"] = table["high"].clip(upper=1)
    return Draft(table, tuple(fields), whose(evidence, "police", "home_logs"), (
        "'No report' means that no police report of that absence was found: the police were not told, or their report "
        "could not be matched to the child, or to the time.",
        f"In brackets: {level:.0%} interval, clustered on the child; it does not allow for children who could not be "
        "matched.",
    ))


def _graded(evidence: Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Reports graded 'absent', and all police reports, by child and placement."""
    rows = evidence.of_ages(evidence.episodes)
    rows = rows[rows["police"].notna() & rows["placement"].isin(NAMED_PLACEMENTS)
                & ~rows["scope"].isin(["adult", "family", "outside"])]
    reports = by_child(rows, "placement", NAMED_PLACEMENTS)
    absent = by_child(rows[rows["police"] == "absent"], "placement", NAMED_PLACEMENTS)
    absent = absent.reindex(reports.index, fill_value=0)
    return absent, reports.astype(float)


def _absent(evidence: Evidence, absent: pd.DataFrame, reports: pd.DataFrame) -> Draft:
    """Share of police reports graded 'absent', by placement."""
    level, total = evidence.settings.statistics.confidence, reports.sum()
    used = [place for place in NAMED_PLACEMENTS if total[place] > 0]
    shares = clustered_ratios(absent[used], total[used], own=reports[used], confidence=level).reindex(NAMED_PLACEMENTS)
    table = pd.DataFrame({
        "placement": [PLACEMENTS[place] for place in NAMED_PLACEMENTS], "reports": total.astype(int),
        "children": (reports > 0).sum(), "largest": (reports.max() / total).fillna(0),
        "share": shares["rate"], "low": shares["low"], "high": shares["high"].clip(upper=1),
        "absent_children": shares["children"].fillna(0), "absent_largest": (absent.max() / absent.sum()).fillna(0),
    })
    return Draft(table, (
        Field("placement", "Placement when the report began", "label"),
        Field("children", "Children", children="children"),
        Field("reports", "Police reports", children="children", largest="largest"),
        Field("share", "Graded 'absent'", "share", "absent_children", "absent_largest", low="low", high="high"),
    ), whose(evidence, "police", "looked_after_episodes"), (
        f"Children aged {evidence.settings.rate_ages}, families left out. In brackets: {level:.0%} interval, clustered "
        "on the child.",
    ))
