"""What health services hold of the children known to agencies: referrals to four services, in one list."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import mistakes
from missing_audit.synthesis.clock import DAYS, from_day
from missing_audit.synthesis.needs import needs
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, dates, draw, spoiled, typed

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {
    "Referral No": "number", "Surname": "surname", "Forename": "forename", "D.O.B.": "born_text", "Sex": "sex",
    "Patient Postcode": "postcode", "Service": "service", "Referred": "start_text", "Accepted": "accepted",
    "First Seen": "seen_text", "Closed": "end_text", "Diagnosis Group": "diagnosis", "Referred By": "by",
}  # fmt: skip
"""Header of the list, and where each column comes from."""
_LATEST = DAYS + 40
_BEFORE = 300
_YOUNGEST = {"CAMHS": 6, "School nursing": 5, "Substance misuse": 11, "Sexual health": 13}
_BY = {"CAMHS": {"GP": 45, "School": 30, "Social care": 20, "Hospital": 5},
       "School nursing": {"School": 70, "GP": 15, "Social care": 15},
       "Substance misuse": {"Youth offending team": 35, "School": 25, "Social care": 30, "Self": 10},
       "Sexual health": {"Self": 60, "School": 20, "Social care": 20}}
_GROUPS = {"self_harm": "Self-harm", "eating": "Eating disorder", "autism": "ASD", "trauma": "Trauma",
           "behaviour": "Conduct or ADHD", "anxiety": "Anxiety or depression"}
"""Groups of CAMHS in the order in which one goes before another, by what is true of the child."""


def _iso(day: int) -> str:
    return from_day(day).isoformat()


def _true(invented: Invented) -> pd.DataFrame:
    return needs(invented).join(invented.history.circumstances)


def _in_need(true: pd.DataFrame) -> dict[str, np.ndarray]:
    """Children who truly need each service."""
    return {"CAMHS": true[list(_GROUPS)].any(axis=1).to_numpy(), "School nursing": true["neglect_abuse"].to_numpy(),
            "Substance misuse": true["substances"].to_numpy(), "Sexual health": true["exploited"].to_numpy()}


def _referred(rng: np.random.Generator, invented: Invented, true: pd.DataFrame) -> pd.DataFrame:
    """Referrals, at most one of a child to a service."""
    children, parts = invented.history.children, []
    for name, needed in _in_need(true).items():
        in_need, others = invented.model.referred[name]
        youngest = children["born"].to_numpy() + _YOUNGEST[name] * 365
        start = rng.integers(-_BEFORE, DAYS, len(children))
        held = (rng.random(len(children)) < np.where(needed, in_need, others)) & (start > youngest)
        held &= (start < children["eighteen"].to_numpy()) & ~children["visitor"].to_numpy()
        parts.append(pd.DataFrame({"person": children.index[held], "service": name, "start": start[held]}))
    rows = pd.concat(parts)
    return rows.sort_values(["start", "person", "service"], kind="stable", ignore_index=True)


def _found(true: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    """Group of what was found."""
    held = true.loc[rows["person"], list(_GROUPS)].to_numpy()
    camhs = np.select(list(held.T), list(_GROUPS.values()), "No diagnosis")
    drugs = np.where(rows["service"] == "Substance misuse", "Substance misuse", "No diagnosis")
    return np.where(rows["service"] == "CAMHS", camhs, drugs).astype(object)


def _write(invented: Invented, _: Rows) -> pd.DataFrame:
    """One row a referral."""
    rng, model, true = invented.stream("health"), invented.model, _true(invented)
    rows = _referred(rng, invented, true)
    child, size = invented.history.children.loc[rows["person"]].reset_index(drop=True), len(rows)
    accepted = rng.random(size) < model.referral_accepted
    weeks, spread = model.referral_weeks
    wait = np.rint(7 * weeks * np.exp(rng.normal(0, spread, size)))
    seen = np.where(accepted & (rng.random(size) < 0.9), rows["start"] + wait, np.nan)
    end = np.where(accepted, rows["start"] + wait + 30 + rng.exponential(200, size), rows["start"] + 14).round()
    names = typed(rng, child, model.typing_health, rows["start"].to_numpy())
    seen_text = dates(np.where(seen > _LATEST, np.nan, seen), _iso)
    rows = rows.assign(
        number=[f"NH{20_001 + i}" for i in range(size)], surname=[name.upper() for name in names["surname"]],
        forename=names["forename"], born_text=dates(names["birth"], _iso), sex=np.where(child["girl"], "F", "M"),
        postcode=mistakes.postcodes(rng, child["postcode"].to_numpy(), model.typing_health),
        accepted=np.where(accepted, "Yes", "No"), start_text=dates(rows["start"], _iso), seen_text=seen_text,
        end_text=dates(end, _iso, unless=end > _LATEST),
        diagnosis=np.where((seen_text == "") | (rng.random(size) < 0.06), "", _found(true, rows)),
        by=[draw(rng, _BY[name], 1)[0] for name in rows["service"]],
    )
    closed, met = rows["end_text"] != "", rows["seen_text"] != ""
    faults = {
        "no_date": {"start_text": ""}, "no_forename": {"forename": ""}, "unknown_service": {"service": "Ward 4"},
        "end_before_start": {"end_text": lambda out: dates(out["start"] - 10, _iso)}, "repeated_row": {},
        "seen_before_referral": {"seen_text": lambda out: dates(out["start"] - 6, _iso)},
        "seen_though_refused": {"accepted": "No"},
    }  # fmt: skip
    fit = {"end_before_start": closed, "seen_before_referral": met, "seen_though_refused": met}
    return spoiled(rng, rows, faults, fit=fit, each=max(1, size // 300))


PAPER = Paper(
    source="health", file="extracts/health_referrals.csv", write=_write, reference="number",
    save=lambda rows: as_text(rows, COLUMNS, separator="|", encoding="utf-8-sig"),
    row="a referral of a child to a health service",
    layout="bars, UTF-8 with a byte-order mark, ISO dates, surnames in capitals",
)
