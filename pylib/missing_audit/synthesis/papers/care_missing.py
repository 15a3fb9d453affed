"""Social care's own table of missing episodes, by its standard extract."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAY, DAYS, from_day
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, dates, spoiled
from missing_audit.synthesis.papers.case_records import person_codes
from missing_audit.synthesis.parameters import Model

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {
    "miss_table_id": "number", "miss_person_id": "code", "miss_missing_episode_start_date": "start_text",
    "miss_missing_episode_type": "said", "miss_missing_episode_end_date": "end_text",
    "miss_missing_rhi_offered": "offered", "miss_missing_rhi_accepted": "accepted",
}  # fmt: skip
"""Header of the table, and where each column comes from."""


def _recorded(rng: np.random.Generator, model: Model, history: History, known: np.ndarray) -> pd.DataFrame:
    """Events of children with a case record that somebody told their worker of, by whole days."""
    happened = history.happened
    own = happened["person"].isin(known) & happened["kind"].isin(["missing", "absence"])
    rows = happened[own].reset_index(drop=True)
    absence = (rows["kind"] == "absence").to_numpy()
    missed = np.where(absence, model.care_record_misses_absence,
                      rows["living"].map(dict(model.care_record_misses)).astype(float))
    called = absence & (rng.random(len(rows)) >= model.care_record_absence_as_missing)
    rows = rows.assign(said=np.where(called, "Away", "Missing"), first=rows["start"] // DAY, last=rows["end"] // DAY)
    kept = rows[rng.random(len(rows)) >= missed]
    return kept.sort_values(["start", "person"], kind="stable", ignore_index=True)


def _interviews(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Whether an interview was offered and accepted, as far as the worker wrote it down."""
    true = history.interviews.drop_duplicates("event").set_index("event").reindex(rows["event"])
    offered = np.where(true["offered"].notna(), "Y", "N")
    accepted = np.where(true["offered"].isna(), "NA", np.where(true["accepted"].eq(True), "Y", "N"))
    asked = rows["said"].eq("Missing").to_numpy()
    unknown = rng.random(len(rows)) < model.interview_not_recorded
    half = rng.random(len(rows)) < model.interview_not_recorded / 2
    return rows.assign(
        offered=np.where(asked, np.where(unknown, "NULL", offered), "NA"),
        accepted=np.where(asked, np.where(unknown | half, "NULL", accepted), "NA"),
    )


def _iso(day: int) -> str:
    return from_day(day).isoformat()


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row an event that social care wrote down itself."""
    rng, model, history = invented.stream("care_missing"), invented.model, invented.history
    rows = _recorded(rng, model, history, done["case_records"]["person"].to_numpy())
    rows = _interviews(rng, model, history, rows)
    open_ = (rows["last"] >= DAYS) | (rng.random(len(rows)) < model.care_record_never_ended)
    end = dates(rows["last"], _iso, unless=open_)
    rows = rows.assign(number=[str(40_001 + i) for i in range(len(rows))], code=person_codes(invented)[rows["person"]],
                       start_text=dates(rows["first"], _iso), end_text=np.where(end == "", "NULL", end))
    closed, away = rows["end_text"] != "NULL", rows["said"] == "Away"
    faults = {
        "no_date": {"start_text": "NULL"}, "unknown_type": {"said": "Other"},
        "end_before_start": {"end_text": lambda out: dates(out["first"] - 3, _iso)},
        "accepted_without_offer": {"offered": "N", "accepted": "Y"}, "repeated_row": {},
    }  # fmt: skip
    fit = {"end_before_start": closed, "accepted_without_offer": ~away}
    return spoiled(rng, rows, faults, fit=fit, each=max(1, len(rows) // 500))


PAPER = Paper(
    source="care_missing", file="extracts/social_care_missing.csv", write=_write, reference="number",
    save=lambda rows: as_text(rows, COLUMNS), after=("case_records",),
    row="a time that social care recorded a child as missing or away",
    layout="the standard extract's headings, ISO dates, NULL where blank, NA where not applicable",
)
