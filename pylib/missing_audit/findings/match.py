"""A hot spot chosen in the first years, the district most like it, and how both fared in the last year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import MANY, by_child, counted, whose
from missing_audit.findings.places import Districts, expected_of
from missing_audit.geography import districts_of
from missing_audit.safe_table import Field
from missing_audit.statistics.anova import explained, games_howell, welch
from missing_audit.statistics.compare import rate_ratios
from missing_audit.statistics.estimate import RefusalError, clustered_ratios
from missing_audit.statistics.place import empirical_bayes
from missing_audit.words import lower

__all__ = ["Match", "characteristics", "compared", "grouped", "matched", "pairs", "variance"]

_DAYS = 365.25
_HALF = 0.5
"""Of an episode: what is added to what a child had and to what is expected, so that none can be put on a log scale."""
_REST = "All other districts"
_YOUNG, _OLDER = 9, 14


@dataclass(frozen=True)
class Match:
    """The hot spot and the district most like it.

    Attributes
    ----------
    hot, like
        Their names.
    table
        One row per district: what they were matched on, and `distance` from the hot spot.
    children
        Children behind each number of `table`, same columns.
    chosen
        Years in which the hot spot was chosen.
    tried
        The year in which it is tried.
    """

    hot: str
    like: str
    table: pd.DataFrame
    children: pd.DataFrame
    chosen: list[int]
    tried: int

    @property
    def groups(self) -> list[str]:
        """The three groups compared."""
        return [self.hot, self.like, _REST]

    def group(self, place: pd.Series) -> pd.Series:
        """The group that each district belongs to; missing where there is no district."""
        return place.where(place.isin([self.hot, self.like]) | place.isna(), _REST)


def matched(evidence: Evidence, found: Districts) -> Match:
    """Choose the hot spot in all years but the last, and the nearest district by standardised distance.

    Raises
    ------
    RefusalError
        If there is one year only, or too few districts, or nothing to match them on.
    """
    years = evidence.settings.years
    if len(years) < 2:
        raise RefusalError("a hot spot can be chosen in some years and tried in another only where there are several")
    table = expected_of(evidence, found.rows, years[:-1])
    ratio = empirical_bayes(table["observed"], table["expected"], within=found.within)["smoothed"]
    hot = ratio.sort_index().idxmax()
    traits, children = _traits(evidence, years[:-1])
    spread = traits.std(ddof=1)
    traits, children = (part.loc[:, spread > 0] for part in (traits, children))
    if traits.empty:
        raise RefusalError("districts do not differ in anything that they could be matched on")
    apart = (traits - traits.loc[hot]) / traits.std(ddof=1)
    distance = np.sqrt((apart**2).mean(axis=1))
    like = distance.drop(hot).sort_index().idxmin()
    return Match(hot, like, traits.assign(distance=distance), children, years[:-1], years[-1])


def _traits(evidence: Evidence, years: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What districts are matched on, without anything about going missing, and the children behind each."""
    names = list(evidence.settings.county.districts)
    people = evidence.population[evidence.population["year"].isin(years)]
    by = people.groupby("district")["population"].sum().reindex(names).astype(float)
    out = pd.DataFrame(index=names)
    for name, chosen in (("young", people["age"] <= _YOUNG), ("older", people["age"] > _OLDER)):
        out[name] = people[chosen].groupby("district")["population"].sum().reindex(names) / by * 100
    children = pd.DataFrame(MANY, index=names, columns=list(out))
    lived = evidence.person_time[evidence.person_time["year"].isin(years)]
    lived = lived.assign(place=districts_of(lived["district"], evidence.settings)).dropna(subset=["place"])
    care = lived[~lived["placement"].isin(["home", "unknown"])]
    states = evidence.collated["histories"]
    quarters = states[states["start"] < pd.Timestamp(evidence.settings.year_start(years[-1] + 1))]
    quarters = quarters.assign(place=districts_of(quarters["district"], evidence.settings))
    quarters = quarters.dropna(subset=["place"])
    parts = {"care": (care, evidence.has("looked_after_episodes")),
             "residential": (care[care["placement"] == "residential"], evidence.has("looked_after_episodes")),
             "known": (_open(quarters, "open_case_records"), evidence.has("case_records")),
             "early": (_open(quarters, "open_caf"), evidence.has("caf"))}
    for name, (rows, supplied) in parts.items():
        if supplied:
            out[name] = rows.groupby("place")["days"].sum().reindex(names, fill_value=0) / _DAYS / by * 1000
            children[name] = rows.groupby("place")["child"].nunique().reindex(names, fill_value=0)
    return out, children


def _open(quarters: pd.DataFrame, column: str) -> pd.DataFrame:
    return quarters[quarters[column] > 0] if column in quarters else quarters.iloc[:0]


_TRAITS = {
    "young": f"Aged 0 to {_YOUNG}, in 100 under 18",
    "older": f"Aged {_OLDER + 1} to 17, in 100 under 18",
    "care": "Looked after and living there, per 1,000 under 18",
    "residential": "Of these, in residential placements, per 1,000",
    "known": "With an open case of social care, per 1,000",
    "early": "With an open CAF, per 1,000",
}


