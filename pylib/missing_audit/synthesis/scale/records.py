"""What social care and early help hold of the children of a large county."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from missing_audit.synthesis import county, mistakes
from missing_audit.synthesis.clock import DAYS
from missing_audit.synthesis.parameters import Model
from missing_audit.synthesis.scale import texts
from missing_audit.synthesis.scale.parts import Part, pieces, typed
from missing_audit.synthesis.scale.people import People

__all__ = ["assessments", "case_records", "numbers"]

_DISTRICTS = pa.array(county.DISTRICTS)
_NEEDS = {"N1": 50, "N2": 6, "N3": 3, "N4": 12, "N5": 17, "N6": 5, "N7": 1, "N8": 6}
_LEVELS = {"1": 15, "2": 30, "3": 35, "4": 20}
_BY = {"Social worker": 55, "Missing coordinator": 20, "MASH officer": 12, "Team manager": 8, "": 5}
_ORIENTATIONS = {"": 80, "Heterosexual": 16, "Bisexual": 2, "Gay or lesbian": 1, "Prefer not to say": 1}
_LEADS = {"School": 52, "Children's centre": 12, "Health visiting": 10, "Youth service": 14, "Police": 12}
_OUTCOMES = {"Needs met": 50, "Stepped up to social care": 30, "Consent withdrawn": 20}
_STALE = 0.3
"""Share of children who moved whose address was not changed."""


def numbers(rng: np.random.Generator, children: People) -> np.ndarray:
    """The authority's number of each child, given once, in no order."""
    return 1_000_000 + rng.permutation(len(children))


def case_records(rng: np.random.Generator, model: Model, children: People, care: pd.DataFrame,
                 number: np.ndarray) -> Iterator[Part]:
    """Write one record a child known to social care, by number; the more prone to go missing, the likelier known."""
    without = model.unknown_to_social_care * np.exp(-0.35 * children.frailty)
    without[care["person"]] = model.looked_after_without_case_record
    known = np.flatnonzero(rng.random(len(children)) >= without)
    for piece in pieces(pd.DataFrame({"person": known[np.argsort(number[known])]})):
        yield _record(rng, model, children, number, piece["person"].to_numpy())


def _record(rng: np.random.Generator, model: Model, children: People, number: np.ndarray, person: np.ndarray) -> Part:
    size = len(person)
    surname, forename, born = typed(rng, children, person, model.typing_social_care, DAYS - 1)
    seen = np.where(rng.random(size) < _STALE, 0, DAYS)
    postcode, district = children.address(person, seen)
    opened = np.maximum(rng.integers(-900, DAYS - 30, size), born)
    closed = np.maximum(opened + 60 + rng.exponential(420, size).astype(int), rng.integers(0, 200, size))
    risk = rng.random(size)
    at_risk = risk < 0.2
    columns = {
        "Person ID": texts.text(number[person]), "Surname": surname, "Forename": forename,
        "Date of Birth": texts.days(born, blank=rng.random(size) < 1 / 400),
        "Gender": texts.either(rng.random(size) < 0.004, "Unknown",
                               texts.either(children.girl[person], "Female", "Male")),
        "Ethnicity": texts.either(rng.random(size) < 0.04, "NOBT", texts.text(children.ethnic[person])),
        "Disability": texts.picked(rng, {"Y": model.disability, "N": 0.88 - model.disability, "": 0.12}, size),
        "Sexual orientation": texts.picked(rng, _ORIENTATIONS, size),
        "Address Postcode": texts.text(mistakes.postcodes(rng, postcode, model.typing_social_care)),
        "District": _DISTRICTS.take(pa.array(district)),
        "Level of Need": texts.picked(rng, _LEVELS, size), "Category of Need": texts.picked(rng, _NEEDS, size),
        "Referral Date": texts.days(opened), "Closure Date": texts.days(closed, blank=closed > DAYS + 90),
        "At Risk of Going Missing": texts.either(at_risk, "Y", texts.either(risk < 0.7, "N", "")),
        "Assessed By": texts.either(at_risk, texts.picked(rng, _BY, size), ""),
        "Assessed On": texts.days(opened + 30, blank=~at_risk),
        "History of Going Missing": texts.picked(rng, {"Y": 12, "N": 25, "": 63}, size),
    }  # fmt: skip
    return Part(columns, person, np.zeros(size, dtype=np.int64))


def assessments(rng: np.random.Generator, model: Model, children: People) -> Iterator[Part]:
    """Write one common assessment of some children, by day."""
    chance = model.caf_share * (0.6 + 0.4 * np.minimum(children.frailty, 4))
    person = np.flatnonzero(rng.random(len(children)) < chance)
    rows = pd.DataFrame({"person": person, "on": rng.integers(-1000, DAYS - 20, len(person))})
    rows = rows.sort_values(["on", "person"], kind="stable", ignore_index=True)
    for piece in pieces(rows.assign(serial=np.arange(len(rows)) + 10_000)):
        yield _assessment(rng, model, children, piece)


def _assessment(rng: np.random.Generator, model: Model, children: People, rows: pd.DataFrame) -> Part:
    size, person, on = len(rows), rows["person"].to_numpy(), rows["on"].to_numpy()
    surname, forename, born = typed(rng, children, person, model.typing_early_help, on)
    postcode, district = children.address(person, on)
    closed = on + 40 + rng.exponential(200, size).astype(int)
    still = closed > DAYS
    columns = {
        "CAF Number": pc.binary_join_element_wise("CAF", texts.text(rows["serial"]), ""),
        "Surname": surname, "Forename": forename,
        "Date of Birth": texts.days(born, mark="."), "Gender": texts.either(children.girl[person], "F", "M"),
        "Postcode": texts.text(mistakes.postcodes(rng, postcode, model.typing_early_help)),
        "District": _DISTRICTS.take(pa.array(district)),
        "Assessment Date": texts.days(on, mark=".", blank=rng.random(size) < 1 / 250),
        "Closure Date": texts.days(closed, mark=".", blank=still),
        "Lead Professional Agency": texts.picked(rng, _LEADS, size),
        "Level of Need": texts.picked(rng, {"2": 7, "3": 3}, size),
        "Outcome": texts.either(still, "", texts.picked(rng, _OUTCOMES, size)),
    }  # fmt: skip
    return Part(columns, person, np.zeros(size, dtype=np.int64))
