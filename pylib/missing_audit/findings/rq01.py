"""RQ01: how many children and young people go missing each year."""

from __future__ import annotations

from collections.abc import Mapping

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
    counted,
    lacking,
    periods,
    recorders,
    tested,
    whole_period,
    whose,
    year_labels,
)
from missing_audit.safe_table import Field, SafeTable
from missing_audit.statistics.compare import equal_ratios
from missing_audit.statistics.estimate import clustered_ratios, poisson_rate
from missing_audit.words import capital, cell, interval, listed, p_value

__all__ = ["compute", "write"]

_PER = 1000
_ONCE = "Within each line a child is counted once, however often they went missing."


def compute(evidence: Evidence) -> Work:
    """Children and episodes by year and by source, and their rates."""
    drafts, refusals, tests = {}, {}, ()
    reason = lacking(evidence, "police", "populations")
    if reason:
        refusals["rq01_years"] = reason
    else:
        drafts["rq01_years"] = _years(evidence)
        tests = _tests(evidence)
    if evidence.has("police") or evidence.has("looked_after_missing"):
        drafts["rq01_sources"] = _sources(evidence)
        drafts["rq01_ages"] = _ages(evidence)
    else:
        refusals["rq01_sources"] = refusals["rq01_ages"] = (
            "This cannot be answered here: it needs police missing reports or the looked-after return; neither was "
            "supplied.")
    return Work(drafts, tests, refusals)


def _years(evidence: Evidence) -> Draft:
    settings, level = evidence.settings, evidence.settings.statistics.confidence
    rows, people = evidence.of_ages(evidence.in_scope()), evidence.person_years()
    counts = counted(rows, "year", settings.years)
    episodes = clustered_ratios(by_child(rows, "year", settings.years), people / _PER, confidence=level)
    children = [poisson_rate(n, people[year] / _PER, confidence=level) for year, n in counts["children"].items()]
    table = counts.assign(
        year=year_labels(evidence), population=people,
        children_rate=[rate for rate, _, _ in children],
        children_low=[low for _, low, _ in children],
        children_high=[high for _, _, high in children],
        episodes_rate=episodes["rate"], episodes_low=episodes["low"], episodes_high=episodes["high"],
    )
    per = f"per {_PER:,} aged {settings.rate_ages}"
    return Draft(table, (
        Field("year", "Year", "label"),
        Field("population", f"Population aged {settings.rate_ages}"),
        Field("children", "Number", children="children", spanner="Children reported missing"),
        Field("children_rate", capital(per), "number", "children", spanner="Children reported missing",
              low="children_low", high="children_high"),
        Field("episodes", "Number", children="children", largest="largest", spanner="Missing episodes"),
        Field("episodes_rate", capital(per), "number", "children", "largest", "Missing episodes",
              "episodes_low", "episodes_high"),
    ), whose(evidence, "police", "looked_after_missing", "populations"), (
        f"In brackets: {level:.0%} interval; exact Poisson for children, clustered on the child for episodes.",
        "A child who goes missing in two years is counted once in each.",
    ))


def _sources(evidence: Evidence) -> Draft:
    """Children and episodes by year and by who recorded them."""
    rows = evidence.in_scope().assign(by=recorders)
    both = evidence.has("police", "looked_after_missing")
    groups = {"police": "Police only", "both": "Both", "return": "Looked-after return only"} if both else {}
    parts = []
    for label, years in periods(evidence.settings):
        part = rows[rows["year"].isin(years)]
        held = part.groupby("child")["by"].agg(lambda s: s.iloc[0] if s.nunique() == 1 else "both")
        line = {"year": label, "children": part["child"].nunique(), **cell_of("episodes", part)}
        for group in groups:
            line[f"children_{group}"] = int((held == group).sum())
            line |= cell_of(f"episodes_{group}", part[part["by"] == group])
        parts.append(line)
    fields = [Field("year", "Year", "label")]
    fields += [Field(f"children_{g}", label, children=f"children_{g}", spanner="Children")
               for g, label in groups.items()]
    fields += [Field("children", "All", children="children", spanner="Children")]
    fields += [Field(f"episodes_{g}", label, children=f"episodes_{g}_children", largest=f"episodes_{g}_largest",
                     spanner="Episodes") for g, label in groups.items()]
    fields += [Field("episodes", "All", children="episodes_children", largest="episodes_largest", spanner="Episodes")]
    return Draft(pd.DataFrame(parts), tuple(fields), whose(evidence, "police", "looked_after_missing"), (
        "A child is under 'both' where each source recorded at least one of their episodes in the year.",
        _ONCE,
    ) if both else (_ONCE,))


