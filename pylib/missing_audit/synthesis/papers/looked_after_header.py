"""The return on looked-after children: its header."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import mistakes
from missing_audit.synthesis.clock import DAYS, day_text
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text
from missing_audit.synthesis.papers.case_records import person_codes
from missing_audit.synthesis.parameters import Typing

__all__ = ["HEADER", "PAPER"]

HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _codes(rng: np.random.Generator, invented: Invented, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """CHILD code of each person, and the persons whose code is by mistake that of another child's case record."""
    children = invented.history.children
    in_care = np.unique(invented.history.stays["person"])
    in_care = in_care[~children["visitor"].to_numpy()[in_care]]
    others = np.setdiff1d(known, in_care)
    count = max(1, round(len(in_care) * invented.model.return_wrong_code))
    wrong, lent = rng.choice(in_care, count, replace=False), rng.choice(others, count, replace=False)
    codes = person_codes(invented)
    out = codes.copy()
    out[wrong] = codes[lent]
    return out, wrong


def _upn(rng: np.random.Generator) -> str:
    if rng.random() < 0.06:
        return f"UN{int(rng.integers(1, 6))}"
    letter = _UPN_LETTERS[int(rng.integers(len(_UPN_LETTERS)))]
    return (
        f"{letter}999{int(rng.integers(10**8)):08d}{int(rng.integers(10))}"  # no authority has the number 999
    )


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row a child looked after by the county, by code."""
    rng, children = invented.stream("return"), invented.history.children
    codes, wrong = _codes(rng, invented, done["case_records"]["person"].to_numpy())
    persons = np.unique(invented.history.stays["person"])
    persons = persons[~children["visitor"].to_numpy()[persons]]
    child = children.loc[persons]
    rates = Typing(0, 0, 0, 0, invented.model.return_birth_typo, 0)
    born = mistakes.births(rng, child["born"].to_numpy(), rates, latest=DAYS - 1)
    mother = child["girl"].to_numpy() & (child["born"].to_numpy() < -5300) & (rng.random(len(child)) < 0.03)
    own_child = np.minimum(child["born"].to_numpy() + rng.integers(5500, 6500, len(child)), DAYS - 10)
    rows = pd.DataFrame({
        "CHILD": codes[persons], "SEX": np.where(child["girl"], "2", "1"),
        "DOB": [day_text(day) for day in born],
        "ETHNIC": child["ethnic"].to_numpy(), "UPN": [_upn(rng) for _ in persons],
        "MOTHER": np.where(child["girl"], np.where(mother, "1", "0"), ""),
        "MC_DOB": np.where(mother, [day_text(day) for day in own_child], ""), "person": persons,
        "fault": np.where(np.isin(persons, wrong), "code_of_another_child", ""),
    })  # fmt: skip
    return rows.sort_values("CHILD", kind="stable", ignore_index=True)


PAPER = Paper(
    source="looked_after_header", file="extracts/looked_after_header.csv", write=_write,
    save=lambda rows: as_text(rows, HEADER, encoding="utf-8-sig"), reference="CHILD", after=("case_records",),
    row="a looked-after child",
    layout="SSDA903 Header, UTF-8 with a byte-order mark; CHILD is the case record's Person ID",
)
