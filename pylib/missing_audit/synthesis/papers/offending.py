"""The youth offending team's list of offences, probation's among them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import mistakes
from missing_audit.synthesis.clock import DAY, DAYS, day_text, long_text
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, doubled, draw, picked, typed
from missing_audit.synthesis.parameters import Model

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {
    "Offence Ref": "number", "Surname": "surname", "Forename": "forename", "Date of Birth": "born_text",
    "Gender": "gender", "Postcode": "postcode", "Service": "service", "Offence Date": "on_text",
    "Offence Type": "offence", "Outcome": "outcome", "Outcome Date": "decided_text", "Custody Type": "custody",
    "Custody Start": "held_text", "Custody End": "freed_text",
}  # fmt: skip
"""Header of the list, and where each column comes from."""
_OFFENCES = {"Theft and handling": 26, "Violence against the person": 24, "Criminal damage": 15, "Public order": 10,
             "Drugs": 9, "Breach of order": 6, "Motoring": 5, "Robbery": 2, "Sexual offence": 1, "Other": 2}
_OUTCOMES = {"Community resolution": 22, "Youth caution": 22, "Youth conditional caution": 8, "Referral order": 24,
             "YRO": 12, "DTO": 5, "NFA": 7}
_OLD = 17.6 * 365.25
_EARLIEST = -400
_LATEST = DAYS + 30


def _offences(rng: np.random.Generator, model: Model, history: History) -> pd.DataFrame:
    """Offences of children given to offending, more of the more prone; some while missing (`event`, else 0)."""
    children = history.children
    known = history.circumstances["offending"] & (rng.random(len(children)) < model.offenders_known)
    of = children.index[known & ~children["visitor"]]
    count = 1 + rng.poisson(0.8 + 0.8 * np.minimum(children.loc[of, "frailty"], 4))
    person = np.repeat(of.to_numpy(), count)
    # Of twelve and over, as the circumstance is; from before the period, so that some have a history.
    first = np.maximum(children["born"].to_numpy()[person] + 4400, _EARLIEST)
    last = np.minimum(children["eighteen"].to_numpy()[person], DAYS)
    free = pd.DataFrame({"person": person, "on": first + (rng.random(len(person)) * (last - first)).astype(int),
                         "event": 0})
    told = history.told[history.told["harm"].str.contains("perpetrator")].merge(
        history.happened[["event", "person", "start", "end"]], on="event")
    known_too = told["person"].isin(of) & (rng.random(len(told)) < 0.35)
    away = told[known_too].assign(on=lambda rows: (rows["start"] + rows["end"]) // 2 // DAY)
    both = pd.concat([free[last - first > 20], away[["person", "on", "event"]]])
    return both.sort_values(["on", "person", "event"], kind="stable", ignore_index=True)


def _free_of_missing(history: History, rows: pd.DataFrame) -> np.ndarray:
    """Whether nobody went missing between `held` and `freed`, or was away then."""
    missing = history.happened[history.happened["kind"] == "missing"]
    pairs = rows[["person", "held", "freed"]].rename_axis("row").reset_index().merge(missing, on="person")
    clash = (pairs["start"] < (pairs["freed"] + 1) * DAY) & (pairs["end"] >= pairs["held"] * DAY)
    return ~rows.index.isin(pairs.loc[clash, "row"])


def _custody(rng: np.random.Generator, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Days in custody of those sentenced to it, and of some on remand: only such as the child truly could spend so."""
    size = len(rows)
    sentence, remand = rows["outcome"] == "DTO", rng.random(size) < 0.05
    held = np.where(sentence, rows["decided"], rows["on"] + rng.integers(1, 5, size))
    length = np.where(sentence, rng.integers(60, 240, size), rng.integers(4, 40, size))
    last = history.children["eighteen"].to_numpy()[rows["person"]]
    rows = rows.assign(held=held, freed=held + length)
    here = (sentence | remand) & _free_of_missing(history, rows) & (rows["freed"] < np.minimum(last, _LATEST))
    return rows.assign(custody=np.where(here, np.where(sentence, "Sentence", "Remand"), ""),
                       outcome=np.where(sentence & ~here, "YRO", rows["outcome"]))