def _ages(evidence: Evidence) -> Draft:
    """Those within and outside the ages that rates are for."""
    ages, rows = evidence.settings.ages, evidence.in_scope()
    group = pd.Series("unknown", index=rows.index)
    group = group.mask(rows["age"] < ages.youngest, "below").mask(rows["age"] > ages.oldest, "above")
    group = group.mask(rows["age"].between(ages.youngest, ages.oldest), "within")
    labels = {"below": f"Under {ages.youngest}: not in the rates", "within": f"{ages.youngest} to {ages.oldest}",
              "above": f"Over {ages.oldest}, under 18: not in the rates", "unknown": "Age not known: not in the rates"}
    if ages.youngest == 0:
        del labels["below"]
    if ages.oldest == 17:
        del labels["above"]
    counts = counted(rows.assign(group=group), "group", list(labels)).assign(label=list(labels.values()))
    return Draft(counts, (
        Field("label", "Age when the episode began", "label"),
        Field("children", "Children", children="children"),
        Field("episodes", "Episodes", children="children", largest="largest"),
    ), whose(evidence, "police", "looked_after_missing"),
        ("A child who went missing in two age groups is counted in each.",))


def _tests(evidence: Evidence) -> tuple[Test, ...]:
    rows, people = evidence.of_ages(evidence.in_scope()), evidence.person_years()
    wide = by_child(rows, "year", evidence.settings.years)
    return (
        tested(Test("RQ01-1", "The rate of children who go missing is the same in every year", WALD),
               lambda: equal_ratios((wide > 0).astype(int), people)),
        tested(Test("RQ01-2", "The rate of missing episodes is the same in every year", WALD),
               lambda: equal_ratios(wide, people)),
    )


def write(tables: Mapping[str, SafeTable], tests: Mapping[str, Test], settings: Settings) -> Prose:
    """What the protected tables say."""
    sentences: dict[str, str] = {}
    whole = whole_period(settings)
    years = [settings.year_label(year) for year in settings.years]
    if "rq01_years" in tables:
        sentences |= _say_years(tables["rq01_years"], tests, settings, years)
    if "rq01_sources" in tables:
        sentences |= _say_sources(tables["rq01_sources"], tables["rq01_ages"], settings)
    if "answer" not in sentences:
        found = tables.get("rq01_sources")
        seen = (f" What was supplied shows {cell(found, 'children', year=whole)} children recorded as missing, on "
                f"{cell(found, 'episodes', year=whole)} occasions, and nothing of the rest." if found else "")
        sentences["answer"] = ("How many children go missing in the county each year, for every 1,000, cannot be said "
                               f"from the sources supplied.{seen}")
    both = "rq01_sources" in tables and "episodes_both" in [f.name for f in tables["rq01_sources"].fields]
    strength = ("The evidence is strong that this many episodes were recorded, give or take those that two agencies "
                "recorded under different spellings. It is weak on the number of children: one child under two "
                "spellings counts as two, and no interval here allows for that."
                if "rq01_years" in tables and both else
                "The evidence is weak: at least one of the sources that the question needs was not supplied.")
    return Prose(sentences, strength, f"all children recorded as missing in {settings.county.name} in the period, "
                 "and not to those whom nobody reported", (
        "Children whom nobody reported missing are in no source, so that more children go missing than are recorded.",
        "A child whose name or date of birth the agencies spelt differently counts as two, which makes the number of "
        "children recorded too high and the overlap of the sources too low.",
        "An episode that both sources hold under different spellings counts twice, which makes the number of episodes "
        "too high.",
        "A rise or fall may be one in recording: what is reported, and how it is graded, can change from year to year.",
    ), _facts(tables, settings))


