"""Social care's case records, as a worksheet with titles above the header and dates of two kinds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import county, mistakes
from missing_audit.synthesis.clock import DAY, DAYS, day_text, long_text
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Paper, Rows
from missing_audit.synthesis.parameters import Model
from missing_audit.synthesis.workbook import Cell, date_cell, workbook

__all__ = ["COLUMNS", "PAPER", "TITLES", "person_codes"]

COLUMNS = (
    "Person ID", "Surname", "Forename", "Date of Birth", "Gender", "Ethnicity", "Disability",
    "Sexual orientation", "Address Postcode", "District", "Level of Need", "Category of Need",
    "Referral Date", "Closure Date", "At Risk of Going Missing", "Assessed By", "Assessed On",
    "History of Going Missing",
)  # fmt: skip
TITLES = (
    "Larkshire Children's Services: case records (invented)",
    "Extract of 30 June 2017, one row a child",
)
_EXTRACTED = DAYS + 90
_BY = ("Social worker", "Missing coordinator", "MASH officer", "Team manager", "Early help worker")
_BY_SHARE = (0.55, 0.20, 0.12, 0.08, 0.05)
_NEEDS = ("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8")


def person_codes(invented: Invented) -> np.ndarray:
    """Social care's number for each child, in no order; children without a case record have one too."""
    numbers = invented.stream("records").permutation(90_000)[: len(invented.history.children)]
    return (700_000 + numbers).astype(str).astype(object)


def _known(rng: np.random.Generator, model: Model, history: History, police: pd.DataFrame) -> np.ndarray:
    """Children with a case record; without one is nobody who is not in a sound police report or the return."""
    children, draw = history.children, rng.random(len(history.children))
    in_care = children.index.isin(history.stays["person"])
    sound = (police["fault"] == "") & (police["kind"] != "adult")
    reported = children.index.isin(police.loc[sound, "person"])
    # The more prone to go missing, the likelier to be known.
    chance = model.unknown_to_social_care * np.exp(-0.35 * children["frailty"].to_numpy())
    without = np.where(in_care, draw < model.looked_after_without_case_record, reported & (draw < chance))
    return ~without & ~children["visitor"].to_numpy()


def _firsts(history: History, column: str) -> np.ndarray:
    """Day of each child's first true missing episode, or first day of care; far off if there is none."""
    if column == "missing":
        happened = history.happened
        first = happened[happened["kind"] == "missing"].groupby("person")["start"].min() // DAY
    else:
        first = history.stays.groupby("person")["begin"].min()
    return first.reindex(history.children.index).fillna(10 * DAYS).to_numpy().astype(int)


def _contact(rng: np.random.Generator, history: History) -> pd.DataFrame:
    """Days of referral and closure (`DAYS` × 10 while open)."""
    children, size = history.children, len(history.children)
    care, missing = _firsts(history, "care"), _firsts(history, "missing")
    free = rng.integers(-900, DAYS - 30, size)
    early = np.where(
        rng.random(size) < 0.55, missing - rng.integers(5, 700, size), missing + rng.integers(0, 30, size)
    )
    referral = np.where(missing < DAYS, early, free)
    referral = np.minimum(referral, care - rng.integers(3, 500, size))
    # Closed before the period is not in the extract, so an old referral is a case open into it.
    referral = np.clip(referral, children["born"], np.minimum(_EXTRACTED - 5, children["eighteen"] - 10))
    length = 60 + np.rint(rng.exponential(420, size)).astype(int)
    closure = np.maximum(referral + length, rng.integers(0, 200, size))
    closure = np.minimum(closure, children["eighteen"])
    in_care = history.stays.groupby("person")["end"].max().reindex(children.index).fillna(-1).to_numpy()
    closure = np.where(in_care >= DAYS, 10 * DAYS, np.maximum(closure, in_care + 14))
    return pd.DataFrame({"referral": referral, "closure": np.where(closure > _EXTRACTED, 10 * DAYS, closure)})


def _need(rng: np.random.Generator, history: History) -> pd.DataFrame:
    """Level and category of need; one category for a child in care, that of the first stay."""
    children, size = history.children, len(history.children)
    in_care = children.index.isin(history.stays["person"])
    score = rng.normal(0, 0.8, size) + 0.45 * np.log(children["frailty"] + 0.05) + 2.2 * in_care
    level = np.select([score < -1.3, score < -0.3, score < 1.1], [1, 2, 3], 4)
    teen = children["born"].to_numpy() < -4400
    drawn = rng.choice(8, size, p=[0.50, 0.06, 0.03, 0.12, 0.17, 0.05, 0.01, 0.06])
    unruly = teen & (rng.random(size) < np.minimum(0.05 * children["frailty"], 0.3))
    need = np.array(_NEEDS, dtype=object)[np.where(unruly, 5, drawn)]
    of_care = history.stays.groupby("person")["need"].first().reindex(children.index)
    return pd.DataFrame(
        {"level": np.where(in_care, np.maximum(level, 3), level), "need": of_care.fillna(pd.Series(need))}
    )


