"""One module a module of `statistics`, each with its `SCENARIOS`; found by their names."""

from __future__ import annotations

import importlib
import pkgutil

from missing_audit.validation.scenario import Scenario

__all__ = ["scenarios"]


def scenarios() -> dict[str, Scenario]:
    """Every scenario, by its id, in the order of the modules and within each as it stands there.

    Raises
    ------
    ValueError
        If two have the same id.
    """
    found: dict[str, Scenario] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        for scenario in importlib.import_module(f"{__name__}.{name}").SCENARIOS:
            if scenario.id in found:
                raise ValueError(f"two scenarios are called '{scenario.id}'")
            found[scenario.id] = scenario
    return found
