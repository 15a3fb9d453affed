"""Whether the book can be rendered on this machine, for this county, and what to do where it cannot.

All but the county is looked at with Python's own library alone, so that it also works where packages are missing.
"""

from __future__ import annotations

from pathlib import Path

from missing_audit.doctor.checks import Check, Status
from missing_audit.doctor.machine import machine

__all__ = ["Check", "Status", "examine", "machine"]


def examine(config: Path) -> list[tuple[str, list[Check]]]:
    """Look at the machine and at a county.

    Parameters
    ----------
    config
        The county's `audit.toml`, or its folder.

    Returns
    -------
    list of tuple
        A title, and the checks under it.
    """
    from missing_audit.doctor.county import county

    return [("This machine", machine()), (f"The county of {config}", county(config))]
