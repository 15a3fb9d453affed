"""Social care's tracker of what was put in place for children who went missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAY, DAYS, long_text
from missing_audit.synthesis.paper import Invented, Paper, Rows, doubled, draw, picked, typed
from missing_audit.synthesis.papers.case_records import person_codes
from missing_audit.synthesis.workbook import Cell, date_cell, workbook

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = ("Person ID", "Date of Birth", "Response Type", "Response Start", "Response End", "Given By", "Recorded In")
_SAID = {
    "mentoring": {"Mentoring": 8, "Mentor": 2}, "mediation": {"Family mediation": 9, "Mediation": 2},
    "exploitation": {"CSE direct work": 3, "Direct work on exploitation": 2},
    "named_worker": {"Named worker": 8, "Lead worker": 3}, "placement": {"Placement support": 3, "Placement move": 2},
    "notice": {"Abduction notice": 2, "Disruption notice": 3}, "strategy": {"Strategy meeting": 5},
}  # fmt: skip
_GIVEN = {
    "mentoring": {"Youth service": 4, "Charity": 5}, "mediation": {"Early help": 5, "Charity": 3},
    "exploitation": {"Charity": 5, "Social care": 3}, "named_worker": {"Social care": 6, "Early help": 2, "YOT": 1},
    "placement": {"Social care": 6, "Children's home": 3}, "notice": {"Police": 1}, "strategy": {"Social care": 1},
}  # fmt: skip
_POINTS = ("strategy",)
_LATEST = DAYS + 90


def _noted(rng: np.random.Generator, invented: Invented, done: Rows) -> pd.DataFrame:
    """Responses for children with a case record that somebody wrote down, begun by the day of the extract."""
    rows = invented.history.responses
    ours = rows["person"].isin(done["case_records"]["person"]) & (rows["start"] < _LATEST * DAY)
    kept = rows[ours & (rng.random(len(rows)) < invented.model.response_recorded)]
    return kept.sort_values(["start", "person", "type"], kind="stable", ignore_index=True)


def _texts(rng: np.random.Generator, invented: Invented, rows: pd.DataFrame) -> pd.DataFrame:
    """What the tracker says; a few are never ended, and one day is written as the end of what lasts a day."""
    model, size = invented.model, len(rows)
    child = invented.history.children.loc[rows["person"]].reset_index(drop=True)
    first, last = rows["start"] // DAY, rows["end"] // DAY - 1
    never = (rng.random(size) < model.response_never_ended) & ~rows["type"].isin(_POINTS)
    return rows.assign(
        code=person_codes(invented)[rows["person"]].astype(object), first=first, last=last,
        birth=typed(rng, child, model.typing_responses, first.to_numpy())["birth"],
        said=np.concatenate([draw(rng, _SAID[kind], 1) for kind in rows["type"]]),
        given=np.where(rng.random(size) < 0.05, "", np.concatenate([draw(rng, _GIVEN[k], 1) for k in rows["type"]])),
        noted=np.where(rng.random(size) < 0.03, "", draw(rng, {"Case record": 7, "Case file": 1, "RHI": 3}, size)),
        open=never | (last >= _LATEST), kind=rows["type"],
        fault=np.where(never & (first < _LATEST - 740), "never_ended", ""),
    )  # fmt: skip


def _spoiled(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Plant defective rows, one fault to a row."""
    out, sound = rows.copy(), (rows["fault"] == "") & ~rows["open"]
    faults = ("no_start", "no_number", "ended_before_start", "wrong_number", "repeated_row")
    at = picked(rng, dict.fromkeys(faults, sound), max(2, len(rows) // 250))
    for fault, index in at.items():
        out.loc[index, "fault"] = "" if fault == "repeated_row" else fault
    index = at["ended_before_start"]
    out.loc[index, "last"] = out.loc[index, "first"] - rng.integers(5, 60, len(index))
    out.loc[at["no_number"], "code"] = ""
    # No number of the county's begins so.
    out.loc[at["wrong_number"], "code"] = ["9" + code[1:] for code in out.loc[at["wrong_number"], "code"]]
    return doubled(out, at["repeated_row"])


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row a response."""
    rng = invented.stream("responses")
    return _spoiled(rng, _texts(rng, invented, _noted(rng, invented, done)))


def _save(rows: pd.DataFrame) -> bytes:
    """Bytes of the worksheet: births are real dates, the rest is text."""
    table: list[list[Cell]] = [["Missing children: responses (invented)"], list(COLUMNS)]
    for row in rows.itertuples(index=False):
        table.append([
            int(row.code) if row.code else None, date_cell(row.birth), row.said,
            "tbc" if row.fault == "no_start" else long_text(row.first), None if row.open else long_text(row.last),
            row.given, row.noted,
        ])  # fmt: skip
    return workbook("Responses", table)


PAPER = Paper(
    source="responses", file="extracts/responses.xlsx", write=_write, save=_save, reference="code", first=3,
    after=("case_records",), row="a response put in place for a child",
    layout="sheet `Responses`, a title row above the header; births are real dates, the others text (`02-Apr-2015`)",
)
