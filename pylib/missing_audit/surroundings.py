"""The county's own reference files that the audit reads, and what is wrong with them."""

from __future__ import annotations

from missing_audit.config import Settings
from missing_audit.errors import AuditError
from missing_audit.linkage.areas import areas
from missing_audit.reference import populations
from missing_audit.terms import school_terms

__all__ = ["READERS", "faults"]

READERS = {"populations": populations, "school_terms": school_terms, "areas": areas}
"""What reads each file under ``[reference]``; without a file that is named here and in `audit.toml`, no book."""


def faults(settings: Settings) -> dict[str, str]:
    """Why a reference file that `audit.toml` names cannot be used, by its key.

    Parameters
    ----------
    settings
        The county's settings.

    Returns
    -------
    dict
        Empty where all can be used.
    """
    found = {}
    for name, read in READERS.items():
        try:
            read(settings)
        except AuditError as fault:
            found[name] = str(fault)
    return found
