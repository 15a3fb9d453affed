"""Logs that the county's children's homes keep of their own absences, as one list sent in by all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import county, mistakes
from missing_audit.synthesis.clock import DAY, DAYS, day_text, spelt_text
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, draw
from missing_audit.synthesis.parameters import Model

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {
    "Home URN": "urn", "Surname": "surname", "Forename": "forename", "DOB": "born", "Sex": "sex",
    "Placing Authority": "placed_by", "Category": "said", "Time Left": "left_text", "Time Returned": "back_text",
    "Police Informed": "told", "Logged By": "role",
}  # fmt: skip
"""Header of the list, and where each column comes from."""
_CATEGORY = {"M": {"Missing": 9, "MISSING": 1}, "U": {"Unauthorised absence": 8, "UA": 2}}
_ROLES = {"Residential worker": 6, "Night worker": 3, "Deputy manager": 1}
_FAULTS = ("impossible_date", "return_before_departure", "no_birth_date", "repeated_row")


def _logged(rng: np.random.Generator, model: Model, history: History) -> pd.DataFrame:
    """Events in the county's own homes that staff wrote down, and what they called them (`code`)."""
    happened = history.happened
    here = (happened["living"] == "home") & ~happened["outside"].astype(bool)
    rows = happened[here & happened["kind"].isin(["missing", "absence"])].reset_index(drop=True)
    absence = (rows["kind"] == "absence").to_numpy()
    swap = rng.random(len(rows)) < np.where(absence, model.log_absence_as_missing, model.log_missing_as_absence)
    omitted = rng.random(len(rows)) < np.where(absence, model.log_misses_absence, model.log_misses_missing)
    rows = rows.assign(code=np.where(absence ^ swap, "U", "M"))
    return rows[~omitted].sort_values(["start", "person"], kind="stable", ignore_index=True)


def _times(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Times by the clock in the hall: some minutes from what the police were told."""
    left = rows["start"] + rng.integers(-20, 21, len(rows))
    left = left.clip(lower=0)
    back = np.maximum(rows["end"] + rng.integers(-10, 31, len(rows)), left + 10)
    return rows.assign(left=left, back=back)


def _texts(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Everything as text, typed afresh on every row."""
    child, rates = history.children.loc[rows["person"]].reset_index(drop=True), model.typing_homes
    urn = np.array(["", *history.stays["urn"]], dtype=object)[rows["stay"]]
    informed = rng.random(len(rows)) < np.where(rows["code"] == "M", 0.95, 0.3)
    said = [draw(rng, _CATEGORY[code], 1)[0] for code in rows["code"]]
    born = mistakes.births(rng, child["born"].to_numpy(), rates, latest=rows["left"].to_numpy() // DAY)
    return rows.assign(
        urn=urn, said=said, told=np.where(informed, "Yes", "No"), role=draw(rng, _ROLES, len(rows)),
        surname=mistakes.surnames(rng, child["surname"].to_numpy(), rates),
        forename=mistakes.forenames(rng, child["forename"].to_numpy(), rates),
        born=[day_text(day) for day in born], sex=np.where(child["girl"], "Female", "Male"),
        placed_by=np.where(child["visitor"], "Another authority", f"{county.NAME} County Council"),
        left_text=[spelt_text(minute) for minute in rows["left"]],
        back_text=np.where(rows["back"] >= DAYS * DAY, "", [spelt_text(minute) for minute in rows["back"]]),
        fault="",
    )  # fmt: skip


def _spoiled(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Plant defective rows, one fault to a row; a repeated row follows its original."""
    out, each = rows.copy(), max(1, len(rows) // 300)
    drawn = rng.choice(np.nonzero((rows["back_text"] != "").to_numpy())[0], len(_FAULTS) * each, replace=False)
    at = dict(zip(_FAULTS, drawn.reshape(len(_FAULTS), each), strict=True))
    for fault, index in at.items():
        out.loc[index, "fault"] = fault
    index = at["impossible_date"]
    out.loc[index, "left_text"] = [f"31 Feb {text.split()[2]} 21:30" for text in out.loc[index, "left_text"]]
    index = at["return_before_departure"]
    early = out.loc[index, "left"] - rng.integers(60, 2 * DAY, len(index))
    out.loc[index, "back_text"] = [spelt_text(minute) for minute in early]
    out.loc[at["no_birth_date"], "born"] = ""
    again = out.loc[at["repeated_row"]]
    out.loc[at["repeated_row"], "fault"] = ""
    return pd.concat([out, again]).sort_index(kind="stable").reset_index(drop=True)


def _write(invented: Invented, _: Rows) -> pd.DataFrame:
    """One row an absence from a home of the county."""
    rng, model, history = invented.stream("homes"), invented.model, invented.history
    rows = _times(rng, _logged(rng, model, history))
    return _spoiled(rng, _texts(rng, model, history, rows))


PAPER = Paper(
    source="home_logs", file="extracts/childrens_homes_logs.csv", write=_write, reference="urn", first=3,
    save=lambda rows: as_text(rows, COLUMNS, separator=";", above=["Absences logged by children's homes (invented)"]),
    row="an absence of a child from a children's home of the county",
    layout="a title above the header, semicolons, months spelt, the homes' own words for what it was",
)
