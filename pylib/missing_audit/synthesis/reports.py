"""What reached the police of each event: when, whence, in whose company, how graded, how typed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import county, mistakes
from missing_audit.synthesis.clock import DAY, day_text
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import draw
from missing_audit.synthesis.parameters import Model

__all__ = ["ETHNIC_CODES", "reports"]

ETHNIC_CODES = {
    "WBRI": "W1", "WIRI": "W2", "WOTH": "W9", "WIRT": "W9", "WROM": "W9", "MWBC": "M1", "MWBA": "M2",
    "MWAS": "M3", "MOTH": "M9", "AIND": "A1", "APKN": "A2", "ABAN": "A3", "AOTH": "A9", "BCRB": "B1",
    "BAFR": "B2", "BOTH": "B9", "CHNE": "O1", "OOTH": "O9", "REFU": "NS", "NOBT": "NS",
}  # fmt: skip
"""Self-defined ethnicity, 16 + 1 codes, for each code of the looked-after return."""
_PLACE = {
    "family": {"Home address": 83, "Relative or friend": 7, "School": 6, "Hospital": 1, "Other": 3},
    "parents": {"Home address": 90, "School": 6, "Other": 4},
    "foster": {"Foster carer": 92, "School": 4, "Relative or friend": 2, "Other": 2},
    "home": {"Children's home": 95, "School": 3, "Other": 2},
    "semi": {"Semi-independent unit": 93, "Other": 7},
    "other": {"Other": 80, "School": 20},
}
_ELSEWHERE = ("School", "Hospital", "Other", "Relative or friend")
_ALSO = {
    "1 friend": 50, "2 friends": 15, "boyfriend": 12, "girlfriend": 6, "friends": 12, "1 other resident": 5,
}  # fmt: skip


def _recorded(rng: np.random.Generator, model: Model, happened: pd.DataFrame) -> pd.DataFrame:
    """Events that reach the police, and whether as missing or as absent (`said`); a group goes together."""
    first = happened.drop_duplicates("group").set_index("group")
    chance = first["living"].map(dict(model.police_records_missing)).astype(float)
    chance = chance.where(first["kind"] != "absence", model.police_records_absence)
    chance = chance.where(~first["outside"], model.police_records_outside_county)
    chance = chance.where(first["kind"] != "family", 1.0)
    known = pd.Series(rng.random(len(first)) < chance, index=first.index)
    missing = np.where(
        first["kind"] == "absence",
        rng.random(len(first)) < model.absence_recorded_missing,
        (rng.random(len(first)) >= model.missing_recorded_absent) | (first["kind"] == "family"),
    )
    said = pd.Series(np.where(missing, "Missing", "Absent"), index=first.index, dtype=object)
    rows = happened[happened["group"].map(known)]
    return rows.assign(said=rows["group"].map(said)).reset_index(drop=True)


def _times(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Times as told, to five minutes (`left`, `back`); one time of report, `told`, for each group."""
    left, back = (rows[name].to_numpy() // 5 * 5 for name in ("start", "end"))
    number = pd.factorize(rows["group"])[0]
    size = number.max() + 1
    delay, share = 60 * 2.2 * np.exp(rng.normal(0, 0.9, size)), rng.random(size)
    length = pd.Series(back - left).groupby(number).transform("min").to_numpy()
    later = np.minimum(np.maximum(delay[number], 10), length * (0.2 + 0.7 * share[number]))
    told = pd.Series(left + np.rint(later).astype(int)).groupby(number).transform("min").to_numpy()
    return rows.assign(left=left, told=np.maximum(told, left), back=back)


def _risk(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Grade of risk: higher for the young and the night, lower for what was an absence all along."""
    score = rng.normal(0, 1, len(rows)) + 0.35 * (rows["age"] < 13) + 0.2 * (rows["age"] < 15)
    score = score - 1.1 * (rows["kind"] == "absence") + 0.25 * (rows["left"] % DAY < 6 * 60)
    grade = np.select([score < -0.85, score < 1.0], ["Low", "Medium"], "High").astype(object)
    return rows.assign(risk=np.where(rows["said"] == "Absent", "", grade))


def _company(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Others on the same report of the same address (`adults`, `mates`), and what was typed of company."""
    mates = rows.groupby("group")["person"].transform("size") - 1
    number = pd.factorize(rows["group"])[0]
    adults = (rng.random(number.max() + 1) < 0.35).astype(int)[number] + 1
    friends = np.where(rng.random(len(rows)) < 0.13, draw(rng, _ALSO, len(rows)), "")
    sibling = draw(rng, {"sibling": 1, "with brother/sister": 1, "": 1}, len(rows))
    together = (mates > 0) & (rows["kind"] != "family")
    return rows.assign(
        adults=np.where(rows["kind"] == "family", adults, 0),
        mates=mates,
        also=np.where(together, sibling, friends),
    )


def _living(history: History, rows: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """The child of each row, and the postcode at which it lived that day."""
    child = history.children.loc[rows["person"]].reset_index(drop=True)
    stays = np.array(["", *history.stays["postcode"]], dtype=object)[rows["stay"]]
    return child, np.where(rows["stay"] > 0, stays, child["postcode"])


def _addresses(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Postcodes of `home` and of the place left (`spot`), that `place`, and the policing `district`."""
    size = len(rows)
    child, home = _living(history, rows)
    # For some children in care the family's address is listed; a visitor's family lives in another county.
    family = np.where(
        child["visitor"], np.array(county.outside_postcodes(rng, size), dtype=object), child["postcode"]
    )
    listed = np.where((rows["stay"] > 0) & (rng.random(size) < model.family_address_listed), family, home)
    listed = mistakes.postcodes(rng, listed, model.typing_police)
    place = np.concatenate([draw(rng, _PLACE[living], 1) for living in rows["living"]])
    near = np.array(county.postcodes(rng, child["district"].to_numpy()), dtype=object)
    elsewhere = np.isin(place, _ELSEWHERE) & (rows["living"] != "other")
    spot = np.where(elsewhere, np.where(rng.random(size) < 0.35, "", near), home)
    families = np.array(county.DISTRICTS, dtype=object)[child["district"]]
    # A report of a child placed outside the county is filed under the family's district.
    district = [county.district_of(code) or other for code, other in zip(home, families, strict=True)]
    return rows.assign(
        home=np.where(rng.random(size) < 0.012, "", listed), place=place, spot=spot, district=district
    )


def _typed(rng: np.random.Generator, model: Model, history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Names, dates of birth, sex and ethnicity, typed afresh on every row."""
    child, rates = history.children.loc[rows["person"]].reset_index(drop=True), model.typing_police
    surname = mistakes.surnames(rng, child["surname"].to_numpy(), rates)
    born = mistakes.births(rng, child["born"].to_numpy(), rates, latest=rows["left"].to_numpy() // DAY)
    ethnic = child["ethnic"].map(ETHNIC_CODES)
    return rows.assign(
        surname=[word.upper() for word in surname],
        forename=mistakes.forenames(rng, child["forename"].to_numpy(), rates),
        born=[day_text(day) for day in born],
        sex=np.where(rng.random(len(rows)) < 0.006, "U", np.where(child["girl"], "F", "M")),
        ethnic=np.where(rng.random(len(rows)) < 0.13, "NS", ethnic),
    )


def _second(rng: np.random.Generator, model: Model, rows: pd.DataFrame) -> pd.DataFrame:
    """Add reports of episodes already reported: another caller, times an hour or two apart, a number of its own."""
    alone = (rows.groupby("group")["person"].transform("size") == 1) & (rows["kind"] == "missing")
    drawn = rng.choice(np.nonzero(alone.to_numpy())[0], round(len(rows) * model.second_report), replace=False)
    twice = rows.iloc[np.sort(drawn)].reset_index(drop=True)
    size = len(twice)
    apart = rng.integers(6, 25, size) * 5
    left = (twice["left"] + np.where(rng.random(size) < 0.5, apart, -apart)).clip(lower=0)
    back = np.maximum(twice["back"] + rng.integers(-12, 13, size) * 5, left + 10)
    told = np.clip(twice["told"] + rng.integers(2, 20, size) * 5, left, None)
    twice = twice.assign(group=rows["group"].max() + 1 + np.arange(size), left=left, told=told, back=back, second=True)
    return pd.concat([rows.assign(second=False), twice], ignore_index=True)


def reports(rng: np.random.Generator, model: Model, history: History) -> pd.DataFrame:
    """Write down what reached the police of children.

    Returns
    -------
    DataFrame
        One row a child a report: the columns of `History.happened`, and `said`, `left`, `told`, `back`
        (minutes), `second` (a second report of one episode), `risk`, `adults`, `mates`, `also`, `home`, `place`,
        `spot`, `district`, `surname`, `forename`, `born`, `sex`, `ethnic`.
    """
    rows = _second(rng, model, _times(rng, _recorded(rng, model, history.happened)))
    rows = _company(rng, _risk(rng, rows))
    return _typed(rng, model, history, _addresses(rng, model, history, rows))
