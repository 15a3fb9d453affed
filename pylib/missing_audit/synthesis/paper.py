"""What one agency writes down of the true history: an extract of the invented county."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from missing_audit.synthesis import mistakes
from missing_audit.synthesis.clock import day_text
from missing_audit.synthesis.history import History
from missing_audit.synthesis.parameters import Model, Typing
from missing_audit.synthesis.streams import stream

__all__ = ["Invented", "Paper", "Rows", "as_text", "dates", "doubled", "draw", "picked", "spoiled", "typed"]

Rows = Mapping[str, pd.DataFrame]
"""Rows that papers before this one have written, by source."""


@dataclass(frozen=True)
class Invented:
    """The county before anybody wrote anything down: seed, parameters, true history."""

    seed: int
    model: Model
    history: History

    def stream(self, name: str) -> np.random.Generator:
        """Random numbers of one part."""
        return stream(self.seed, name)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """How one source of the audit is written.

    Attributes
    ----------
    source
        The source.
    file
        Path in the folder.
    write
        Makes its rows, in the order of the file: the texts of every column, and what they hide: `person`, and where
        the row is about an event `event` (its number; 0 for none) and `kind`; `fault` ('' if none).
    save
        Bytes of the file.
    reference
        Column of the rows by which `truth_links.csv` names one.
    first
        Line of the first row in the file.
    row, layout
        What a row is, and how the file is laid out, for the folder's README.
    after
        Sources whose rows it needs.
    """

    source: str
    file: str
    write: Callable[[Invented, Rows], pd.DataFrame]
    save: Callable[[pd.DataFrame], bytes]
    reference: str
    row: str
    layout: str
    first: int = 2
    after: tuple[str, ...] = ()


def draw(rng: np.random.Generator, share: Mapping[str, float], size: int) -> np.ndarray:
    """Draw texts by their weight."""
    weight = np.array(list(share.values()), dtype=float)
    return np.array(list(share), dtype=object)[rng.choice(len(share), size, p=weight / weight.sum())]


def typed(rng: np.random.Generator, child: pd.DataFrame, rates: Typing, latest: np.ndarray) -> dict[str, np.ndarray]:
    """Names and days of birth of the children of rows, typed afresh on each; no birth is after `latest` (days)."""
    return {
        "surname": mistakes.surnames(rng, child["surname"].to_numpy(), rates),
        "forename": mistakes.forenames(rng, child["forename"].to_numpy(), rates),
        "birth": mistakes.births(rng, child["born"].to_numpy(), rates, latest=latest),
    }


def picked(rng: np.random.Generator, fit: Mapping[str, pd.Series], each: int) -> dict[str, np.ndarray]:
    """Rows to spoil: up to `each` for every fault, drawn from those that it fits (`fit`), no row for two faults."""
    out: dict[str, np.ndarray] = {}
    for fault, mask in fit.items():
        free = np.setdiff1d(mask.index[mask.to_numpy(dtype=bool)], np.concatenate([[], *out.values()]))
        out[fault] = np.sort(rng.choice(free.astype(int), min(each, len(free)), replace=False))
    return out


def doubled(rows: pd.DataFrame, index: np.ndarray) -> pd.DataFrame:
    """Rows with some of them sent twice, the second after the first and with the fault ``repeated_row``."""
    again = rows.loc[index].assign(fault="repeated_row")
    return pd.concat([rows, again]).sort_index(kind="stable").reset_index(drop=True)


def spoiled(rng: np.random.Generator, rows: pd.DataFrame, faults: Mapping[str, Mapping[str, Any]], *,
            fit: Mapping[str, pd.Series], each: int) -> pd.DataFrame:
    """Plant defective rows, one fault to a row.

    Parameters
    ----------
    rng
        Random numbers.
    rows
        Sound rows, as text.
    faults
        By fault the columns that it changes: to a value, or by a function of the rows that it takes. The fault that
        changes none is ``repeated_row``.
    fit
        Rows that a fault fits, where not all do.
    each
        How many rows for every fault.

    Returns
    -------
    DataFrame
        The rows with `fault` ('' if none).
    """
    out = rows.assign(fault="")
    everywhere = pd.Series(True, index=rows.index)
    at = picked(rng, {fault: fit.get(fault, everywhere) for fault in faults}, each)
    for fault, changes in faults.items():
        for column, to in changes.items():
            out.loc[at[fault], column] = to(out.loc[at[fault]]) if callable(to) else to
        if changes:
            out.loc[at[fault], "fault"] = fault
    return doubled(out, at["repeated_row"]) if "repeated_row" in at else out


def dates(days: Iterable[float], form: Callable[[int], str] = day_text, *, unless: Iterable[bool] = ()) -> np.ndarray:
    """Days as text; blank where the day is not a number, or `unless` holds."""
    texts = ["" if np.isnan(day) else form(int(day)) for day in days]
    return np.where(np.array([*unless] or [False] * len(texts)), "", np.array(texts, dtype=object))


def as_text(rows: pd.DataFrame, columns: Mapping[str, str] | Sequence[str], *, separator: str = ",", ending: str = "\n",
            encoding: str = "utf-8", above: Iterable[str] = ()) -> bytes:
    """Bytes of rows as separated text.

    Parameters
    ----------
    rows
        As `Paper.write` makes them.
    columns
        Heading of each column of the file, with the column of `rows` that it comes from where that has another name.
    separator, ending, encoding
        As the agency's system writes them.
    above
        Lines above the headings.

    Returns
    -------
    bytes
    """
    names = dict(columns) if isinstance(columns, Mapping) else {name: name for name in columns}
    out = io.StringIO(newline="")
    out.writelines(line + ending for line in above)
    writer = csv.writer(out, delimiter=separator, lineterminator=ending)
    writer.writerow(names)
    writer.writerows(rows[list(names.values())].itertuples(index=False, name=None))
    return out.getvalue().encode(encoding)
