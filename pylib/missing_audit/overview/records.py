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

DONE = {"quarantine": "Quarantined", "set to unknown": "Set to unknown", "note": "Kept, noted"}
"""What is done with a row that breaks a rule, in words."""
_SOURCE = "The extracts as supplied"
_FIRST = 3
"""Rules named for each agency as what to mend first."""


def drafts(stored: Mapping[str, pd.DataFrame], settings: Settings) -> dict[str, Draft]:
    """``sources``, ``quarantine``, ``unknown``, ``unreadable``, ``across``, ``first`` and ``rules``.

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
    rates = _titled(stored["rates"])
    bracket = f"In brackets: {share(settings.statistics.confidence)} interval, with the child as the unit."
    broken = rates[rates["rows"] > 0]
    return {
        "sources": _sources(stored["sources"], stored["rates"], settings),
        "quarantine": _quarantine(broken[broken["action"] == "quarantine"], settings.disclosure.threshold),
        "unknown": _unknown(broken[(broken["dimension"] == "completeness") & (broken["action"] != "quarantine")
                                   & (broken["column"] != "")], bracket),
        "unreadable": _unreadable(stored["unknown"]),
        "across": _rules(broken[broken["rule"].str.startswith("XRS")], bracket),
        "first": _first(broken),
        "rules": _rules(rates, bracket),
    }


def _titled(rates: pd.DataFrame) -> pd.DataFrame:
    return rates.assign(
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
        Field("quarantined", "Quarantined", children="children"),
    ), _SOURCE, ("Rows in = rows used + rows quarantined, checked for every extract.",))


def set_aside(sources: pd.DataFrame, rates: pd.DataFrame) -> pd.Series:
    """At most so many children behind the rows that each extract had set aside."""
    by_rule = rates[rates["action"] == "quarantine"].groupby("table")["children"].max()
    rows = sources.set_index("table")["quarantined"]
    return pd.concat([rows, by_rule.reindex(rows.index).fillna(0)], axis=1).min(axis=1)


def _quarantine(broken: pd.DataFrame, threshold: int) -> Draft:
    """Rules by rows; a single rule whose rows are withheld takes another with it, lest the total gives it away."""
    table = broken.copy()
    for _, rows in table.groupby("table"):
        shown = rows[rows["children"] > threshold].sort_values("children", kind="stable")
        if len(rows) - len(shown) == 1 and len(shown):
            table.loc[shown.index[0], "children"] = 1
    return Draft(table, (
        Field("title", "Extract", "label"), Field("reason", "What is wrong", "label"),
        Field("rows", "Rows", children="children"), Field("rule", "Rule", "label"),
    ), _SOURCE, ("A row is quarantined under the first rule that says so.",))


def _unknown(broken: pd.DataFrame, bracket: str) -> Draft:
    table = broken.sort_values(["rate", "rule"], ascending=[False, True], kind="stable")
    return Draft(table, (
        Field("title", "Extract", "label"), Field("heading", "Column", "label"),
        Field("asked", "Rows that should have it"), Field("rows", "Without it", children="children"),
        Field("rate", "Share, %", "number", "children", low="low", high="high"), Field("rule", "Rule", "label"),
    ), _SOURCE, (bracket, "Rows that should have it: a risk grade, say, only of reports of a missing child."))


def _unreadable(unknown: pd.DataFrame) -> Draft:
    named = unknown.assign(
        title=unknown["table"].map(lambda name: SOURCES[name].title),
        heading=[SOURCES[t][c].heading for t, c in zip(unknown["table"], unknown["column"], strict=True)])
    return Draft(named, (
        Field("title", "Extract", "label"), Field("heading", "Column", "label"),
        Field("rows", "Values", children="children"),
    ), _SOURCE)


def _rules(rates: pd.DataFrame, bracket: str) -> Draft:
    return Draft(rates, (
        Field("rule", "Rule", "label"), Field("title", "Extract", "label"), Field("reason", "What is wrong", "label"),
        Field("dimension", "Side of quality", "label"), Field("severity", "Severity", "label"),
        Field("does", "What is done", "label"), Field("asked", "Rows asked"),
        Field("rows", "Rows that break it", children="children"),
        Field("rate", "Share, %", "number", "children", low="low", high="high"),
    ), _SOURCE, (bracket,))


def _first(broken: pd.DataFrame) -> Draft:
    """For each agency the rules that touch the most children in scope."""
    table = broken.sort_values(["owner", "touched", "rows", "rule"], ascending=[True, False, False, True])
    table = table.groupby("owner", sort=True).head(_FIRST)
    return Draft(table, (
        Field("owner", "Agency", "label"), Field("reason", "What to mend", "label"),
        Field("rows", "Rows", children="children"), Field("touched", "Children in scope touched", children="touched"),
        Field("share", "Share of them", "share", "touched"), Field("rule", "Rule", "label"),
    ), "The extracts as supplied, beside each other", (
        "Touched: children in scope with such a row. Of rows that are set aside it cannot be known whose they are, so "
        "that all of their children count: at most so many.",
        "A child may be touched by several rules.",
    ))
