"""One finding by itself: what the report says of it where no other question's tests are adjusted with its own."""

from __future__ import annotations

import importlib

from missing_audit.disclosure import protect
from missing_audit.evidence import Evidence
from missing_audit.finding import Finding
from missing_audit.register import QUESTIONS, adjusted
from missing_audit.words import share


def finding_of(evidence: Evidence, name: str) -> Finding:
    """The finding of one question, such as ``rq05``, from collated tables to protected values."""
    work = importlib.import_module(f"missing_audit.findings.{name}").compute(evidence)
    tests = {test.id: test for test in adjusted(work.tests)}
    drafts = work.drafts | (work.later(tests) if work.later else {})
    tables = protect(drafts, evidence.settings.disclosure)
    said = importlib.import_module(f"missing_audit.prose.{name}").write(tables, tests, evidence.settings)
    said.sentences["level"] = share(evidence.settings.statistics.confidence)
    text = next(question.text for question in QUESTIONS if question.id == name.upper())
    return Finding(name.upper(), text, said, tables, tuple(tests.values()), work.refusals)
