"""The first step: extracts to one set of tables in which no child is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from missing_audit.assurance import assured
from missing_audit.cohort import children, episodes
from missing_audit.config import Settings
from missing_audit.contacts import contacts
from missing_audit.errors import SourceError
from missing_audit.histories import histories
from missing_audit.joining import joined
from missing_audit.linkage import TOGETHER, Linked, districts_of_areas, fingerprint, link, read_key, write_identity
from missing_audit.marking import marked
from missing_audit.people import people
from missing_audit.quality import Checked, check_all
from missing_audit.sensitivity import by_matching
from missing_audit.sources import SOURCES
from missing_audit.states import person_time, states
from missing_audit.store import Inputs, Store, inputs

__all__ = ["assembled", "collate", "current_inputs", "lived"]

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
        step = _step(report)
        _write(draft, _checked(settings, step), settings, step)

    return Store(settings).made(STEP, current_inputs(settings).key, make, report=report,
                                unchanged="Collated extracts: unchanged, taken from the store.")


def assembled(linked: Linked, settings: Settings, *,
              report: Callable[[str], None] = lambda _: None) -> dict[str, pd.DataFrame]:
    """The whole cohort, from linked sources.

    Parameters
    ----------
    linked
        Sources after linkage.
    settings
        The county's settings.
    report
        Told what is being done.

    Returns
    -------
    dict of DataFrame
        The tables of `COLLATED`, by name, but for those that `lived` makes.
    """
    report("Joining records of one episode …")
    found, known = joined(linked.tables), people(linked, settings)
    report("Laying out where each child lived …")
    lived = states(linked, known, settings, districts_of_areas(settings))
    counted = episodes(found, linked, lived, settings)
    return {"children": children(known, counted, linked, settings), "episodes": counted, "reports": found.reports,
            "states": lived, "contacts": contacts(linked.tables)}


def lived(cohort: Mapping[str, pd.DataFrame], linked: Linked,
          settings: Settings) -> Iterator[tuple[str, pd.DataFrame]]:
    """The tables that have many rows a child, some children at a time.

    Parameters
    ----------
    cohort
        As `assembled` returns it.
    linked
        Sources after linkage.
    settings
        The county's settings.

    Yields
    ------
    tuple
        ``person_time`` or ``histories``, and its rows of the children whose turn it is, as `COLLATED`. Whose turn it is
        follows from the order of ``children``, which is by content.
    """
    everybody = cohort["children"]["child"]
    for first in range(0, max(len(everybody), 1), TOGETHER):
        some = everybody.iloc[first:first + TOGETHER]
        part = {name: rows if len(some) == len(everybody) else rows[rows["child"].isin(some)]
                for name, rows in cohort.items()}
        yield "person_time", person_time(part["states"], linked, settings)
        yield "histories", histories(part, linked, settings)


def _step(report: Callable[[str], None]) -> Callable[[str], None]:
    """Tell of a step, and give back what memory the steps before it hold without need."""
    # Of the allocators that Arrow has, the system's keeps least for itself.
    pool = pa.system_memory_pool()
    pa.set_memory_pool(pool)

    def step(said: str) -> None:
        pool.release_unused()
        report(said)
    return step


def _checked(settings: Settings, report: Callable[[str], None]) -> Checked:
    checked = check_all(settings, report=lambda name: report(f"Reading {SOURCES[name].title} …"))
    if checked.failed:
        raise SourceError("\n".join(checked.failed.values()) + "\nA source that is left out of "
                          f"{settings.file} is not guessed at: the report says what it cannot answer.")
    return checked


def _write(draft: Path, checked: Checked, settings: Settings, report: Callable[[str], None]) -> None:
    report("Linking records of one child …")
    linked = link(checked.used, read_key(settings), disputed=checked.disputed, settings=settings)
    private = draft / "linkage"
    private.mkdir(mode=0o700)
    write_identity(linked, private / "identity.parquet")
    # Neither names nor the rows as they were checked are needed any more.
    linked, checked = replace(linked, identity=linked.identity.iloc[:0].copy()), replace(checked, used={})
    cohort = assembled(linked, settings, report=report)
    report("Measuring the records' quality …")
    tables = cohort | assured(checked, linked, cohort, settings) | {
        "sources": checked.sources, "quarantine": checked.quarantine, "unknown": checked.unknown,
        "joins": linked.joins, "weights": linked.weights, "linkage_quality": linked.quality,
        **by_matching(linked, settings),
        "caveats": pd.DataFrame({"sentence": pd.Series(linked.caveats, dtype="str")}),
        "marks": marked(linked.tables, cohort["reports"], cohort["episodes"], settings)}
    report("Storing …")
    for name, table in tables.items():
        table.to_parquet(draft / f"{name}.parquet", index=False)
    report("Laying out each child's time, and what was known before …")
    _append(draft, lived(cohort, linked, settings))
    (draft / "linked").mkdir()
    for name, table in linked.tables.items():
        table.to_parquet(draft / "linked" / f"{name}.parquet", index=False)


def _append(draft: Path, parts: Iterable[tuple[str, pd.DataFrame]]) -> None:
    """Write tables that come in parts, each into one file."""
    with ExitStack() as files:
        writers: dict[str, pq.ParquetWriter] = {}
        for name, rows in parts:
            table = pa.Table.from_pandas(rows, preserve_index=False)
            if name not in writers:
                writers[name] = files.enter_context(pq.ParquetWriter(draft / f"{name}.parquet", table.schema))
            writers[name].write_table(table.cast(writers[name].schema))
