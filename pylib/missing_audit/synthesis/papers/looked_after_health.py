"""The return on looked-after children: its OC2 table, three years of it in one file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAYS, day_text
from missing_audit.synthesis.needs import leaning, needs
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, draw, spoiled

__all__ = ["OC2", "PAPER"]

OC2 = ("CHILD", "DOB", "YEAR_END", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS",
       "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")
_YEAR_ENDS = (364, 730, DAYS - 1)
_A_YEAR = 365
_REASONS = {"SDQ2": 30, "SDQ3": 5, "SDQ4": 35, "SDQ5": 30}


def _year(invented: Invented, header: pd.DataFrame, last: int) -> pd.DataFrame:
    """Children looked after on each of the 365 days up to `last`."""
    lives = invented.history.lives
    throughout = (lives.where[:, last + 1 - _A_YEAR:last + 1] > 0).all(axis=1)
    rows = header[throughout[header["person"]]]
    age = (last - lives.children["born"].to_numpy()[rows["person"]]) / 365.25
    return rows[["CHILD", "DOB", "person"]].assign(last=last, age=age)


def _flags(chance: np.ndarray | float, rng: np.random.Generator, size: int) -> np.ndarray:
    return np.where(rng.random(size) < chance, "1", "0").astype(object)


def _score(rng: np.random.Generator, invented: Invented, rows: pd.DataFrame) -> pd.DataFrame:
    """Score of the questionnaire, or why there is none; neither for those who are not of age."""
    model, size = invented.model, len(rows)
    mean, spread, slope = model.sdq
    frailty = np.minimum(invented.history.children["frailty"].to_numpy()[rows["person"]], 4)
    troubled = needs(invented).loc[rows["person"], ["anxiety", "trauma"]].sum(axis=1).to_numpy()
    troubled = troubled + invented.history.circumstances["behaviour"].to_numpy()[rows["person"]]
    score = np.rint(rng.normal(mean + slope * (frailty - 1) + model.sdq_needs * troubled, spread))
    of_age = (rows["age"] >= 4) & (rows["age"] < 17)
    none = rng.random(size) < model.sdq_none
    return rows.assign(
        SDQ_SCORE=np.where(of_age & ~none, np.clip(score, 0, 40).astype(int).astype(str), ""),
        SDQ_REASON=np.where(~of_age, "SDQ1", np.where(none, draw(rng, _REASONS, size), "")),
    )


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row a child looked after for a year, a year of the return."""
    rng, model, children = invented.stream("looked_after_health"), invented.model, invented.history.children
    header = done["looked_after_header"]
    rows = pd.concat([_year(invented, header, last) for last in _YEAR_ENDS], ignore_index=True)
    rows, size = _score(rng, invented, rows), len(rows)
    person, teen = rows["person"].to_numpy(), (rows["age"] >= 10).to_numpy()
    offending = leaning(model.convicted, children)[person] * np.where(
        invented.history.circumstances["offending"].to_numpy()[person], 3, 1)
    misuse = invented.history.circumstances["substances"].to_numpy()[person] & (rng.random(size)
                                                                                < model.substance_recorded)
    helped = rng.random(size) < 0.6
    rows = rows.assign(
        YEAR_END=[day_text(day) for day in rows["last"]], CONVICTED=_flags(offending * teen, rng, size),
        HEALTH_CHECK=np.where(rows["age"] < 5.5, _flags(0.9, rng, size), ""), IMMUNISATIONS=_flags(0.88, rng, size),
        TEETH_CHECK=_flags(0.86, rng, size), HEALTH_ASSESSMENT=_flags(0.89, rng, size),
        SUBSTANCE_MISUSE=np.where(misuse & teen, "1", "0"),
        INTERVENTION_RECEIVED=np.where(misuse & teen, np.where(helped, "1", "0"), ""),
        INTERVENTION_OFFERED=np.where(misuse & teen & ~helped, _flags(0.8, rng, size), ""),
    ).sort_values(["last", "CHILD"], kind="stable", ignore_index=True)
    scored = rows["SDQ_SCORE"] != ""
    faults = {"score_above_40": {"SDQ_SCORE": "44"}, "score_and_reason": {"SDQ_REASON": "SDQ4"},
              "birth_differs": {"DOB": lambda out: out["DOB"].str[:6] + "1999"}, "repeated_row": {}}
    return spoiled(rng, rows, faults, fit=dict.fromkeys(faults, scored), each=max(1, size // 300))


PAPER = Paper(
    source="looked_after_health", file="extracts/looked_after_oc2.csv", write=_write, reference="CHILD",
    save=lambda rows: as_text(rows, OC2), after=("looked_after_header",),
    row="a child looked after for a year, in one year", layout="SSDA903 OC2, three years in one file, with YEAR_END",
)
