"""The two decision tables, earlier early help, and how completely the children in scope are recorded."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from missing_audit.assurance import CHARACTERISTICS
from missing_audit.cohort import CHILD_RULES, EPISODE_RULES
from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.safe_table import Field
from missing_audit.schema import SCOPES
from missing_audit.words import share

__all__ = ["CHILD_SCOPES", "IN_SCOPE", "drafts"]

CHILD_SCOPES = {
    "missing": "In scope: went missing",
    "history": "In scope: history of going missing",
    "at_risk": "In scope: assessed as at risk",
    "unknown": "Unknown",
    "out": "Out of scope",
}
"""Outcomes of the decision table for children, with labels."""


IN_SCOPE = {"missing": "Went missing", "others": "At risk, or with a history",
            "all": "All children in scope"}
"""Why a child is in scope, with labels."""


def drafts(evidence: Evidence, stored: Mapping[str, pd.DataFrame]) -> dict[str, Draft]:
    """``episode_scope``, ``child_scope``, ``known``, and ``caf`` where that extract was supplied.

    Parameters
    ----------
    evidence
        Collated tables.
    stored
        What collation has stored, by name.

    Returns
    -------
    dict of Draft
    """
    made = {"episode_scope": _episode_scope(evidence.episodes), "child_scope": _child_scope(evidence.children),
            "known": _known(stored["known"], evidence)}
    return made | ({"caf": _earlier_help(evidence)} if evidence.has("caf") else {})


def _known(known: pd.DataFrame, evidence: Evidence) -> Draft:
    """Characteristics by how many children in scope have them recorded; a line goes with its smaller part."""
    table = known.assign(label=known["characteristic"].map(CHARACTERISTICS), who=known["scope"].map(IN_SCOPE),
                         unknown=known["children"] - known["known"])
    parts = table[["known", "unknown"]]
    table["fewest"] = parts.where(parts > 0).min(axis=1).fillna(0)
    # The total would give away the two lines that it adds up.
    least = table.groupby("characteristic")["fewest"].transform("min")
    table["fewest"] = table["fewest"].where(table["scope"] != "all", least)
    level = share(evidence.settings.statistics.confidence)
    return Draft(table, (
        Field("label", "What is recorded of the child", "label"), Field("who", "Why the child is in scope", "label"),
        Field("children", "Children", children="children"), Field("known", "Recorded", children="fewest"),
        Field("share", "Share recorded", "share", "fewest", low="low", high="high"),
    ), "All sources, joined", (
        f"In brackets: {level} interval (Wilson).",
        "A child who preferred not to say, or of whom the record says 'not yet obtained', counts as not recorded.",
    ))


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
    lines = {name: IN_SCOPE[name] for name in ("missing", "others")}
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
    table = table.fillna({"fewest": 0}).assign(label=list(IN_SCOPE.values()))
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
