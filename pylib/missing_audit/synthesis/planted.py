"""What was planted after each return, and how it turned out: for marking what the findings say of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.aftermath import TIMELY
from missing_audit.synthesis.clock import DAY, DAYS
from missing_audit.synthesis.history import History

__all__ = ["planted"]


def _share(part: pd.Series) -> float:
    return round(float(part.mean()), 4) if len(part) else 0.0


def _codes(cells: pd.Series) -> dict[str, int]:
    """How many episodes have each code."""
    each = cells[cells != ""].str.split(";").explode()
    return {code: int(count) for code, count in each.value_counts().sort_index().items()}


def _interviews(history: History, missing: pd.DataFrame) -> dict[str, object]:
    """How interviews went, and who of those not gone again by 72 hours went again within the days that they act."""
    rows, model = history.interviews, history.lives.model
    following = missing.sort_values(["person", "start"]).groupby("person")["start"].shift(-1)
    after = rows["event"].map(following.groupby(missing["event"]).first())
    seen = rows["returned"] + TIMELY + model.interview_effect_days * DAY <= DAYS * DAY
    stayed = seen & ~(after <= rows["returned"] + TIMELY)
    again = after <= rows["returned"] + TIMELY + model.interview_effect_days * DAY
    done = rows["done"].notna()
    return {
        "multiplier_of_the_chance": model.interview_effect, "days": model.interview_effect_days,
        "episodes": len(rows), "offered": int(rows["offered"].notna().sum()), "done": int(done.sum()),
        "done_within_72_hours": int(rows["timely"].sum()),
        "gone_again_of_those_timely": _share(again[stayed & rows["timely"]]),
        "gone_again_of_those_not": _share(again[stayed & ~rows["timely"]]),
    }


def _responses(history: History, missing: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Each type's effect, child-days while active, and the missing episodes that began on them."""
    out = {}
    starts = {person: part.to_numpy() for person, part in missing.groupby("person")["start"]}
    for kind, effect in history.lives.model.response_effect.items():
        rows = history.responses[history.responses["type"] == kind]
        end = np.minimum(rows["end"], DAYS * DAY)
        began = [int(((starts[who] >= a) & (starts[who] < z)).sum())
                 for who, a, z in zip(rows["person"], rows["start"], end, strict=True)]
        out[kind] = {"multiplier_of_the_chance": effect, "given": len(rows), "children": int(rows["person"].nunique()),
                     "child_days": round(float((end - rows["start"]).clip(lower=0).sum() / DAY), 1),
                     "episodes": sum(began)}
    return out


def planted(history: History) -> dict[str, object]:
    """Everything that was planted after returns, with what was realised of it, as plain values.

    A multiplier is that of the chance that a child goes each time it otherwise would: as a ratio of risks within the
    days that it acts. A ratio of hazards is further from 1, since whoever was kept back once has fewer times left.
    """
    missing = history.happened[history.happened["kind"] == "missing"]
    return {
        "interviews": _interviews(history, missing),
        "responses": _responses(history, missing),
        "reasons": _codes(history.told["reasons"]),
        "harm": _codes(history.told["harm"]),
        "wants": _codes(history.told["wants"]),
        "circumstances": {name: int(held.sum()) for name, held in history.circumstances.items()},
    }
