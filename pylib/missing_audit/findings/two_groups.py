"""Tables that set children who went missing beside others known at the same time."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import whose
from missing_audit.findings.difficulties import DIFFICULTIES
from missing_audit.findings.known_children import Known
from missing_audit.safe_table import Field
from missing_audit.statistics.averages import mean
from missing_audit.statistics.contingency import share_difference
from missing_audit.statistics.shares import wilson

__all__ = ["FIRST", "SECOND", "compared", "counted_of", "prevalence", "shares_fields", "smaller", "sources"]

FIRST, SECOND = "Went missing", "Did not go missing"
"""The two groups, as they are printed."""


def smaller(part: int, whole: int) -> int:
    """Children whom a count tells of, or tells of by leaving them out: the fewer, unless there are none.

    Examples
    --------
    >>> smaller(3, 40), smaller(37, 40), smaller(0, 40), smaller(40, 40)
    (3, 3, 40, 40)
    """
    return min((n for n in (part, whole - part) if n), default=whole)


def prevalence(children: pd.DataFrame, labels: Mapping[str, str], *, confidence: float,
               within: Mapping[str, pd.Series] | None = None) -> pd.DataFrame:
    """Of how many children of either group each column holds.

    Parameters
    ----------
    children
        As of `Known`.
    labels
        By column.
    confidence
        Of the intervals.
    within
        By column, how many children of either group (``True`` of those who went missing) another table prints of whom
        the same holds, or something wider: the difference tells of those alone of whom only the wider holds.

    Returns
    -------
    DataFrame
        One row per column, in order: `label`; for the groups ``first`` and ``second`` their `…_children`, `…_fewest`,
        `…_share`, `…_low`, `…_high`; `difference`, `difference_low`, `difference_high` (percentage points), `fewest`.
    """
    lines = []
    groups = {"first": children[children["missing"]], "second": children[~children["missing"]]}
    for name, label in labels.items():
        line: dict[str, object] = {"label": label}
        for group, rows in groups.items():
            part, whole = int(rows[name].sum()), len(rows)
            low, high = wilson(part / whole, whole, confidence=confidence)
            more = int(within[name][group == "first"]) - part if within and name in within else 0
            fewest = min(smaller(part, whole), more or whole)
            line |= {f"{group}_children": part, f"{group}_fewest": fewest, f"{group}_share": part / whole,
                     f"{group}_low": low, f"{group}_high": high}
        counts = [(int(rows[name].sum()), len(rows)) for rows in groups.values()]
        limits = share_difference(*counts, confidence=confidence)
        line |= dict(zip(("difference", "difference_low", "difference_high"), (100 * x for x in limits), strict=True))
        line["fewest"] = min(line["first_fewest"], line["second_fewest"])
        lines.append(line)
    return pd.DataFrame(lines)


def counted_of(children: pd.DataFrame, column: str) -> pd.Series:
    """Children of either group of whom a column holds."""
    return children.groupby("missing")[column].sum().reindex([True, False], fill_value=0)


def shares_fields(heading: str) -> tuple[Field, ...]:
    """How `prevalence` is shown."""
    fields = [Field("label", heading, "label")]
    for group, title in (("first", FIRST), ("second", SECOND)):
        fields += [Field(f"{group}_children", "Children", children=f"{group}_fewest", spanner=title),
                   Field(f"{group}_share", "Share", "share", f"{group}_fewest", spanner=title, low=f"{group}_low",
                         high=f"{group}_high")]
    return (*fields, Field("difference", "Difference, percentage points", "number", "fewest", low="difference_low",
                           high="difference_high", digits=0))


def compared(evidence: Evidence, known: Known) -> Draft:
    """Who is compared."""
    level, lines = evidence.settings.statistics.confidence, []
    for label, missing in ((FIRST, True), (SECOND, False)):
        rows = known.children[known.children["missing"] == missing]
        girls, assessed = int(rows["girl"].sum()), int(rows["assessed"].sum())
        age, low, high = mean(rows["age"].to_numpy(float), confidence=level)
        many, fewer, more = mean(rows["agencies"].to_numpy(float), confidence=level)
        lines.append({"label": label, "children": len(rows), "girls": girls / len(rows), "age": age, "age_low": low,
                      "age_high": high, "agencies": many, "agencies_low": fewer, "agencies_high": more,
                      "assessed": assessed / len(rows), "girls_fewest": smaller(girls, len(rows)),
                      "assessed_fewest": smaller(assessed, len(rows))})
    return Draft(pd.DataFrame(lines), (
        Field("label", "Children known to social care", "label"),
        Field("children", "Children", children="children"),
        Field("girls", "Girls", "share", "girls_fewest"),
        Field("age", "Mean age", "number", "children", low="age_low", high="age_high"),
        Field("assessed", "Factors assessed before", "share", "assessed_fewest"),
        Field("agencies", "Mean number of agencies with a record before", "number", "children", low="agencies_low",
              high="agencies_high"),
    ), whose(evidence, *evidence.recorders, "case_records"), (
        f"Children aged {evidence.settings.rate_ages} on the first day of the quarter in which they are looked at.",
        f"In brackets: {level:.0%} interval.",
    ))


def sources(evidence: Evidence) -> str:
    """Whose records tell of the difficulties, for the line under a table."""
    names = dict.fromkeys(name for each in DIFFICULTIES.values() for name in each.told)
    return whose(evidence, *evidence.recorders, "case_records", *names)
