"""What children's homes, and the return on looked-after children, say of a large county's children in care."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from missing_audit.synthesis import county, mistakes
from missing_audit.synthesis.clock import DAY, DAYS
from missing_audit.synthesis.parameters import KINDS, Model, Typing
from missing_audit.synthesis.scale import texts
from missing_audit.synthesis.scale.lives import CODES
from missing_audit.synthesis.scale.parts import Part, pieces, typed
from missing_audit.synthesis.scale.people import People

__all__ = ["episodes", "header", "logs", "missing", "return_numbers"]

_LEGAL = {"C2": 50, "V2": 30, "C1": 20}
_NEEDS = {"N1": 60, "N2": 5, "N4": 15, "N5": 15, "N6": 5}
_PROVIDERS = {"PR1": 60, "PR4": 40}


def logs(rng: np.random.Generator, model: Model, children: People, care: pd.DataFrame,
         away: pd.DataFrame) -> Iterator[Part]:
    """Write down what homes noticed of the times away from them."""
    rows = away[(away["living"] == KINDS.index("home")) & (away["kind"] != "family")]
    absence = (rows["kind"] == "absence").to_numpy()
    omitted = rng.random(len(rows)) < np.where(absence, model.log_misses_absence, model.log_misses_missing)
    rows = rows[~omitted].sort_values(["start", "person"], kind="stable")
    for piece in pieces(rows):
        yield _log(rng, model, children, care, piece)


def _log(rng: np.random.Generator, model: Model, children: People, care: pd.DataFrame, rows: pd.DataFrame) -> Part:
    size, person, absence = len(rows), rows["person"].to_numpy(), (rows["kind"] == "absence").to_numpy()
    left = np.maximum(rows["start"].to_numpy() + rng.integers(-20, 21, size), 0)
    back = np.maximum(rows["end"].to_numpy() + rng.integers(-10, 31, size), left + 10)
    swap = rng.random(size) < np.where(absence, model.log_absence_as_missing, model.log_missing_as_absence)
    surname, forename, born = typed(rng, children, person, model.typing_homes, left // DAY)
    columns = {
        "Home URN": texts.text(care["urn"].to_numpy(object)[rows["stay"]]), "Surname": surname, "Forename": forename,
        "DOB": texts.days(born, blank=rng.random(size) < 1 / 300),
        "Sex": texts.either(children.girl[person], "Female", "Male"),
        "Placing Authority": texts.text(np.full(size, f"{county.NAME} County Council", dtype=object)),
        "Category": texts.either(absence ^ swap, "Unauthorised absence", "Missing"),
        "Time Left": texts.minutes(left), "Time Returned": texts.minutes(back, blank=back >= DAYS * DAY),
        "Police Informed": texts.either(rng.random(size) < np.where(absence, 0.3, 0.95), "Yes", "No"),
    }
    return Part(columns, person, rows["event"].to_numpy())


def return_numbers(rng: np.random.Generator, model: Model, care: pd.DataFrame, number: np.ndarray) -> np.ndarray:
    """CHILD of each child; a few in care have by mistake the number of a child who is not."""
    cared = np.unique(care["person"])
    others = np.setdiff1d(np.arange(len(number)), cared)
    wrong = cared[rng.random(len(cared)) < model.return_wrong_code][:len(others)]
    out = number.copy()
    out[wrong] = number[rng.choice(others, len(wrong), replace=False)]
    return out


def header(rng: np.random.Generator, model: Model, children: People, care: pd.DataFrame,
           number: np.ndarray) -> tuple[list[Part], np.ndarray]:
    """Write one row a child looked after, by CHILD; and the day of birth that the return has of each child."""
    person = np.unique(care["person"])
    person = person[np.argsort(number[person])]
    born = children.born.copy()
    rates = Typing(0, 0, 0, 0, model.return_birth_typo, 0)
    born[person] = mistakes.births(rng, born[person], rates, latest=DAYS - 1)
    columns = {
        "CHILD": texts.text(number[person]), "SEX": texts.either(children.girl[person], "2", "1"),
        "DOB": texts.days(born[person]), "ETHNIC": texts.text(children.ethnic[person]),
    }  # fmt: skip
    return [Part(columns, person, np.zeros(len(person), dtype=np.int64))], born


def episodes(rng: np.random.Generator, children: People, care: pd.DataFrame, number: np.ndarray) -> list[Part]:
    """Write one row a placement that touches the period, by CHILD and day."""
    rows = care[(care["end"] > 0) & (care["begin"] < DAYS)]
    rows = rows.iloc[np.lexsort((rows["begin"], number[rows["person"]]))]
    size, person, still = len(rows), rows["person"].to_numpy(), (rows["end"] >= DAYS).to_numpy()
    last = rows["last"].to_numpy()
    legal = texts.picked(rng, _LEGAL, len(children)).take(pa.array(person))
    need = texts.picked(rng, _NEEDS, len(children)).take(pa.array(person))
    columns = {
        "CHILD": texts.text(number[person]), "DECOM": texts.days(rows["begin"].to_numpy()),
        "RNE": texts.either(rows["first"].to_numpy(), "S", "P"), "LS": legal, "CIN": need,
        "PLACE": texts.text(rows["kind"].map(CODES).to_numpy(object)),
        "PLACE_PROVIDER": texts.picked(rng, _PROVIDERS, size),
        "DEC": texts.days(rows["end"].to_numpy(), blank=still),
        "REC": texts.either(still, "", texts.either(last, "E4A", "X1")),
        "REASON_PLACE_CHANGE": texts.either(still | last, "", "CARPL"),
        "HOME_POST": texts.text(children.address(person, rows["begin"].to_numpy())[0]),
        "PL_POST": texts.text(rows["postcode"].to_numpy(object)), "URN": texts.text(rows["urn"].to_numpy(object)),
    }  # fmt: skip
    return [Part(columns, person, np.zeros(size, dtype=np.int64))]


def missing(rng: np.random.Generator, model: Model, away: pd.DataFrame, number: np.ndarray,
            born: np.ndarray) -> list[Part]:
    """Write what reached the return of the times away from care, by CHILD and day."""
    rows = away[(away["stay"] >= 0) & (away["kind"] != "family")]
    absence = (rows["kind"] == "absence").to_numpy()
    missed = np.where(absence, model.return_misses_absence, model.return_misses_missing)
    rows = rows[rng.random(len(rows)) >= missed]
    rows = rows.iloc[np.lexsort((rows["start"], number[rows["person"]]))]
    size, person, absence = len(rows), rows["person"].to_numpy(), (rows["kind"] == "absence").to_numpy()
    swap = rng.random(size) < np.where(absence, model.return_absence_as_missing, model.return_missing_as_absence)
    first, last = rows["start"].to_numpy() // DAY, rows["end"].to_numpy() // DAY
    first = first + ((rng.random(size) < model.return_start_late) & (last > first))
    columns = {
        "CHILD": texts.text(number[person]), "DOB": texts.days(born[person]),
        "MISSING": texts.either(absence ^ swap, "A", "M"), "MIS_START": texts.days(first),
        "MIS_END": texts.days(last, blank=last >= DAYS),
    }  # fmt: skip
    return [Part(columns, person, rows["event"].to_numpy())]
