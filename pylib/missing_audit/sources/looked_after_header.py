"""The looked-after return (SSDA903): its Header."""

from __future__ import annotations

import pandas as pd

from missing_audit.schema import Column
from missing_audit.sources.parts import SEX, birth, number
from missing_audit.sources.rules import Rule, Used, blank, repeated
from missing_audit.sources.source import Source

__all__ = ["SOURCE"]


def _conflicts_with_case_record(rows: pd.DataFrame, used: Used) -> pd.Series:
    """The case record of the same number gives another date of birth, or another sex."""
    if "case_records" not in used:
        return pd.Series(False, index=rows.index)
    known = used["case_records"].set_index("person")
    dob, sex = rows["person"].map(known["dob"]), rows["person"].map(known["sex"])
    stated = ["male", "female"]
    return (dob.notna() & (dob != rows["dob"])) | (sex.isin(stated) & rows["sex"].isin(stated) & (sex != rows["sex"]))


SOURCE = Source(
    name="looked_after_header", title="Looked-after return: Header",
    row="one child looked after in the year of the return", owner="Children's social care", order=30,
    tells="which children were [looked after](appendices/glossary.qmd#term-looked-after), with date of birth, sex and "
          "ethnic origin",
    layouts={"ssda903": {}},
    columns=(
        number(),
        Column("sex", "code", "Sex: 1 or M male, 2 or F female.", "SEX", required=True, accepts=SEX),
        birth(),
        Column("ethnicity", "code", "Ethnic origin.", "ETHNIC", values="ethnicity"),
    ),
    knows="number", unique=True, after=("case_records",), reference="person",
    rules=(
        blank("HDR-01", "The child's number", "person"),
        repeated("HDR-02", "person", sentence="The child's number repeats that of an earlier row"),
        blank("HDR-03", "The date of birth", "dob"),
        Rule("HDR-04", "The case record of the same number has another date of birth or sex, so the two cannot be "
             "taken for one child", "accuracy", "high", "quarantine", _conflicts_with_case_record, "dob",
             disputes=True),
        blank("HDR-05", "Ethnic origin", "ethnicity", action="note", severity="low"),
    ),
)
