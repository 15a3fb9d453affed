"""RQ01 in words: how many children and young people go missing each year."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from missing_audit.config import Settings
from missing_audit.finding import Prose, Test
from missing_audit.findings.common import clear, whole_period
from missing_audit.findings.rq01 import ALL
from missing_audit.findings.unseen import AMONG_CARE, LABELS
from missing_audit.overview.matching import PROBABILITY
from missing_audit.safe_table import SafeTable
from missing_audit.sources import RECORDERS
from missing_audit.words import capital, cell, interval, listed, lower, p_value

__all__ = ["write"]

_SEVERAL = "More than one"
_HELD_IN = {f"{source.short} only": f"in {lower(source.short)} only"
            for source in RECORDERS.values()} | {
    _SEVERAL: "in more than one of them",
    f"{RECORDERS['looked_after_missing'].short} only": "in the looked-after return only"}
_POLICE = f"{RECORDERS['police'].short} only"


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    sentences: dict[str, str] = {}
    whole = whole_period(settings)
    years = [settings.year_label(year) for year in settings.years]
    if "rq01_years" in tables:
        sentences |= _say_years(tables["rq01_years"], tests, settings, years)
    if "rq01_sources" in tables:
        sentences |= _say_sources(tables["rq01_sources"], tables["rq01_ages"], settings)
    if "rq01_trend" in tables:
        sentences["rq01_trend"] = _say_trend(tables["rq01_trend"])
    if "rq01_unseen" in tables:
        sentences["rq01_unseen"] = _say_unseen(tables["rq01_unseen"])
    if "rq01_matching" in tables:
        sentences["rq01_matching"] = _say_matching(tables["rq01_matching"])
    if "answer" not in sentences:
        found = tables.get("rq01_sources")
        seen = (f" What was supplied shows {cell(found, 'children', year=whole, by=ALL)} children recorded as "
                f"missing, on {cell(found, 'episodes', year=whole, by=ALL)} occasions, and nothing of the rest."
                if found else "")
        sentences["answer"] = ("How many children go missing in the county each year, for every 1,000, cannot be said "
                               f"from the sources supplied.{seen}")
    several = "rq01_sources" in tables and _SEVERAL in set(tables["rq01_sources"].rows["by"])
    strength = ("The evidence is strong that this many episodes were recorded, give or take those that "
                "could not be matched between two agencies. It is a little weaker on the number of children, which no "
                "interval here allows for."
                if "rq01_years" in tables and several else
                "The evidence is weak: at least one of the sources that the question needs was not supplied.")
    return Prose(sentences, strength, f"all children recorded as missing in {settings.county.name} in the period, "
                 "and not to those whom nobody reported", (
        "Children whom nobody reported missing are in no source, so that more children go missing than are recorded.",
        "A child whose records are too unlike each other counts as two, which makes the number of children recorded "
        "too high and the overlap of the sources too low; the chapter on collation shows how often that happens.",
        "An episode that two sources put at times far apart counts twice, which makes the number of episodes too high.",
        "The overlap of the lists tells only of children like those whom some agency came to know of, and how many "
        "there are at least only as long as being in one list makes being in the next no less likely.",
        "A rise or fall may be one in recording: what is reported, and how it is graded, can change from year to year.",
    ), _facts(tables, settings))


def _say_trend(table: SafeTable) -> str:
    parts = []
    for label in table.rows["label"]:
        low, high = (table.value(end, label=label)[0] for end in ("low", "high"))
        how = ("a rise" if low is not None and low > 1 else "a fall" if high is not None and high < 1 else
               "no trend that can be told from chance")
        parts.append(f"{lower(label)}, {interval(table, 'ratio', label=label)}, {how}")
    return f"As a ratio of each year's rate to that of the year before: {'; '.join(parts)}."


def _say_unseen(table: SafeTable) -> str:
    known = [label for label in table.rows["label"] if table.value("bound", label=label)[0] is not None]
    said = [f"Of children {_who(label)}, {cell(table, 'seen', label=label)} are in at least one list, and by the "
            f"overlap of the lists there are at least {interval(table, 'bound', label=label)}." for label in known]
    if few := [f"of children {_who(label)}" for label in table.rows["label"] if label not in known]:
        said.append(f"{capital(listed(few))}, too few are in one list alone to say how many there are at least.")
    return " ".join(said)


def _who(label: str) -> str:
    return lower(label.removeprefix(AMONG_CARE))


def _say_matching(table: SafeTable) -> str:
    """How far the bound moves with the threshold, and what missed matches would make of it."""
    by_threshold = table.rows["label"].str.startswith(PROBABILITY)
    said = listed([_bounds(table, by_threshold, where) for where in LABELS if _bounds(table, by_threshold, where)])
    exact = listed([_bounds(table, ~by_threshold, where) for where in LABELS if _bounds(table, ~by_threshold, where)])
    first = (f"By the thresholds of matching that were tried, there are at least {said}." if said else
             "By no threshold of matching that was tried does the overlap tell how many there are at least.")
    return first + (f" If only exact names and dates of birth were matched, there would seem to be at least {exact}, "
                    "since a child whose records are not matched is counted in too few lists." if exact else "")


def _bounds(table: SafeTable, which: pd.Series, where: str) -> str:
    """The bounds of some ways of matching, from the lowest to the highest; nothing where none is known."""
    bounds = table.rows.loc[which, f"{where}_bound"].dropna().astype(float).round()
    if bounds.empty:
        return ""
    low, high = bounds.min(), bounds.max()
    return f"{low:,.0f} {f'to {high:,.0f} ' if low < high else ''}{lower(LABELS[where])}"


def _facts(tables: Mapping[str, SafeTable], settings: Settings) -> tuple[tuple[str, str], ...]:
    """The number for the front page, unless it is withheld."""
    table, last = tables.get("rq01_years"), settings.year_label(settings.years[-1])
    if table is None or table.value("children", year=last)[0] is None:
        return ()
    return ((cell(table, "children", year=last),
             f"children aged {settings.rate_ages} were recorded as missing in {last}, "
             f"{cell(table, 'children_rate', year=last)} in every 1,000"),)


def _say_years(table: SafeTable, tests: Mapping[str, Test], settings: Settings, years: list[str]) -> dict[str, str]:
    first, last = years[0], years[-1]
    aged = f"aged {settings.rate_ages}"
    answer = (f"In {last}, {cell(table, 'children', year=last)} children {aged} were recorded as missing in "
              f"{settings.county.name}, {interval(table, 'children_rate', year=last)} in every 1,000, on "
              f"{cell(table, 'episodes', year=last)} occasions.")
    counts = listed([f"{cell(table, 'children', year=year)} in {year}" for year in years])
    change = _change(tests["RQ01-1"], "rate of children who go missing", settings)
    more = _change(tests["RQ01-2"], "rate of missing episodes", settings)
    now = cell(table, "children_rate", year=last)
    story = f"Children missing per 1,000: {cell(table, 'children_rate', year=first)} in {first}, {now} in {last}"
    if tests["RQ01-1"].adjusted is not None and not clear(tests["RQ01-1"], settings):
        story = f"No clear change: {now} children in 1,000 missing in {last}"
    return {
        "answer": answer,
        "rq01_years": f"The number of children {aged} recorded as missing was {counts}.",
        "change": f"{change} {more}" if _differ(tests, settings) else _alike(tests),
        "trend": _trend(tests, settings),
        "title_years": story,
    }


def _trend(tests: Mapping[str, Test], settings: Settings) -> str:
    """Both tests in one plain sentence, for the summary."""
    refused = [test.refusal for test in tests.values() if test.refusal]
    if refused:
        return f"Whether this changed over the years cannot be tested: {refused[0]}."
    differ = [what for test, what in zip(tests.values(), ("children", "episodes"), strict=True)
              if clear(test, settings)]
    if not differ:
        return "We found no clear change between the years; there may still have been one too small to see."
    return f"The rate of {listed(differ)} differed between the years by more than chance would explain."


def _differ(tests: Mapping[str, Test], settings: Settings) -> bool:
    """Whether any of the tests was refused or found a difference, so that each needs a sentence of its own."""
    return any(test.refusal or clear(test, settings) for test in tests.values())


def _alike(tests: Mapping[str, Test]) -> str:
    children, episodes = (p_value(test.adjusted) for test in tests.values())
    return ("There is no clear difference between the years, neither in the rate of children who go missing "
            f"({children}, adjusted) nor in that of missing episodes ({episodes}, adjusted); chance could explain what "
            "difference there is.")


def _change(test: Test, what: str, settings: Settings) -> str:
    if test.refusal:
        return f"Whether the {what} changed cannot be tested: {test.refusal}."
    if clear(test, settings):
        return f"The {what} differed between the years ({p_value(test.adjusted)}, adjusted)."
    return f"There is no clear difference between the years in the {what} ({p_value(test.adjusted)}, adjusted)."


def _say_sources(table: SafeTable, ages: SafeTable, settings: Settings) -> dict[str, str]:
    whole = whole_period(settings)
    within = ages.rows["label"].tolist()
    outside = listed([f"{cell(ages, 'episodes', label=label)} episodes ({label.split(':')[0].lower()})"
                      for label in within if ":" in label and ages.value("episodes", label=label) != (0, "")])
    said = {"rq01_ages": f"The rates exclude {outside}." if outside else
            "No episode is left out of the rates for its child's age."}
    groups = [by for by in table.rows.loc[table.rows["year"] == whole, "by"] if by != ALL]
    total = {what: cell(table, what, year=whole, by=ALL) for what in ("children", "episodes")}
    aged = f"aged {settings.rate_ages}"
    if not groups:
        return said | {
            "rq01_sources": f"Over the whole period, {total['children']} children {aged} were recorded as missing, on "
                            f"{total['episodes']} occasions, by the one source supplied.",
            "title_sources": "One source only: no overlap can be shown",
        }
    children = listed([f"{cell(table, 'children', year=whole, by=group)} {_HELD_IN[group]}" for group in groups])
    apart = [group for group in groups if group not in (_POLICE, _SEVERAL)]
    unmatched = listed([f"{cell(table, 'episodes', year=whole, by=group)} are {_HELD_IN[group]}" for group in apart])
    unseen = (f" Of {total['episodes']} episodes, {unmatched}: the police were not told, or their report was set "
              "aside, gives another time, or could not be matched to the child." if _POLICE in groups else "")
    return said | {
        "rq01_sources": f"Over the whole period {total['children']} children {aged} were recorded as missing: "
                        f"{children}.{unseen}",
        "title_sources": f"{cell(table, 'episodes', year=whole, by=apart[0])} episodes are "
                         f"{_HELD_IN[apart[0]].removesuffix(' only')} alone",
    }
