"""The looked-after return (SSDA903): its Header, Episodes and Missing tables, and the sector's rules for them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.readers.rules import Rule, Used, duplicated, overlapping, unreadable

__all__ = ["CONTRADICTED", "EPISODE_RULES", "HEADER_RULES", "MISSING_RULES"]


def _conflicts_with_case_record(rows: pd.DataFrame, used: Used) -> pd.Series:
    """The case record of the same number gives another date of birth, or another sex."""
    if "case_records" not in used:
        return pd.Series(False, index=rows.index)
    known = used["case_records"].set_index("person")
    dob, sex = rows["person"].map(known["dob"]), rows["person"].map(known["sex"])
    stated = ["male", "female"]
    return (dob.notna() & (dob != rows["dob"])) | (sex.isin(stated) & rows["sex"].isin(stated) & (sex != rows["sex"]))


def _not_in_header(rows: pd.DataFrame, used: Used) -> pd.Series:
    if "looked_after_header" not in used:
        return pd.Series(False, index=rows.index)
    return ~rows["person"].isin(used["looked_after_header"]["person"])


def _dob_differs(rows: pd.DataFrame, used: Used) -> pd.Series:
    if "looked_after_header" not in used:
        return pd.Series(False, index=rows.index)
    header = used["looked_after_header"].set_index("person")["dob"]
    known = rows["person"].map(header)
    return known.notna() & (known != rows["dob"])


def _outside_care(rows: pd.DataFrame, used: Used) -> pd.Series:
    """The first day away lies in no episode of care of the child; both ends of an episode count as in it."""
    if "looked_after_episodes" not in used:
        return pd.Series(False, index=rows.index)
    care = used["looked_after_episodes"][["person", "start", "end"]]
    pairs = rows[["person", "start"]].reset_index().merge(care, on="person", suffixes=("", "_care"))
    ends = pairs["end"].fillna(pd.Timestamp(2100, 1, 1))
    inside = pairs.loc[(pairs["start"] >= pairs["start_care"]) & (pairs["start"] <= ends), "index"]
    return pd.Series(~np.isin(rows.index, inside), index=rows.index)


def _second_open(rows: pd.DataFrame, _: Used) -> pd.Series:
    still_open = rows["end"].isna()
    return still_open & rows["person"].where(still_open).duplicated()


CONTRADICTED = "HDR-04"
"""The rule under which a child of the return is not taken for the child of the case record."""

HEADER_RULES = (
    Rule("HDR-01", "The child's number is blank", "quarantine", unreadable("person")),
    Rule("HDR-02", "The child's number repeats that of an earlier row", "quarantine", duplicated("person")),
    Rule("HDR-03", "The date of birth is blank or cannot be read", "quarantine", unreadable("dob")),
    Rule(CONTRADICTED, "The case record of the same number has another date of birth or sex, so the two cannot be "
         "taken for one child", "quarantine", _conflicts_with_case_record),
)

EPISODE_RULES = (
    Rule("EPI-01", "The child's number is blank", "quarantine", unreadable("person")),
    Rule("EPI-02", "The day the episode began is blank or cannot be read", "quarantine", unreadable("start")),
    Rule("EPI-03", "The child is not among the Header rows that could be used", "quarantine", _not_in_header),
    Rule("EPI-04", "The episode ended before it began", "quarantine", lambda rows, _: rows["end"] < rows["start"]),
    Rule("EPI-05", "The row repeats an earlier row in every column", "quarantine", duplicated()),
    Rule("EPI-06", "The placement is not in the national code list", "note", unreadable("placement")),
    Rule("EPI-07", "The episode begins before an earlier one of the child has ended", "note", overlapping),
)

MISSING_RULES = (
    Rule("MIS-01", "The child's number, or the first day away, is blank or cannot be read", "quarantine",
         lambda rows, _: rows[["person", "start"]].isna().any(axis=1)),
    Rule("MIS-02", "The type is neither M (missing) nor A (away without authorisation)", "quarantine",
         unreadable("kind")),
    Rule("MIS-03", "The child is not among the Header rows that could be used", "quarantine", _not_in_header),
    Rule("MIS-04", "The date of birth differs from the Header's", "quarantine", _dob_differs),
    Rule("MIS-05", "The row repeats an earlier row in every column", "quarantine", duplicated()),
    Rule("MIS-06", "The first day away is outside every episode of care of the child", "quarantine", _outside_care),
    Rule("MIS-07", "The return is before the first day away", "set to unknown",
         lambda rows, _: rows["end"] < rows["start"], column="end"),
    Rule("MIS-08", "It begins before an earlier row of the child has ended", "note", overlapping),
    Rule("MIS-09", "It is a second row of the child with no return", "note", _second_open),
)
