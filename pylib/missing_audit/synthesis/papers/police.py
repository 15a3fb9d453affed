"""The police force's list of reports, as its records system would export it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import county, names
from missing_audit.synthesis.clock import DAY, DAYS, day_text, minute_text
from missing_audit.synthesis.paper import Invented, Paper, Rows, as_text, draw
from missing_audit.synthesis.parameters import FIRST_ADULT, Model
from missing_audit.synthesis.reports import reports

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = {
    "Report No": "report", "Report Type": "said", "Surname": "surname", "Forename": "forename", "DOB": "born",
    "Sex": "sex", "Ethnicity": "ethnic", "Home Postcode": "home", "District": "district",
    "Missing From Date Time": "left_text", "Reported Date Time": "told_text",
    "Returned Date Time": "back_text",
    "Risk": "risk", "Missing From Place": "place", "Place Postcode": "spot", "How Returned": "how",
    "Adults Same Household": "adults", "Children Same Household": "mates", "Also Missing With": "also",
    "OIC Team": "team", "Spare 1": "spare",
}  # fmt: skip
"""Header of the export, and where each column comes from."""
_FAULTS = (
    "impossible_date", "return_before_departure", "reported_before_departure", "no_name", "no_birth_date",
    "repeated_row",
)  # fmt: skip
_BACK = {
    "Returned of own accord": 46, "Found by police": 27, "Found by carer or family": 16, "Found by other": 5,
    "Not stated": 6,
}  # fmt: skip
_TEAMS = ("Missing Team North", "Missing Team Central", "Missing Team South", "Response A", "Response B")
_NO_SUCH_DAY = ("31/02/{} 21:30", "30/02/{} 23:00", "31/11/{} 18:15")


def _shifted(rng: np.random.Generator, rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Times some weeks before or after those of other reports, within the period."""
    move = pd.Series(rng.integers(-40, 41, len(rows)) * DAY)
    left = rows["left"] + move
    move = move.where((left > 0) & (left < (DAYS - 10) * DAY), 0)
    return {name: rows[name] + move for name in ("left", "told", "back")}


def _adults(rng: np.random.Generator, model: Model, rows: pd.DataFrame) -> pd.DataFrame:
    """Reports of adults that came along in the export."""
    count = round(len(rows) * model.adults)
    # Their times are those of children's reports, moved; everything else is their own.
    copy = rows.iloc[np.sort(rng.choice(len(rows), count, replace=False))].reset_index(drop=True)
    girl, codes = rng.random(count) < 0.4, draw(rng, {"WBRI": 9, "APKN": 1}, count)
    born = copy["left"].to_numpy() // DAY - rng.integers(18 * 366 + 60, 45 * 366, count)
    postcodes = county.postcodes(rng, rng.integers(0, 12, count))
    return copy.assign(
        **_shifted(rng, copy), person=FIRST_ADULT + np.arange(count), event=0, kind="adult", said="Missing",
        second=False, group=-1 - np.arange(count), surname=[word.upper() for word in names.surnames(rng, codes)],
        forename=names.forenames(rng, codes, girl), sex=np.where(girl, "F", "M"),
        born=[day_text(day) for day in born], home=postcodes, spot=postcodes, place="Home address",
        district=[county.district_of(code) for code in postcodes], adults=0, mates=0, also="",
        risk=draw(rng, {"Low": 30, "Medium": 55, "High": 15}, count),
        ethnic=np.where(codes == "WBRI", "W1", "A2"),
    )  # fmt: skip


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort by report and number the reports within each calendar year."""
    first = rows.groupby("group")["told"].transform("min")
    rows = rows.assign(first=first).sort_values(
        ["first", "group", "person"], kind="stable", ignore_index=True
    )
    year = pd.Series([minute_text(minute)[6:10] for minute in rows["first"]])
    serial = rows.groupby(year)["group"].transform(lambda groups: pd.factorize(groups)[0] + 1)
    return rows.assign(report=[f"MR/{y}/{s:05d}" for y, s in zip(year, serial, strict=True)])


def _texts(rng: np.random.Generator, model: Model, rows: pd.DataFrame) -> pd.DataFrame:
    """Everything as text; open reports have no return, and a few first ones were never closed."""
    open_ = (rows["back"] >= DAYS * DAY).to_numpy()
    never = ~open_ & ~rows["second"].to_numpy(dtype=bool) & (rng.random(len(rows)) < model.never_closed)
    back = np.where(open_ | never, "", [minute_text(minute) for minute in rows["back"]])
    # Two desks type districts in their own way.
    capitals = rng.random(len(rows)) < 0.15
    return rows.assign(
        left_text=[minute_text(minute) for minute in rows["left"]],
        told_text=[minute_text(minute) for minute in rows["told"]],
        back_text=back,
        how=np.where(back == "", "", draw(rng, _BACK, len(rows))),
        team=np.array(_TEAMS, dtype=object)[rng.integers(0, len(_TEAMS), len(rows))],
        fault=np.select([rows["second"], never], ["second_report", "never_closed"], ""),
        spare="",
        district=np.where(capitals, rows["district"].str.upper(), rows["district"]),
    )


def _picked(rng: np.random.Generator, model: Model, rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Rows to spoil, by kind of fault; only sound and closed reports of children, each once."""
    sound = (rows["fault"] == "") & (rows["back_text"] != "") & (rows["kind"] != "adult")
    each = max(1, round(len(rows) * model.defect_each))
    drawn = rng.choice(np.nonzero(sound.to_numpy())[0], len(_FAULTS) * each, replace=False)
    return dict(zip(_FAULTS, drawn.reshape(len(_FAULTS), each), strict=True))