def _assessment(rng: np.random.Generator, history: History, contact: pd.DataFrame) -> pd.DataFrame:
    """Whether assessed as at risk of going missing, by what role, on what day; some of it left out."""
    children, size = history.children, len(history.children)
    missing = _firsts(history, "missing")
    teen = np.clip((-children["born"].to_numpy() - 2600) / 2500, 0, 1)
    leaning = -2.6 + 0.5 * children["frailty"] + 2.1 * (missing < DAYS)
    risk = rng.random(size) < teen / (1 + np.exp(-leaning))
    said = np.where(risk, "Y", np.where(rng.random(size) < 0.6, "N", "")).astype(object)
    after = (missing < DAYS) & (rng.random(size) < 0.65)
    free = contact["referral"] + rng.integers(0, 400, size)
    on = np.where(after, missing + rng.integers(1, 60, size), free)
    on = np.clip(on, contact["referral"], np.minimum(_EXTRACTED - 1, contact["closure"]))
    on = np.minimum(on, children["eighteen"] - 1)
    on = np.maximum(on, contact["referral"])
    by = np.array(_BY, dtype=object)[rng.choice(len(_BY), size, p=_BY_SHARE)]
    no_name, no_date = rng.random(size) < 0.07, rng.random(size) < 0.06
    noted = (said == "Y") | ((said == "N") & (rng.random(size) < 0.5))
    ever_by_then = missing <= on
    story = rng.random(size)
    history_said = np.where(ever_by_then & (story < 0.72), "Y", np.where(story < 0.85, "N", ""))
    # Some went missing before the period, where nothing else here can see it.
    history_said = np.where(~ever_by_then & risk & (story > 0.70), "Y", history_said)
    return pd.DataFrame({
        "risk": said, "by": np.where(noted & ~no_name, by, ""), "on": on, "dated": noted & ~no_date,
        "history": history_said.astype(object),
    })  # fmt: skip


def _typed(rng: np.random.Generator, model: Model, history: History) -> pd.DataFrame:
    children, size, rates = history.children, len(history.children), model.typing_social_care
    surname = mistakes.surnames(rng, children["surname"].to_numpy(), rates)
    forename = mistakes.forenames(rng, children["forename"].to_numpy(), rates)
    # This system takes plain letters only.
    plain = str.maketrans("ëâêóáãíöšüé’", "eaeoaaiosue'")
    teen = children["born"].to_numpy() < -13 * 365 + DAYS // 2
    told = teen & children["orientation_known"]
    gender = np.where(children["girl"], "Female", "Male")
    return pd.DataFrame({
        "surname": [word.translate(plain) for word in surname],
        "forename": [word.translate(plain) for word in forename],
        "born": mistakes.births(rng, children["born"].to_numpy(), rates, latest=DAYS - 1),
        "gender": np.where(rng.random(size) < 0.004, "Unknown", gender),
        "ethnic": np.where(rng.random(size) < 0.04, "NOBT", children["ethnic"]),
        "disabled": np.where(rng.random(size) < 0.12, "", np.where(children["disabled"], "Y", "N")),
        "orientation": np.where(told, children["orientation"], ""),
        "postcode": mistakes.postcodes(rng, children["postcode"].to_numpy(), rates),
        "district": np.array(county.DISTRICTS, dtype=object)[children["district"]],
    })  # fmt: skip


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row a child with a record, by number."""
    rng, model, history = invented.stream("case_records"), invented.model, invented.history
    has = _known(rng, model, history, done["police"])
    contact = _contact(rng, history)
    parts = [_typed(rng, model, history), contact, _need(rng, history), _assessment(rng, history, contact)]
    rows = pd.concat(parts, axis=1).assign(person=history.children.index, code=person_codes(invented), fault="")
    rows = rows[has].sort_values("code", kind="stable", ignore_index=True)
    each = max(1, len(rows) // 400)
    # An error of the key under the date of closure; only a closed case can have one.
    closed = rng.choice(np.nonzero((rows["closure"] < DAYS).to_numpy())[0], each, replace=False)
    rows.loc[closed, "closure"] = rows.loc[closed, "referral"] - rng.integers(20, 400, each)
    rows.loc[closed, "fault"] = "closure_before_referral"
    sound = rng.choice(np.nonzero((rows["fault"] == "").to_numpy())[0], 2 * each, replace=False)
    rows.loc[sound[:each], "fault"] = "no_birth_date"
    rows.loc[sound[each:], "fault"] = "birth_date_as_text"
    return rows


def _born(row: pd.Series) -> Cell:
    if row.fault == "no_birth_date":
        return None
    return day_text(row.born) if row.fault == "birth_date_as_text" else date_cell(row.born)


def _save(rows: pd.DataFrame) -> bytes:
    """Bytes of the worksheet: births and referrals are real dates, closures and assessments are text."""
    table: list[list[Cell]] = [[TITLES[0]], [TITLES[1]], list(COLUMNS)]
    for row in rows.itertuples(index=False):
        table.append([
            int(row.code), row.surname, row.forename, _born(row), row.gender, row.ethnic, row.disabled,
            row.orientation, row.postcode, row.district, int(row.level), row.need, date_cell(row.referral),
            long_text(row.closure) if row.closure < 10 * DAYS else None, row.risk, row.by,
            day_text(row.on) if row.dated else None, row.history,
        ])  # fmt: skip
    return workbook("Case records", table)


PAPER = Paper(
    source="case_records", file="extracts/social_care_case_records.xlsx", write=_write, save=_save, reference="code",
    first=4, after=("police",), row="a child known to social care",
    layout="sheet `Case records`, two title rows above the header; births and referrals are real dates, closures "
           "(`02-Apr-2015`) and assessments (`02/04/2015`) are text",
)
