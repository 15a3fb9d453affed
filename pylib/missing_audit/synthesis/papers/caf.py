"""Common assessments (CAF), as the early help service would list them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import county, mistakes
from missing_audit.synthesis.clock import DAY, DAYS, day_text
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, draw
from missing_audit.synthesis.parameters import Model

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {
    "CAF Number": "number", "Surname": "surname", "Forename": "forename", "Date of Birth": "born", "Gender": "sex",
    "Postcode": "postcode", "District": "district", "Assessment Date": "on_text", "Closure Date": "closed_text",
    "Lead Professional Agency": "lead", "Level of Need": "level", "Outcome": "outcome",
}  # fmt: skip
"""Header of the list, and where each column comes from."""
_LEADS = {"School": 52, "Children's centre": 12, "Health visiting": 10, "Youth service": 14, "Housing": 4, "Police": 8}
_OUTCOMES = {"Needs met": 45, "Stepped up to social care": 30, "Family moved away": 5, "Consent withdrawn": 20}
_LATEST = DAYS + 60


def _assessed(rng: np.random.Generator, model: Model, history: History) -> pd.DataFrame:
    """Who was assessed, and on what day: likelier for the more prone, mostly before care and before going missing."""
    children, size = history.children, len(history.children)
    frailty = np.minimum(children["frailty"].to_numpy(), 4)
    chosen = (rng.random(size) < model.caf_share * (0.6 + 0.4 * frailty)) & ~children["visitor"].to_numpy()
    happened = history.happened[history.happened["kind"] == "missing"]
    first = (happened.groupby("person")["start"].min() // DAY).reindex(children.index)
    care = history.stays.groupby("person")["begin"].min().reindex(children.index)
    near = np.where(rng.random(size) < model.caf_before_missing, first - rng.integers(10, 900, size),
                    first + rng.integers(5, 250, size))
    on = np.where(first.isna(), rng.integers(-1100, DAYS - 20, size), near)
    on = np.where(care.isna(), on, np.minimum(on, care - rng.integers(20, 500, size)))
    on = np.clip(on, children["born"] + 30, np.minimum(_LATEST, children["eighteen"] - 30)).astype(int)
    one = pd.DataFrame({"person": children.index, "on": on})[chosen]
    again = one[rng.random(len(one)) < 0.08]
    later = again.assign(on=again["on"] + rng.integers(120, 500, len(again)))
    later = later[later["on"].to_numpy() < np.minimum(_LATEST, children["eighteen"].to_numpy()[later["person"]] - 30)]
    return pd.concat([one, later]).sort_values(["on", "person"], kind="stable", ignore_index=True)


def _texts(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    child, rates = history.children.loc[rows["person"]].reset_index(drop=True), model.typing_early_help
    closed = rows["on"] + 40 + np.rint(rng.exponential(200, len(rows))).astype(int)
    open_ = closed > _LATEST
    born = mistakes.births(rng, child["born"].to_numpy(), rates, latest=rows["on"].to_numpy())
    return rows.assign(
        number=[f"CAF{10_000 + i}" for i in range(len(rows))], closed=closed,
        surname=mistakes.surnames(rng, child["surname"].to_numpy(), rates),
        forename=mistakes.forenames(rng, child["forename"].to_numpy(), rates),
        born=[day_text(day).replace("/", ".") for day in born], sex=np.where(child["girl"], "F", "M"),
        postcode=mistakes.postcodes(rng, child["postcode"].to_numpy(), rates),
        district=np.array(county.DISTRICTS, dtype=object)[child["district"]],
        on_text=[day_text(day).replace("/", ".") for day in rows["on"]],
        closed_text=np.where(open_, "", [day_text(day).replace("/", ".") for day in closed]),
        lead=draw(rng, _LEADS, len(rows)), level=draw(rng, {"2": 7, "3": 3}, len(rows)),
        outcome=np.where(open_, "", draw(rng, _OUTCOMES, len(rows))), fault="",
    )  # fmt: skip


def _write(invented: Invented, _: Rows) -> pd.DataFrame:
    """One row an assessment of a child."""
    rng, model, history = invented.stream("early help"), invented.model, invented.history
    out = _texts(rng, model, history, _assessed(rng, model, history))
    each = max(1, len(out) // 250)
    drawn = rng.choice(np.nonzero((out["closed_text"] != "").to_numpy())[0], 3 * each, replace=False)
    wrong, nameless, undated = drawn[:each], drawn[each : 2 * each], drawn[2 * each :]
    early = out.loc[wrong, "on"] - rng.integers(5, 200, each)
    out.loc[wrong, "closed_text"] = [day_text(day).replace("/", ".") for day in early]
    out.loc[wrong, "fault"] = "closed_before_assessed"
    out.loc[nameless, ["forename", "fault"]] = ["", "no_forename"]
    out.loc[undated, ["on_text", "fault"]] = ["", "no_date"]
    return out


PAPER = Paper(
    source="caf", file="extracts/caf_assessments.txt", write=_write, reference="number",
    save=lambda rows: as_text(rows, COLUMNS, separator="\t", ending="\r\n", encoding="cp1252"),
    row="a common assessment of a child", layout="tabs, Windows-1252, dates with full stops",
)