def _spoiled(rng: np.random.Generator, model: Model, rows: pd.DataFrame) -> pd.DataFrame:
    """Plant defective rows, one fault to a row; a repeated row follows its original."""
    out, at = rows.copy(), _picked(rng, model, rows)
    for fault, index in at.items():
        out.loc[index, "fault"] = fault
    index = at["impossible_date"]
    years = [text[6:10] for text in out.loc[index, "left_text"]]
    out.loc[index, "left_text"] = [_NO_SUCH_DAY[i % 3].format(year) for i, year in enumerate(years)]
    index = at["return_before_departure"]
    early = out.loc[index, "left"] - rng.integers(60, 3 * DAY, len(index))
    out.loc[index, "back_text"] = [minute_text(minute) for minute in early]
    index = at["reported_before_departure"]
    early = out.loc[index, "left"] - rng.integers(20, 600, len(index))
    out.loc[index, "told_text"] = [minute_text(minute) for minute in early]
    out.loc[at["no_name"], ["surname", "forename"]] = ""
    out.loc[at["no_birth_date"], "born"] = ""
    again = out.loc[at["repeated_row"]]
    out.loc[at["repeated_row"], "fault"] = ""
    return pd.concat([out, again]).sort_index(kind="stable").reset_index(drop=True)


def _write(invented: Invented, _: Rows) -> pd.DataFrame:
    """One row a child a report; `event` is 0 for an adult."""
    rng, model = invented.stream("police"), invented.model
    rows = reports(rng, model, invented.history)
    rows = _numbered(pd.concat([rows, _adults(rng, model, rows)], ignore_index=True))
    return _spoiled(rng, model, _texts(rng, model, rows))


def _save(rows: pd.DataFrame) -> bytes:
    """Bytes of the export: Windows code page 1252, CRLF, and blank rows at the end."""
    blank = "," * (len(COLUMNS) - 1) + "\r\n"
    return as_text(rows, COLUMNS, ending="\r\n", encoding="cp1252") + (3 * blank + 2 * "\r\n").encode("cp1252")


PAPER = Paper(
    source="police", file="extracts/police_missing_reports.csv", write=_write, save=_save, reference="report",
    row="a child on a report",
    layout="Windows-1252, CRLF, day-first times, surnames in capitals, an unused last column, blank rows at the end",
)
