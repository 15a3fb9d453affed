"""Difficulties that stand together in one child's records: how many, which pairs, and three at once."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import whose
from missing_audit.findings.difficulties import TRIO
from missing_audit.findings.known_children import Known
from missing_audit.findings.two_groups import prevalence, shares_fields, smaller, sources
from missing_audit.safe_table import Field
from missing_audit.statistics.shares import wilson
from missing_audit.words import lower

__all__ = ["NUMBERS", "TOGETHER", "number", "pairs", "trio"]

NUMBERS = ("No kind", "One", "Two", "Three or more")
"""How many kinds of difficulty were recorded."""
_PAIRS = 12
_WIDER = {"trio_abuse": "domestic_abuse", "trio_mind": "parent_mental_health", "trio_substance": "parent_substance"}
"""The difficulties, of any source, that each of the three belongs to."""
TOGETHER = "All three together ('toxic trio')"


def number(evidence: Evidence, known: Known) -> Draft:
    """Children by how many kinds of difficulty were recorded before."""
    rows = known.rows
    many = rows[list(known.difficulties)].sum(axis=1).clip(upper=len(NUMBERS) - 1).astype(int)
    columns = {f"n{place}": many == place for place in range(len(NUMBERS))}
    labels = dict(zip(columns, NUMBERS, strict=True))
    table = prevalence(rows.assign(**columns), labels, confidence=evidence.settings.statistics.confidence)
    # Lines add up to the group, so that one alone cannot be withheld.
    for group in ("first", "second"):
        table[f"{group}_fewest"] = table[f"{group}_fewest"].min()
    table["fewest"] = table[["first_fewest", "second_fewest"]].min(axis=1)
    return Draft(table, shares_fields("Kinds of difficulty recorded before"), sources(evidence), (
        f"Out of {len(known.difficulties)} kinds. In brackets: "
        f"{evidence.settings.statistics.confidence:.0%} interval.",))


def pairs(evidence: Evidence, known: Known) -> Draft:
    """Pairs of difficulties of children who went missing, the most frequent first."""
    rows = known.missing
    lines = []
    for one, two in combinations(known.difficulties, 2):
        both, first, second = int((rows[one] & rows[two]).sum()), int(rows[one].sum()), int(rows[two].sum())
        low, high = wilson(both / len(rows), len(rows), confidence=evidence.settings.statistics.confidence)
        by_chance = first * second / len(rows)
        # Whoever has one and not the other is told of as well, since each alone is printed elsewhere.
        told = min((n for n in (both, first - both, second - both) if n), default=0)
        lines.append({"label": f"{known.difficulties[one]}; {lower(known.difficulties[two])}", "children": both,
                      "share": both / len(rows), "low": low, "high": high,
                      "times": both / by_chance if by_chance else float("nan"),
                      "told": min(told, smaller(both, len(rows)))})
    table = pd.DataFrame(lines).sort_values(["children", "label"], ascending=[False, True]).head(_PAIRS)
    return Draft(table, (
        Field("label", "Recorded before, both", "label"),
        Field("children", "Children", children="told"),
        Field("share", "Share of those who went missing", "share", "told", low="low", high="high"),
        Field("times", "Times as many as if unrelated", "number", "told"),
    ), sources(evidence), (
        f"The {len(table)} most frequent of {len(lines)} pairs. In brackets: "
        f"{evidence.settings.statistics.confidence:.0%} interval.",
        "The last column divides by the number to be expected if the two had nothing to do with each other."))


def trio(evidence: Evidence, known: Known) -> Draft:
    """Domestic abuse, parental mental ill-health and parental substance misuse, each and together."""
    rows = known.rows[known.rows["assessed"]]
    rows = rows.assign(together=rows[list(TRIO)].all(axis=1))
    labels = {name: each.label for name, each in TRIO.items()} | {"together": TOGETHER}
    if rows["missing"].nunique() < 2:
        table = pd.DataFrame(columns=[name for field in shares_fields("") for name in
                                      (field.name, field.children, field.low, field.high) if name])
    else:
        wider = {name: int(known.missing[column].sum()) for name, column in _WIDER.items()}
        table = prevalence(rows, labels, confidence=evidence.settings.statistics.confidence, within=wider)
    return Draft(table, shares_fields("Found by assessments before"), whose(
        evidence, *evidence.recorders, "case_records", "cin_factors"), (
        "Only children of whom an assessment had been made before, with factors recorded or with none found.",
        "The 'toxic trio' is this project's own construction: factors 3B, 4B and either 1B or 2B, in the same or in "
        f"different assessments. In brackets: {evidence.settings.statistics.confidence:.0%} interval.",
    ))
