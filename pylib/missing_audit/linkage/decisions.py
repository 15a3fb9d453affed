"""What a person has decided about pairs of records: read from the reviewed workbook, checked, and honoured."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from missing_audit.errors import SourceError
from missing_audit.linkage.pseudonyms import digest

__all__ = ["ANSWERS", "DECISION", "REFERENCES", "Decisions", "read_decisions", "references", "resolved"]

ANSWERS = ("same", "different", "unsure")
DECISION = "Decision"
REFERENCES = ("Reference 1", "Reference 2")
"""Headings of the two records' references."""


@dataclass(frozen=True)
class Decisions:
    """Decisions on records that are there, by record number, each with its row in the workbook.

    Attributes
    ----------
    table
        One row per decision: `left`, `right` (records), `answer` (``same`` or ``different``), `row`.
    """

    table: pd.DataFrame

    def of(self, answer: str) -> np.ndarray:
        """Pairs of records with an answer, as rows of two numbers."""
        return self.table.loc[self.table["answer"] == answer, ["left", "right"]].to_numpy(int).reshape(-1, 2)


def references(keys: pd.Series, key: bytes) -> pd.Series:
    """Reference of every record: a keyed digest of its content, the same wherever its rows stand."""
    return pd.Series([digest(f"record:{text}", key)[:20] for text in keys], index=keys.index, dtype="str")


def read_decisions(path: Path) -> pd.DataFrame:
    """Every row of a reviewed workbook.

    Parameters
    ----------
    path
        The workbook, as `review.write_review` makes it.

    Returns
    -------
    DataFrame
        One row per row under the headings, all columns as they stand there as text, and `row`, its number.

    Raises
    ------
    SourceError
        If it cannot be read, lacks a column, or holds an answer other than same, different, unsure or none.
    """
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as fault:
        raise SourceError(f"{path}: not readable as a workbook: {fault}. Make it with `missing-audit review-links`, "
                          "or take linkage.decisions out of audit.toml.") from fault
    rows = [["" if cell is None else str(cell).strip() for cell in row]
            for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    headings = rows[0] if rows else []
    if lacking := [name for name in (*REFERENCES, DECISION) if name not in headings]:
        raise SourceError(f"{path}: no column {', '.join(lacking)}. Decide in the workbook that `missing-audit "
                          "review-links` makes, and leave its headings as they are.")
    table = pd.DataFrame(rows[1:], columns=headings, dtype="str").assign(row=range(2, len(rows) + 1))
    table[DECISION] = table[DECISION].str.lower()
    strange = ~table[DECISION].isin(["", *ANSWERS])
    if strange.any():
        first = table[strange].iloc[0]
        raise SourceError(f"{path}: row {first['row']}: {DECISION} = {first[DECISION]!r}; allowed: "
                          f"{', '.join(ANSWERS)}, or nothing.")
    return table


def resolved(table: pd.DataFrame, refs: pd.Series, unique: np.ndarray, path: Path) -> Decisions:
    """Decisions on records that the extracts still hold, checked against one another.

    Parameters
    ----------
    table
        As `read_decisions` gives it.
    refs
        Reference of every record.
    unique
        By record, the number of the source with one row a child that it is of; -1 for other records.
    path
        The workbook, for errors.

    Returns
    -------
    Decisions

    Raises
    ------
    SourceError
        If decisions contradict each other, or make two rows of a source with one row a child the same; by row.
    """
    number = pd.Series(refs.index, index=refs.to_numpy())
    ends = [table[heading].map(number) for heading in REFERENCES]
    decided = pd.DataFrame({"left": ends[0], "right": ends[1], "answer": table[DECISION], "row": table["row"]})
    decided = decided[decided["answer"].isin(["same", "different"])].dropna().astype({"left": int, "right": int})
    decided = decided.sort_values(["left", "right", "row"], ignore_index=True)
    same = _links(decided[decided["answer"] == "same"])
    for item in decided[decided["answer"] == "different"].itertuples():
        if (way := _way(same, item.left, {item.right})) is not None:
            raise SourceError(f"{path}: row {item.row} says different, but {_rows(way)} same, directly or through "
                              "others. Correct one of them.")
    for record in sorted(same):
        others = {far for far in same if far != record and unique[far] == unique[record] >= 0}
        if unique[record] >= 0 and (way := _way(same, record, others)) is not None:
            raise SourceError(f"{path}: {_rows(way)} same, which makes one child of two rows of a source that has one "
                              "row a child. Correct the decision, or have that source corrected.")
    return Decisions(decided)


def _links(same: pd.DataFrame) -> dict[int, list[tuple[int, int]]]:
    links: dict[int, list[tuple[int, int]]] = {}
    for item in same.itertuples():
        links.setdefault(item.left, []).append((item.right, item.row))
        links.setdefault(item.right, []).append((item.left, item.row))
    return links


def _way(links: dict[int, list[tuple[int, int]]], start: int, ends: set[int]) -> list[int] | None:
    """Rows of the workbook that lead from one record to one of others; nothing where they do not."""
    seen, queue = {start}, deque([(start, [])])
    while queue:
        record, rows = queue.popleft()
        if record in ends:
            return sorted(rows)
        for far, row in links.get(record, []):
            if far not in seen:
                seen.add(far)
                queue.append((far, [*rows, row]))
    return None


def _rows(rows: list[int]) -> str:
    return f"row {rows[0]} says" if len(rows) == 1 else f"rows {', '.join(map(str, rows))} say"
