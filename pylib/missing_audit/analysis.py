"""The second step: every finding of the book, tests adjusted together, tables protected together, stored."""

from __future__ import annotations

import importlib
import importlib.metadata
import pkgutil
import platform
import re
from collections.abc import Callable, Collection
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any

from missing_audit import findings as computing
from missing_audit import prose as writing
from missing_audit.collation import collate, current_inputs
from missing_audit.config import Settings
from missing_audit.disclosure import protect
from missing_audit.evidence import Evidence, gather
from missing_audit.finding import Finding, Work
from missing_audit.overview import overview
from missing_audit.register import QUESTIONS, adjusted
from missing_audit.store import Inputs, Store, write_json
from missing_audit.words import share

__all__ = ["MODULES", "analyse", "find"]

STEP = "analyse"


def _modules(package: ModuleType) -> dict[str, ModuleType]:
    """The modules of a package that are named after a question."""
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return {name.upper(): importlib.import_module(f"{package.__name__}.{name}") for name in names
            if re.fullmatch(r"rq\d\d", name)}


_COMPUTING, _WRITING = _modules(computing), _modules(writing)
MODULES = {name: (module, _WRITING[name]) for name, module in _COMPUTING.items() if name in _WRITING}
"""The questions that this edition answers, each with the module that computes and the one that writes; found by their
names."""

_LIBRARIES = ("great_tables", "numpy", "pandas", "plotnine", "scipy", "statsmodels")


def analyse(settings: Settings, *, report: Callable[[str], None] = lambda _: None) -> Path:
    """Compute, protect and store the findings; reuse the stored result where nothing has changed.

    Parameters
    ----------
    settings
        The county's settings.
    report
        Told what is being done.

    Returns
    -------
    Path
        Folder of the result: ``findings.json``, ``overview.json``, ``provenance.json``.
    """
    given = current_inputs(settings)

    def make(draft: Path) -> None:
        collated = collate(settings, report=report)
        report("Computing and protecting the findings …")
        evidence = gather(settings, collated)
        write_json(draft / "findings.json", [finding.to_dict() for finding in find(evidence)])
        write_json(draft / "overview.json", overview(evidence, collated))
        write_json(draft / "provenance.json", _provenance(given))

    return Store(settings).made(STEP, given.key, make, report=report,
                                unchanged="Findings: unchanged, taken from the store.")


def find(evidence: Evidence, questions: Collection[str] = tuple(MODULES)) -> list[Finding]:
    """Findings, from collated tables to protected values.

    Parameters
    ----------
    evidence
        As `gather` returns it.
    questions
        Ids of those that are wanted, such as ``RQ05``; all where none is named. Tests are adjusted with those of the
        questions wanted.

    Returns
    -------
    list of Finding
        In the order of the commission's questions.
    """
    works: dict[str, Work] = {name: MODULES[name][0].compute(evidence) for name in MODULES if name in questions}
    tests = adjusted([test for work in works.values() for test in work.tests])
    by_id = {test.id: test for test in tests}
    settings = evidence.settings
    drafts = {name: work.drafts | (work.later(by_id) if work.later else {}) for name, work in works.items()}
    safe = protect({table: draft for each in drafts.values() for table, draft in each.items()}, settings.disclosure)
    texts = {question.id: question.text for question in QUESTIONS}
    findings = []
    for name, work in works.items():
        tables = {table: safe[table] for table in drafts[name]}
        own = tuple(by_id[test.id] for test in work.tests)
        said = MODULES[name][1].write(tables, {test.id: test for test in own}, settings)
        said.sentences["level"] = share(settings.statistics.confidence)
        findings.append(Finding(name, texts[name], said, tables, own, work.refusals))
    return findings


def _provenance(given: Inputs) -> list[dict[str, Any]]:
    """What the results were made from: one line per input and per library."""
    lines = [{"kind": "Extract or setting", "name": PurePath(name).name, "is": digest[:16]}
             for name, digest in given.files.items()]
    lines += [{"kind": "Software", "name": name, "is": digest[:16]} for name, digest in given.code.items()]
    lines += [{"kind": "Library", "name": name, "is": importlib.metadata.version(name)} for name in _LIBRARIES]
    return [*lines, {"kind": "Language", "name": "Python", "is": ".".join(platform.python_version_tuple()[:2])}]

