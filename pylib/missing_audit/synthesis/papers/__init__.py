"""Every extract of the invented county, one module each; a new module here is found without being named anywhere."""

from __future__ import annotations

import importlib
import pkgutil
from graphlib import TopologicalSorter

from missing_audit.sources import SOURCES
from missing_audit.synthesis.paper import Paper

__all__ = ["PAPERS", "writing_order"]


def _found() -> dict[str, Paper]:
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    papers = {module.PAPER.source: module.PAPER for module in modules}
    return {name: papers[name] for name in SOURCES if name in papers}


PAPERS: dict[str, Paper] = _found()
"""By source, in the order in which sources are reported."""


def writing_order() -> list[Paper]:
    """Papers in the order in which they can be written: each after those whose rows it needs."""
    sorter = TopologicalSorter({name: paper.after for name, paper in PAPERS.items()})
    return [PAPERS[name] for name in sorter.static_order()]
