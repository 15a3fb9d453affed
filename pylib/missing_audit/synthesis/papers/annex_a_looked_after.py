"""The list of looked-after children that an inspection asks for, as a worksheet."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.sources import SOURCES
from missing_audit.synthesis.clock import DAYS
from missing_audit.synthesis.paper import Invented, Paper, Rows, spoiled
from missing_audit.synthesis.workbook import Cell, date_cell, workbook

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = tuple(column.heading for column in SOURCES["annex_a_looked_after"].columns)
_LAST = DAYS - 1
_A_YEAR = 365


def _listed(invented: Invented, known: np.ndarray) -> np.ndarray:
    """Children with a case record who are looked after on the last day, or were within the year before."""
    history = invented.history
    year = (history.lives.where[:, _LAST + 1 - _A_YEAR:] > 0).any(axis=1)
    return np.nonzero(year & ~history.children["visitor"].to_numpy() & history.children.index.isin(known))[0]


def _counts(rng: np.random.Generator, invented: Invented, rows: pd.DataFrame, written: pd.DataFrame) -> pd.DataFrame:
    """Episodes of the year by social care's own table, now and then one too few, and the last interview."""
    sound = written[(written["fault"] == "") & (written["first"] > _LAST - _A_YEAR) & (written["stay"] > 0)]
    out = {}
    for column, said in (("missing", "Missing"), ("absent", "Away")):
        count = sound[sound["said"] == said].groupby("person").size().reindex(rows["person"], fill_value=0).to_numpy()
        out[column] = np.maximum(count - (rng.random(len(rows)) < invented.model.inspection_miscounts), 0)
    last = sound[sound["said"] == "Missing"].drop_duplicates("person", keep="last").set_index("person")
    told = last[["offered", "accepted"]].reindex(rows["person"])
    clean = told.where(told.isin(["Y", "N"]), "").to_numpy()
    went = out["missing"] > 0
    return rows.assign(**out, offered=np.where(went, clean[:, 0], ""), accepted=np.where(went, clean[:, 1], ""))


def _write(invented: Invented, done: Rows) -> pd.DataFrame:
    """One row a child, by number."""
    rng, cases = invented.stream("annex_a"), done["case_records"]
    rows = pd.DataFrame({"person": _listed(invented, cases["person"].to_numpy())})
    of_case = cases.set_index("person").loc[rows["person"]]
    rows = rows.assign(code=of_case["code"].to_numpy(), gender=of_case["gender"].to_numpy(),
                       born=of_case["born"].to_numpy())
    rows = _counts(rng, invented, rows, done["care_missing"])
    rows = rows.sort_values("code", kind="stable", ignore_index=True)
    went, still = rows["missing"] > 0, rows["missing"] == 0
    faults = {"accepted_without_offer": {"offered": "N", "accepted": "Y"},
              "offered_but_not_missing": {"offered": "Y", "accepted": "N"},
              "birth_differs": {"born": lambda out: out["born"] + 366}, "repeated_row": {}}
    fit = {"accepted_without_offer": went, "offered_but_not_missing": still, "birth_differs": still}
    return spoiled(rng, rows, faults, fit=fit, each=max(1, len(rows) // 200))


def _save(rows: pd.DataFrame) -> bytes:
    """Bytes of the worksheet: a title, the headings that inspectors ask for, births as real dates."""
    table: list[list[Cell]] = [["List 8: children looked after (invented)"], [], list(COLUMNS)]
    for row in rows.itertuples(index=False):
        table.append([int(row.code), row.gender, date_cell(row.born), int(row.missing), int(row.absent), row.offered,
                      row.accepted, date_cell(_LAST)])
    return workbook("List 8", table)


PAPER = Paper(
    source="annex_a_looked_after", file="extracts/inspection_list_8.xlsx", write=_write, save=_save, reference="code",
    first=4, after=("case_records", "care_missing"), row="a child looked after in the year to the last day",
    layout="sheet `List 8`, a title and a blank row above the headings of Annex A, births as real dates",
)
