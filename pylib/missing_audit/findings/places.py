"""Where episodes began, and how many the age, the year and the placement would lead one to expect there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import by_child, cell_of, counted, guarded, whose
from missing_audit.geography import districts_of
from missing_audit.safe_table import Field
from missing_audit.statistics.estimate import RefusalError, clustered_ratios
from missing_audit.statistics.place import Funnel, clumping, empirical_bayes, funnel, standardised

__all__ = ["DAYS", "NOWHERE", "POSITIONS", "Districts", "cells_of", "district_matrix", "expected_of", "limits_table",
           "located", "of_districts", "surveyed", "tiles"]

POSITIONS = {"above": "above both", "beyond": "above chance's", "within": "within", "under": "below chance's",
             "below": "below both"}
"""Where a place lies against the limits of chance alone and those that allow for places' differing in any case."""
NOWHERE = "Not known, or outside the county"
DAYS = 365.25
_IN_CARE = {"residential": "residential", "foster": "foster"}
_WIDEST, _STEPS = 1.15, 60


class Districts:
    """What is known of the districts over the whole period, computed once."""

    def __init__(self, evidence: Evidence, rows: pd.DataFrame) -> None:
        self.rows = located(evidence, rows)
        self.within = clumping(self.rows["child"].value_counts())
        self.names = list(evidence.settings.county.districts)
        self.table = expected_of(evidence, self.rows, evidence.settings.years)
        self.placed = _with_placement(evidence, self.rows)
        self.counts = district_matrix(self.rows, self.names)
        self.funnel: Funnel | None = None
        self.reason = ""
        try:
            self.funnel = funnel(self.table["observed"], self.table["expected"], within=self.within)
        except RefusalError as reason:
            self.reason = str(reason)


