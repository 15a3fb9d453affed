"""Assessments with the factors found, as the children in need census takes them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAY, DAYS
from missing_audit.synthesis.needs import leaning, needs
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, dates, draw, spoiled
from missing_audit.synthesis.papers.case_records import person_codes

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {"LAchildID": "code", "AssessmentActualStartDate": "start_text", "AssessmentAuthorisationDate": "end_text",
           "AssessmentFactors": "factors"}
"""Header of the table, and where each column comes from."""
_LATEST = DAYS + 60
_OF_LIFE = {"domestic_abuse": "3B", "parent_mental_health": "4B", "substances": "2A", "exploited": "11A",
            "behaviour": "14A"}
_OF_NEEDS = {"anxiety": "4A", "self_harm": "15A", "learning_disability": "5A"}
_SUBSTANCE = {"1B": 5, "2B": 3, "1B;2B": 2}
_HARM = {"16A": 5, "17A": 4, "18A": 2, "19A": 1}
_OTHERS = ("1A", "3A", "5B", "6A", "6B", "7A", "12A", "13A", "20")


def _assessed(rng: np.random.Generator, invented: Invented, cases: pd.DataFrame) -> pd.DataFrame:
    """Children assessed, some of them again, on days when their case was open."""
    children = invented.history.children
    chance = leaning(invented.model.assessed, children)
    one = cases.loc[rng.random(len(cases)) < chance[cases["person"]], ["person", "referral", "closure"]]
    again = one[rng.random(len(one)) < invented.model.assessed_again]
    rows = pd.concat([one, again], ignore_index=True)
    second = rows.index >= len(one)
    # Of a case that was open before the table begins, the assessment is of any day of it.
    low, high = np.maximum(rows["referral"], -200), np.minimum(rows["closure"], _LATEST)
    first = np.where(rows["referral"] < -200, low + (high - low) * rng.random(len(rows)),
                     rows["referral"] + rng.integers(1, 40, len(rows))).astype(int)
    start = np.where(second, first + rng.integers(120, 500, len(rows)), first)
    rows = rows.assign(start=start)
    held = (rows["start"] < _LATEST - 5) & (rows["start"] < rows["closure"])
    return rows[held].sort_values(["start", "person"], kind="stable", ignore_index=True)


def _found(rng: np.random.Generator, invented: Invented, rows: pd.DataFrame) -> np.ndarray:
    """Codes found in each assessment: most of what is true of the child's life, and a little that is not."""
    model, history, size = invented.model, invented.history, len(rows)
    person = rows["person"]
    true = {code: history.circumstances.loc[person, name].to_numpy() for name, code in _OF_LIFE.items()}
    true |= {code: needs(invented).loc[person, name].to_numpy() for name, code in _OF_NEEDS.items()}
    missing = history.happened[history.happened["kind"] == "missing"]
    first = (missing.groupby("person")["start"].min() // DAY).reindex(person).to_numpy()
    true["10A"] = first < rows["start"].to_numpy() + 30
    several = {"substance": (history.circumstances.loc[person, "parent_substance"].to_numpy(),
                             draw(rng, _SUBSTANCE, size)),
               "harm": (history.circumstances.loc[person, "neglect_abuse"].to_numpy(), draw(rng, _HARM, size))}
    said = {code: np.where(rng.random(size) < np.where(held, model.factor_found, model.factor_wrongly), code, "")
            for code, held in true.items()}
    said |= {name: np.where(held & (rng.random(size) < model.factor_found), code, "")
             for name, (held, code) in several.items()}
    said |= {code: np.where(rng.random(size) < 0.02, code, "") for code in _OTHERS}
    cells = [",".join(code.replace(";", ",") for code in row if code) for row in zip(*said.values(), strict=True)]
    return np.array([cell or "21" for cell in cells], dtype=object)


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row an assessment."""
    rng, model = invented.stream("cin_factors"), invented.model
    rows = _assessed(rng, invented, done["case_records"][done["case_records"]["fault"] == ""])
    median, sigma = model.assessment_days
    end = rows["start"] + np.rint(median * np.exp(rng.normal(0, sigma, len(rows)))).astype(int)
    open_ = end > _LATEST
    rows = rows.assign(
        code=person_codes(invented)[rows["person"]], end=end, start_text=dates(rows["start"]),
        end_text=dates(end, unless=open_), factors=np.where(open_, "", _found(rng, invented, rows)),
    )
    closed, some = rows["end_text"] != "", (rows["factors"] != "") & (rows["factors"] != "21")
    faults = {
        "no_date": {"start_text": ""}, "end_before_start": {"end_text": lambda out: dates(out["start"] - 9)},
        "unknown_factor": {"factors": lambda out: out["factors"] + ",99Z"}, "no_factors": {"factors": ""},
        "none_and_some": {"factors": lambda out: out["factors"] + ",21"}, "repeated_row": {},
    }  # fmt: skip
    fit = {"end_before_start": closed, "unknown_factor": some, "no_factors": closed & some, "none_and_some": some}
    return spoiled(rng, rows, faults, fit=fit, each=max(1, len(rows) // 300))


PAPER = Paper(
    source="cin_factors", file="extracts/cin_assessment_factors.csv", write=_write, reference="code",
    save=lambda rows: as_text(rows, COLUMNS, ending="\r\n"), after=("case_records",),
    row="an assessment of a child", layout="the census's own headings, several factors in one cell parted by commas",
)
