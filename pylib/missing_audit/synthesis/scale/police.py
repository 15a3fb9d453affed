"""The police force's list of reports of a large county, by the time of the report."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from missing_audit.synthesis import county, mistakes
from missing_audit.synthesis.clock import DAY, DAYS, from_day
from missing_audit.synthesis.parameters import KINDS, Model
from missing_audit.synthesis.reports import ETHNIC_CODES
from missing_audit.synthesis.scale import texts
from missing_audit.synthesis.scale.parts import Part, pieces, typed
from missing_audit.synthesis.scale.people import People

__all__ = ["police"]

_PLACES = pa.array(["Home address", "Home address", "Foster carer", "Children's home", "Semi-independent unit",
                    "Other"])
"""Kind of place for each of `KINDS`."""
_RISK = {"Low": 25, "Medium": 58, "High": 17}
_BACK = {"Returned of own accord": 46, "Found by police": 27, "Found by carer or family": 16, "Found by other": 5,
         "Not stated": 6}
_ALSO = {"": 87, "1 friend": 7, "2 friends": 3, "boyfriend": 2, "friends": 1}
_TEAMS = {"Missing Team North": 1, "Missing Team Central": 1, "Missing Team South": 1, "Response A": 1}
_FAULTS = ("impossible_date", "return_before_departure", "no_name", "no_birth_date", "repeated_row")


def police(rng: np.random.Generator, model: Model, children: People, care: pd.DataFrame,
           away: pd.DataFrame) -> Iterator[Part]:
    """Write down what reached the police; a group goes together, and stands on one report."""
    rows = _recorded(rng, model, away)
    for piece in pieces(rows):
        yield _written(rng, model, children, care, piece)


def _recorded(rng: np.random.Generator, model: Model, away: pd.DataFrame) -> pd.DataFrame:
    """Times that became reports, numbered within their year in the order in which they began."""
    group = away["group"].to_numpy()
    draw = rng.random(group.max() + 1)[group]
    chance = np.array([model.police_records_missing[kind] for kind in KINDS])[away["living"]]
    rows = away[draw < np.where(away["kind"] == "absence", model.police_records_absence, chance)]
    number, groups = pd.factorize(rows["group"])
    first = np.searchsorted(number, np.arange(len(groups)))
    year = np.array([from_day(day).year for day in range(DAYS)])[rows["start"].to_numpy()[first] // DAY]
    serial = pd.Series(year).groupby(year).cumcount().to_numpy() + 1
    return rows.assign(year=year[number], serial=serial[number], mates=np.bincount(number)[number] - 1)


def _written(rng: np.random.Generator, model: Model, children: People, care: pd.DataFrame, rows: pd.DataFrame) -> Part:
    size, person, kind = len(rows), rows["person"].to_numpy(), rows["kind"].to_numpy()
    left, back = (rows[name].to_numpy() // 5 * 5 for name in ("start", "end"))
    told = left + np.minimum(10 + rng.exponential(180, size), 0.8 * (back - left)).astype(np.int64)
    fault = _faults(rng, model, size)
    back = np.where(fault == "return_before_departure", left - rng.integers(60, 3 * DAY, size), back)
    still = (back >= DAYS * DAY) | (rng.random(size) < model.never_closed)
    said = (kind == "family") | (rng.random(size) < np.where(kind == "absence", model.absence_recorded_missing,
                                                             1 - model.missing_recorded_absent))
    surname, forename, born = typed(rng, children, person, model.typing_police, left // DAY)
    home, district = _addresses(children, care, rows)
    listed = np.where((rows["stay"] >= 0) & (rng.random(size) < model.family_address_listed),
                      children.address(person, left // DAY)[0], home)
    listed = np.where(rng.random(size) < 0.012, "", mistakes.postcodes(rng, listed, model.typing_police))
    nameless, departed = fault == "no_name", texts.minutes(left)
    no_day = pc.binary_join_element_wise("31/02/", pc.utf8_slice_codeunits(departed, 6), "")
    columns = {
        "Report No": pc.binary_join_element_wise("MR", texts.text(rows["year"]), texts.text(rows["serial"]), "/"),
        "Report Type": texts.either(said, "Missing", "Absent"),
        "Surname": texts.either(nameless, "", pc.utf8_upper(surname)),
        "Forename": texts.either(nameless, "", forename),
        "DOB": texts.days(born, blank=fault == "no_birth_date"),
        "Sex": texts.either(rng.random(size) < 0.006, "U", texts.either(children.girl[person], "F", "M")),
        "Ethnicity": texts.text(pd.Series(children.ethnic[person]).map(ETHNIC_CODES).to_numpy(object)),
        "Home Postcode": texts.text(listed),
        "District": pa.array(county.DISTRICTS).take(pa.array(district)),
        "Missing From Date Time": texts.either(fault == "impossible_date", no_day, departed),
        "Reported Date Time": texts.minutes(told),
        "Returned Date Time": texts.minutes(back, blank=still),
        "Risk": texts.either(said, texts.picked(rng, _RISK, size), ""),
        "Missing From Place": _PLACES.take(pa.array(rows["living"].to_numpy())),
        "Place Postcode": texts.text(home),
        "How Returned": texts.either(still, "", texts.picked(rng, _BACK, size)),
        "Adults Same Household": texts.either(kind == "family", texts.picked(rng, {"1": 65, "2": 35}, size), "0"),
        "Children Same Household": texts.text(rows["mates"]),
        "Also Missing With": texts.picked(rng, _ALSO, size),
        "OIC Team": texts.picked(rng, _TEAMS, size),
        "Spare 1": texts.text(np.full(size, "", dtype=object)),
    }
    return Part(columns, person, rows["event"].to_numpy()).repeated(fault == "repeated_row")


def _addresses(children: People, care: pd.DataFrame, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Postcode at which each child lives that day, and the district of its family."""
    postcode, district = children.address(rows["person"].to_numpy(), rows["start"].to_numpy() // DAY)
    stay = rows["stay"].to_numpy()
    placed = np.append(care["postcode"].to_numpy(object), "")[stay]
    return np.where(stay >= 0, placed, postcode), district


def _faults(rng: np.random.Generator, model: Model, size: int) -> np.ndarray:
    """At most one fault a row, each as often as in the small county."""
    number = (rng.random(size) / model.defect_each).astype(np.int64)
    return np.array([*_FAULTS, ""], dtype=object)[np.minimum(number, len(_FAULTS))]
