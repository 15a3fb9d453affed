"""RQ01: how many children and young people go missing each year."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test, Work
from missing_audit.findings.boundaries import no_areas
from missing_audit.findings.common import (
    NO_RECORDER,
    WALD,
    by_child,
    cannot,
    cell_of,
    counted,
    guarded,
    lacking,
    periods,
    recorded_by,
    recorders,
    tested,
    whose,
    year_labels,
)
from missing_audit.findings.unseen import trend, unseen, unseen_by_matching
from missing_audit.safe_table import Field
from missing_audit.statistics.compare import equal_ratios
from missing_audit.statistics.estimate import RefusalError, clustered_ratios, poisson_rate
from missing_audit.words import capital

__all__ = ["ALL", "compute"]

ALL = "All"
"""The line that holds everything."""
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
        _add(drafts, refusals, "rq01_trend", lambda: trend(evidence, evidence.of_ages(evidence.in_scope())))
    if evidence.recorders:
        drafts["rq01_sources"] = _sources(evidence)
        drafts["rq01_ages"] = _ages(evidence)
        if not (reason := no_areas(evidence)):
            _add(drafts, refusals, "rq01_unseen", lambda: unseen(evidence, evidence.of_ages(evidence.in_scope())))
            _add(drafts, refusals, "rq01_matching", lambda: unseen_by_matching(evidence))
        else:
            refusals["rq01_unseen"] = refusals["rq01_matching"] = reason
    else:
        refusals["rq01_sources"] = refusals["rq01_ages"] = NO_RECORDER
    return Work(drafts, tests, refusals)


def _add(drafts: dict[str, Draft], refusals: dict[str, str], name: str, make: Callable[[], Draft]) -> None:
    """A table, or the reason why there is none."""
    try:
        drafts[name] = make()
    except RefusalError as why:
        refusals[name] = cannot(why)


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
        Field("children", "Number", children="children", spanner="Children recorded as missing"),
        Field("children_rate", capital(per), "number", "children", spanner="Children recorded as missing",
              low="children_low", high="children_high"),
        Field("episodes", "Number", children="children", largest="largest", spanner="Missing episodes"),
        Field("episodes_rate", capital(per), "number", "children", "largest", "Missing episodes",
              "episodes_low", "episodes_high"),
    ), whose(evidence, *evidence.recorders, "populations"), (
        f"In brackets: {level:.0%} interval; exact Poisson for children, clustered on the child for episodes.",
        "A child who goes missing in two years is counted once in each.",
    ))


def _sources(evidence: Evidence) -> Draft:
    """Children and episodes by year and by who recorded them."""
    rows = evidence.of_ages(evidence.in_scope()).assign(by=recorders)
    groups, threshold = recorded_by(evidence), evidence.settings.disclosure.threshold
    parts = []
    for label, years in periods(evidence.settings):
        part = rows[rows["year"].isin(years)]
        held = part.groupby("child")["by"].agg(lambda s: s.iloc[0] if s.nunique() == 1 else "several")
        lines = [{"by": said, "children": int((held == group).sum()), **cell_of("episodes", part[part["by"] == group])}
                 for group, said in groups.items()]
        table = pd.DataFrame(lines, columns=["by", "children", "episodes", "episodes_children", "episodes_largest"])
        every = pd.DataFrame([{"by": ALL, "children": part["child"].nunique(), **cell_of("episodes", part)}])
        # What one line alone withholds, the others and the total would tell.
        table = table.assign(guard=guarded(table["children"], threshold),
                             guard_episodes=guarded(table["episodes_children"], threshold))
        every = every.assign(guard=every["children"], guard_episodes=every["episodes_children"])
        parts.append(pd.concat([table, every] if groups else [every]).assign(year=label))
    return Draft(pd.concat(parts, ignore_index=True), (
        Field("year", "Year", "label", parts=True),
        Field("by", "Recorded in", "label"),
        Field("children", "Children", children="guard"),
        Field("episodes", "Episodes", children="guard_episodes", largest="episodes_largest"),
    ), whose(evidence, *evidence.recorders), (
        f"Children aged {evidence.settings.rate_ages}. {_ONCE}",
        "A child is under 'more than one' where each of two sources recorded at least one of their episodes.",
    ) if groups else (f"Children aged {evidence.settings.rate_ages}. {_ONCE}",))


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
        Field("episodes", "Episodes", children="children", largest="largest"),
    ), whose(evidence, *evidence.recorders),
        # How many children went missing at both ages, which are few, would follow from the numbers of children.
        ("Episodes alone: of the children, a few went missing at two of these ages.",))


def _tests(evidence: Evidence) -> tuple[Test, ...]:
    rows, people = evidence.of_ages(evidence.in_scope()), evidence.person_years()
    wide = by_child(rows, "year", evidence.settings.years)
    return (
        tested(Test("RQ01-1", "The rate of children who go missing is the same in every year", WALD),
               lambda: equal_ratios((wide > 0).astype(int), people)),
        tested(Test("RQ01-2", "The rate of missing episodes is the same in every year", WALD),
               lambda: equal_ratios(wide, people)),
    )
