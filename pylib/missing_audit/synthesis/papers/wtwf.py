"""The list of families who are given intensive support, as early help's programme keeps it: children and parents."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.synthesis import mistakes, names
from missing_audit.synthesis.clock import DAYS, day_text
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Paper, Rows, doubled, draw, picked, typed
from missing_audit.synthesis.parameters import FIRST_ADULT, Model
from missing_audit.synthesis.workbook import Cell, date_cell, workbook

__all__ = ["COLUMNS", "PAPER"]

COLUMNS = ("Family Ref", "Surname", "Forename", "Date of Birth", "Gender", "Postcode", "Family Member", "Date On",
           "Date Off", "Criteria Met")
_OF = {
    "Crime": ("offending",), "School attendance": ("school", "behaviour"), "Domestic abuse": ("domestic_abuse",),
    "Health": ("parent_mental_health", "parent_substance", "substances"), "Children who need help": ("neglect_abuse",),
}  # fmt: skip
_PARENTS = FIRST_ADULT + 10_000
_LATEST = DAYS + 60


def _families(rng: np.random.Generator, model: Model, history: History) -> pd.DataFrame:
    """Families on the list, by household: likelier the more criteria they meet, from `on` until `off`."""
    children = history.children[~history.children["visitor"]]
    true_of = history.circumstances.loc[children.index].groupby(children["household"]).any()
    met = pd.DataFrame({name: true_of[list(of)].any(axis=1) for name, of in _OF.items()})
    met["Out of work"] = rng.random(len(met)) < 0.35
    count = met.sum(axis=1)
    chosen = (count >= 2) & (rng.random(len(met)) < model.families_listed * count)
    rows = met[chosen]
    begin = rng.integers(-300, DAYS, len(rows))
    criteria = ["; ".join(name for name in met.columns if row[name]) for row in rows.to_dict("records")]
    return pd.DataFrame({"household": rows.index, "on": begin, "off": begin + rng.integers(150, 700, len(rows)),
                         "criteria": criteria})


def _members(rng: np.random.Generator, history: History, families: pd.DataFrame) -> pd.DataFrame:
    """Children of each family who were born by then and not yet of age, and one parent or two."""
    children = history.children.rename_axis("person").reset_index().merge(families, on="household")
    children = children[(children["born"] < children["on"]) & (children["eighteen"] > children["on"])]
    lead = children.drop_duplicates("household")
    parents = lead.loc[lead.index.repeat(1 + (rng.random(len(lead)) < 0.45))].reset_index(drop=True)
    first = ~parents["household"].duplicated()
    parents = parents.assign(
        person=_PARENTS + 2 * parents["household"] + ~first, girl=np.where(first, True, rng.random(len(parents)) < 0.1),
        born=parents["born"] - rng.integers(18 * 366, 36 * 366, len(parents)), kind="adult")
    parents["forename"] = names.forenames(rng, parents["ethnic"].to_numpy(), parents["girl"].to_numpy(dtype=bool))
    both = pd.concat([children.assign(kind=""), parents], ignore_index=True)
    return both.sort_values(["on", "household", "born"], kind="stable", ignore_index=True)


def _texts(rng: np.random.Generator, model: Model, rows: pd.DataFrame) -> pd.DataFrame:
    """What the list says, typed afresh on every row."""
    size, rates = len(rows), model.typing_families
    typed_names = typed(rng, rows, rates, rows["on"].to_numpy())
    adult = (rows["kind"] == "adult").to_numpy()
    family = pd.factorize(rows["household"])[0]
    return rows.assign(
        **typed_names, family=[f"WTWF/{i + 1:04d}" for i in family], gender=np.where(rows["girl"], "F", "M"),
        postcode=mistakes.postcodes(rng, rows["postcode"].to_numpy(), rates),
        member=np.where(adult, draw(rng, {"Parent": 3, "Adult": 2}, size),
                        draw(rng, {"Child": 4, "Young person": 1}, size)),
        criteria=np.where(rng.random(family.max() + 1)[family] < 0.04, "", rows["criteria"]), fault="",
    )  # fmt: skip


def _spoiled(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Plant defective rows of children, one fault to a row."""
    out, sound = rows.copy(), (rows["kind"] == "") & (rows["off"] < _LATEST)
    at = picked(rng, dict.fromkeys(("no_date", "no_birth_date", "off_before_on", "repeated_row"), sound), 2)
    for fault, index in at.items():
        out.loc[index, "fault"] = "" if fault == "repeated_row" else fault
    index = at["off_before_on"]
    out.loc[index, "off"] = out.loc[index, "on"] - rng.integers(10, 200, len(index))
    return doubled(out, at["repeated_row"])


def _write(invented: Invented, _: Rows) -> pd.DataFrame:
    """One row a member of a family on the list."""
    rng, model, history = invented.stream("wtwf"), invented.model, invented.history
    return _spoiled(rng, _texts(rng, model, _members(rng, history, _families(rng, model, history))))


def _save(rows: pd.DataFrame) -> bytes:
    """Bytes of the worksheet: dates of coming on are real dates, births and dates of coming off are text."""
    table: list[list[Cell]] = [["Families supported (invented)"], [None], list(COLUMNS)]
    for row in rows.itertuples(index=False):
        table.append([
            row.family, row.surname, row.forename, "" if row.fault == "no_birth_date" else day_text(row.birth),
            row.gender, row.postcode, row.member, None if row.fault == "no_date" else date_cell(row.on),
            None if row.off >= _LATEST else day_text(row.off), row.criteria,
        ])  # fmt: skip
    return workbook("WTWF list", table)


PAPER = Paper(
    source="wtwf", file="extracts/family_support_list.xlsx", write=_write, save=_save, reference="family", first=4,
    row="a child or a parent of a family on the list",
    layout="sheet `WTWF list`, a title and an empty row above the header; dates of coming on are real dates, the "
           "others text; several criteria in a cell",
)
