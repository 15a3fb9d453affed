"""The collation chapter in words: what came in, what is wrong with it, and how far it was put together rightly."""

from __future__ import annotations

from collections.abc import Mapping

from missing_audit.assurance import CHARACTERISTICS
from missing_audit.overview.scopes import IN_SCOPE
from missing_audit.prose import matching
from missing_audit.safe_table import SafeTable
from missing_audit.sources import SOURCES
from missing_audit.words import cell, interval, listed, lower, per_cent, plural, small

__all__ = ["write"]


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
            "across": _across(tables["across"]), "late": _late(tables["late"]),
            "agreement": _agreement(tables.get("agreement")), "windows": _windows(tables["windows"]),
            "marks": _marks(tables.get("marks")),
            "absences": _absences(tables.get("marks")), "set_aside": _set_aside(tables["aside"]),
            "earlier_help": _earlier_help(tables.get("caf")), "title_known": _title_known(tables["known"]),
            "rules": _rules(tables["rules"], tables["unbroken"])} | matching.write(tables)
    return {name: sentence for name, sentence in said.items() if sentence}


def _collated(sources: SafeTable) -> str:
    rows = sources.rows.dropna(subset=["rows"])
    total = int(rows["rows"].sum())
    agencies = plural(rows["agency"].nunique(), "agency", "agencies")
    return f"The audit received {plural(len(rows), 'extract')} from {agencies}, with {total:,} rows."


def _first(first: SafeTable) -> str:
    shown = first.rows[first.marks["touched"] == ""]
    if shown.empty:
        return "No rule was broken by rows of enough children to be named here."
    most = shown.sort_values(["touched", "rule"], ascending=[False, True]).iloc[0]
    where = {"owner": most["owner"], "rule": most["rule"], "title": most["title"]}
    return (f"One fault touches {cell(first, 'touched', **where)} of the children in scope "
            f"({cell(first, 'share', **where)}), more than any other: {lower(most['reason'])} ({most['owner']}, rule "
            f"{most['rule']}).")


def _unknown(unknown: SafeTable) -> str:
    shown = unknown.rows[unknown.marks["rate"] == ""].sort_values(["rate", "rule"], ascending=[False, True]).head(3)
    if shown.empty:
        return "No column that a finding needs is without a value in the rows of enough children to be shown."
    parts = [f"'{row.heading}' in {_percent(row.rate)} of the rows of '{row.title}'" for row in shown.itertuples()]
    return f"Most often without a value, of the rows that should have one, are {listed(parts)}."


def _percent(value: float) -> str:
    return f"{value:.0f}%" if value >= 1 else "under 1%"


def _known(known: SafeTable) -> str:
    missing = {"who": IN_SCOPE["missing"]}
    shown = [label for label in CHARACTERISTICS.values() if not known.value("share", label=label, **missing)[1]]
    if not shown:
        return "How completely the children in scope are recorded is withheld."
    parts = [f"{lower(label)} for {interval(known, 'share', label=label, **missing)}" for label in shown]
    return f"The records of the children who went missing give {listed(parts)}."


def _late(late: SafeTable) -> str:
    shown = late.rows[late.marks["rate"] == ""].sort_values(["rows", "rule"], ascending=[False, True])
    if shown.empty:
        return "Nothing that should be done within a time is recorded as late for enough children to be shown."
    most = shown.iloc[0]
    where = {"title": most["title"], "rule": most["rule"]}
    return (f"Of what is late, most is in the records called '{most['title']}': of the rows that tell, "
            f"{per_cent(late, 'rate', **where)} show that {lower(most['reason'])}.")


def _across(across: SafeTable) -> str:
    rows = across.rows
    withheld = across.marks["rate"] != ""
    broken = withheld | (rows["rate"].astype(float) > 0)
    if not broken.any():
        return "Set beside each other, the sources' records do not contradict one another."
    said = (f"Of the {plural(len(rows), 'rule')} that set one source's rows beside another's, "
            f"{small(broken.sum())} were broken.")
    if not (broken & ~withheld & rows["rule"].eq("XRS-08")).any():
        return said
    return (f"{said} Of the records of episodes that several sources hold, "
            f"{per_cent(across, 'rate', rule='XRS-08')} are of an episode that one of them calls missing and "
            "another an unauthorised absence.")


def _agreement(agreement: SafeTable | None) -> str:
    if agreement is None:
        return ""
    homes, police = SOURCES["home_logs"].title, SOURCES["police"].title
    lines = agreement.rows[(agreement.rows["title"] == homes) & (agreement.rows["held"] == police)]
    if lines.empty:
        return ""
    return (f"Of the episodes that homes logged as missing, {interval(agreement, 'share', title=homes, held=police)} "
            "are in a police report as well, whether the police graded it missing or absent.")


def _windows(windows: SafeTable) -> str:
    rows = windows.rows[(windows.marks["in_scope"] == "")]
    rules = rows[rows["window"] != "Nothing joined"]
    if len(rules) < 2:
        return "What other rules of joining would give is withheld."
    low, high = int(rules["in_scope"].min()), int(rules["in_scope"].max())
    nothing = rows[rows["window"] == "Nothing joined"]
    used = int(rules["in_scope"].iloc[0])
    said = f"This report counts {used:,} missing episodes; other rules of joining would give {low:,} to {high:,}"
    if nothing.empty:
        return f"{said}."
    return f"{said}, and no joining at all {int(nothing['in_scope'].iloc[0]):,}."


def _marks(marks: SafeTable | None) -> str:
    if marks is None:
        return ""
    made, found = (marks.rows["label"].iloc[place] for place in (0, 1))
    return (f"Of the pairs of records that were joined, {interval(marks, 'value', label=made)} are of one episode, and "
            f"{interval(marks, 'value', label=found)} of the pairs of one episode were joined.")


def _absences(marks: SafeTable | None) -> str:
    if marks is None:
        return ""
    taken = interval(marks, "value", label=marks.rows["label"].iloc[2])
    return (f"In this invented county, where the truth is known, {taken} of the unauthorised absences that an agency "
            "recorded were taken out as such; the others are recorded as missing by every source that has them, and "
            "still count, or are disputed.")


def _set_aside(aside: SafeTable) -> str:
    if aside.rows.empty or aside.marks["share"].iloc[0]:
        return "How many rows were set aside is withheld."
    if aside.rows["share"].iloc[0] == 0:
        return "No row was set aside."
    return f"Of all rows, {cell(aside, 'share', label='All extracts')} were set aside."


def _earlier_help(table: SafeTable | None) -> str:
    if table is None:
        return "CAF assessments were not supplied, so that no earlier early help could be looked for."
    return (f"For {interval(table, 'share', label=IN_SCOPE['missing'])} of the children who went missing, an earlier "
            "CAF assessment was found. Every child in scope was looked up.")


def _title_known(known: SafeTable) -> str:
    rows = known.rows[(known.rows["who"] == IN_SCOPE["missing"]) & (known.marks["share"] == "")]
    if rows.empty:
        return "What is recorded of the children in scope"
    least = rows.sort_values(["share", "label"]).iloc[0]
    return f"{least['label']} is recorded for {_percent(least['share'] * 100)} of children who went missing"


def _rules(broken: SafeTable, kept: SafeTable) -> str:
    asked = len(broken.rows) + len(kept.rows)
    return (f"Rules were put to the extracts {asked:,} times, each rule once for every extract that it applies to: "
            f"{len(broken.rows):,} times at least one row broke it, and {len(kept.rows):,} times none did.")
