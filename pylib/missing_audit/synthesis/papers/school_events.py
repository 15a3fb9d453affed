"""The education service's list of exclusions, moves, children missing education and education at home."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAYS, day_text
from missing_audit.synthesis.needs import leaning
from missing_audit.synthesis.paper import Invented, Paper, Rows, dates, draw, spoiled, typed
from missing_audit.synthesis.papers.attendance import of_school_age, school_days, schools
from missing_audit.synthesis.workbook import Cell, date_cell, workbook

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = ("Surname", "Forename", "Date of Birth", "Gender", "Event", "Start Date", "End Date", "Reason",
           "School Number", "Recorded By Role")
_ROLES = ("Attendance officer", "Exclusions officer", "School")
_REASONS = {
    "Fixed exclusion": {"Persistent disruptive behaviour": 30, "Physical assault": 26, "Verbal abuse": 24,
                        "Drug and alcohol related": 9, "Damage": 4, "Other": 7},
    "Permanent exclusion": {"Persistent disruptive behaviour": 45, "Physical assault": 35, "Drug and alcohol related":
                            20},
    "Change of school": {"Moved house": 50, "Managed move": 20, "Placement move": 20, "Parental choice": 10},
    "CME": {"Not on roll": 50, "Stopped attending": 35, "Moved, not found": 15},
    "EHE": {"Parental choice": 70, "Dissatisfied with school": 30},
}  # fmt: skip
_LENGTH = {"Fixed exclusion": (2.5, 10), "CME": (22, 200)}
"""Mean and greatest length, in days, of what comes to an end."""
_NEVER_FOUND = 0.12


def _drawn(rng: np.random.Generator, invented: Invented) -> pd.DataFrame:
    """Events of each kind, by a rate a year that grows with frailty, on days at which the child is of school age."""
    children, years = invented.history.children, DAYS / 365.25
    parts = []
    # Nothing is recorded on the other days.
    per_day = DAYS / school_days().sum()
    for name, share in invented.model.school_events.items():
        count = rng.poisson(leaning(share, children) * years * per_day * ~children["visitor"].to_numpy())
        person = np.repeat(children.index.to_numpy(), count)
        parts.append(pd.DataFrame({"person": person, "what": name, "start": rng.integers(0, DAYS - 1, len(person))}))
    rows = pd.concat(parts, ignore_index=True)
    born = children["born"].to_numpy()[rows["person"]]
    young = rows["what"].str.contains("exclusion") & (rows["start"] - born < 8 * 365)
    rows = rows[of_school_age(born, rows["start"]) & ~young & school_days()[rows["start"]]]
    return rows.sort_values(["start", "person"], kind="stable", ignore_index=True)


def _ended(rng: np.random.Generator, rows: pd.DataFrame) -> np.ndarray:
    """Last day; not a number of what has none."""
    out = np.full(len(rows), np.nan)
    for name, (mean, most) in _LENGTH.items():
        of_kind = (rows["what"] == name).to_numpy()
        length = np.minimum(1 + rng.exponential(mean - 1, of_kind.sum()), most).astype(int)
        out[of_kind] = rows.loc[of_kind, "start"] + length - (name != "CME")
    never = (rows["what"] == "CME").to_numpy() & (rng.random(len(rows)) < _NEVER_FOUND)
    return np.where(never | (out >= DAYS), np.nan, out)


def _write(invented: Invented, _: Rows) -> pd.DataFrame:
    """One row an event."""
    rng = invented.stream("school_events")
    rows = _drawn(rng, invented)
    child, size = invented.history.children.loc[rows["person"]].reset_index(drop=True), len(rows)
    age = (rows["start"].to_numpy() - child["born"].to_numpy()) / 365.25
    nobody = np.zeros(size, dtype=bool)
    school, _ = schools(child, age, nobody, nobody)
    names = typed(rng, child, invented.model.typing_schools, rows["start"].to_numpy())
    end = _ended(rng, rows)
    rows = rows.assign(
        end=end, surname=names["surname"], forename=names["forename"], born=names["birth"],
        gender=np.where(child["girl"], "Female", "Male"), start_text=dates(rows["start"]), end_text=dates(end),
        reason=[draw(rng, _REASONS[name], 1)[0] for name in rows["what"]], school=school,
        role=np.array(_ROLES, dtype=object)[rng.integers(0, len(_ROLES), size)],
    )
    excluded, closed = rows["what"].str.contains("exclusion"), rows["end_text"] != ""
    faults = {"no_date": {"start_text": ""}, "unknown_event": {"what": "Query"}, "no_surname": {"surname": ""},
              "no_reason": {"reason": ""}, "end_before_start": {"end_text": lambda out: dates(out["start"] - 5)},
              "repeated_row": {}}
    fit = {"no_reason": excluded, "end_before_start": closed}
    return spoiled(rng, rows, faults, fit=fit, each=max(1, size // 300))


def _save(rows: pd.DataFrame) -> bytes:
    """Bytes of the worksheet: a title above the headings, births as real dates, the other dates as text."""
    table: list[list[Cell]] = [[f"Events up to {day_text(DAYS - 1)} (invented)"], list(COLUMNS)]
    for row in rows.itertuples(index=False):
        table.append([row.surname, row.forename, date_cell(row.born), row.gender, row.what, row.start_text,
                      row.end_text, row.reason, row.school, row.role])
    return workbook("Events", table)


PAPER = Paper(
    source="school_events", file="extracts/education_events.xlsx", write=_write, save=_save, reference="school",
    first=3, row="an exclusion, a move, a time missing from education, or education at home",
    layout="sheet `Events`, a title above the headings, births as real dates, other dates as text",
)
