"""Contacts with the multi-agency safeguarding hub, as its log would be exported."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import mistakes
from missing_audit.synthesis.care import ABSENT
from missing_audit.synthesis.clock import DAY, DAYS, START, day_text
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, doubled, draw, picked, typed
from missing_audit.synthesis.parameters import Model

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {
    "Contact ID": "number", "Contact Date": "on_text", "Surname": "surname", "Forename": "forename", "DOB": "born_text",
    "Sex": "sex", "Postcode": "postcode", "Contact Source": "source", "Contact Reason": "reason",
    "Decision": "decision", "Decision Date": "decided_text",
}  # fmt: skip
"""Header of the log, and where each column comes from."""
_REASON = {
    "missing": {"Missing": 6, "MFH": 4}, "domestic_abuse": {"Domestic abuse": 4, "DA": 3},
    "neglect_abuse": {"Neglect": 4, "Physical abuse": 2, "Abuse": 2}, "exploited": {"CSE": 5, "Exploitation": 1},
    "parent_substance": {"Parental substance misuse": 1}, "parent_mental_health": {"Parental mental health": 1},
    "behaviour": {"Behaviour": 3, "Child's behaviour": 1}, "offending": {"Offending": 1},
    "conflict": {"Family breakdown": 1}, "other": {"Other": 4, "Self-harm": 1},
}  # fmt: skip
_SOURCE = {
    "missing": {"Police": 1}, "domestic_abuse": {"Police": 8, "Health": 2, "School": 1},
    "exploited": {"Police": 4, "School": 2, "Charity": 1}, "offending": {"Police": 1},
}  # fmt: skip
_OTHERS = {"School": 34, "Health": 18, "Police": 18, "Family": 8, "Public": 8, "Housing": 5, "Charity": 5, "Other": 4}
_DECISION = {"NFA": 40, "Advice": 16, "Early help": 15, "Referral": 16, "Strategy discussion": 4, "Already open": 9}
_IN_CARE = {"Already open": 70, "NFA": 10, "Strategy discussion": 20}


def _after_reports(rng: np.random.Generator, model: Model, police: pd.DataFrame) -> pd.DataFrame:
    """Contacts that followed a police report of a missing child."""
    sound = police[(police["kind"] == "missing") & (police["said"] == "Missing") & (police["fault"] == "")]
    rows = sound[rng.random(len(sound)) < model.contact_after_report]
    on = rows["told"] // DAY + rng.integers(0, 2, len(rows))
    return pd.DataFrame({"person": rows["person"], "on": on, "why": "missing", "event": rows["event"], "kind": ""})


def _siblings(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Brothers and sisters who were not missing themselves, but for whom the hub opened a contact of the same kind."""
    households = history.children["household"]
    drawn = rows[rng.random(len(rows)) < model.contact_of_sibling]
    own = drawn.assign(household=households.to_numpy()[drawn["person"]])
    both = own.merge(households.rename_axis("sibling").reset_index(), on="household")
    there = history.lives.where[both["sibling"], np.clip(both["on"], 0, DAYS - 1)] != ABSENT
    both = both[there & (both["sibling"] != both["person"])]
    return both.assign(person=both["sibling"], event=0, kind="sibling")[list(rows.columns)]


def _otherwise(rng: np.random.Generator, model: Model, history: History) -> pd.DataFrame:
    """Contacts about what else is true of a child's life, and a few about nothing that is."""
    children, parts = history.children, []
    begin, end = np.maximum(children["born"], 0), np.minimum(children["eighteen"], DAYS)
    for why in _REASON:
        held = history.circumstances[why] if why in history.circumstances else pd.Series(0.15, index=children.index)
        chance = held.astype(float) * model.contacts_otherwise * (why != "missing") * ~children["visitor"]
        person = np.repeat(children.index, rng.poisson(chance))
        on = begin[person] + (rng.random(len(person)) * (end - begin)[person]).astype(int)
        parts.append(pd.DataFrame({"person": person, "on": on.to_numpy(), "why": why, "event": 0, "kind": ""}))
    return pd.concat(parts)


def _decided(rng: np.random.Generator, model: Model, on: pd.Series) -> np.ndarray:
    """Day of the decision: mostly by the next working day, some later."""
    late = rng.random(len(on)) < model.contact_late
    after = np.where(late, rng.integers(2, 9, len(on)), rng.random(len(on)) < 0.55)
    first = np.datetime64(START.isoformat())
    days = first + on.to_numpy().astype("timedelta64[D]")
    return (np.busday_offset(days, after.astype(int), roll="forward") - first).astype(int)


def _texts(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Everything as text, typed afresh on every row."""
    size, child = len(rows), history.children.loc[rows["person"]].reset_index(drop=True)
    names = typed(rng, child, model.typing_mash, rows["on"].to_numpy())
    decided = _decided(rng, model, rows["on"])
    in_care = history.lives.where[rows["person"], np.clip(rows["on"], 0, DAYS - 1)] > 0
    postcode = mistakes.postcodes(rng, child["postcode"].to_numpy(), model.typing_mash)
    return rows.assign(
        **names, number=[f"C{100_000 + i}" for i in range(size)], on_text=[day_text(day) for day in rows["on"]],
        born_text=[day_text(day) for day in names["birth"]], sex=np.where(child["girl"], "F", "M"),
        postcode=np.where(rng.random(size) < 0.06, "", postcode), decided=decided,
        source=np.concatenate([draw(rng, _SOURCE.get(why, _OTHERS), 1) for why in rows["why"]]),
        reason=np.concatenate([draw(rng, _REASON[why], 1) for why in rows["why"]]),
        decision=np.where(in_care, draw(rng, _IN_CARE, size), draw(rng, _DECISION, size)),
        decided_text=np.where(rng.random(size) < 0.02, "", [day_text(day) for day in decided]), fault="",
    )  # fmt: skip


def _spoiled(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Plant defective rows, one fault to a row."""
    out, sound = rows.copy(), rows["decided_text"] != ""
    faults = ("no_date", "no_forename", "decided_before_contact", "unknown_reason", "repeated_row")
    at = picked(rng, dict.fromkeys(faults, sound), max(2, len(rows) // 400))
    for fault, index in at.items():
        out.loc[index, "fault"] = "" if fault == "repeated_row" else fault
    out.loc[at["no_date"], "on_text"] = ""
    out.loc[at["no_forename"], "forename"] = ""
    index = at["decided_before_contact"]
    out.loc[index, "decided_text"] = [day_text(day - 30) for day in out.loc[index, "on"]]
    out.loc[at["unknown_reason"], "reason"] = "See notes"
    return doubled(out, at["repeated_row"])


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row a contact about a child."""
    rng, model, history = invented.stream("mash"), invented.model, invented.history
    missing = _after_reports(rng, model, done["police"])
    parts = [missing, _siblings(rng, model, history, missing), _otherwise(rng, model, history)]
    rows = pd.concat(parts).sort_values(["on", "person", "why", "event"], kind="stable", ignore_index=True)
    return _spoiled(rng, _texts(rng, model, history, rows))


PAPER = Paper(
    source="mash", file="extracts/mash_contacts.csv", write=_write, reference="number", first=4, after=("police",),
    save=lambda rows: as_text(rows, COLUMNS, above=["MASH contact log (invented)", "1 April 2014 to 31 March 2017"]),
    row="a contact about a child", layout="two title rows above the header, the hub's own abbreviations",
)
