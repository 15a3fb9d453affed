"""The commission's questions, which of them this edition answers, and every test that was run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from missing_audit.finding import Finding, Test
from missing_audit.statistics.multiplicity import benjamini_hochberg, holm
from missing_audit.words import capital

__all__ = ["QUESTIONS", "Question", "adjusted", "scope_table", "tests_table"]


@dataclass(frozen=True)
class Question:
    """A research question of the commission, and what an edition needs that cannot yet answer it."""

    id: str
    text: str
    awaits: str = ""


QUESTIONS = (
    Question("RQ01", "How many children and young people go missing each year?"),
    Question("RQ02", "Why do certain children and young people go missing recurrently?"),
    Question("RQ03", "What is the split between residential placements, foster placements and the family home?"),
    Question("RQ04", "Are there biases that exacerbate the risk: gender, age group, ethnicity, sexual orientation, "
             "disability?"),
    Question("RQ05", "What are the overall reasons for running away rather than staying in the placement or home?"),
    Question("RQ06", "Are there countywide peaks or troughs, such as lighter nights, warmer weather or school "
             "holidays?"),
    Question("RQ07", "Are there hot spots within districts or the county, why, and what triggers them?"),
    Question("RQ08", "What cross-boundary issues are there, and how are children placed out of area, or placed here by "
             "others, tracked?"),
    Question("RQ09", "What factors are likely to reduce incidents?"),
    Question("RQ10", "How can the assessment of risk be improved?"),
    Question("RQ11", "What are the best preventive responses for those at risk, and responses for those with an "
             "established history?"),
    Question("RQ12", "How is it ensured that unauthorised absences do not skew the data for those who go missing?"),
    Question("RQ13", "What is the best established, or most promising, practice for reducing incidents?",
             "needs a review of published practice, and interviews with professionals"),
    Question("RQ14", "What links are there between going missing and other difficulties known in their lives?"),
    Question("RQ15", "How is the need of all children and young people for a nurturing home taken into account, and do "
             "residential homes meet a standard that they would set themselves?",
             "needs interviews and the questionnaire"),
    Question("RQ16", "What roles do, and should, partner agencies play?",
             "needs interviews with professionals, and the case-file audit"),
    Question("RQ17", "What do children and young people say they want or need, to stop them from seeing running away "
             "as the preferred option?", "needs interviews with children; what they said in return home interviews is "
             "collated"),
)
"""The commission's questions, in its order."""


def adjusted(tests: Sequence[Test]) -> list[Test]:
    """The tests with p-values adjusted by family; a refused test is in none.

    The tests that the questions ask for are one family, held to Holm's method; those that explore a question are one
    of their own, held to Benjamini and Hochberg's.
    """
    values: dict[str, float] = {}
    for family in dict.fromkeys(test.family for test in tests):
        made = [test for test in tests if test.family == family and test.p is not None]
        adjust = holm if family == "asked" else benjamini_hochberg
        values |= zip([test.id for test in made], adjust([test.p for test in made]), strict=True)
    return [replace(test, adjusted=values.get(test.id)) for test in tests]


def scope_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Which questions this edition answers.

    Returns
    -------
    DataFrame
        One row per question of the commission, in its order: `question`, `text`, `answered` (``Yes``, ``In part``,
        ``No``), `why` (what is lacking; empty where nothing is).
    """
    found = {finding.id: finding for finding in findings}
    return pd.DataFrame([_scope(question, found.get(question.id)) for question in QUESTIONS])


def _scope(question: Question, finding: Finding | None) -> dict[str, str]:
    line = {"question": question.id, "text": question.text}
    if finding is None:
        return line | {"answered": "No", "why": f"{capital(question.awaits)}."}
    if not finding.refusals:
        return line | {"answered": "Yes", "why": ""}
    answered = "In part" if finding.tables else "No"
    return line | {"answered": answered, "why": " ".join(dict.fromkeys(finding.refusals.values()))}


def tests_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Every test that was run or refused.

    Returns
    -------
    DataFrame
        One row per test: `id`, `hypothesis`, `method`, `children`, `statistic`, `symbol`, `df`, `df_within`, `p`,
        `adjusted`, `refusal`, `exploratory`.
    """
    columns = ["id", "hypothesis", "method", "children", "statistic", "symbol", "df", "df_within", "p",
               "adjusted", "refusal", "exploratory"]
    return pd.DataFrame([[getattr(test, name) for name in columns] for finding in findings for test in finding.tests],
                        columns=columns)
