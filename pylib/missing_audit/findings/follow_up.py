"""Missing episodes with what followed the return, and what is known of all of them, in words."""

from __future__ import annotations

import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.findings.boundaries import no_areas
from missing_audit.findings.interviews import interviews_of_episodes
from missing_audit.placing import LIVING, PLACED, where_placed
from missing_audit.schema import PLACEMENTS

__all__ = ["AGES", "ELSEWHERE", "HEARD", "HOME", "PLACES", "SEXES", "TRAITS", "known_traits", "levels", "returns"]

HEARD = ("police", "care_missing", "looked_after_missing", "home_logs", "return_interviews", "looked_after_episodes")
"""Sources that this rests on."""
AGES = {"young": "12 or younger", "middle": "13 and 14", "old": "15 to 17"}
_UNTIL = {"young": 12, "middle": 14, "old": 17}
TRAITS = {"band": "Age", "sex": "Sex", "placement": "Placement", "lies": "In or out of the county",
          "district": "District"}
"""What is known of every episode and may go with an interview, with labels."""
SEXES = {"female": "Girls", "male": "Boys"}
_ANOTHER, HOME = "Another placement", "Family home, or not known"
PLACES = {"residential": PLACEMENTS["residential"], "foster": PLACEMENTS["foster"], "home": HOME}
"""Placements that are compared; the few children whose placement is not known are not told apart from the many at
home, so that no difference between tables tells of them."""
_AWAY, _NOWHERE = "Outside the county", "Not known"
ELSEWHERE = LIVING["home"]


def returns(evidence: Evidence) -> pd.DataFrame:
    """Episodes in scope, of the ages of rates, with what the interview service did and what may go with an interview.

    Returns
    -------
    DataFrame
        As `interviews_of_episodes`, in the order of content, with `told` (an interview was held and has reasons) and
        the columns of `TRAITS`, in words; without the county's list of areas, `lies` is not known of anybody.
    """
    rows = evidence.of_ages(interviews_of_episodes(evidence))
    order = ["start", "age", "sex", "placement", "district", "end", "done", "reasons", "records", "child"]
    rows = rows.sort_values(order, kind="stable", ignore_index=True)
    lies = pd.Series("unknown", index=rows.index) if no_areas(evidence) else where_placed(evidence.records, rows)
    lies = lies.map(PLACED).fillna(ELSEWHERE)
    place = rows["placement"].map(PLACES | {"unknown": HOME}).fillna(_ANOTHER)
    bands = pd.cut(rows["age"].astype(float), [-1, *_UNTIL.values()], labels=list(AGES.values())).astype("str")
    district = rows["district"].astype("str").fillna(_NOWHERE).mask(lies == PLACED["outside"], _AWAY)
    return rows.assign(
        told=rows["done"].notna() & rows["reasons"].notna(), band=bands.fillna(_NOWHERE),
        sex=rows["sex"].map(SEXES).fillna(_NOWHERE), placement=place, lies=lies, district=district)


def known_traits(evidence: Evidence) -> list[tuple[str, str]]:
    """Traits that the sources supplied can tell, with labels."""
    unknown = set()
    if not evidence.has("looked_after_episodes"):
        unknown |= {"placement", "lies"}
    if no_areas(evidence):
        unknown |= {"lies"}
    return [(name, label) for name, label in TRAITS.items() if name not in unknown]


def levels(evidence: Evidence, rows: pd.DataFrame, trait: str) -> list[str]:
    """Values of a trait in the order in which they are printed; each once, under the first trait that tells it."""
    orders = {"band": AGES.values(), "sex": SEXES.values(), "placement": [*PLACES.values(), _ANOTHER],
              "lies": PLACED.values(), "district": evidence.settings.county.districts}
    there = set(rows[trait])
    order = dict.fromkeys(orders[trait] if trait == "lies" else [*orders[trait], _NOWHERE])
    return [value for value in order if value in there]
