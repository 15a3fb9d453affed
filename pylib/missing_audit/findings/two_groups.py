"""Tables that set children who went missing beside others known at the same time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import whose
from missing_audit.findings.difficulties import DIFFICULTIES
from missing_audit.findings.known_children import Known
from missing_audit.safe_table import Field
from missing_audit.statistics.contingency import clustered_share_difference
from missing_audit.statistics.estimate import FEWEST, clustered_ratios
from missing_audit.statistics.shares import clustered_share

__all__ = ["FIRST", "SECOND", "compared", "prevalence", "shares_fields", "sides", "smaller", "sources"]

FIRST, SECOND = "Went missing", "Had not gone missing by then"
"""The two groups, as they are printed."""


def smaller(part: int, whole: int) -> int:
    """Children whom a count tells of, or tells of by leaving them out: the fewer, unless there are none.

    Examples
    --------
    >>> smaller(3, 40), smaller(37, 40), smaller(0, 40), smaller(40, 40)
    (3, 3, 40, 40)
    """
    return min((n for n in (part, whole - part) if n), default=whole)


def sides(rows: pd.DataFrame, name: str) -> dict[tuple[bool, bool], int]:
    """Different children by whether they went missing, and whether a column ever holds of them."""
    counted = rows.groupby(["missing", name])["child"].nunique()
    return {(missing, held): int(counted.get((missing, held), 0)) for missing in (True, False)
            for held in (True, False)}


def prevalence(rows: pd.DataFrame, labels: Mapping[str, str], *, confidence: float,
               within: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Of what share of either group each column holds.

    Parameters
    ----------
    rows
        As of `Known`.
    labels
        By column.
    confidence
        Of the intervals.
    within
        By column, how many children who went missing another table prints of whom the same holds, or something wider:
        the difference tells of those alone of whom only the wider holds.

    Returns
    -------
    DataFrame
        One row per column, in order: `label`; `first_children`; for the groups ``first`` and ``second`` their
        `…_fewest` (children whom the share tells of), `…_share`, `…_low`, `…_high`; `difference`, `difference_low`,
        `difference_high` (percentage points), `fewest`. Of the second group only shares are given: a child counts
        in it on every day on which it could be compared.
    """
    lines = []
    each = rows.assign(number=pd.factorize(rows["child"])[0])
    groups = {"first": each[each["missing"]], "second": each[~each["missing"]]}
    for name, label in labels.items():
        line: dict[str, object] = {"label": label, "first_children": int(groups["first"][name].sum())}
        told, sums = sides(rows, name), []
        for group, part in groups.items():
            sums.append(tuple(np.bincount(part["number"], part["weight"] * counted, minlength=each["number"].max() + 1)
                              for counted in (part[name].astype(float), 1.0)))
            share, low, high = clustered_share(*sums[-1], confidence=confidence)
            line |= {f"{group}_share": share, f"{group}_low": low, f"{group}_high": high, f"{group}_fewest": min(
                n for n in (told[group == "first", True], told[group == "first", False], part["child"].nunique()) if n)}
        if within and name in within and (more := within[name] - line["first_children"]):
            line["first_fewest"] = min(line["first_fewest"], more)
        limits = clustered_share_difference(*sums, confidence=confidence) if _ample(groups) else (np.nan,) * 3
        line |= dict(zip(("difference", "difference_low", "difference_high"), (100 * x for x in limits), strict=True))
        lines.append(line | {"fewest": min(line["first_fewest"], line["second_fewest"])})
    return pd.DataFrame(lines)


def _ample(groups: Mapping[str, pd.DataFrame]) -> bool:
    return min(part["child"].nunique() for part in groups.values()) >= FEWEST


def shares_fields(heading: str) -> tuple[Field, ...]:
    """How `prevalence` is shown."""
    return (
        Field("label", heading, "label"),
        Field("first_children", "Children", children="first_fewest", spanner=FIRST),
        Field("first_share", "Share", "share", "first_fewest", spanner=FIRST, low="first_low", high="first_high"),
        Field("second_share", "Share", "share", "second_fewest", spanner=SECOND, low="second_low", high="second_high"),
        Field("difference", "Difference, percentage points", "number", "fewest", low="difference_low",
              high="difference_high", digits=0))


def compared(evidence: Evidence, known: Known) -> Draft:
    """Who is compared."""
    level, lines = evidence.settings.statistics.confidence, []
    for label, missing in ((FIRST, True), (SECOND, False)):
        rows = known.rows[known.rows["missing"] == missing]
        line: dict[str, object] = {"label": label, "children": rows["child"].nunique()}
        for name in ("girl", "assessed"):
            held = [rows.loc[rows[name] == value, "child"].nunique() for value in (True, False)]
            line |= {name: float(np.average(rows[name], weights=rows["weight"])),
                     f"{name}_fewest": min(filter(None, held), default=0)}
        for name in ("age", "agencies"):
            line |= dict(zip((name, f"{name}_low", f"{name}_high"), _mean(rows, name, level), strict=True))
        lines.append(line)
    return Draft(pd.DataFrame(lines), (
        Field("label", "Children known to social care", "label"),
        Field("children", "Children", children="children"),
        Field("girl", "Girls", "share", "girl_fewest"),
        Field("age", "Mean age", "number", "children", low="age_low", high="age_high"),
        Field("assessed", "Factors assessed before", "share", "assessed_fewest"),
        Field("agencies", "Mean number of agencies with a record before", "number", "children", low="agencies_low",
              high="agencies_high"),
    ), whose(evidence, *evidence.recorders, "case_records"), (
        f"Children aged {evidence.settings.rate_ages} on the first day of the quarter in which they are looked at. Who "
        "went missing later is in both lines.",
        f"In brackets: {level:.0%} interval.",
    ))


def _mean(rows: pd.DataFrame, name: str, level: float) -> tuple[float, float, float]:
    """Weighted mean, with the child as cluster."""
    own = rows["weight"].groupby(rows["child"]).sum()
    total = (rows["weight"] * rows[name]).groupby(rows["child"]).sum()
    found = clustered_ratios(total.to_frame(name), pd.Series({name: own.sum()}), own=own.to_frame(name),
                             confidence=level)
    return tuple(float(found[column].iloc[0]) for column in ("rate", "low", "high"))


def sources(evidence: Evidence) -> str:
    """Whose records tell of the difficulties, for the line under a table."""
    names = dict.fromkeys(name for each in DIFFICULTIES.values() for name in each.told)
    return whose(evidence, *evidence.recorders, "case_records", *names)
