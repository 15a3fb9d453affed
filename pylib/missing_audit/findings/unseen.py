"""How many children went missing at least, in or out of any agency's records, and the change from year to year."""

from __future__ import annotations

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import MANY, by_child, whose
from missing_audit.overlap import LISTS, living, overlap
from missing_audit.overview.matching import way
from missing_audit.placing import where_placed
from missing_audit.safe_table import Field
from missing_audit.statistics.capture import lower_bound, models
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.trend import yearly_ratio

__all__ = ["AMONG_CARE", "LABELS", "trend", "unseen", "unseen_by_matching"]

LABELS = {"care": "In care in the county when they went", "home": "At home when they went"}
AMONG_CARE = "Of those in care: "
_IN_HOMES = f"{AMONG_CARE}in a residential placement"


def unseen(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Children recorded, and at least how many there are by the overlap of the lists that could hold them.

    Raises
    ------
    RefusalError
        If neither group's lists overlap enough.
    """
    level = evidence.settings.statistics.confidence
    rows = rows.assign(lies=where_placed(evidence.records, rows))
    care = living(rows, "care")
    # Children in homes of the county can be in all four lists.
    homes = care[care["placement"] == "residential"]
    parts = {LABELS["care"]: (care, LISTS["care"]), _IN_HOMES: (homes, (*LISTS["care"], "home_logs")),
             LABELS["home"]: (living(rows, "home"), LISTS["home"])}
    if not evidence.has("home_logs") or _too_near(care, homes):
        del parts[_IN_HOMES]
    lines = []
    for label, (part, lists) in parts.items():
        held = _lists(overlap(part, [name for name in lists if name in evidence.recorders]))
        found = _bound(held, level)
        lines.append({"label": label} | found | _best(held, level, settled=found["bound"] is not None))
    table = pd.DataFrame(lines)
    if table["bound"].isna().all():
        raise RefusalError(table["reason"].iloc[0])
    return Draft(table, (
        Field("label", "Children", "label"),
        Field("seen", "In at least one list", children="seen"),
        Field("bound", "At least, by the overlap", "number", "fewest", low="low", high="high", digits=0),
        Field("model", "By the best log-linear model", "number", "fewest", low="model_low", high="model_high",
              digits=0),
    ), _source(evidence), (
        f"Children aged {evidence.settings.rate_ages}, over the whole period. In brackets: {level:.0%} interval. A "
        "child who went missing both from care and from home is in both lines.",
        "Where no number stands, too few children are in one list alone, or, for a model, there are only two lists.",
        "The county's own children who were placed outside it, and children whom other authorities placed here, are in "
        "no line: some of the lists could not hold them. Not used in any rate of this report.",
    ))


def unseen_by_matching(evidence: Evidence) -> Draft:
    """The bound when children are matched more or less strictly between the lists.

    Raises
    ------
    RefusalError
        If no way of matching leaves an overlap that tells enough.
    """
    stored, ways = evidence.collated["lists"], evidence.collated["headlines"]
    level, lines = evidence.settings.statistics.confidence, []
    for name, used in ways[["matching", "in_use"]].itertuples(index=False):
        line: dict[str, object] = {"label": way(name), "used": "This report" if used else ""}
        for where, lists in LISTS.items():
            own = stored[(stored["matching"] == name) & (stored["where"] == where)]
            found = _bound(_lists(own[[*(each for each in lists if each in evidence.recorders), "children"]]),
                           level)
            line |= {f"{where}_{column}": value for column, value in found.items()}
        lines.append(line)
    table = pd.DataFrame(lines)
    # Exact names alone would make a bound of records that are not matched.
    if table.loc[ways["threshold"].notna().to_numpy(), [f"{where}_bound" for where in LISTS]].isna().to_numpy().all():
        raise RefusalError(table["care_reason"].iloc[0])
    return Draft(table, (
        Field("label", "Two records are of one child", "label"), Field("used", "Used in", "label"),
        *(Field(f"{where}_bound", label, "number", f"{where}_fewest", low=f"{where}_low", high=f"{where}_high",
                digits=0, spanner="At least, by the overlap") for where, label in LABELS.items()),
    ), _source(evidence), (f"In brackets: {level:.0%} interval.",))


def _source(evidence: Evidence) -> str:
    return whose(evidence, *[name for name in (*LISTS["care"], "home_logs") if name in evidence.recorders])


def _too_near(whole: pd.DataFrame, part: pd.DataFrame) -> bool:
    """Whether so few children are in the whole alone that both numbers would tell of them."""
    return whole["child"].nunique() - part["child"].nunique() < FEWEST


def _lists(held: pd.DataFrame) -> pd.DataFrame:
    """One row per child again, since the methods count children."""
    each = held.drop(columns="children").astype(bool)
    return each.loc[each.index.repeat(held["children"])].reset_index(drop=True)


def _bound(seen: pd.DataFrame, level: float) -> dict[str, object]:
    """The bound, or nothing and the reason."""
    try:
        return {**lower_bound(seen, confidence=level), "reason": ""}
    except RefusalError as why:
        return {"seen": len(seen), "bound": None, "low": None, "high": None, "fewest": MANY, "reason": str(why)}


def _best(seen: pd.DataFrame, level: float, *, settled: bool) -> dict[str, object]:
    """The log-linear model with the lowest criterion; nothing where the lists tell too little even for a bound."""
    try:
        best = models(seen, confidence=level).iloc[0] if settled else {}
    except RefusalError:
        best = {}
    return {"model": best.get("estimate"), "model_low": best.get("low"), "model_high": best.get("high")}


def trend(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """How many times the rate of one year is that of the year before, for children and for their episodes.

    Raises
    ------
    RefusalError
        As `yearly_ratio`.
    """
    level, people = evidence.settings.statistics.confidence, evidence.person_years()
    wide = by_child(rows, "year", evidence.settings.years)
    fewest = int((wide > 0).sum().min())
    lines = []
    for label, counts in (("Children recorded as missing", (wide > 0).astype(int)), ("Missing episodes", wide)):
        ratio, low, high = yearly_ratio(counts, people, confidence=level)
        largest = float((counts.max() / counts.sum()).max())
        lines.append({"label": label, "ratio": ratio, "low": low, "high": high, "children": fewest, "largest": largest})
    return Draft(pd.DataFrame(lines), (
        Field("label", "Rate", "label"),
        Field("ratio", "Each year against the year before", "number", "children", "largest", low="low", high="high",
              digits=2),
    ), whose(evidence, *evidence.recorders, "populations"), (
        f"Children aged {evidence.settings.rate_ages}. In brackets: {level:.0%} interval, clustered on the child. The "
        "change is taken to be alike from year to year.",
    ))
