"""The first step: extracts to one set of tables in which no child is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from missing_audit.care import person_time
from missing_audit.cohort import children, episodes
from missing_audit.config import Settings
from missing_audit.errors import SourceError
from missing_audit.linkage import fingerprint, link, read_key, write_identity
from missing_audit.quality import Checked, check_all
from missing_audit.schema import SOURCES
from missing_audit.store import Inputs, Store, inputs

__all__ = ["collate", "current_inputs"]

STEP = "collate"


def current_inputs(settings: Settings) -> Inputs:
    """Digests of everything that the county's results depend on, its key's fingerprint among them."""
    return inputs(settings, key_fingerprint=fingerprint(read_key(settings)))


def collate(settings: Settings, *, report: Callable[[str], None] = lambda _: None) -> Path:
    """Read, check, link and join the extracts; reuse the stored result where nothing has changed.

    Parameters
    ----------
    settings
        The county's settings.
    report
        Told what is being done.

    Returns
    -------
    Path
        Folder of the result: ``children``, ``episodes``, ``care`` (as `COLLATED`), ``sources``, ``tallies``,
        ``quarantine``, ``unknown`` (as `Checked`), ``joins``, ``weights``, ``linkage_quality``, ``thresholds``,
        ``linkage_caveats`` (as `Linked`), in Parquet, and ``linkage/``, which alone names children.

    Raises
    ------
    SourceError
        If an extract that `audit.toml` names cannot be read at all.
    """
    def make(draft: Path) -> None:
        checked = check_all(settings, report=lambda name: report(f"Reading {SOURCES[name].title} …"))
        if checked.failed:
            raise SourceError("\n".join(checked.failed.values()) + "\nA source that is left out of "
                              f"{settings.file} is not guessed at: the report says what it cannot answer.")
        report("Linking and joining …")
        _write(draft, checked, settings)

    return Store(settings).made(STEP, current_inputs(settings).key, make, report=report,
                                unchanged="Collated extracts: unchanged, taken from the store.")


def _write(draft: Path, checked: Checked, settings: Settings) -> None:
    linked = link(checked.used, read_key(settings), disputed=checked.disputed, settings=settings)
    found = episodes(linked, settings)
    tables = {
        "children": children(linked, found, settings),
        "episodes": found,
        "care": person_time(linked, settings),
        "sources": checked.sources,
        "tallies": checked.tallies,
        "quarantine": checked.quarantine,
        "unknown": checked.unknown,
        "joins": linked.joins,
        "weights": linked.weights,
        "linkage_quality": linked.quality,
        "thresholds": linked.thresholds,
        "linkage_caveats": pd.DataFrame({"caveat": pd.Series(linked.caveats, dtype="str")}),
    }
    for name, table in tables.items():
        table.to_parquet(draft / f"{name}.parquet", index=False)
    private = draft / "linkage"
    private.mkdir(mode=0o700)
    write_identity(linked, private / "identity.parquet")
