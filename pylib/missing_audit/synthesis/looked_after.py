"""The return on looked-after children: header, episodes of care, and missing or away."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd

from missing_audit.synthesis import mistakes
from missing_audit.synthesis.clock import DAY, DAYS, day_text
from missing_audit.synthesis.history import History
from missing_audit.synthesis.parameters import Model, Typing
from missing_audit.synthesis.placements import OPEN

__all__ = [
    "EPISODES",
    "HEADER",
    "MISSING",
    "as_csv",
    "episode_rows",
    "header_rows",
    "missing_rows",
    "return_codes",
]

HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")
EPISODES = ("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC",
            "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN")  # fmt: skip
MISSING = ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def return_codes(
    rng: np.random.Generator, model: Model, history: History, codes: np.ndarray, has: np.ndarray
) -> tuple[np.ndarray, list[int]]:
    """CHILD codes of the return, some of which are by mistake the code of another child's case record.

    Returns
    -------
    tuple
        The code of each person, and the persons whose code is somebody else's.
    """
    children = history.children
    in_care = np.unique(history.stays["person"])
    in_care = in_care[~children["visitor"].to_numpy()[in_care]]
    others = np.setdiff1d(np.nonzero(has)[0], in_care)
    count = max(1, round(len(in_care) * model.return_wrong_code))
    wrong, lent = rng.choice(in_care, count, replace=False), rng.choice(others, count, replace=False)
    out = codes.copy()
    out[wrong] = codes[lent]
    return out, sorted(int(person) for person in wrong)


def _spaced(rng: np.random.Generator, codes: np.ndarray) -> list[str]:
    """Postcodes as different desks space them."""
    style = rng.choice(4, len(codes), p=[0.6, 0.25, 0.1, 0.05])
    wide = [f"{code[:-4]}{' ' * (8 - len(code))} {code[-3:]}" if code else "" for code in codes]
    forms = (codes, [code.replace(" ", "") for code in codes], wide, [code.lower() for code in codes])
    return [forms[how][i] for i, how in enumerate(style)]


def _upn(rng: np.random.Generator) -> str:
    if rng.random() < 0.06:
        return f"UN{int(rng.integers(1, 6))}"
    letter = _UPN_LETTERS[int(rng.integers(len(_UPN_LETTERS)))]
    return (
        f"{letter}999{int(rng.integers(10**8)):08d}{int(rng.integers(10))}"  # no authority has the number 999
    )


def header_rows(rng: np.random.Generator, model: Model, history: History, codes: np.ndarray) -> pd.DataFrame:
    """One row a child looked after by the county: the texts of the header, and `person`; by code."""
    children = history.children
    persons = np.unique(history.stays["person"])
    persons = persons[~children["visitor"].to_numpy()[persons]]
    child = children.loc[persons]
    rates = Typing(0, 0, 0, 0, model.return_birth_typo, 0)
    born = mistakes.births(rng, child["born"].to_numpy(), rates, latest=DAYS - 1)
    mother = child["girl"].to_numpy() & (child["born"].to_numpy() < -5300) & (rng.random(len(child)) < 0.03)
    own_child = np.minimum(child["born"].to_numpy() + rng.integers(5500, 6500, len(child)), DAYS - 10)
    rows = pd.DataFrame({
        "CHILD": codes[persons], "SEX": np.where(child["girl"], "2", "1"),
        "DOB": [day_text(day) for day in born],
        "ETHNIC": child["ethnic"].to_numpy(), "UPN": [_upn(rng) for _ in persons],
        "MOTHER": np.where(child["girl"], np.where(mother, "1", "0"), ""),
        "MC_DOB": np.where(mother, [day_text(day) for day in own_child], ""), "person": persons,
    })  # fmt: skip
    return rows.sort_values("CHILD", kind="stable", ignore_index=True)


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


def episode_rows(rng: np.random.Generator, history: History, codes: np.ndarray) -> pd.DataFrame:
    """One row an episode of care, by code and date: the table's texts, and `person`."""
    visitor = history.children["visitor"].to_numpy()
    stays = _legal_changes(rng, history.stays[~visitor[history.stays["person"]]].reset_index(drop=True))
    open_ = (stays["end"] >= OPEN) | (stays["end"] >= DAYS)
    home = history.children["postcode"].to_numpy()[stays["person"]]
    rows = pd.DataFrame({
        "CHILD": codes[stays["person"]], "DECOM": [day_text(day) for day in stays["begin"]],
        "RNE": stays["rne"], "LS": stays["status"], "CIN": stays["need"], "PLACE": stays["code"],
        "PLACE_PROVIDER": stays["provider"],
        "DEC": np.where(open_, "", [day_text(min(day, DAYS)) for day in stays["end"]]),
        "REC": np.where(open_, "", stays["rec"]), "REASON_PLACE_CHANGE": np.where(open_, "", stays["reason"]),
        "HOME_POST": _spaced(rng, home), "PL_POST": _spaced(rng, stays["postcode"].to_numpy()),
        "URN": stays["urn"], "person": stays["person"], "begin": stays["begin"],
    })  # fmt: skip
    return rows.sort_values(["CHILD", "begin"], kind="stable", ignore_index=True)


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


def missing_rows(
    rng: np.random.Generator, model: Model, history: History, codes: np.ndarray, header: pd.DataFrame
) -> pd.DataFrame:
    """Write the missing table.

    Returns
    -------
    DataFrame
        One row an episode written down, by code and start: the table's texts, and what they hide: `person`,
        `event`, `kind` ('missing', 'absence'), `fault` ('' if none).
    """
    rows = _spoiled(rng, history, _written(rng, model, history))
    born = header.set_index("person")["DOB"].reindex(rows["person"]).to_numpy(dtype=object)
    true_born = history.children["born"].to_numpy()[rows["person"]]
    differs = (rows["fault"] == "birth_differs").to_numpy()
    born = np.where(differs, [day_text(day + 366) for day in true_born], born)
    out = rows.assign(
        CHILD=codes[rows["person"]], DOB=born, MISSING=rows["code"],
        MIS_START=[day_text(day) for day in rows["first"]],
        MIS_END=np.where(rows["last"] >= DAYS, "", [day_text(day) for day in rows["last"]]),
    )  # fmt: skip
    return out.sort_values(["CHILD", "first", "last"], kind="stable", ignore_index=True)


def as_csv(rows: pd.DataFrame, columns: tuple[str, ...], *, mark: bool = False) -> bytes:
    """Bytes of one table; `mark` puts a byte-order mark in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows[list(columns)].itertuples(index=False, name=None))
    return out.getvalue().encode("utf-8-sig" if mark else "utf-8")
