"""A whole run: every scenario, then the counties; kept for the book where nothing was left out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from missing_audit.errors import AuditError
from missing_audit.paths import ROOT
from missing_audit.validation.counties import COUNTIES, counties_tried
from missing_audit.validation.results import Validation, methods, written
from missing_audit.validation.running import REPLICATES, SEED, simulated
from missing_audit.validation.scenarios import scenarios
from missing_audit.validation.summary import summarised

__all__ = ["validated"]

_KEPT = ROOT / ".validation"


def validated(replicates: int = REPLICATES, counties: int = COUNTIES, only: Sequence[str] = (), *,
              report: Callable[[str], None] = lambda _: None) -> Validation:
    """Try the methods, and the whole audit.

    Parameters
    ----------
    replicates
        Tables a scenario.
    counties
        Invented counties audited.
    only
        Ids of the scenarios that are wanted; all where none is named.
    report
        Told what is done.

    Returns
    -------
    Validation
        Kept for the book where every scenario had at least `REPLICATES`, and `COUNTIES` were audited.

    Raises
    ------
    AuditError
        If there is no scenario of a name.
    """
    every = scenarios()
    unknown = [name for name in only if name not in every]
    if unknown:
        raise AuditError(f"--only {unknown[0]}: there is no such scenario. There are: {', '.join(every)}.")
    names = list(only or every)
    report(f"Drawing {replicates:,} tables for each of {len(names)} scenarios …")
    outcomes = simulated(names, _KEPT, replicates=replicates, report=report)
    number = 0 if only else counties
    if number:
        report(f"Auditing {number} invented counties …")
    found = Validation(datetime.date.today().isoformat(), SEED, replicates, methods(),
                       [summarised(every[name], outcomes[name]) for name in names],
                       counties_tried(number, report=report) if number else [])
    if not only and replicates >= REPLICATES and number >= COUNTIES:
        written(found)
        report("Kept for the book's appendix.")
    return found
