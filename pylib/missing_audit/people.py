"""Every child whom a source holds: who it is, as far as that may be known after linkage."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from missing_audit.config import Settings
from missing_audit.linkage import Linked, ages
from missing_audit.schema import ETHNIC_GROUPS, code_list
from missing_audit.sources import SOURCES

__all__ = ["people"]

_ETHNICITY = {"case_records": "ethnicity", "looked_after_header": "ethnicity", "police": "ethnicity_16"}
"""Sources that record ethnic origin, in the order in which they count, with the code list that they use."""
_RECORD = ("district", "area", "disability", "at_risk", "assessed_by", "assessed_on", "history")
"""What is taken from the case record as it stands."""


def people(linked: Linked, settings: Settings) -> pd.DataFrame:
    """Children, with what their records say of them.

    Parameters
    ----------
    linked
        Sources after linkage.
    settings
        The county's settings.

    Returns
    -------
    DataFrame
        One row per child, ordered by pseudonym: the columns of `COLLATED["children"]` that do not depend on episodes.
    """
    tables = linked.tables
    seen = {name: rows["child"].drop_duplicates() for name, rows in tables.items()}
    everybody = pd.concat(seen.values() if seen else [pd.Series(dtype="str")]).drop_duplicates()
    out = pd.DataFrame({"child": everybody.sort_values(ignore_index=True)})
    number = pd.Index(out["child"])
    for name in SOURCES:
        held = np.zeros(len(out), dtype=bool)
        held[number.get_indexer(seen.get(name, pd.Series(dtype="str")))] = True
        out[f"in_{name}"] = held
    case = tables.get("case_records")
    record = case.drop_duplicates("child").set_index("child") if case is not None else None
    for column in _RECORD:
        out[column] = out["child"].map(record[column]) if record is not None and column in record else pd.NA
    first = pd.Series(pd.Timestamp(settings.period.start), index=out.index)
    said = out["child"].map(record["orientation"]) if record is not None else pd.Series(pd.NA, index=out.index)
    return out.assign(assessed_on=pd.to_datetime(out["assessed_on"]), sex=linked.sex_of(out["child"]),
                      age=ages(linked.births_of(out["child"]), first), ethnicity=_ethnicity(out["child"], tables),
                      orientation=_orientation(said))


def _ethnicity(child: pd.Series, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Ethnic group of each child: of the first source that says, and there the one that most of its rows give."""
    found = pd.Series(pd.NA, index=child.index, dtype="str")
    for name, codes in _ETHNICITY.items():
        if name in tables:
            groups = {code: entry.group for code, entry in code_list(codes).items() if entry.group in ETHNIC_GROUPS}
            rows = pd.DataFrame({"child": tables[name]["child"], "group": tables[name]["ethnicity"].map(groups)})
            counts = rows.dropna(subset=["group"]).groupby(["child", "group"]).size().rename("rows").reset_index()
            counts = counts.sort_values(["child", "rows", "group"], ascending=[True, False, True])
            most = counts.drop_duplicates("child").set_index("child")["group"]
            found = found.fillna(child.map(most).astype("str"))
    return found


def _orientation(said: pd.Series) -> pd.Series:
    """Two groups; whoever preferred not to say, or was not asked, is in neither."""
    word = said.astype("str").str.strip().str.lower()
    minority = word.str.contains("gay|lesbian|homosexual|bisexual|other|queer|pansexual|asexual", regex=True, na=False)
    straight = word.str.contains("heterosexual|straight", regex=True, na=False)
    return pd.Series(pd.NA, index=said.index, dtype="str").mask(straight, "heterosexual").mask(
        minority & ~straight, "minority")
