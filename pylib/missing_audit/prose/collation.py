"""The collation chapter in words: what came in, what is wrong with it, and how far it was put together rightly."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from missing_audit.assurance import CHARACTERISTICS
from missing_audit.overview.matching import PROBABILITY
from missing_audit.overview.scopes import IN_SCOPE
from missing_audit.safe_table import SafeTable
from missing_audit.sources import SOURCES
from missing_audit.words import capital, cell, interval, listed, plural

__all__ = ["write"]

_FEW = 90.0
"""Per cent of the true pairs which, if the interval reaches it, are not said to be many missed."""


def write(tables: Mapping[str, SafeTable]) -> dict[str, str]:
    """What the protected tables say.

    Parameters
    ----------
    tables
        As `overview` has protected them.

    Returns
    -------
    dict
        Sentences by name; nothing where there is nothing to say.
    """
    said = {"collated": _collated(tables["sources"]), "first": _first(tables["first"]),
            "unknown": _unknown(tables["unknown"]), "known": _known(tables["known"]),
            "across": _across(tables["across"]), "late": _late(tables["late"]), "matched": _matched(tables["joins"]),
            "errors": _errors(tables), "groups": _groups(tables.get("groups")),
            "headlines": _headlines(tables["headlines"]), "agreement": _agreement(tables.get("agreement")),
            "windows": _windows(tables["windows"]), "marks": _marks(tables.get("marks")),
            "earlier_help": _earlier_help(tables.get("caf")),
            "title_weights": _title_weights(tables["weights"]), "title_known": _title_known(tables["known"]),
            "rules": _rules(tables["rules"], tables["unbroken"]), "title_pairs": _title_pairs(tables.get("pairs"))}
    return {name: sentence for name, sentence in said.items() if sentence}


def _collated(sources: SafeTable) -> str:
    rows = sources.rows.dropna(subset=["rows"])
    total = int(rows["rows"].sum())
    agencies = plural(rows["agency"].nunique(), "agency", "agencies")
    came = f"The audit received {plural(len(rows), 'extract')} from {agencies}, with {total:,} rows"
    if rows["used"].isna().any():
        return (f"{came}. How many rows were set aside is not shown for every extract, since a few rows may be of a "
                "few children.")
    used = int(rows["used"].sum())
    return f"{came}; {used:,} of them could be used, and {total - used:,} were set aside with a reason."


def _first(first: SafeTable) -> str:
    shown = first.rows[first.marks["touched"] == ""]
    if shown.empty:
        return "No rule was broken by rows of enough children to be named here."
    most = shown.sort_values(["touched", "rule"], ascending=[False, True]).iloc[0]
    where = {"owner": most["owner"], "rule": most["rule"], "reason": most["reason"]}
    return (f"One fault touches {cell(first, 'touched', **where)} of the children in scope "
            f"({cell(first, 'share', **where)}), more than any other: {_lower(most['reason'])} ({most['owner']}, rule "
            f"{most['rule']}).")


def _unknown(unknown: SafeTable) -> str:
    shown = unknown.rows[unknown.marks["rate"] == ""].sort_values(["rate", "rule"], ascending=[False, True]).head(3)
    if shown.empty:
        return "No column that a finding needs is without a value in the rows of enough children to be shown."
    parts = [f"'{row.heading}' of the {_lower(row.title)} ({_percent(row.rate)})" for row in shown.itertuples()]
    return f"The columns most often without a value, of the rows that should have one, are {listed(parts)}."


def _percent(value: float) -> str:
    return f"{value:.0f}%" if value >= 1 else "under 1%"


def _known(known: SafeTable) -> str:
    missing = {"who": IN_SCOPE["missing"]}
    shown = [label for label in CHARACTERISTICS.values() if not known.value("share", label=label, **missing)[1]]
    if not shown:
        return "How completely the children in scope are recorded is withheld."
    parts = [f"the {_lower(label)} of {interval(known, 'share', label=label, **missing)}" for label in shown]
    return f"Of the children who went missing, the records give {listed(parts)}."


def _late(late: SafeTable) -> str:
    shown = late.rows[late.marks["rate"] == ""].sort_values(["rate", "rule"], ascending=[False, True])
    if shown.empty:
        return "Nothing that should be done within a time is recorded as late for enough children to be shown."
    worst = shown.iloc[0]
    where = {"title": worst["title"], "rule": worst["rule"]}
    return (f"What is late most often is in the records called '{worst['title']}': of {cell(late, 'asked', **where)} "
            f"rows that tell, {_per_cent(late, 'rate', **where)} show that {_lower(worst['reason'])}.")


def _across(across: SafeTable) -> str:
    rows = across.rows[across.marks["rate"] == ""]
    shown = rows[rows["rate"].astype(float) > 0].sort_values(["rate", "rule"], ascending=[False, True])
    if shown.empty:
        return "Set beside each other, the agencies' records contradict one another in too few rows to be shown."
    disputed = shown[shown["rule"] == "XRS-08"]
    said = f"{capital(plural(len(shown), 'rule'))} that set one agency's rows beside another's were broken."
    if disputed.empty:
        return said
    return (f"{said} Of the records of episodes that several agencies hold, "
            f"{_per_cent(across, 'rate', rule='XRS-08')} are of an episode that one of them calls missing and "
            "another an unauthorised absence.")


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
    said = (f"Of the pairs of records that were matched, {_per_cent(ways, 'precision', matching=used)} are of one "
            f"child, and {_per_cent(ways, 'recall', matching=used)} of the pairs that are of one child were matched.")
    exact = [way for way in others if not way.startswith(PROBABILITY)]
    if not exact:
        return f"{said} Both are estimates from the pairs that were reviewed by hand."
    return (f"{said} By exact names and dates of birth, {_per_cent(ways, 'recall', matching=exact[0])} would have been "
            "found. This is known because the county is invented.")


def _groups(groups: SafeTable | None) -> str:
    if groups is None:
        return ""
    shown = groups.rows[(groups.marks["recall"] == "") & groups.rows["group"].ne("Not known")]
    if shown.empty:
        return "By group, too few children are behind each share for it to be shown."
    least = shown.sort_values(["recall", "group"]).iloc[0]
    where = {"by": least["by"], "group": least["group"]}
    return (f"The group in which the smallest share is found is '{least['group']}' (by {_lower(least['by'])}), with "
            f"{_per_cent(groups, 'recall', **where)}.")


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


def _agreement(agreement: SafeTable | None) -> str:
    if agreement is None:
        return ""
    homes, police = SOURCES["home_logs"].title, SOURCES["police"].title
    lines = agreement.rows[(agreement.rows["title"] == homes) & (agreement.rows["held"] == police)]
    if lines.empty:
        return ""
    return (f"Of the episodes that homes logged as missing, {interval(agreement, 'share', title=homes, held=police)} "
            "are in a police report as well.")


def _windows(windows: SafeTable) -> str:
    rows = windows.rows[(windows.marks["in_scope"] == "")]
    rules = rows[rows["window"] != "Nothing joined"]
    if len(rules) < 2:
        return "What other rules of joining would give is withheld."
    low, high = int(rules["in_scope"].min()), int(rules["in_scope"].max())
    nothing = rows[rows["window"] == "Nothing joined"]
    said = f"By the other rules, {low:,} to {high:,} episodes would be in scope"
    if nothing.empty:
        return f"{said}."
    return f"{said}; if nothing were joined, {int(nothing['in_scope'].iloc[0]):,}."


def _marks(marks: SafeTable | None) -> str:
    if marks is None:
        return ""
    made, found, away = (marks.rows["label"].iloc[place] for place in (0, 1, 2))
    return (f"Of the pairs of records that were joined, {interval(marks, 'value', label=made)} are of one episode, and "
            f"{interval(marks, 'value', label=found)} of the pairs of one episode were joined. Of the unauthorised "
            f"absences that an agency recorded, {interval(marks, 'value', label=away)} were recognised as such; the "
            "others are recorded as missing by every agency that has them, or are disputed.")


def _earlier_help(table: SafeTable | None) -> str:
    if table is None:
        return "CAF assessments were not supplied, so that no earlier early help could be looked for."
    return (f"For {interval(table, 'share', label=IN_SCOPE['missing'])} of the children who went missing, an earlier "
            "CAF assessment was found. Every child in scope was looked for.")


def _title_weights(weights: SafeTable) -> str:
    same = weights.rows[weights.rows["level"].str.startswith(("The same", "One in common"))]
    if same.empty:
        return "What speaks for one child, and what against"
    most = same.sort_values(["weight", "comparison"], ascending=[False, True])["comparison"].iloc[0]
    return f"The same {_lower(most)} says most for one child"


def _title_known(known: SafeTable) -> str:
    rows = known.rows[(known.rows["who"] == IN_SCOPE["missing"]) & (known.marks["share"] == "")]
    if rows.empty:
        return "What is recorded of the children in scope"
    least = rows.sort_values(["share", "label"]).iloc[0]
    return f"{least['label']} is recorded for {_percent(least['share'] * 100)} of children who went missing"


def _rules(broken: SafeTable, kept: SafeTable) -> str:
    asked = len(broken.rows) + len(kept.rows)
    return (f"{asked:,} rules were asked of the extracts; {len(broken.rows):,} were broken by at least one row, and "
            f"{len(kept.rows):,} by none.")


def _title_pairs(pairs: SafeTable | None) -> str:
    if pairs is None:
        return ""
    shown = pairs.rows[(pairs.marks["recall"] == "") & (pairs.rows["by"] == "Sources")]
    if shown.empty:
        return "How many pairs of records were found"
    if shown["recall_high"].astype(float).min() > _FEW:
        return "Few pairs of records were missed between any two sources"
    return "Between some sources many pairs of records were missed"


def _per_cent(table: SafeTable, column: str, **labels: str) -> str:
    """A value in per cent with its interval: ``99.7% (99.4% to 99.8%)``."""
    return re.sub(r"(\d)(?= \(| to |\)|$)", r"\1%", interval(table, column, **labels))


def _lower(text: str) -> str:
    """A phrase as it stands within a sentence; a name that begins with capitals stays."""
    return text if pd.isna(text) or text[:2].isupper() else text[:1].lower() + text[1:]
