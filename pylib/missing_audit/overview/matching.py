"""How children were told apart: weights, errors where they can be known, and what the threshold decides."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.safe_table import Field
from missing_audit.words import share

__all__ = ["PROBABILITY", "drafts", "way"]

PROBABILITY = "Probability"
"""First word of the name of a way of matching that has a threshold."""

_SOURCE = "The extracts as supplied, linked"


def drafts(stored: Mapping[str, pd.DataFrame], evidence: Evidence) -> dict[str, Draft]:
    """``joins``, ``weights``, ``headlines``, and where errors are known ``pairs`` and ``groups``.

    Parameters
    ----------
    stored
        What collation has stored, by name.
    evidence
        For the populations behind the rates.

    Returns
    -------
    dict of Draft
    """
    level = share(evidence.settings.statistics.confidence)
    made = {"joins": _joins(stored["joins"]),
            "weights": _weights(stored["weights"]), "headlines": _headlines(stored["headlines"], evidence)}
    quality = stored["linkage_quality"]
    if len(quality):
        used = quality[quality["matching"] == quality["matching"].iloc[0]]
        ways = quality[quality["by"].isin(["All", "Clerical review"])].drop_duplicates("matching")
        named = [way(each) + (" (this report)" if place == 0 else "") for place, each in enumerate(ways["matching"])]
        made["ways"] = _quality(ways.assign(matching=named), "matching",
                                "How children are matched", level)
        if len(pairs := used[(used["by"] == "Sources") & (used["true"] > 0)]):
            made["pairs"] = _quality(pairs, "group", "Two sources", level)
        if len(groups := used[~used["by"].isin(["All", "Sources", "Clerical review"])]):
            made["groups"] = _quality(groups, "group", "People", level, parted=True)
    return made


def _joins(joins: pd.DataFrame) -> Draft:
    """Shares alone: with the rows used, the rows set aside would be given away too."""
    parts = joins[["joined_children", "apart_children"]]
    table = joins.assign(share=joins["joined"] / joins["rows"].where(joins["rows"] > 0),
                         fewest=parts.where(parts > 0).min(axis=1).fillna(0))
    return Draft(table, (
        Field("step", "Rows of", "label"), Field("how", "are matched by", "label"),
        Field("joined_children", "Children with a case record", children="joined_children"),
        Field("share", "Share of the rows", "share", "fewest"),
    ), _SOURCE, (
        "A child without a case record may be unknown to social care, or could not be matched. The family support list "
        "also holds adults, and children whom other authorities placed here are not social care's own: neither is "
        "expected to have one.",))


def _weights(weights: pd.DataFrame) -> Draft:
    """The model: what it counts for each likeness of two records; no count of any child is in it."""
    table = weights.assign(m=weights["m"] * 100, u=weights["u"] * 100)
    return Draft(table, (
        Field("comparison", "Compared", "label"), Field("level", "The two records", "label"),
        Field("m", "Of one child, %", "number", digits=2), Field("u", "Of two children, %", "number", digits=2),
        Field("weight", "Weight, bits", "number", digits=1),
    ), _SOURCE, (
        "Of one child: how often two records of one child are so alike. Of two children: how often records of "
        "different children are. The weight is the logarithm of their ratio; one bit doubles the odds.",
    ))


def _quality(quality: pd.DataFrame, name: str, heading: str, level: str, *, parted: bool = False) -> Draft:
    limits = [f"{share}{limit}" for share in ("precision", "recall") for limit in ("", "_low", "_high")]
    table = quality.assign(**{column: quality[column] * 100 for column in limits})
    return Draft(table, (
        *((Field("by", "By", "label", parts=True),) if parted else ()),
        Field(name, heading, "label"), Field("children", "People", children="children"),
        Field("true", "True pairs", children="children"),
        Field("precision", "Matched rightly, %", "number", "children", low="precision_low", high="precision_high"),
        Field("recall", "Of all true pairs, found, %", "number", "children", low="recall_low", high="recall_high"),
    ), _SOURCE, (
        f"A true pair is two records of one person; people are those whom any source of the line holds. In brackets: "
        f"{level} interval, with the person as the unit.",
        "100: none was otherwise; 100.0: fewer than one in two thousand."))


def way(matching: str) -> str:
    """A way of matching, by its threshold if it has one."""
    return f"{PROBABILITY} {matching} or more" if matching.replace(".", "").isdigit() else matching


def _headlines(headlines: pd.DataFrame, evidence: Evidence) -> Draft:
    """The figures of RQ01 by threshold; rates where the county's population is known."""
    table = headlines.assign(
        used=headlines["in_use"].map({True: "This report", False: ""}),
        label=headlines["matching"].map(way))
    fields = [Field("label", "Two records are of one child", "label"), Field("used", "Used in", "label"),
              Field("children", "Children missing", children="children"),
              Field("episodes", "Episodes", children="children")]
    if evidence.has("police", "populations"):
        people = evidence.person_years().sum()
        table = table.assign(child_rate=table["child_years"] / people * 1000,
                             episode_rate=table["aged_episodes"] / people * 1000)
        fields += [Field("child_rate", "Children per 1,000 a year", "number", "children"),
                   Field("episode_rate", "Episodes per 1,000 a year", "number", "children")]
    return Draft(table, tuple(fields), _SOURCE, (
        f"Rates are of children aged {evidence.settings.rate_ages}, averaged over the audit's years; counts are of all "
        "under 18.",
    ))
