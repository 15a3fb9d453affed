"""Why a child went, what came to it while away, and what it wants: true of each missing episode, told or not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from missing_audit.synthesis.parameters import Model

__all__ = ["told"]

_OF_REASON = {
    "conflict": ["mediation", "someone"], "rejection": ["contact", "someone"], "domestic_abuse": ["safe", "someone"],
    "parent_mental_health": ["help_for_parent"], "parent_substance": ["help_for_parent"], "neglect_abuse": ["safe"],
    "family_change": ["someone"], "behaviour": ["rules"], "school": ["school"], "unhappy": ["move", "someone"],
    "boundaries": ["rules"], "partner": ["rules"], "peers": ["activities"], "family_contact": ["contact"],
    "elsewhere": ["activities", "move"], "exploited": ["safe", "someone"],
}  # fmt: skip
"""What a child who went for a reason is likely to want."""
_WANTS = ("someone", "contact", "move", "rules", "activities", "school", "safe", "mediation", "help_for_parent")
_HARMS = ("cse", "victim", "perpetrator", "substances")


def _cells(chosen: Mapping[str, np.ndarray]) -> np.ndarray:
    """Codes that hold, joined by semicolons, for each row."""
    names, held = np.array(list(chosen), dtype=object), np.column_stack(list(chosen.values()))
    return np.array([";".join(names[row]) for row in held], dtype=object)


def _reasons(rng: np.random.Generator, model: Model, rows: pd.DataFrame, of: pd.DataFrame) -> dict[str, np.ndarray]:
    """Reasons of each episode: by where the child lived, its age and sex, and what is true of its life."""
    home, girl = (rows["living"] == "family").to_numpy(), of["girl"].to_numpy()
    old = (rows["age"] >= 14).to_numpy()
    out = {}
    for name, (at_home, in_care, where_true) in model.reasons.items():
        chance = np.where(home, at_home, in_care)
        if name in of:
            chance = np.where(of[name], np.where(home, where_true, where_true / 2), chance)
        if name in model.reasons_older:
            chance = chance * np.where(old, 1.0, model.reasons_younger)
        out[name] = rng.random(len(rows)) < chance * np.where(girl, model.reasons_girls.get(name, 1.0), 1.0)
    none = ~np.column_stack(list(out.values())).any(axis=1)
    plain = np.where(rng.random(len(rows)) < 0.5, "boundaries", "peers")
    return {name: held | (none & (plain == name)) for name, held in out.items()}


def _harms(rng: np.random.Generator, model: Model, rows: pd.DataFrame, of: pd.DataFrame,
           reasons: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Harm while away: likelier the longer the episode, for the young, and for those drawn by exploitation."""
    hours = ((rows["end"] - rows["start"]) / 60).to_numpy()
    more = np.exp(model.harm_long * np.log2(np.clip(hours, 1, 240) / 12))
    more = more * np.where(rows["age"] < 13, model.harm_young, 1.0)
    true_of = {"perpetrator": of["offending"].to_numpy(), "substances": of["substances"].to_numpy()}
    out = {}
    for name in _HARMS:
        chance = model.harm[name] * more * np.where(reasons["exploited"], model.harm_exploited[name], 1.0)
        chance = chance * np.where(true_of.get(name, False), model.harm_true, 1.0)
        if name == "cse":
            chance = chance * np.where(of["girl"], 1.4, 0.6)
        out[name] = rng.random(len(rows)) < np.minimum(chance, 0.85)
    return out


def _wants(rng: np.random.Generator, model: Model, rows: pd.DataFrame,
           reasons: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    home = (rows["living"] == "family").to_numpy()
    out = {}
    for name in _WANTS:
        hinted = np.any([held for reason, held in reasons.items() if name in _OF_REASON[reason]], axis=0)
        chance = np.where(hinted, model.want_hinted, model.want_other)
        if name == "move":
            chance = np.where(home, chance / 4, chance)
        out[name] = rng.random(len(rows)) < chance
    # Whoever names nothing else wants to be heard.
    out["someone"] |= ~np.any(list(out.values()), axis=0)
    return out


def told(rng: np.random.Generator, model: Model, missing: pd.DataFrame, children: pd.DataFrame,
         true_of: pd.DataFrame) -> pd.DataFrame:
    """Draw what is true of each missing episode.

    Returns
    -------
    DataFrame
        One row a missing episode: `event`, and `reasons`, `harm` and `wants`, codes joined by semicolons ('' for none).
    """
    of = true_of.join(children["girl"]).loc[missing["person"]].reset_index(drop=True)
    rows = missing.reset_index(drop=True)
    reasons = _reasons(rng, model, rows, of)
    harm = _harms(rng, model, rows, of, reasons)
    wants = _wants(rng, model, rows, reasons)
    return pd.DataFrame({"event": rows["event"], "reasons": _cells(reasons), "harm": _cells(harm),
                         "wants": _cells(wants)})
