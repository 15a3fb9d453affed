"""The first step: extracts to one set of tables in which no child is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from missing_audit.assurance import assured
from missing_audit.cohort import children, episodes
from missing_audit.config import Settings
from missing_audit.contacts import contacts
from missing_audit.errors import SourceError
from missing_audit.histories import histories
from missing_audit.joining import joined
from missing_audit.linkage import Linked, districts_of_areas, fingerprint, link, read_key, write_identity
from missing_audit.marking import marked
from missing_audit.people import people
from missing_audit.quality import Checked, check_all
from missing_audit.sensitivity import headlines
from missing_audit.sources import SOURCES
from missing_audit.states import person_time, states
from missing_audit.store import Inputs, Store, inputs

__all__ = ["assembled", "collate", "current_inputs"]

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
        Folder of the result, in Parquet: the tables of `COLLATED`; ``sources``, ``tallies``, ``quarantine``,
        ``unknown`` (as `Checked`); ``joins``, ``weights``, ``linkage_quality``,
        ``thresholds`` (as `Linked`); ``linked/``, each source's rows after linkage; and
        ``linkage/``, which alone names children.

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


def assembled(linked: Linked, settings: Settings) -> dict[str, pd.DataFrame]:
    """The whole cohort, from linked sources.

    Parameters
    ----------
    linked
        Sources after linkage.
    settings
        The county's settings.

    Returns
    -------
    dict of DataFrame
        The tables of `COLLATED`, by name.
    """
    found, known = joined(linked.tables), people(linked, settings)
    lived = states(linked, known, settings, districts_of_areas(settings))
    counted = episodes(found, linked, lived, settings)
    cohort = children(known, counted, linked, settings)
    tables = {"children": cohort, "episodes": counted, "reports": found.reports, "states": lived,
              "person_time": person_time(lived, linked, settings), "contacts": contacts(linked.tables)}
    return tables | {"histories": histories(tables, linked, settings)}


def _write(draft: Path, checked: Checked, settings: Settings) -> None:
    linked = link(checked.used, read_key(settings), disputed=checked.disputed, settings=settings)
    cohort = assembled(linked, settings)
    tables = cohort | assured(checked, linked, cohort, settings) | {
        "sources": checked.sources, "quarantine": checked.quarantine,
        "unknown": checked.unknown,
        "joins": linked.joins, "weights": linked.weights,
        "linkage_quality": linked.quality, "headlines": headlines(linked, settings),
        "caveats": pd.DataFrame({"sentence": pd.Series(linked.caveats, dtype="str")}),
        "marks": marked(linked.tables, cohort["reports"], cohort["episodes"], settings)}
    for name, table in tables.items():
        table.to_parquet(draft / f"{name}.parquet", index=False)
    (draft / "linked").mkdir()
    for name, table in linked.tables.items():
        table.to_parquet(draft / "linked" / f"{name}.parquet", index=False)
    private = draft / "linkage"
    private.mkdir(mode=0o700)
    write_identity(linked, private / "identity.parquet")
