"""What came in: extracts by rows, rules by rate and by what they touch, what is unknown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from missing_audit.config import Settings
from missing_audit.disclosure import Draft
from missing_audit.safe_table import Field
from missing_audit.sources import SOURCES
from missing_audit.words import share

__all__ = ["DONE", "drafts", "set_aside"]

DONE = {"quarantine": "Set aside", "set to unknown": "Set to unknown", "note": "Kept, noted"}
"""What is done with a row that breaks a rule, in words."""
_SOURCE = "The extracts as supplied"
_FIRST = 3
"""Rules named for each agency as what to mend first."""
_TENS = "Rows that could break a rule are rounded to the nearest ten."
_OFTEN = 1.0
"""Per cent of rows without a value from which a column is listed."""


def drafts(stored: Mapping[str, pd.DataFrame], settings: Settings) -> dict[str, Draft]:
    """``sources``, ``aside``, ``quarantine``, ``unknown``, ``unreadable``, ``across``, ``late``, ``first``, all rules.

    Parameters
    ----------
    stored
        What collation has stored, by name.
    settings
        The county's settings.

    Returns
    -------
    dict of Draft
    """
    rates, threshold = _titled(stored["rates"], settings), settings.disclosure.threshold
    bracket = f"In brackets: {share(settings.statistics.confidence)} interval, with the child as the unit."
    broken = rates[rates["rows"] > 0]
    lacking = broken[(broken["dimension"] == "completeness") & (broken["action"] != "quarantine")
                     & (broken["column"] != "") & (broken["rate"] >= _OFTEN)]
    return {
        "sources": _sources(stored["sources"], stored["rates"], settings),
        "aside": _aside(stored["sources"], stored["rates"]),
        "quarantine": _quarantine(broken[broken["action"] == "quarantine"], threshold),
        "unknown": _unknown(lacking[lacking["children"] > threshold], bracket),
        "unreadable": _unreadable(stored["unknown"]),
        "across": _across(stored["across"], bracket),
        "late": _late(broken[(broken["dimension"] == "timeliness") & (broken["children"] > threshold)], bracket),
        # What was done late is recorded well.
        "first": _first(broken[(broken["touched"] > threshold) & (broken["dimension"] != "timeliness")]),
        "rules": _rules(broken, bracket),
        "unbroken": _unbroken(rates[rates["rows"] == 0]),
    }


def _titled(rates: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    return rates.assign(
        owner=rates["owner"].map(settings.agency_name),
        title=rates["table"].map(lambda name: SOURCES[name].title), does=rates["action"].map(DONE),
        heading=[SOURCES[t][c].heading if c else "" for t, c in zip(rates["table"], rates["column"], strict=True)],
        **{name: rates[name] * 100 for name in ("rate", "low", "high")})


def _sources(sources: pd.DataFrame, rates: pd.DataFrame, settings: Settings) -> Draft:
    """Rows in are public; a row set aside may be a child, and rows used would give it away."""
    table = pd.DataFrame({"title": [source.title for source in SOURCES.values()], "table": list(SOURCES)}).merge(
        sources, on="table", how="left")
    table["agency"] = table["table"].map(settings.agency_name)
    table["state"] = table["rows"].notna().map({True: "Read", False: "Not supplied"})
    table["children"] = table["table"].map(set_aside(sources, rates)).fillna(0)
    return Draft(table, (
        Field("title", "Extract", "label"), Field("agency", "Agency", "label"), Field("state", "State", "label"),
        Field("rows", "Rows in"), Field("used", "Used", children="children"),
        Field("quarantined", "Set aside", children="children"),
    ), _SOURCE, ("Rows in = rows used + rows set aside, checked for every extract.",))


def _aside(sources: pd.DataFrame, rates: pd.DataFrame) -> Draft:
    """The share of all rows, as a whole percentage: a number of rows would give the last withheld one away."""
    rows = sources["rows"].sum()
    table = pd.DataFrame({"label": ["All extracts"], "share": [sources["quarantined"].sum() / max(rows, 1)],
                          "children": [set_aside(sources, rates).max() if rows else 0]})
    return Draft(table, (Field("label", "Extracts", "label"), Field("share", "Set aside", "share", "children")),
                 _SOURCE)


def set_aside(sources: pd.DataFrame, rates: pd.DataFrame) -> pd.Series:
    """At most so many children behind the rows that each extract had set aside."""
    by_rule = rates[rates["action"] == "quarantine"].groupby("table")["children"].max()
    rows = sources.set_index("table")["quarantined"]
    return pd.concat([rows, by_rule.reindex(rows.index).fillna(0)], axis=1).min(axis=1)


def _quarantine(broken: pd.DataFrame, threshold: int) -> Draft:
    """Reasons by rows over all extracts; by extract most would be withheld, and what is not would give it away."""
    # A child may be in several extracts: at least as many different ones as in the one that has most.
    table = broken.groupby("reason", as_index=False).agg(extracts=("table", "nunique"), rows=("rows", "sum"),
                                                         children=("children", "max"))
    table = table[table["children"] > threshold]
    return Draft(table.sort_values(["rows", "reason"], ascending=[False, True]), (
        Field("reason", "What is wrong", "label"), Field("extracts", "Extracts with it"),
        Field("rows", "Rows set aside", children="children"),
    ), _SOURCE, ("A row is set aside under the first rule that says so.",
                 "Reasons with too few rows to be shown are left out."))


def _unknown(lacking: pd.DataFrame, bracket: str) -> Draft:
    table = lacking.sort_values(["rate", "rule"], ascending=[False, True], kind="stable")
    order = {title: place for place, title in enumerate(table["title"].drop_duplicates())}
    table = table.sort_values("title", key=lambda titles: titles.map(order), kind="stable")
    return Draft(_tens(table), (
        Field("title", "Extract", "label", parts=True), Field("heading", "Column", "label"),
        Field("asked", "Rows that should have it"), Field("rows", "Without it", children="children"),
        Field("rate", "Share, %", "number", "children", low="low", high="high"), Field("rule", "Rule", "label"),
    ), _SOURCE, (bracket, "Rows that should have it: a risk grade, say, only of reports of a missing child.",
                 "Columns of which fewer than one row in a hundred has no value are not listed.", _TENS))


def _unreadable(unknown: pd.DataFrame) -> Draft:
    named = unknown.assign(
        title=unknown["table"].map(lambda name: SOURCES[name].title),
        heading=[SOURCES[t][c].heading for t, c in zip(unknown["table"], unknown["column"], strict=True)])
    return Draft(named, (
        Field("title", "Extract", "label"), Field("heading", "Column", "label"),
        Field("rows", "Values", children="children"),
    ), _SOURCE)


def _late(late: pd.DataFrame, bracket: str) -> Draft:
    return Draft(_tens(late.sort_values(["rate", "rule"], ascending=[False, True])), (
        Field("title", "Extract", "label"), Field("reason", "What was late, or not done", "label"),
        Field("asked", "Rows that tell"), Field("rows", "Of them", children="children"),
        Field("rate", "Share, %", "number", "children", low="low", high="high"), Field("rule", "Rule", "label"),
    ), _SOURCE, (bracket, "Rows that tell: those from which it can be seen whether it was.", _TENS))


def _across(across: pd.DataFrame, bracket: str) -> Draft:
    table = across.assign(**{name: across[name] * 100 for name in ("rate", "low", "high")})
    return Draft(table, (
        Field("reason", "What is wrong", "label"), Field("asked", "Rows that could break it"),
        Field("rows", "Rows that break it", children="children"),
        Field("rate", "Share, %", "number", "children", low="low", high="high"), Field("rule", "Rule", "label"),
    ), "The extracts as supplied, beside each other", (bracket,))


def _rules(broken: pd.DataFrame, bracket: str) -> Draft:
    return Draft(_tens(broken.sort_values("table", key=_place, kind="stable")), (
        Field("title", "Extract", "label", parts=True), Field("rule", "Rule", "label"),
        Field("reason", "What is wrong", "label"), Field("dimension", "Side of quality", "label"),
        Field("severity", "Severity", "label"), Field("does", "What is done", "label"),
        Field("asked", "Rows that could break it"),
        Field("rate", "Broken, %", "number", "children", low="low", high="high"),
    ), _SOURCE, (bracket, _TENS))


def _unbroken(rates: pd.DataFrame) -> Draft:
    return Draft(_tens(rates.sort_values("table", key=_place, kind="stable")), (
        Field("title", "Extract", "label", parts=True), Field("rule", "Rule", "label"),
        Field("reason", "What would be wrong", "label"), Field("asked", "Rows that could break it"),
    ), _SOURCE, (_TENS,))


def _tens(rules: pd.DataFrame) -> pd.DataFrame:
    """Rows that a rule was asked of, to the nearest ten.

    A rule is asked of the rows that the rules before it left: their difference would be the rows that were set aside.
    """
    return rules.assign(asked=(rules["asked"] / 10).round().astype(int) * 10)


def _place(tables: pd.Series) -> pd.Series:
    return tables.map({name: place for place, name in enumerate(SOURCES)})


def _first(broken: pd.DataFrame) -> Draft:
    """For each agency the rules that touch the most children in scope."""
    table = broken.sort_values(["owner", "touched", "rows", "rule", "table"],
                               ascending=[True, False, False, True, True])
    table = table.groupby("owner", sort=True).head(_FIRST)
    return Draft(table, (
        Field("owner", "Agency", "label", parts=True), Field("reason", "What is wrong", "label"),
        Field("title", "In", "label"), Field("rows", "Rows", children="children"),
        Field("touched", "Children in scope touched", children="touched"),
        Field("share", "Share of them", "share", "touched"), Field("rule", "Rule", "label"),
    ), "The extracts as supplied, beside each other", (
        "Touched: children in scope with such a row. Of rows that were set aside it cannot be known whose they are: "
        "the number is the most that it could be.",
        "A child may be touched by several rules. Rules that touch too few children to be shown are left out, and so "
        "is an agency that has no other.",
    ))