def _facts(tables: Mapping[str, SafeTable], settings: Settings) -> tuple[tuple[str, str], ...]:
    """The two numbers for the front page; a withheld one is left out."""
    found = []
    if (table := tables.get("rq01_years")) is not None:
        last = settings.year_label(settings.years[-1])
        if table.value("children", year=last)[0] is not None:
            found.append((cell(table, "children", year=last),
                          f"children aged {settings.rate_ages} were recorded as missing in {last}, "
                          f"{cell(table, 'children_rate', year=last)} in every 1,000; likely too high, since a misspelt "
                          "name makes one child look like two"))
        if table.value("episodes", year=last)[0] is not None:
            found.append((cell(table, "episodes", year=last),
                          f"missing episodes of those children in {last}, "
                          f"{cell(table, 'episodes_rate', year=last)} for every 1,000 of the population of those ages"))
    return tuple(found)


def _say_years(table: SafeTable, tests: Mapping[str, Test], settings: Settings, years: list[str]) -> dict[str, str]:
    first, last = years[0], years[-1]
    aged = f"aged {settings.rate_ages}"
    answer = (f"In {last}, {cell(table, 'children', year=last)} children {aged} were recorded as missing in "
              f"{settings.county.name}, {interval(table, 'children_rate', year=last)} in every 1,000, on "
              f"{cell(table, 'episodes', year=last)} occasions; because children are matched by exact name, the number of "
              "children is likely to be too high.")
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
        "change": f"{change} {more}",
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


def _change(test: Test, what: str, settings: Settings) -> str:
    if test.refusal:
        return f"Whether the {what} changed cannot be tested: {test.refusal}."
    if clear(test, settings):
        return f"The {what} differed between the years ({p_value(test.adjusted)}, adjusted)."
    return f"There is no clear difference between the years in the {what} ({p_value(test.adjusted)}, adjusted)."


def _say_sources(table: SafeTable, ages: SafeTable, settings: Settings) -> dict[str, str]:
    whole = whole_period(settings)
    within = ages.rows["label"].tolist()
    outside = listed([f"{cell(ages, 'episodes', label=label)} episodes of "
                      f"{cell(ages, 'children', label=label)} children ({label.split(':')[0].lower()})"
                      for label in within if ":" in label and ages.value("episodes", label=label) != (0, "")])
    said = {"rq01_ages": f"The rates exclude {outside}." if outside else
            "No episode is left out of the rates for its child's age."}
    if "children_both" not in [field.name for field in table.fields]:
        return said | {
            "rq01_sources": f"Over the whole period, {cell(table, 'children', year=whole)} children were recorded as "
                            f"missing, on {cell(table, 'episodes', year=whole)} occasions, by the one source supplied.",
            "title_sources": "One source only: no overlap can be shown",
        }
    return said | {
        "rq01_sources":
            f"Over the whole period the two sources hold {cell(table, 'children', year=whole)} children: "
            f"{cell(table, 'children_police', year=whole)} in police reports only, "
            f"{cell(table, 'children_return', year=whole)} in the looked-after return only, and "
            f"{cell(table, 'children_both', year=whole)} in both. Of "
            f"{cell(table, 'episodes', year=whole)} episodes, {cell(table, 'episodes_return', year=whole)} are in the "
            "return alone: either the police were not told, or their report could not be matched to the child.",
        "title_sources": f"{cell(table, 'episodes_return', year=whole)} episodes in care not matched to the police",
    }