def characteristics(evidence: Evidence, match: Match) -> Draft:
    """What the districts were matched on, nearest to the hot spot first."""
    table = match.table.sort_values("distance", kind="stable")
    guards = match.children.reindex(table.index).add_suffix("_children")
    fields = [Field("district", "District", "label")]
    fields += [Field(name, _TRAITS[name], "number", f"{name}_children", digits=1 if name in ("young", "older") else 2)
               for name in match.children]
    return Draft(table.join(guards).rename_axis("district").reset_index(), (
        *fields, Field("distance", "Distance", "number", digits=2),
    ), whose(evidence, "looked_after_episodes", "case_records", "caf", "populations"), (
        "In the years in which the hot spot was chosen; numbers of children are averages over the days of these years.",
        "Distance: root mean square of the differences from the hot spot, each in standard deviations between "
        "districts; nothing that counts missing episodes is among what it is made of.",
    ))


def grouped(evidence: Evidence, rows: pd.DataFrame, match: Match) -> dict[str, np.ndarray]:
    """One value for each child whom a service knows by address in the last year, by group.

    The log of its episodes over those that its age and its days there lead one to expect, half an episode added to
    both. A child who lived in several groups counts in that where it spent most days, with what it did there.
    """
    lived = evidence.of_ages(evidence.person_time)
    lived = lived[lived["year"] == match.tried]
    lived = lived.assign(place=districts_of(lived["district"], evidence.settings)).dropna(subset=["place"])
    there = rows[rows["district"].notna() & (rows["year"] == match.tried)]
    there = there.assign(group=match.group(districts_of(there["district"], evidence.settings)))
    by_age = lived.groupby("age")["days"].sum()
    rate = (there.groupby("age").size() / by_age).reindex(by_age.index).fillna(0)
    lived = lived.assign(expected=lived["days"] * lived["age"].map(rate).astype(float),
                         group=match.group(lived["place"]))
    each = lived.groupby(["child", "group"])[["days", "expected"]].sum()
    each["had"] = there.groupby(["child", "group"]).size().reindex(each.index).fillna(0)
    each["value"] = np.log((each["had"] + _HALF) / (each["expected"] + _HALF))
    main = each.sort_values(["days", "value"], ascending=False, kind="stable").reset_index()
    main = main.drop_duplicates("child")
    return {group: np.sort(main.loc[main["group"] == group, "value"].to_numpy()) for group in match.groups}


def compared(evidence: Evidence, found: Districts, match: Match) -> Draft:
    """The three groups in the last year: against the population's expectation, and child by child."""
    level = evidence.settings.statistics.confidence
    table = expected_of(evidence, found.rows, [match.tried])
    expected = table.groupby(match.group(pd.Series(table.index, table.index)))["expected"].sum()
    rows = found.rows[found.rows["year"] == match.tried].dropna(subset=["place"])
    rows = rows.assign(group=match.group(rows["place"]))
    counts = by_child(rows, "group", match.groups)
    rates = clustered_ratios(counts, expected, confidence=level)
    ratios = rate_ratios(counts, expected, [(match.hot, group) for group in match.groups[1:]], confidence=level)
    ratios = ratios.set_index("reference")[["ratio", "low", "high", "children"]].add_prefix("times_")
    values = grouped(evidence, found.rows, match)
    out = counted(rows, "group", match.groups).join(rates[["exposure"]])
    out = out.join(rates[["rate", "low", "high"]]).join(ratios)
    out["known"] = pd.Series({group: len(value) for group, value in values.items()})
    return Draft(out.rename_axis("group").reset_index(), (
        Field("group", "Place", "label"), Field("children", "Children", children="children"),
        Field("episodes", "Episodes", children="children", largest="largest"),
        Field("exposure", "Expected", "number", digits=0),
        Field("rate", "Observed to expected", "number", "children", "largest", low="low", high="high", digits=2),
        Field("times_ratio", f"{match.hot}, times this", "number", "times_children", low="times_low",
              high="times_high", digits=2),
        Field("known", "Children known by address", children="known"),
    ), whose(evidence, *evidence.recorders, "case_records", "populations"), (
        f"{evidence.settings.year_label(match.tried)} alone, children aged {evidence.settings.rate_ages}. In brackets: "
        f"{level:.0%} interval, clustered on the child.",
        "Children known by address are those whom the analysis of variance is about: a service other than the police "
        "knows where they live.",
    ))


def pairs(evidence: Evidence, values: dict[str, np.ndarray]) -> Draft:
    """Every pair of the three groups by Games and Howell's method, as ratios."""
    level = evidence.settings.statistics.confidence
    table = games_howell(values, confidence=level)
    table[["ratio", "low", "high"]] = np.exp(table[["difference", "low", "high"]])
    table["pair"] = [f"{a} against {lower(b) if b == _REST else b}"
                     for a, b in zip(table["group"], table["reference"], strict=True)]
    return Draft(table, (
        Field("pair", "Places compared", "label"),
        Field("ratio", "Ratio of typical children", "number", "children", low="low", high="high", digits=2),
        Field("p", "p, adjusted for the three pairs", "number", "children", digits=3),
    ), whose(evidence, *evidence.recorders, "case_records"), (
        "Each child's episodes over those expected, half an episode added to both, averaged on the log scale; since "
        "most children have none, the ratio is nearer to 1 than that of all episodes.",
        f"In brackets: intervals that hold together at {level:.0%}.",
    ))


def variance(evidence: Evidence, values: dict[str, np.ndarray]) -> Draft:
    """How much of the variance between children goes with the three places."""
    part = explained(welch(values), confidence=evidence.settings.statistics.confidence)
    fewest = min(len(value) for value in values.values())
    return Draft(pd.DataFrame([{"label": "Three places", "omega": part.omega, "low": part.low, "high": part.high,
                                "children": fewest}]), (
        Field("label", "What is compared", "label"),
        Field("omega", "Share of the variance between children", "share", "children", low="low", high="high"),
    ), whose(evidence, *evidence.recorders, "case_records"))
