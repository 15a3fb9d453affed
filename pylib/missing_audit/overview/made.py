"""Every table of the collation and methodology chapters, protected together, and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from missing_audit.disclosure import protect
from missing_audit.evidence import Evidence
from missing_audit.overview import agreement, matching, records, scopes
from missing_audit.prose import collation as prose
from missing_audit.store import read_tables
from missing_audit.words import share

__all__ = ["overview"]


def overview(evidence: Evidence, collated: Path) -> dict[str, Any]:
    """The tables and sentences of the collation and methodology chapters.

    Parameters
    ----------
    evidence
        Collated tables.
    collated
        Folder of the collation, for what is not evidence: rates, joins, weights.

    Returns
    -------
    dict
        ``tables``: `SafeTable.to_dict` by name. ``sentences``: what is said of them, by name.
    """
    stored, settings = read_tables(collated), evidence.settings
    drafts = {
        **records.drafts(stored, settings), **matching.drafts(stored, evidence), **agreement.drafts(stored, settings),
        **scopes.drafts(evidence, stored),
    }
    safe = protect(drafts, settings.disclosure)
    return {"tables": {name: table.to_dict() for name, table in safe.items()},
            "sentences": prose.write(safe) | {"level": share(settings.statistics.confidence),
                                              "caveats": " ".join(stored["caveats"]["sentence"])}}
