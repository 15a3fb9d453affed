"""Rules that one agency's rows can be held to only beside another's: asked after linkage, of linked and joined rows."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from missing_audit.crosschecks import reports, rows
from missing_audit.crosschecks.rule import FOUND, CrossRule, Together

__all__ = ["CROSS_RULES", "FOUND", "CrossRule", "Together", "cross_checked"]

CROSS_RULES = (
    CrossRule("XRS-01", "The police have a looked-after child as missing, and social care has no record of it",
              "completeness", "high", ("police", "looked_after_episodes"), reports.unrecorded_by_social_care,
              owner="looked_after_missing"),
    CrossRule("XRS-02", "A home's log has a child as missing, and the police have no report of it", "completeness",
              "high", ("home_logs", "police"), reports.unreported_to_police),
    CrossRule("XRS-03", "The date of birth differs from that in most of the child's records", "accuracy", "medium", (),
              rows.birth_differs),
    CrossRule("XRS-04", "The sex differs from that in most of the child's records", "accuracy", "low", (),
              rows.sex_differs),
    CrossRule("XRS-05", "The child is recorded as missing while in custody by the youth offending team's records",
              "consistency", "high", ("offending",), reports.in_custody),
    CrossRule("XRS-06", "The record has no return, though the child went missing again", "completeness", "medium", (),
              reports.left_open),
    CrossRule("XRS-07", "The same agency reported the same episode before", "uniqueness", "medium", (), reports.again),
    CrossRule("XRS-08", "One source calls the episode missing, and another an unauthorised absence", "accuracy", "high",
              (), reports.disagree),
    CrossRule("XRS-09", "Two agencies put the start of the episode more than two hours apart", "accuracy", "low", (),
              reports.starts_differ),
    CrossRule("XRS-10", "Two agencies put the return more than twelve hours apart", "accuracy", "low", (),
              reports.returns_differ),
    CrossRule("XRS-11", "An interview was offered after an episode that no agency recorded", "completeness", "medium",
              ("return_interviews",), rows.interview_without_episode),
    CrossRule("XRS-12", "The inspection list gives another number of missing episodes than the looked-after return",
              "accuracy", "medium", ("annex_a_looked_after", "looked_after_missing"), rows.list_differs),
    CrossRule("XRS-13", "A home's log has a child of another authority, of whose placement the county has no notice",
              "completeness", "medium", ("home_logs", "looked_after_header", "placed_by_others"), rows.no_notice,
              owner="placed_by_others"),
    CrossRule("XRS-14", "The person was 18 or over, by the date of birth that most records give", "validity", "low",
              (), rows.adult),
)
"""In the order in which they are reported."""


def cross_checked(together: Together) -> Iterator[tuple[CrossRule, pd.DataFrame]]:
    """Every row that a cross-source rule was asked of, one rule at a time.

    Parameters
    ----------
    together
        Linked and joined rows.

    Yields
    ------
    tuple
        The rule, and one row per row asked: `table` (whose row), `row` (place in its linked table), `child`, `broken`.
        A rule whose sources were not all supplied is not there, nor is one that was asked of no row.
    """
    for rule in CROSS_RULES:
        if set(rule.needs) <= set(together.tables):
            found = rule.ask(together)
            if len(found):
                yield rule, found.astype({"broken": "bool", "row": "int64"})
