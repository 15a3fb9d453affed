"""Every source that the audit can read, one module each; a new module here is found without being named anywhere."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from graphlib import TopologicalSorter

from missing_audit.sources.source import Source

__all__ = ["RECORDERS", "SOURCES", "Source", "checking_order"]


def _found() -> list[Source]:
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    return sorted((module.SOURCE for module in modules if hasattr(module, "SOURCE")),
                  key=lambda source: (source.order, source.name))


SOURCES: dict[str, Source] = {source.name: source for source in _found()}
"""By name, in the order in which they are reported."""

RECORDERS: dict[str, Source] = {
    source.name: source for source in sorted(SOURCES.values(), key=lambda source: not source.timed) if source.records}
"""Sources that record missing episodes; those that give the time of day come first."""


def checking_order(names: Iterable[str] = SOURCES) -> list[str]:
    """Sources in the order in which they are checked: a rule may look at the sources before its own.

    Examples
    --------
    >>> checking_order(["looked_after_header", "case_records"])
    ['case_records', 'looked_after_header']
    """
    wanted = list(names)
    sorter = TopologicalSorter({name: SOURCES[name].after for name in SOURCES})
    return [name for name in sorter.static_order() if name in wanted]
