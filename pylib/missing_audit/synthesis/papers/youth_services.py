"""What youth and voluntary services hold of the children who used them, put together in one list."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import mistakes
from missing_audit.synthesis.clock import DAYS, from_day
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, doubled, draw, picked, typed
from missing_audit.synthesis.parameters import Model

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {
    "YP Ref": "number", "Forename": "forename", "Surname": "surname", "DOB": "born_text", "Sex": "sex",
    "Postcode": "postcode", "Service Kind": "service", "First Contact": "on_text", "Last Contact": "off_text",
    "Reason for Contact": "reason", "Referred By": "by",
}  # fmt: skip
"""Header of the list, and where each column comes from."""
_SERVICE = {
    "activities": {"Youth club": 6, "Youth centre": 4, "Detached youth work": 3},
    "substances": {"Drugs and alcohol": 4, "Substance misuse": 2}, "exploited": {"CSE project": 1},
    "offending": {"Mentoring project": 3, "Detached youth work": 1}, "school": {"Counselling": 3, "Youth centre": 1},
    "conflict": {"Counselling": 4, "Mentoring": 3, "Counsellor": 1}, "parent_mental_health": {"Young carers": 1},
    "care": {"Advocacy": 5, "Advocate": 1},
}  # fmt: skip
_REASON = {
    "activities": {"Activities": 3, "Things to do": 1}, "substances": {"Drugs or alcohol": 1}, "exploited": {"CSE": 1},
    "offending": {"Offending": 1}, "school": {"Bullying": 1, "School": 1},
    "conflict": {"Family problems": 3, "Missing": 1},
    "parent_mental_health": {"Family": 2, "Wellbeing": 1}, "care": {"Being in care": 3, "Care": 1},
}  # fmt: skip
_BY = {
    "activities": {"Self": 6, "Friend": 3, "School": 1}, "substances": {"YOT": 2, "CSC": 2, "School": 1, "Self": 1},
    "exploited": {"CSC": 4, "RHI": 2, "Police": 2}, "offending": {"YOT": 4, "Police": 1},
    "school": {"School": 4, "Parent": 2, "Self": 1}, "conflict": {"CSC": 2, "School": 2, "Parent": 2, "RHI": 1},
    "parent_mental_health": {"School": 2, "CAMHS": 1, "CSC": 1}, "care": {"CSC": 4, "Self": 1, "Children's home": 1},
}  # fmt: skip
_YOUNGEST = 10 * 366
_LATEST = DAYS + 45


def _used(rng: np.random.Generator, model: Model, history: History) -> pd.DataFrame:
    """Who used what, why, from when until when: more of those with a reason to, from the age of ten."""
    children, parts = history.children, []
    first = np.maximum(children["born"] + _YOUNGEST, -250)
    last = np.minimum(children["eighteen"], DAYS)
    in_care = pd.Series(children.index.isin(history.stays["person"]), index=children.index)
    given = history.circumstances.assign(care=in_care, activities=rng.random(len(children)) < 0.4)
    for why in _SERVICE:
        who = children.index[given[why] & (rng.random(len(children)) < model.youth_share) & (first < last - 30)]
        begin = first[who] + (rng.random(len(who)) * (last - first)[who]).astype(int)
        parts.append(pd.DataFrame({"person": who, "why": why, "on": begin.to_numpy()}))
    rows = pd.concat(parts).sort_values(["on", "person", "why"], kind="stable", ignore_index=True)
    return rows.assign(off=rows["on"] + np.rint(rng.exponential(150, len(rows))).astype(int))


def _short(day: int) -> str:
    date = from_day(day)
    return f"{date.day}/{date.month}/{date.year % 100:02d}"


def _texts(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Everything as text, typed afresh on every row."""
    size, child, rates = len(rows), history.children.loc[rows["person"]].reset_index(drop=True), model.typing_youth
    names = typed(rng, child, rates, rows["on"].to_numpy())
    shouted = rng.random(size) < 0.2
    postcode = mistakes.postcodes(rng, child["postcode"].to_numpy(), rates)
    open_ = (rows["off"] >= _LATEST) | (rng.random(size) < 0.05)
    return rows.assign(
        **names | {"surname": np.where(shouted, [name.upper() for name in names["surname"]], names["surname"])},
        number=[f"YV{2000 + i}" for i in range(size)], born_text=[_short(day) for day in names["birth"]],
        sex=np.where(rng.random(size) < 0.03, "", np.where(child["girl"], "female", "male")),
        postcode=np.where(rng.random(size) < 0.25, "", postcode), on_text=[_short(day) for day in rows["on"]],
        off_text=np.where(open_, "", [_short(day) for day in rows["off"]]),
        **{column: np.concatenate([draw(rng, share[why], 1) for why in rows["why"]])
           for column, share in (("service", _SERVICE), ("by", _BY), ("told", _REASON))}, fault="",
    ).assign(reason=lambda table: table["told"].where(rng.random(size) >= 0.08, ""))  # fmt: skip


def _spoiled(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Plant defective rows, one fault to a row."""
    out, sound = rows.copy(), rows["off_text"] != ""
    faults = ("no_date", "no_surname", "ended_before_start", "unknown_service", "repeated_row")
    at = picked(rng, dict.fromkeys(faults, sound), max(2, len(rows) // 300))
    for fault, index in at.items():
        out.loc[index, "fault"] = "" if fault == "repeated_row" else fault
    out.loc[at["no_date"], "on_text"] = "?"
    out.loc[at["no_surname"], "surname"] = ""
    index = at["ended_before_start"]
    out.loc[index, "off_text"] = [_short(day - 20) for day in out.loc[index, "on"]]
    out.loc[at["unknown_service"], "service"] = "Misc"
    return doubled(out, at["repeated_row"])


def _write(invented: Invented, _: Rows) -> pd.DataFrame:
    """One row a child's time with a service."""
    rng, model, history = invented.stream("youth services"), invented.model, invented.history
    return _spoiled(rng, _texts(rng, model, history, _used(rng, model, history)))


PAPER = Paper(
    source="youth_services", file="extracts/youth_and_voluntary_services.csv", write=_write, reference="number",
    save=lambda rows: as_text(rows, COLUMNS, separator=";", encoding="cp1252"), row="a child's time with a service",
    layout="semicolons, Windows-1252, short dates (`2/4/15`), forename first, some surnames in capitals",
)