def located(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """Add `place`, the district where an episode began; missing where none of the county's is known.

    It is where the child lived on the first day, else, of a child not known to be in care, what the police report says.
    """
    lived = districts_of(rows["district"], evidence.settings)
    reported = districts_of(rows["police_district"].astype("str"), evidence.settings)
    at_home = rows["placement"].isin(["home", "unknown"])
    return rows.assign(place=lived.where(lived.notna() | ~at_home, reported))


def district_matrix(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Episodes of each child in each district."""
    return by_child(rows.dropna(subset=["place"]), "place", names)


def expected_of(evidence: Evidence, rows: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """As `standardised`, by district, over age and year."""
    rows = rows[rows["place"].notna() & rows["year"].isin(years)]
    people = evidence.of_ages(evidence.population)
    people = people[people["year"].isin(years)]
    people = people.rename(columns={"district": "place", "population": "value"})
    return standardised(*cells_of(rows, people, ["year", "age"], list(evidence.settings.county.districts)))


def cells_of(rows: pd.DataFrame, people: pd.DataFrame, strata: list[str],
           names: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events, and the people or child-years in `value`, by `place` and stratum."""
    kinds = {name: "int64" for name in strata if name in ("year", "age")}
    there = people.astype(kinds).groupby(["place", *strata])["value"].sum().unstack(strata, fill_value=0)
    there = there.reindex(names, fill_value=0).fillna(0)
    events = rows.astype(kinds).groupby(["place", *strata]).size().unstack(strata, fill_value=0)
    events = events.reindex(index=names, columns=there.columns.union(events.columns), fill_value=0).fillna(0)
    return events, there.reindex(columns=events.columns, fill_value=0)


def _with_placement(evidence: Evidence, rows: pd.DataFrame) -> pd.Series | None:
    """Ratio by district where the placement is allowed for as well, of those placed in the county."""
    if not evidence.has("looked_after_episodes"):
        return None
    names = list(evidence.settings.county.districts)
    lived = evidence.of_ages(evidence.person_time)
    lived = lived.assign(place=districts_of(lived["district"], evidence.settings), kind=_kind(lived["placement"]),
                         value=lived["days"] / DAYS).dropna(subset=["place"])
    care = lived[lived["kind"] != "home"].groupby(["place", "year", "age", "kind"], as_index=False)["value"].sum()
    people = evidence.of_ages(evidence.population).rename(columns={"district": "place"})
    people = people.groupby(["place", "year", "age"], as_index=False)["population"].sum()
    away = care.groupby(["place", "year", "age"])["value"].sum().rename("away")
    home = people.join(away, on=["place", "year", "age"]).fillna({"away": 0.0})
    home = home.assign(kind="home", value=(home["population"] - home["away"]).clip(lower=0))
    every = pd.concat([care, home[["place", "year", "age", "kind", "value"]]])
    there = rows.dropna(subset=["place"]).assign(kind=_kind(rows["placement"]))
    events, exposed = cells_of(there, every, ["year", "age", "kind"], names)
    # On the day on which a placement ended, a child may still go missing from it: time that nobody else spent there.
    timed = events.columns[exposed.sum() > 0]
    return standardised(events[timed], exposed[timed])["ratio"]


def _kind(placement: pd.Series) -> pd.Series:
    return placement.map(_IN_CARE).fillna("other care").mask(placement.isin(["home", "unknown"]), "home")


def surveyed(found: Funnel, confidence: float) -> pd.Series:
    """Where each place lies, as `POSITIONS`."""
    ratio = found.table["ratio"]
    wide, narrow = (part.limits(found.table["expected"], confidence).set_index(ratio.index)
                    for part in (found, by_chance(found)))
    # Limits that allow for more are never the narrower.
    words = list(POSITIONS.values())
    return pd.Series(np.select([ratio > wide["high"], ratio > narrow["high"], ratio < wide["low"],
                                ratio < narrow["low"]], [words[0], words[1], words[4], words[3]], words[2]),
                     ratio.index)


def by_chance(found: Funnel) -> Funnel:
    """The same funnel, nothing allowed for but chance and children with many episodes."""
    return replace(found, between=0.0, factor=1.0)


def of_districts(evidence: Evidence, found: Districts) -> Draft:
    """Every district against what is expected, highest first; then what cannot be located."""
    level = evidence.settings.statistics.confidence
    held = counted(found.rows, "place", found.names)
    rates = clustered_ratios(found.counts, found.table["expected"], confidence=level)
    table = held.join(found.table[["expected"]]).join(rates[["rate", "low", "high"]])
    table["guard"] = guarded(table["children"], evidence.settings.disclosure.threshold)
    if found.placed is not None:
        table["placed"] = found.placed
    if found.funnel is not None:
        shrunk = empirical_bayes(found.table["observed"], found.table["expected"], within=found.within,
                                 confidence=level)
        table[["smoothed", "smoothed_low", "smoothed_high"]] = shrunk[["smoothed", "low", "high"]]
        table["limits"] = surveyed(found.funnel, level)
    table = table.sort_values("rate", ascending=False, kind="stable").rename_axis("district").reset_index()
    aside = found.rows[found.rows["place"].isna()]
    nowhere = cell_of("episodes", aside)
    last = {"district": NOWHERE, "episodes": nowhere["episodes"], "children": nowhere["episodes_children"],
            "guard": nowhere["episodes_children"], "largest": nowhere["episodes_largest"]}
    table = pd.concat([table, pd.DataFrame([last])], ignore_index=True)
    return Draft(table, _district_fields(table, evidence), whose(evidence, *evidence.recorders, "looked_after_episodes",
                                                                 "populations"), _district_notes(evidence, found))


def _district_fields(table: pd.DataFrame, evidence: Evidence) -> tuple[Field, ...]:
    fields = [Field("district", "District", "label"), Field("children", "Children", children="guard"),
              Field("episodes", "Episodes", children="guard", largest="largest"),
              Field("expected", "Expected", "number", digits=0),
              Field("rate", "Observed to expected", "number", "guard", "largest", low="low", high="high", digits=2)]
    if "smoothed" in table:
        fields += [Field("smoothed", "The same, drawn towards the county's", "number", "guard", "largest",
                         low="smoothed_low", high="smoothed_high", digits=2),
                   Field("limits", f"{evidence.settings.statistics.confidence:.0%} limits", "label", "guard",
                         "largest")]
    if "placed" in table:
        fields.append(Field("placed", "Observed to expected, placement allowed for", "number", "guard", "largest",
                            digits=2))
    return tuple(fields)


def _district_notes(evidence: Evidence, found: Districts) -> tuple[str, ...]:
    level = evidence.settings.statistics.confidence
    notes = [f"Children aged {evidence.settings.rate_ages}; a child who went missing from several districts is counted "
             "in each. In brackets: "
             f"{level:.0%} interval, that of observed to expected clustered on the child.",
             "Expected: what the county's rates by age and year give for the district's own population."]
    if found.funnel is not None:
        notes.append("Limits: 'above chance's' means higher than chance, and children with many episodes, would have "
                     "it; 'above both' means higher also where it is allowed for that districts differ in any case.")
    return tuple(notes)


def limits_table(evidence: Evidence, found: Districts) -> Draft:
    """The funnel's limits over all that is expected anywhere, for the figure."""
    first, last = found.table["expected"].min(), found.table["expected"].max()
    grid = np.linspace(first / _WIDEST, last * _WIDEST, _STEPS)
    level = evidence.settings.statistics.confidence
    parts = {"chance": by_chance(found.funnel).limits(grid, level), "all": found.funnel.limits(grid, level)}
    table = pd.DataFrame({"expected": grid} | {f"{end}_{name}": part[end] for name, part in parts.items()
                                               for end in ("low", "high")})
    table["children"] = found.rows["child"].nunique()
    fields = [Field("expected", "Expected episodes", "number", digits=0)]
    fields += [Field(f"{end}_{name}", f"{end.capitalize()} limit, {what}", "number", "children", digits=2)
               for name, what in (("chance", "chance alone"), ("all", "districts' differing allowed for"))
               for end in ("low", "high")]
    return Draft(table, tuple(fields), whose(evidence, *evidence.recorders, "populations"))


def tiles(evidence: Evidence, found: Districts) -> Draft:
    """The districts' ratios by where they stand on the tile map."""
    held = counted(found.rows, "place", found.names).join(found.table[["ratio"]])
    held["guard"] = guarded(held["children"], evidence.settings.disclosure.threshold)
    table = evidence.tiles.set_index("district").join(held).reset_index()
    return Draft(table, (
        Field("district", "District", "label"), Field("row", "Row"), Field("column", "Column"),
        Field("ratio", "Observed to expected", "number", "guard", "largest", digits=2),
    ), whose(evidence, *evidence.recorders, "populations"))
