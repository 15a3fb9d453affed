"""School attendance of a sample of the pupils known to agencies, a term at a time."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from missing_audit.synthesis import county
from missing_audit.synthesis.clock import DAY, DAYS, START, day_of, from_day
from missing_audit.synthesis.history import History
from missing_audit.synthesis.needs import leaning, needs
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, dates, spoiled, typed
from missing_audit.synthesis.parameters import Model

__all__ = ["COLUMNS", "PAPER", "of_school_age", "school_days", "schools"]

COLUMNS = {
    "School Number": "school", "Surname": "surname", "Forename": "forename", "DOB": "born_text", "Sex": "sex",
    "Phase": "phase", "From": "start_text", "To": "end_text", "Possible": "possible", "Attended": "attended",
    "Authorised Absence": "authorised", "Unauthorised Absence": "unauthorised",
}  # fmt: skip
"""Header of the list, and where each column comes from."""
_YEAR = 365.25
_SECONDARY = 11.5


def _short(day: int) -> str:
    date = from_day(day)
    return f"{date.day:02d}/{date.month:02d}/{date.year % 100:02d}"


def _halves() -> pd.DataFrame:
    """Half-terms: `start` and `end` (days), `term` (the two halves of one share it)."""
    half = county.school_terms()
    days = {name: [day_of(dt.date.fromisoformat(day)) for day in half[name]] for name in ("start", "end")}
    return pd.DataFrame(days).assign(term=half["name"].str[:11])


def school_days() -> np.ndarray:
    """Whether each day of the period is a school day: a weekday of a half-term."""
    day, halves = np.arange(DAYS), _halves()
    within = [(day >= half.start) & (day <= half.end) for half in halves.itertuples()]
    # The period begins on a Tuesday.
    return np.any(within, axis=0) & ((day + START.weekday()) % 7 < 5)


def _terms() -> pd.DataFrame:
    """Terms: `start` and `end` (days), `possible` sessions, two a school day."""
    grouped = _halves().groupby("term", sort=False).agg(start=("start", "min"), end=("end", "max"))
    open_ = school_days()
    possible = [2 * int(open_[term.start:term.end + 1].sum()) for term in grouped.itertuples()]
    return grouped.assign(possible=possible).reset_index(drop=True)


def of_school_age(born: np.ndarray, day: np.ndarray | int) -> np.ndarray:
    """Whether of an age at which schooling is compulsory, 5 to 16."""
    age = (np.asarray(day) - born) / _YEAR
    return (age >= 5) & (age < 16.3)


def schools(children: pd.DataFrame, age: np.ndarray, special: np.ndarray,
            unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number and phase of the school of each child, by age, or special, or a pupil referral unit."""
    district, household = children["district"].to_numpy(), children["household"].to_numpy()
    phase = np.where(age < _SECONDARY, "Primary", "Secondary").astype(object)
    phase = np.select([special, unit & (age >= _SECONDARY)], ["Special", "PRU"], phase)
    block = pd.Series(phase).map({"Primary": 2000, "Secondary": 4000, "Special": 7000, "PRU": 1100}).to_numpy()
    number = block + 10 * district + household % np.where(phase == "Primary", 8, 3)
    # No authority has the number 999.
    return np.array([f"999{n}" for n in number], dtype=object), phase


def _terms_with_an_episode(history: History, terms: pd.DataFrame) -> np.ndarray:
    """Whether each child (row) went missing in each term (column), or in the holidays after it."""
    missing = history.happened[history.happened["kind"] == "missing"]
    out = np.zeros((len(history.children), len(terms)), dtype=bool)
    at = np.searchsorted(terms["start"], missing["start"] // DAY, side="right") - 1
    out[missing["person"].to_numpy()[at >= 0], at[at >= 0]] = True
    return out


def _missed(rng: np.random.Generator, model: Model, frailty: np.ndarray, went: np.ndarray) -> np.ndarray:
    """Share of sessions missed by each child in each term, greater in terms with an episode and just before one."""
    before = np.zeros_like(went)
    before[:, :-1] = went[:, 1:]
    before &= ~went
    own = model.sessions_missed_frailty ** (np.minimum(frailty, 4) - 1)
    own = own * np.exp(rng.normal(0, model.sessions_missed_spread, len(frailty)))
    times = np.where(went, model.sessions_missed_now, np.where(before, model.sessions_missed_before, 1.0))
    noise = np.exp(rng.normal(0, model.sessions_missed_spread / 2, went.shape))
    return np.clip(model.sessions_missed * own[:, None] * times * noise, 0, 0.95)


def _sessions(rng: np.random.Generator, invented: Invented) -> pd.DataFrame:
    """One row a child a term: sessions possible, attended and missed."""
    history, model, terms = invented.history, invented.model, _terms()
    children = history.children
    missed = _missed(rng, model, children["frailty"].to_numpy(), _terms_with_an_episode(history, terms))
    sampled = (rng.random(len(children)) < model.pupils) & ~children["visitor"].to_numpy()
    there = of_school_age(children["born"].to_numpy()[:, None], terms["start"].to_numpy()) & sampled[:, None]
    person, term = np.nonzero(there)
    rows = terms.iloc[term].reset_index(drop=True).assign(person=person)
    absent = rng.binomial(rows["possible"], missed[person, term])
    unauthorised = rng.binomial(absent, model.sessions_unauthorised)
    return rows.assign(attended=rows["possible"] - absent, authorised=absent - unauthorised, unauthorised=unauthorised)


def _write(invented: Invented, _: Rows) -> pd.DataFrame:
    """One row a child a term, by school."""
    rng, children = invented.stream("attendance"), invented.history.children
    rows = _sessions(rng, invented)
    child = children.loc[rows["person"]].reset_index(drop=True)
    special = needs(invented)["learning_disability"].to_numpy() & (rng.random(len(children)) < 0.4)
    unit = rng.random(len(children)) < leaning(invented.model.referral_unit, children)
    age = (rows["start"].to_numpy() - child["born"].to_numpy()) / _YEAR
    school, phase = schools(child, age, special[rows["person"]], unit[rows["person"]])
    names = typed(rng, child, invented.model.typing_schools, rows["start"].to_numpy())
    rows = rows.assign(
        school=school, phase=phase, surname=names["surname"], forename=names["forename"],
        born_text=dates(names["birth"], _short), sex=np.where(child["girl"], "F", "M"),
        start_text=dates(rows["start"], _short), end_text=dates(rows["end"], _short),
    ).astype(dict.fromkeys(("possible", "attended", "authorised", "unauthorised"), object))
    rows = rows.sort_values(["start", "school", "person"], kind="stable", ignore_index=True)
    faults = {
        "no_date": {"start_text": ""}, "no_birth_date": {"born_text": ""}, "attended_blank": {"attended": ""},
        "more_than_possible": {"attended": lambda out: out["possible"] + 10}, "repeated_row": {},
        "end_before_start": {"end_text": lambda out: dates(out["start"] - 30, _short)},
        "too_many_sessions": {"possible": lambda out: out["possible"] * 10},
    }  # fmt: skip
    return spoiled(rng, rows, faults, fit={}, each=max(1, len(rows) // 900))


PAPER = Paper(
    source="attendance", file="extracts/school_attendance.txt", write=_write, reference="school",
    save=lambda rows: as_text(rows, COLUMNS, separator="\t", ending="\r\n"),
    row="a pupil in a term; about a third of the pupils known to agencies", layout="tabs, years of two digits",
)
