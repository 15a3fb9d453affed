"""What several findings count: children and episodes by group, each with what protects it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from missing_audit.config import Settings
from missing_audit.evidence import Evidence
from missing_audit.finding import Test
from missing_audit.sources import RECORDERS, SOURCES
from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import RefusalError
from missing_audit.words import capital, listed, lower

__all__ = ["MANY", "NO_RECORDER", "SEED", "WALD", "because", "by_child", "cannot", "cell_of", "clear", "counted",
           "guarded", "lacking", "periods", "recorded_by", "recorders", "tested", "whole_period", "whose",
           "year_labels"]

_CANNOT = "This cannot be answered here: "
NO_RECORDER = (f"{_CANNOT}it needs a source that records missing episodes, such as police missing reports; none was "
               "supplied.")
MANY = 10**9
"""Stands for the number of children where a cell tells nothing that one of them would have to be protected from."""
SEED = 20130919
"""What chance is drawn from, wherever a finding draws: the day on which the commission was agreed."""
WALD = "Wald test on log rates, robust covariance clustered on the child"


def counted(rows: pd.DataFrame, by: str, groups: Sequence[object]) -> pd.DataFrame:
    """Episodes and distinct children by group.

    Returns
    -------
    DataFrame
        One row per group, in the order given, zeros included: `episodes`, `children`, `largest` (share of the
        episodes that is one child's own).
    """
    per_child = rows.groupby([by, "child"]).size()
    by_group = per_child.groupby(level=0)
    out = pd.DataFrame({"episodes": by_group.sum(), "children": by_group.size(), "most": by_group.max()})
    out = out.reindex(list(groups)).fillna(0).astype(int)
    return out.assign(largest=(out["most"] / out["episodes"]).fillna(0)).drop(columns="most")


def cell_of(name: str, part: pd.DataFrame) -> dict[str, float]:
    """Number of episodes in one cell, with what protects it: `name`, `name`_children and `name`_largest."""
    per_child = part["child"].value_counts()
    return {name: len(part), f"{name}_children": len(per_child),
            f"{name}_largest": float(per_child.max() / len(part)) if len(part) else 0.0}


def guarded(children: pd.Series, threshold: int) -> pd.Series:
    """Children of groups that add up to a known whole: where one alone is too few, the next smallest is withheld too.

    Returns
    -------
    Series
        As given, with the number of the withheld group in place of its neighbour's.
    """
    small, rest = children[children.between(1, threshold)], children[children > threshold]
    if len(small) != 1 or rest.empty:
        return children
    return children.mask(children.index == rest.sort_values(kind="stable").index[0], small.iloc[0])


def by_child(rows: pd.DataFrame, by: str, groups: Sequence[object]) -> pd.DataFrame:
    """Episodes of each child in each group: one row per child with any, one column per group.

    Rows are ordered by their content, so that nothing computed from them depends on the pseudonyms.
    """
    wide = rows.groupby(["child", by]).size().unstack(fill_value=0)
    wide = wide.reindex(columns=list(groups), fill_value=0)
    return wide.sort_values(list(groups), kind="stable")


def recorders(rows: pd.DataFrame) -> pd.Series:
    """Which source alone recorded each episode, by the source's name, or ``several``."""
    held = rows[list(RECORDERS)].notna()
    return held.idxmax(axis=1).mask(held.sum(axis=1) > 1, "several")


def recorded_by(evidence: Evidence) -> dict[str, str]:
    """Values of `recorders` that can occur, with headings; none where only one source was supplied."""
    if len(evidence.recorders) < 2:
        return {}
    return {name: f"{SOURCES[name].short} only" for name in evidence.recorders} | {"several": "More than one"}


def cannot(reason: object) -> str:
    """A reason why the data cannot answer, as the report prints it in the place of a table."""
    return f"{_CANNOT}{reason}."


def because(refusal: str) -> str:
    """The reason alone, of what `cannot` makes: for a test that is refused for the same."""
    return refusal.removeprefix(_CANNOT).rstrip(".")


def lacking(evidence: Evidence, *names: str) -> str:
    """What would be needed and was not supplied, as the report says it; empty where all is there."""
    absent = [_titled(name) for name in names if not evidence.has(name)]
    return cannot(f"it needs {listed(absent)}, not supplied") if absent else ""


def tested(test: Test, run: Callable[[], Difference]) -> Test:
    """The test with its result, or with the reason why the data cannot bear it."""
    try:
        return test.done(run())
    except RefusalError as reason:
        return Test(test.id, test.hypothesis, test.method, refusal=str(reason))


def clear(test: Test, settings: Settings) -> bool:
    """Whether a test was made and, within its family, says that something is there."""
    return test.adjusted is not None and test.adjusted < settings.statistics.significance


def whose(evidence: Evidence, *names: str) -> str:
    """Whose data a table is made from, of the sources named, for the line under it."""
    return capital(listed([_titled(name) for name in names if evidence.has(name)]))


def _titled(name: str) -> str:
    """A source's title within a sentence; the populations are a source too."""
    if name not in SOURCES:
        return "the county's population by age"
    title = SOURCES[name].title
    return lower(title)


def whole_period(settings: Settings) -> str:
    """What the line over the whole period is called: by its year, where there is only one."""
    years = settings.years
    return settings.year_label(years[0]) if len(years) == 1 else "All years"


def periods(settings: Settings) -> list[tuple[str, list[int]]]:
    """The lines of a table by year: each audit year, then all of them where there are several."""
    each = [(settings.year_label(year), [year]) for year in settings.years]
    return each if len(each) == 1 else [*each, (whole_period(settings), settings.years)]


def year_labels(evidence: Evidence) -> list[str]:
    """The audit years as they are printed."""
    return [evidence.settings.year_label(year) for year in evidence.settings.years]
