"""The register of the fostering and adoption service."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAYS, long_text
from missing_audit.synthesis.needs import leaning
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, dates, draw, spoiled, typed

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {
    "Surname": "surname", "Forename": "forename", "DOB": "born_text", "Sex": "sex", "Household Ref": "household",
    "Household Type": "type", "Provider": "provider_text", "Placed On": "start_text", "Left On": "end_text",
    "Reason Ended": "ending",
}  # fmt: skip
"""Header of the register, and where each column comes from."""
_TYPES = {"U1": "Connected person", "U2": "Connected person", "U3": "Connected person", "A3": "Adoption",
          "A5": "Adoption"}
_ENDINGS = {"Planned": 52, "Carer's request": 14, "Child's request": 8, "Returned home": 14, "Standards of care": 3,
            "Allegation": 3}


def _write(invented: Invented, _: Rows) -> pd.DataFrame:
    """One row a stay with an approved household."""
    rng, model, history = invented.stream("fostering"), invented.model, invented.history
    stays, children = history.stays, history.children
    approved = stays["code"].str[0].eq("U") | stays["code"].isin(["A3", "A5"])
    listed = approved & ~children["visitor"].to_numpy()[stays["person"]]
    listed &= rng.random(len(stays)) >= model.household_not_listed
    rows = stays[listed].sort_values(["begin", "person"], kind="stable", ignore_index=True)
    size, child = len(rows), children.loc[rows["person"]].reset_index(drop=True)
    names = typed(rng, child, model.typing_fostering, rows["begin"].to_numpy())
    disrupted = rows["reason"].ne("") & (rng.random(size) < leaning(model.disruption, child))
    drawn = np.where(disrupted, "Disruption", draw(rng, _ENDINGS, size))
    drawn = np.where(rows["rec"].str[:1].eq("E"), np.where(child["eighteen"] <= rows["end"], "Left care",
                                                           "Returned home"), drawn)
    open_ = (rows["end"] >= DAYS).to_numpy()
    rows = rows.assign(
        surname=names["surname"], forename=names["forename"], born_text=dates(names["birth"], long_text),
        sex=np.where(child["girl"], "F", "M"), household=[f"H{1001 + n}" for n in pd.factorize(rows["postcode"])[0]],
        type=rows["code"].map(_TYPES).fillna("Foster"),
        provider_text=np.where(rows["provider"].eq("PR1"), "Own", "Agency"), start_text=dates(rows["begin"], long_text),
        end_text=dates(rows["end"], long_text, unless=open_), ending=np.where(open_, "", drawn),
    )[[*COLUMNS.values(), "person", "begin"]]
    closed = rows["end_text"] != ""
    faults = {
        "no_forename": {"forename": ""}, "no_date": {"start_text": ""}, "no_reason": {"ending": ""},
        "end_before_start": {"end_text": lambda out: dates(out["begin"] - 20, long_text)}, "repeated_row": {},
        "unknown_type": {"type": "See file"},
    }  # fmt: skip
    fit = {"no_reason": closed, "end_before_start": closed}
    return spoiled(rng, rows, faults, fit=fit, each=max(1, size // 300))


PAPER = Paper(
    source="fostering", file="extracts/fostering_register.csv", write=_write, reference="household",
    save=lambda rows: as_text(rows, COLUMNS, separator=";", ending="\r\n", encoding="cp1252"),
    row="a child with an approved household", layout="semicolons, Windows-1252, months spelt",
)
