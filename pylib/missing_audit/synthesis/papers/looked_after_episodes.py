"""The return on looked-after children: its episodes of care."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis.clock import DAYS, day_text
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text
from missing_audit.synthesis.placements import OPEN

__all__ = ["EPISODES", "PAPER"]

EPISODES = ("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
            "HOME_POST", "PL_POST", "URN")


def _spaced(rng: np.random.Generator, codes: np.ndarray) -> list[str]:
    """Postcodes as different desks space them."""
    style = rng.choice(4, len(codes), p=[0.6, 0.25, 0.1, 0.05])
    wide = [f"{code[:-4]}{' ' * (8 - len(code))} {code[-3:]}" if code else "" for code in codes]
    forms = (codes, [code.replace(" ", "") for code in codes], wide, [code.lower() for code in codes])
    return [forms[how][i] for i, how in enumerate(style)]


def _legal_changes(rng: np.random.Generator, stays: pd.DataFrame) -> pd.DataFrame:
    """Split some stays where an interim care order became a full one: a new episode in the same place."""
    long = (
        (stays["status"] == "C1")
        & (np.minimum(stays["end"], DAYS) - stays["begin"] > 200)
        & (stays["rne"] == "S")
    )
    split = long & (rng.random(len(stays)) < 0.7)
    when = stays["begin"] + rng.integers(90, 190, len(stays))
    first = stays.assign(end=stays["end"].where(~split, when), rec=stays["rec"].where(~split, "X1"))
    first["reason"] = first["reason"].where(~split, "")
    second = stays[split].assign(begin=when[split], rne="L")
    changed = first["spell"].astype(str) + "-" + first["person"].astype(str)
    both = pd.concat([first, second], ignore_index=True).sort_values(["person", "begin"], kind="stable")
    # Once made, the order holds for the rest of the spell.
    spell = both["spell"].astype(str) + "-" + both["person"].astype(str)
    later = spell.isin(set(changed[split])) & (both["rne"] != "S") & (both["status"] != "E1")
    out = both.assign(status=both["status"].where(~later, "C2"))
    return out[(out["end"] > 0) & (out["begin"] < DAYS)].reset_index(drop=True)


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row an episode of care, by code and date."""
    rng, history = invented.stream("looked_after_episodes"), invented.history
    code = done["looked_after_header"].set_index("person")["CHILD"]
    visitor = history.children["visitor"].to_numpy()
    stays = _legal_changes(rng, history.stays[~visitor[history.stays["person"]]].reset_index(drop=True))
    open_ = (stays["end"] >= OPEN) | (stays["end"] >= DAYS)
    home = history.children["postcode"].to_numpy()[stays["person"]]
    rows = pd.DataFrame({
        "CHILD": stays["person"].map(code), "DECOM": [day_text(day) for day in stays["begin"]],
        "RNE": stays["rne"], "LS": stays["status"], "CIN": stays["need"], "PLACE": stays["code"],
        "PLACE_PROVIDER": stays["provider"],
        "DEC": np.where(open_, "", [day_text(min(day, DAYS)) for day in stays["end"]]),
        "REC": np.where(open_, "", stays["rec"]), "REASON_PLACE_CHANGE": np.where(open_, "", stays["reason"]),
        "HOME_POST": _spaced(rng, home), "PL_POST": _spaced(rng, stays["postcode"].to_numpy()),
        "URN": stays["urn"], "person": stays["person"], "begin": stays["begin"], "fault": "",
    })  # fmt: skip
    return rows.sort_values(["CHILD", "begin"], kind="stable", ignore_index=True)


PAPER = Paper(
    source="looked_after_episodes", file="extracts/looked_after_episodes.csv", write=_write,
    save=lambda rows: as_text(rows, EPISODES), reference="CHILD", after=("looked_after_header",),
    row="an episode of care",
    layout="SSDA903 Episodes, three years in one file, DEC blank while open, postcodes in any spacing",
)
