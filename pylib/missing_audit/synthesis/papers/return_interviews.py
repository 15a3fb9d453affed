"""The return interview service's list: returns that it heard of, who was offered an interview, what was said."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.schema import code_list
from missing_audit.synthesis.clock import DAY, DAYS, from_day
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, doubled, draw, picked, typed
from missing_audit.synthesis.parameters import Model

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {
    "RHI Ref": "number", "Surname": "surname", "Forename": "forename", "DOB": "born", "Sex": "sex",
    "Missing From": "left_text", "Returned": "back_text", "RHI Offered": "offer", "Offered On": "offered_text",
    "RHI Outcome": "outcome", "Reason Not Done": "why_text", "Interview Date Time": "done_text",
    "Interviewed By": "by_text", "Interview Place": "place", "Reasons": "reasons_text",
    "Harm While Missing": "harm_text", "Child Wants": "wants_text",
}  # fmt: skip
"""Header of the list, and where each column comes from."""
_BY = {"independent": 56, "social_worker": 30, "police": 8, "other": 6}
_BY_TEXT = {"independent": "Independent person", "social_worker": "SW", "police": "Police officer", "other": "Other"}
_PLACE = {"Home": 50, "Placement": 0, "School": 14, "Office": 8, "Telephone": 14, "Elsewhere": 4}
_NOT_OFFERED = {"Not notified": 32, "No capacity": 30, "Not needed": 22, "Interviewed lately": 16}
_DECLINED = {"Declined by child": 70, "Declined by parent": 14, "No contact": 16}
_LATEST = DAYS + 20


def _iso(minute: float) -> str:
    return "" if np.isnan(minute) else f"{from_day(int(minute) // DAY).isoformat()} {_hour(int(minute))}"


def _hour(minute: int) -> str:
    return f"{minute % DAY // 60:02d}:{minute % 60:02d}"


def _heard(rng: np.random.Generator, invented: Invented, done: Rows) -> pd.DataFrame:
    """Returns that the service heard of: of episodes that somebody wrote down, fewer where nothing was offered."""
    history, model = invented.history, invented.model
    written = pd.concat([done[name]["event"] for name in ("police", "looked_after_missing", "home_logs")])
    rows = history.interviews
    known = rows["event"].isin(written) & (rows["returned"] < DAYS * DAY)
    omitted = rows["offered"].isna() & (rng.random(len(rows)) < model.interview_not_listed)
    late = rows["done"] > _LATEST * DAY
    return rows[known & ~omitted & ~late].sort_values(["returned", "person"], kind="stable", ignore_index=True)


def _said(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """What was asked and told; `none` is written where harm was asked about and there was none."""
    told = history.told.set_index("event").loc[rows["event"]].reset_index(drop=True)
    held = rows["done"].notna().to_numpy()
    asked = held & (rng.random(len(rows)) < rows["by"].map(dict(model.interview_harm_asked)).astype(float))
    reasons = np.where(held & (rng.random(len(rows)) < 0.93), _labelled(told["reasons"], "reason"), "")
    wants = np.where(held & (rng.random(len(rows)) < 0.85), _labelled(told["wants"], "want"), "")
    harm = np.where(asked, _labelled(told["harm"].replace("", "none"), "harm"), "")
    return {"reasons_text": reasons, "harm_text": harm, "wants_text": wants}


def _labelled(cells: pd.Series, values: str) -> np.ndarray:
    """Codes of each cell in the words of their list."""
    words = {code: entry.label for code, entry in code_list(values).items()}
    return np.array(["; ".join(words[code] for code in cell.split(";") if code) for cell in cells], dtype=object)


def _texts(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Everything as text, typed afresh on every row."""
    size, child = len(rows), history.children.loc[rows["person"]].reset_index(drop=True)
    names = typed(rng, child, model.typing_interviews, rows["start"].to_numpy() // DAY)
    offered, held = rows["offered"].notna().to_numpy(), rows["done"].notna().to_numpy()
    in_care = history.happened.set_index("event")["living"].reindex(rows["event"]).ne("family").to_numpy()
    place = draw(rng, _PLACE, size)
    why = np.select([~offered, rows["why"] == "declined", rows["why"] == "missing again"],
                    [np.where(rng.random(size) < 0.9, draw(rng, _NOT_OFFERED, size), ""), draw(rng, _DECLINED, size),
                     np.where(rng.random(size) < 0.8, "Missing again", "")], "")
    rows = rows.assign(by=draw(rng, _BY, size))
    return rows.assign(
        **names, **_said(rng, model, history, rows),
        number=[f"RHI{i:05d}" for i in range(1, size + 1)], born=[from_day(day).isoformat() for day in names["birth"]],
        sex=np.where(child["girl"], "F", "M"),
        left_text=[from_day(minute // DAY).isoformat() for minute in rows["start"]],
        back_text=[_iso(minute // 5 * 5) for minute in rows["returned"]],
        offer=np.where(offered, "Y", "N"),
        offered_text=[_iso(minute)[:10] for minute in rows["offered"].astype(float)],
        outcome=np.select([~offered, rows["accepted"].astype(bool)], ["Not offered", "Accepted"], "Declined"),
        why_text=why, done_text=[_iso(minute // 5 * 5) for minute in rows["done"].astype(float)],
        by_text=np.where(held, rows["by"].map(_BY_TEXT), ""),
        place=np.where(held, np.where(in_care & (place == "Home"), "Placement", place), ""), kind="missing", fault="",
    )  # fmt: skip


def _spoiled(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Plant defective rows, one fault to a row."""
    out, held = rows.copy(), rows["done_text"] != ""
    # Only of one who was away for days is an interview on the day of leaving before the return.
    fit = {"no_date": ~held, "no_surname": ~held, "returned_before_leaving": ~held, "unknown_reason": held & (
        rows["reasons_text"] != ""), "done_before_return": held, "no_outcome": rows["offer"].eq("Y") & ~held,
        "repeated_row": held}
    at = picked(rng, fit, max(2, len(rows) // 500))
    for fault, index in at.items():
        out.loc[index, "fault"] = "" if fault == "repeated_row" else fault
    out.loc[at["no_date"], "left_text"] = ""
    out.loc[at["no_surname"], "surname"] = ""
    index = at["returned_before_leaving"]
    out.loc[index, "back_text"] = [_iso(minute - DAY * 3) for minute in out.loc[index, "start"]]
    index = at["done_before_return"]
    out.loc[index, "done_text"] = [_iso(minute - 200) for minute in out.loc[index, "returned"]]
    out.loc[at["unknown_reason"], "reasons_text"] += "; See file"
    out.loc[at["no_outcome"], ["outcome", "why_text"]] = ""
    return doubled(out, at["repeated_row"])


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row a return that the service heard of."""
    rng = invented.stream("return interviews")
    rows = _heard(rng, invented, done)
    return _spoiled(rng, _texts(rng, invented.model, invented.history, rows))


PAPER = Paper(
    source="return_interviews", file="extracts/return_interviews.csv", write=_write, reference="number",
    after=("police", "looked_after_missing", "home_logs"),
    save=lambda rows: as_text(rows, COLUMNS, ending="\r\n", encoding="utf-8-sig"),
    row="a return that the interview service heard of",
    layout="UTF-8 with a byte-order mark, ISO dates and times, several answers in a cell parted by semicolons",
)