def _texts(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Everything as text, typed afresh on every row."""
    size, child = len(rows), history.children.loc[rows["person"]].reset_index(drop=True)
    rows = rows.assign(outcome=draw(rng, _OUTCOMES, size), decided=rows["on"] + 7 + rng.integers(0, 150, size))
    rows = _custody(rng, history, rows)
    names = typed(rng, child, model.typing_youth_justice, rows["on"].to_numpy())
    pending = (rows["decided"] >= _LATEST) | (rng.random(size) < 0.03)
    grown = rows["decided"] - child["born"] > _OLD
    return rows.assign(
        **names, kind=np.where(rows["event"] > 0, "while missing", ""),
        number=[f"YO-{i:05d}" for i in range(1, size + 1)], born_text=[_text(day) for day in names["birth"]],
        gender=np.where(child["girl"], "Female", "Male"),
        postcode=mistakes.postcodes(rng, child["postcode"].to_numpy(), model.typing_youth_justice),
        service=np.where(grown & (rng.random(size) < 0.7), "Probation", "YOT"),
        on_text=[_text(day) for day in rows["on"]],
        offence=np.where(rng.random(size) < 0.02, "", draw(rng, _OFFENCES, size)),
        outcome=np.where(pending, "", rows["outcome"]),
        decided_text=np.where(pending, "", [_text(day) for day in rows["decided"]]),
        held_text=np.where(rows["custody"] != "", [_text(day) for day in rows["held"]], ""),
        freed_text=np.where(rows["custody"] != "", [_text(day) for day in rows["freed"]], ""), fault="",
    )  # fmt: skip


def _text(day: int) -> str:
    return long_text(day).replace("-", " ")


def _missing_then(rng: np.random.Generator, rows: pd.DataFrame, police: pd.DataFrame, count: int) -> pd.DataFrame:
    """A few rows on which the days in custody are wrong, so that they cover one on which the police reported."""
    reports = police[(police["kind"] == "missing") & (police["said"] == "Missing") & (police["fault"] == "")]
    keys = ["person", "surname", "forename", "born"]
    alike = rows[(rows["custody"] == "") & (rows["outcome"] != "")].rename_axis("row").reset_index()
    alike = alike.assign(surname=alike["surname"].str.upper(), born=[day_text(day) for day in alike["birth"]])
    pairs = alike[["row", "on", *keys]].merge(reports[["left", *keys]], on=keys)
    fit = pairs[(pairs["left"] // DAY - pairs["on"]).between(15, 90)].drop_duplicates("person")
    out = rows.copy()
    for row in fit.iloc[np.sort(rng.choice(len(fit), min(count, len(fit)), replace=False))].itertuples():
        out.loc[row.row, ["custody", "held_text", "freed_text", "fault"]] = [
            "Remand", _text(row.left // DAY - 10), _text(row.left // DAY + 12), "custody_over_missing"]
    return out


def _spoiled(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Plant defective rows, one fault to a row."""
    out, sound = rows.copy(), (rows["fault"] == "") & (rows["custody"] == "")
    held = (rows["fault"] == "") & (rows["custody"] == "Sentence")
    fit = {"custody_backwards": held} | dict.fromkeys(("no_date", "no_birth_date", "too_young", "repeated_row"), sound)
    at = picked(rng, fit, 2)
    for fault, index in at.items():
        out.loc[index, "fault"] = "" if fault == "repeated_row" else fault
    index = at["custody_backwards"]
    out.loc[index, "freed_text"] = [_text(day - 9) for day in out.loc[index, "held"]]
    out.loc[at["no_date"], "on_text"] = "not known"
    out.loc[at["no_birth_date"], "born_text"] = ""
    index = at["too_young"]
    out.loc[index, "on_text"] = [f"{text[:-4]}{int(text[-4:]) - 9}" for text in out.loc[index, "on_text"]]
    return doubled(out, at["repeated_row"])


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row an offence."""
    rng, model, history = invented.stream("offending"), invented.model, invented.history
    rows = _texts(rng, model, history, _offences(rng, model, history))
    return _spoiled(rng, _missing_then(rng, rows, done["police"], model.custody_over_missing))


PAPER = Paper(
    source="offending", file="extracts/youth_offending.txt", write=_write, reference="number", after=("police",),
    save=lambda rows: as_text(rows, COLUMNS, separator="|", encoding="cp1252", ending="\r\n"),
    row="an offence of a child", layout="upright bars, Windows-1252, dates spelt (`02 Apr 2015`)",
)
