"""How many children went missing at least, in or out of any agency's records, and the change from year to year."""

from __future__ import annotations

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import by_child, whose
from missing_audit.safe_table import Field
from missing_audit.statistics.capture import lower_bound, models
from missing_audit.statistics.estimate import RefusalError
from missing_audit.statistics.trend import yearly_ratio

__all__ = ["trend", "unseen"]

_LISTS = {"In care when they went": ("police", "care_missing", "looked_after_missing"),
          "At home when they went": ("police", "care_missing")}
"""The lists that a child could be in. The looked-after return cannot hold a child at home, nor a home's log one who
lives elsewhere: what could not be is no sign of what was missed."""


def unseen(evidence: Evidence, rows: pd.DataFrame) -> Draft:
    """Children recorded, and at least how many there are by the overlap of the lists that could hold them.

    Raises
    ------
    RefusalError
        If neither group's lists overlap enough.
    """
    level, lines, reason = evidence.settings.statistics.confidence, [], ""
    in_care = ~rows["placement"].isin(["home", "unknown"])
    for label, part in zip(_LISTS, (rows[in_care], rows[rows["placement"] == "home"]), strict=True):
        lists = [name for name in _LISTS[label] if name in evidence.recorders]
        seen = pd.DataFrame({name: part[name].notna().groupby(part["child"]).any() for name in lists})
        try:
            lines.append({"label": label} | lower_bound(seen, confidence=level) | _best(seen, level))
        except RefusalError as why:
            reason = str(why)
            lines.append({"label": label, "seen": int(seen.any(axis=1).sum()), "fewest": 10**9})
    table = pd.DataFrame(lines)
    if "bound" not in table:
        raise RefusalError(reason)
    for name in ("model", "model_low", "model_high"):
        table[name] = table.get(name)
    return Draft(table, (
        Field("label", "Children", "label"),
        Field("seen", "In at least one list", children="seen"),
        Field("bound", "At least, by the overlap", "number", "fewest", low="low", high="high", digits=0),
        Field("model", "By the best log-linear model", "number", "fewest", low="model_low", high="model_high",
              digits=0),
    ), whose(evidence, *[name for name in _LISTS["In care when they went"] if name in evidence.recorders]), (
        f"Children aged {evidence.settings.rate_ages}, over the whole period. In brackets: {level:.0%} interval. A "
        "child who went missing both from care and from home is in both lines.",
        "Where no number stands, too few children are in one list alone, or, for a model, there are only two lists.",
        "Not used in any rate of this report.",
    ))


def _best(seen: pd.DataFrame, level: float) -> dict[str, float]:
    """The log-linear model with the lowest criterion, where there is one."""
    try:
        best = models(seen, confidence=level).iloc[0]
    except RefusalError:
        return {}
    return {"model": best["estimate"], "model_low": best["low"], "model_high": best["high"]}


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
