"""The county's list of children whom other authorities placed in it, from the notices that they sent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import mistakes
from missing_audit.synthesis.clock import DAYS
from missing_audit.synthesis.paper import Invented, Paper, Rows, dates, draw, spoiled, typed
from missing_audit.synthesis.workbook import Cell, date_cell, workbook

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = ("Surname", "Forename", "DOB", "Sex", "Placing Authority", "Placement Type", "Placement Postcode",
           "Placement Start", "Notification Received", "Placement End", "Missing Risk Shared")
_AUTHORITIES = {"Westmarch Council": 3, "Fenmoor County Council": 3, "Saltby City Council": 2, "Northolme Borough": 2}
_KINDS = {"home": "Children's home", "foster": "Foster care", "semi": "Semi-independent"}


def _told(rng: np.random.Generator, invented: Invented, rows: pd.DataFrame) -> np.ndarray:
    """Day of the notice: before the child moved in or the next day, weeks later, or never."""
    model, size = invented.model, len(rows)
    late = rng.random(size) < model.notice_late
    delay = np.where(late, np.rint(4 + rng.exponential(20, size)), rng.integers(-5, 2, size))
    return np.where(rng.random(size) < model.notice_never, np.nan, rows["begin"] + delay)


def _write(invented: Invented, _: Rows) -> pd.DataFrame:
    """One row a placement that the county came to know of."""
    rng, model, history = invented.stream("placed_by_others"), invented.model, invented.history
    stays = history.stays[history.children["visitor"].to_numpy()[history.stays["person"]]]
    rows = stays[rng.random(len(stays)) >= model.notice_not_listed]
    rows = rows.sort_values(["begin", "person"], kind="stable", ignore_index=True)
    child, size = history.children.loc[rows["person"]].reset_index(drop=True), len(rows)
    names = typed(rng, child, model.typing_notices, rows["begin"].to_numpy())
    untold = (rng.random(size) < model.notice_end_untold) | (rows["end"] >= DAYS).to_numpy()
    rows = pd.DataFrame({
        "person": rows["person"], "begin": rows["begin"], "surname": names["surname"], "forename": names["forename"],
        "born": names["birth"], "sex": np.where(child["girl"], "F", "M"), "by": draw(rng, _AUTHORITIES, size),
        "type": rows["kind"].map(_KINDS), "place": mistakes.postcodes(rng, rows["postcode"].to_numpy(),
                                                                      model.typing_notices),
        "start_text": dates(rows["begin"]), "told_text": dates(_told(rng, invented, rows)),
        "end_text": dates(rows["end"], unless=untold),
        "risk": np.where(rng.random(size) < model.notice_risk_shared, "Yes", draw(rng, {"No": 2, "": 1}, size)),
    })
    faults = {"no_date": {"start_text": ""}, "no_surname": {"surname": ""},
              "end_before_start": {"end_text": lambda out: dates(out["begin"] - 7)}, "repeated_row": {}}
    return spoiled(rng, rows, faults, fit={"end_before_start": rows["end_text"] != ""}, each=1)


def _save(rows: pd.DataFrame) -> bytes:
    """Bytes of the worksheet: two titles above the headings, births as real dates."""
    table: list[list[Cell]] = [["Children placed in Larkshire by other authorities (invented)"],
                               ["Kept by the placements team"], list(COLUMNS)]
    for row in rows.itertuples(index=False):
        table.append([row.surname, row.forename, date_cell(row.born), row.sex, row.by, row.type, row.place,
                      row.start_text, row.told_text, row.end_text, row.risk])
    return workbook("Notices", table)


PAPER = Paper(
    source="placed_by_others", file="extracts/placed_by_other_authorities.xlsx", write=_write, save=_save,
    reference="by", first=4, row="a placement in the county by another authority",
    layout="sheet `Notices`, two titles above the headings, births as real dates",
)
