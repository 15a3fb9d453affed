"""What came in and what was made of it, as protected tables: sources, rules, joins and the two decision tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from missing_audit.cohort import CHILD_RULES, EPISODE_RULES
from missing_audit.disclosure import Draft, protect
from missing_audit.evidence import Evidence
from missing_audit.safe_table import Field
from missing_audit.schema import SCOPES
from missing_audit.sources import SOURCES
from missing_audit.store import read_tables

__all__ = ["CHILD_SCOPES", "overview"]

CHILD_SCOPES = {
    "missing": "In scope: went missing",
    "history": "In scope: history of going missing",
    "at_risk": "In scope: assessed as at risk",
    "unknown": "Unknown",
    "out": "Out of scope",
}
"""Outcomes of the decision table for children, with labels."""


def overview(evidence: Evidence, collated: Path) -> dict[str, Any]:
    """The tables of the collation and methodology chapters, protected.

    Parameters
    ----------
    evidence
        Collated tables.
    collated
        Folder of the collation, for what is not evidence: tallies and joins.

    Returns
    -------
    dict
        `SafeTable.to_dict` by name: ``sources``, ``tallies``, ``unknown``, ``joins``, ``episode_scope``,
        ``child_scope``, and ``caf`` where that extract was supplied.
    """
    stored = read_tables(collated)
    drafts = {
        "sources": _sources(stored["sources"], stored["tallies"]),
        "tallies": _tallies(stored["tallies"], evidence.settings.disclosure.threshold),
        "unknown": _unknown(stored["unknown"]),
        "joins": _joins(stored["joins"], _set_aside(stored["sources"], stored["tallies"])),
        "episode_scope": _episode_scope(evidence.episodes),
        "child_scope": _child_scope(evidence.children),
    }
    if evidence.has("caf"):
        drafts["caf"] = _earlier_help(evidence)
    return {name: table.to_dict() for name, table in protect(drafts, evidence.settings.disclosure).items()}


def _sources(sources: pd.DataFrame, tallies: pd.DataFrame) -> Draft:
    """Rows in are public; a row set aside may be a child, and rows used would give it away."""
    table = pd.DataFrame({"title": [t.title for t in SOURCES.values()], "table": list(SOURCES)}).merge(
        sources, on="table", how="left")
    table["state"] = table["rows"].notna().map({True: "Read", False: "Not supplied"})
    table["children"] = table["table"].map(_set_aside(sources, tallies)).fillna(0)
    return Draft(table, (
        Field("title", "Extract", "label"), Field("state", "State", "label"), Field("rows", "Rows in"),
        Field("used", "Used", children="children"), Field("quarantined", "Quarantined", children="children"),
    ), "The extracts as supplied", ("Rows in = rows used + rows quarantined, checked for every extract.",))


def _set_aside(sources: pd.DataFrame, tallies: pd.DataFrame) -> pd.Series:
    """At most so many children behind the rows that each extract had set aside."""
    by_rule = tallies[tallies["action"] == "quarantine"].groupby("table")["children"].max()
    rows = sources.set_index("table")["quarantined"]
    return pd.concat([rows, by_rule.reindex(rows.index).fillna(0)], axis=1).min(axis=1)


def _tallies(tallies: pd.DataFrame, threshold: int) -> Draft:
    """Rules by rows; a single rule whose rows are withheld takes another with it, lest the total gives it away."""
    broken = tallies[tallies["rows"] > 0].copy()
    broken["title"] = broken["table"].map(lambda name: SOURCES[name].title)
    broken["does"] = broken["action"].map(
        {"quarantine": "Quarantined", "set to unknown": "Set to unknown", "note": "Kept, noted"})
    for _, rows in broken[broken["action"] == "quarantine"].groupby("table"):
        shown = rows[rows["children"] > threshold].sort_values("children", kind="stable")
        if len(rows) - len(shown) == 1 and len(shown):
            broken.loc[shown.index[0], "children"] = 1
    return Draft(broken, (
        Field("rule", "Rule", "label"), Field("title", "Extract", "label"), Field("reason", "What is wrong", "label"),
        Field("does", "What is done", "label"), Field("rows", "Rows", children="children"),
    ), "The extracts as supplied", ("A row is quarantined under the first rule that says so.",))


def _unknown(unknown: pd.DataFrame) -> Draft:
    named = unknown.assign(
        title=unknown["table"].map(lambda name: SOURCES[name].title),
        heading=[SOURCES[t][c].heading for t, c in zip(unknown["table"], unknown["column"], strict=True)])
    return Draft(named, (
        Field("title", "Extract", "label"), Field("heading", "Column", "label"),
        Field("rows", "Values", children="children"),
    ), "The extracts as supplied")


def _joins(joins: pd.DataFrame, set_aside: pd.Series) -> Draft:
    """A whole line is withheld with its smallest part, which the rest would give away, or rows used with those not."""
    table = joins.assign(share=joins["joined"] / joins["rows"].where(joins["rows"] > 0),
                         apart=joins["rows"] - joins["joined"])
    parts = table[["joined_children", "apart_children"]].assign(out=joins["source"].map(set_aside))
    table["fewest"] = parts.where(parts > 0).min(axis=1).fillna(0)
    return Draft(table, (
        Field("step", "Step", "label"), Field("rows", "Rows", children="fewest"),
        Field("joined", "Joined", children="fewest"), Field("apart", "Not joined", children="fewest"),
        Field("share", "Share joined", "share", "fewest"),
    ), "The extracts as supplied")


def _episode_scope(episodes: pd.DataFrame) -> Draft:
    rows = episodes.groupby("scope_rule")["child"]
    lines = [{"number": rule.number, "condition": rule.condition, "outcome": SCOPES[rule.outcome]}
             for rule in EPISODE_RULES]
    table = pd.DataFrame(lines)
    most = rows.agg(lambda s: s.value_counts(normalize=True).max())
    table = table.assign(episodes=table["number"].map(rows.size()).fillna(0).astype(int),
                         children=table["number"].map(rows.nunique()).fillna(0).astype(int),
                         largest=table["number"].map(most).fillna(0))
    return Draft(table, (
        Field("number", "Rule", "label"), Field("condition", "If …", "label"), Field("outcome", "then", "label"),
        Field("episodes", "Episodes", children="children", largest="largest"),
        Field("children", "Children", children="children"),
    ), "All sources, joined", ("The first rule whose condition holds decides.",))


def _child_scope(children: pd.DataFrame) -> Draft:
    counts = children["scope_rule"].value_counts()
    table = pd.DataFrame([{"number": rule.number, "condition": rule.condition, "outcome": CHILD_SCOPES[rule.outcome],
                           "children": int(counts.get(rule.number, 0))} for rule in CHILD_RULES])
    return Draft(table, (
        Field("number", "Rule", "label"), Field("condition", "If …", "label"), Field("outcome", "then", "label"),
        Field("children", "Children", children="children"),
    ), "All sources, joined", ("The first rule whose condition holds decides.",))


def _earlier_help(evidence: Evidence) -> Draft:
    """The cohort by whether a CAF came before; a line is withheld whole where its smallest part must be."""
    level = evidence.settings.statistics.confidence
    lines = {"missing": "Went missing", "others": "Did not, but assessed as at risk or with a history"}
    in_scope = [scope for scope in CHILD_SCOPES if scope not in ("unknown", "out")]
    cohort = evidence.children[evidence.children["scope"].isin(in_scope)]
    line = cohort["scope"].where(cohort["scope"] == "missing", "others")
    table = pd.crosstab(line, cohort["caf"]).reindex(index=list(lines), columns=["before", "later", "none"],
                                                     fill_value=0)
    table.loc["all"] = table.sum()
    parts = table.copy()
    table["fewest"] = parts.where(parts > 0).min(axis=1).fillna(0)
    # The total would give away a line that is withheld.
    table.loc["all", "fewest"] = table.loc[table["fewest"] > 0, "fewest"].min()
    table["children"] = parts.sum(axis=1)
    table = table.fillna({"fewest": 0}).assign(label=[*lines.values(), "All children in scope"])
    low, high = proportion_confint(table["before"], table["children"].clip(lower=1), alpha=1 - level, method="wilson")
    share = table["before"] / table["children"].where(table["children"] > 0)
    table = table.assign(share=share, low=low, high=high)
    return Draft(table, (
        Field("label", "Why the child is in scope", "label"), Field("children", "Children", children="children"),
        Field("before", "Before", children="fewest", spanner="CAF assessment found"),
        Field("later", "Only later", children="fewest", spanner="CAF assessment found"),
        Field("none", "Not found", children="fewest", spanner="CAF assessment found"),
        Field("share", "Share with an earlier CAF", "share", "fewest", low="low", high="high"),
    ), "CAF assessments, against all sources joined", (
        "Before: dated before the child's first missing episode in the period; of a child without one, by the period's "
        "last day.",
        f"In brackets: {level:.0%} interval (Wilson), which does not allow for assessments that could not be "
        "matched.",
    ))
