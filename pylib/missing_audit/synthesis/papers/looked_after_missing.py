"""The return on looked-after children: its table of times missing or away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAY, DAYS, day_text
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text
from missing_audit.synthesis.parameters import Model

__all__ = ["MISSING", "PAPER"]

MISSING = ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END")


def _written(rng: np.random.Generator, model: Model, history: History) -> pd.DataFrame:
    """Events of children in the county's care that reached the return, and how they were written down."""
    happened = history.happened
    ours = ~history.children["visitor"].to_numpy()[happened["person"]] & (happened["stay"] > 0)
    rows = happened[ours & happened["kind"].isin(["missing", "absence"])].reset_index(drop=True)
    absence = (rows["kind"] == "absence").to_numpy()
    missed = np.where(absence, model.return_misses_absence, model.return_misses_missing)
    wrong = np.where(absence, model.return_absence_as_missing, model.return_missing_as_absence)
    swap = rng.random(len(rows)) < wrong
    first, last = rows["start"] // DAY, rows["end"] // DAY
    late = (rng.random(len(rows)) < model.return_start_late) & (last > first)
    rows = rows.assign(code=np.where(absence ^ swap, "A", "M"), first=first + late, last=last, fault="")
    return rows[rng.random(len(rows)) >= missed].sort_values(
        ["person", "start"], kind="stable", ignore_index=True
    )


def _picked(rng: np.random.Generator, history: History, rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Rows to spoil, by kind of fault, each once; all ended well within the period."""
    each = max(2, len(rows) // 250)
    began = rows["person"].map(history.stays.groupby("person")["begin"].min())
    closed = rows["last"] < DAYS - 60
    fit = {
        # Only of a child who entered care within the period can the return show a day before care.
        "outside_care": began > 70,
        # Two rows that share a day only do not overlap.
        "overlap": rows["last"] > rows["first"],
        "end_before_start": closed,
        "birth_differs": closed,
        "unknown_code": closed,
    }
    out: dict[str, np.ndarray] = {}
    for fault, mask in fit.items():
        free = np.setdiff1d(np.nonzero((mask & closed).to_numpy())[0], np.concatenate([[], *out.values()]))
        out[fault] = np.sort(rng.choice(free.astype(int), each, replace=False))
    return out


def _spoiled(rng: np.random.Generator, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Plant rows that the sector's own checks would refuse; an overlapping row is an extra one."""
    out, at = rows.copy(), _picked(rng, history, rows)
    for fault, index in at.items():
        out.loc[index, "fault"] = fault
    index = at["outside_care"]
    began = out.loc[index, "person"].map(history.stays.groupby("person")["begin"].min())
    start = began - rng.integers(20, 60, len(index))
    out.loc[index, "first"], out.loc[index, "last"] = start, start + 1
    index = at["end_before_start"]
    out.loc[index, "last"] = out.loc[index, "first"] - rng.integers(1, 20, len(index))
    out.loc[at["unknown_code"], "code"] = "X"
    extra = out.loc[at["overlap"]].assign(last=out["last"] + 1)
    out.loc[at["overlap"], "fault"] = ""
    return pd.concat([out, extra], ignore_index=True)


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row an episode written down, by code and start."""
    rng, history, header = invented.stream("looked_after_missing"), invented.history, done["looked_after_header"]
    rows = _spoiled(rng, history, _written(rng, invented.model, history))
    of_person = header.set_index("person")
    born = of_person["DOB"].reindex(rows["person"]).to_numpy(dtype=object)
    true_born = history.children["born"].to_numpy()[rows["person"]]
    differs = (rows["fault"] == "birth_differs").to_numpy()
    born = np.where(differs, [day_text(day + 366) for day in true_born], born)
    out = rows.assign(
        CHILD=of_person["CHILD"].reindex(rows["person"]).to_numpy(dtype=object), DOB=born, MISSING=rows["code"],
        MIS_START=[day_text(day) for day in rows["first"]],
        MIS_END=np.where(rows["last"] >= DAYS, "", [day_text(day) for day in rows["last"]]),
    )  # fmt: skip
    return out.sort_values(["CHILD", "first", "last"], kind="stable", ignore_index=True)


PAPER = Paper(
    source="looked_after_missing", file="extracts/looked_after_missing.csv", write=_write,
    save=lambda rows: as_text(rows, MISSING), reference="CHILD", after=("looked_after_header",),
    row="a time missing (M) or away (A)", layout="SSDA903 Missing, whole days, MIS_END blank while open",
)
