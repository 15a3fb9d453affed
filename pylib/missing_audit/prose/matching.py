"""How far children were told apart, in words."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.overview.matching import PROBABILITY
from missing_audit.safe_table import SafeTable
from missing_audit.sources import SOURCES
from missing_audit.words import cell, lower, per_cent

__all__ = ["write"]

_HUNDREDTH = 0.01
_FEW = 90.0
"""Per cent of the true pairs which, if the interval reaches it, are not said to be many missed."""


def write(tables: Mapping[str, SafeTable]) -> dict[str, str]:
    """What the protected tables of linkage say.

    Parameters
    ----------
    tables
        As `overview` has protected them.

    Returns
    -------
    dict
        Sentences by name; empty where there is nothing to say.
    """
    return {"matched": _matched(tables["joins"]), "errors": _errors(tables), "groups": _groups(tables.get("groups")),
            "headlines": _headlines(tables["headlines"]), "title_weights": _title_weights(tables["weights"]),
            "title_pairs": _title_pairs(tables.get("pairs"))}


def _matched(joins: SafeTable) -> str:
    police = SOURCES["police"].title
    if police not in joins.rows["step"].tolist():
        return "No police reports were supplied to be matched."
    return (f"Of the police reports, {cell(joins, 'share', step=police)} are of a child with a case record; the "
            "children on the others are not known to social care, or could not be matched.")


def _errors(tables: Mapping[str, SafeTable]) -> str:
    ways = tables.get("ways")
    if ways is None:
        return ("How often matching errs cannot be said for this county: nobody has reviewed the unclear pairs. The "
                "command `missing-audit review-links` lists them.")
    used, *others = ways.rows["matching"]
    said = (f"Of the pairs of records that were matched, {per_cent(ways, 'precision', matching=used)} are of one "
            f"child, and {per_cent(ways, 'recall', matching=used)} of the pairs that are of one child were matched.")
    exact = [way for way in others if not way.startswith(PROBABILITY)]
    if not exact:
        return f"{said} Both are estimates from the pairs that were reviewed by hand."
    return (f"{said} By exact names and dates of birth, {per_cent(ways, 'recall', matching=exact[0])} would have been "
            "found. This is known because the county is invented.")


def _groups(groups: SafeTable | None) -> str:
    if groups is None:
        return ""
    shown = groups.rows[(groups.marks["recall"] == "") & groups.rows["group"].ne("Not known")]
    if shown.empty:
        return "By group, too few children are behind each share for it to be shown."
    least = shown.sort_values(["recall", "group"]).iloc[0]
    where = {"by": least["by"], "group": least["group"]}
    return (f"The group in which the smallest share is found is '{least['group']}' (by {lower(least['by'])}), with "
            f"{per_cent(groups, 'recall', **where)}.")


def _headlines(headlines: SafeTable) -> str:
    rows = headlines.rows[headlines.marks["children"] == ""]
    used = rows[rows["used"] != ""]
    levels = rows[rows["label"].str.startswith(PROBABILITY)]
    if used.empty or levels.empty:
        return "What other thresholds would give is withheld."
    low, high = int(levels["children"].min()), int(levels["children"].max())
    said = (f"This report counts {int(used['children'].iloc[0]):,} children and {int(used['episodes'].iloc[0]):,} "
            "episodes; ")
    return said + (f"by the other thresholds there would be {low:,} to {high:,} children."
                   if low != high else "by the other thresholds there would be as many children.")


def _title_weights(weights: SafeTable) -> str:
    same = weights.rows[weights.rows["level"].str.startswith(("The same", "One in common"))]
    if same.empty:
        return "What speaks for one child, and what against"
    most = same.sort_values(["weight", "comparison"], ascending=[False, True])["comparison"].iloc[0]
    return f"The same {lower(most)} says most for one child"


def _title_pairs(pairs: SafeTable | None) -> str:
    if pairs is None:
        return ""
    shown = pairs.rows[pairs.marks["recall"] == ""]
    if shown.empty:
        return "How many pairs of records were found"
    low = shown["recall_high"].astype(float) <= _FEW
    if not low.any():
        return "Few pairs of records were missed between any two sources"
    if shown.loc[low, "true"].astype(float).sum() < _HUNDREDTH * shown["true"].astype(float).sum():
        return "Few pairs were missed, except between sources that share few children"
    return "Between some sources many pairs of records were missed"
