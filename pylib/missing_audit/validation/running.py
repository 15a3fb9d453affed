"""Scenarios drawn many times, in several processes; what is done is kept, so that a run can be taken up again."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import astuple, fields
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from missing_audit.validation.results import methods
from missing_audit.validation.scenario import Outcome
from missing_audit.validation.scenarios import scenarios
from missing_audit.writing import replacing

__all__ = ["REPLICATES", "SEED", "drawn", "simulated"]

SEED, REPLICATES = 20130919, 2000
_TOGETHER = 250
"""Replicates that one process draws at a time: a minute's work at most, which is what an interruption can lose."""
_COLUMNS = [field.name for field in fields(Outcome)]


def drawn(name: str, first: int, number: int, *, seed: int = SEED) -> pd.DataFrame:
    """Some replicates of one scenario.

    Parameters
    ----------
    name
        The scenario's id.
    first
        Number of the first replicate; each has random numbers of its own, whoever draws it.
    number
        How many.
    seed
        Of the whole run.

    Returns
    -------
    DataFrame
        One row per replicate, with the columns of `Outcome`.
    """
    scenario, stream = scenarios()[name], zlib.crc32(name.encode())
    found = [astuple(scenario.draw(np.random.default_rng([seed, stream, replicate])))
             for replicate in range(first, first + number)]
    return pd.DataFrame(found, columns=_COLUMNS).astype("float64")


def simulated(names: Iterable[str], folder: Path, *, replicates: int = REPLICATES, seed: int = SEED,
              report: Callable[[str], None] = lambda _: None) -> dict[str, pd.DataFrame]:
    """All replicates of some scenarios, on as many processes as there are cores.

    Parameters
    ----------
    names
        Ids of scenarios.
    folder
        Where pieces are kept; those of other methods or another seed are left alone.
    replicates, seed
        Of each scenario.
    report
        Told of each scenario that is finished.

    Returns
    -------
    dict of DataFrame
        As `drawn`, by id.
    """
    kept = folder / f"{methods()}-{seed}"
    kept.mkdir(parents=True, exist_ok=True)
    pieces = {name: [(first, min(_TOGETHER, replicates - first)) for first in range(0, replicates, _TOGETHER)]
              for name in names}
    with _one_thread(), ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(_piece, kept, name, *piece, seed): name for name in pieces for piece in pieces[name]}
        left = {name: len(parts) for name, parts in pieces.items()}
        for done in as_completed(waiting):
            done.result()
            left[waiting[done]] -= 1
            if not left[waiting[done]]:
                report(f"{waiting[done]}: {replicates:,} replicates")
    return {name: pd.concat([pd.read_parquet(_path(kept, name, *piece)) for piece in parts], ignore_index=True)
            for name, parts in pieces.items()}


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep processes that start now to one core each: their arrays are small, and every core has one of them."""
    before = dict(os.environ)
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _path(kept: Path, name: str, first: int, number: int) -> Path:
    return kept / f"{name}-{first}-{number}.parquet"


def _piece(kept: Path, name: str, first: int, number: int, seed: int) -> None:
    path = _path(kept, name, first, number)
    if not path.is_file():
        with replacing(path) as draft:
            drawn(name, first, number, seed=seed).to_parquet(draft)
