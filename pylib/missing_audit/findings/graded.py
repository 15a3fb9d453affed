"""Episodes that the police graded: what followed, and what was known when each was reported."""

from __future__ import annotations

import numpy as np
import pandas as pd

from missing_audit.evidence import Evidence
from missing_audit.findings.interviews import interviews_of_episodes
from missing_audit.intervals import in_seconds, within
from missing_audit.sources import SOURCES
from missing_audit.statistics.estimate import FEWEST
from missing_audit.statistics.ridge import ridge

__all__ = ["DAYS", "GRADES", "OUTCOMES", "asked_weights", "factors_of", "graded", "groups_of"]

DAYS = 28
"""How long after a return going missing again counts as soon."""
GRADES = {"low": "Low", "medium": "Medium", "high": "High"}
OUTCOMES = {"harm": "Harm while away, as told in an interview",
            "again": f"Missing again within {DAYS} days of the return"}
_CONTENT = ("start", "end", "age", "sex", "risk", "placement", "district", "area", "records", "told", "harm",
            "reasons")
_DAY = pd.Timedelta(days=1)
_AGES = {"10 to 12": 12, "13 to 14": 14, "15 to 17": 17}
_PLACES = {"home": "Family home", "parents": "Family home", "foster": "Foster placement",
           "residential": "Residential placement"}
_ELSEWHERE = "Elsewhere, or not known"
_NIGHT = (22, 6)
_CONTACTS = ("mash", "offending", "school_events")
"""Sources whose dated rows of the year before a score may use: what was known of the child, not what was done."""
_YEAR, _RECENT = 365, 90
_TRIM = (0.01, 0.99)
_LASTED = {"Under 6 hours": 6, "6 to 24 hours": 24, "Over 24 hours": np.inf}


def graded(evidence: Evidence) -> pd.DataFrame:
    """Episodes in scope with a police risk grade, of the ages that rates are for.

    Returns
    -------
    DataFrame
        One row per episode, ordered by content, with the columns of `interviews_of_episodes` and: `harm` and `again` (1
        or 0; missing where nobody asked, or wrote it down, and where the days after the return are not all known),
        `grade` (1 to 3), `assessed` (1 where the case record had the child assessed as at risk before that day, 0 where
        not; missing without a case record, or where the date is not known).
    """
    rows = evidence.of_ages(interviews_of_episodes(evidence))
    rows = rows[rows["risk"].isin(list(GRADES))]
    rows = rows.sort_values([*_CONTENT, "child"], ignore_index=True)
    told = rows["harm"].fillna("").str.strip()
    harm = pd.Series(np.where(told == "none", 0.0, 1.0), rows.index).mask(told == "")
    return rows.assign(harm=harm, again=_again(evidence, rows), assessed=_assessed(evidence, rows),
                       grade=rows["risk"].map({name: place for place, name in enumerate(GRADES, start=1)}).astype(int))


def _again(evidence: Evidence, rows: pd.DataFrame) -> pd.Series:
    """Whether the child went missing again, where the period and childhood held all days after the return."""
    begun = evidence.in_scope()[["child", "start"]].dropna().sort_values(["start", "child"])
    back = rows[["child", "end"]].rename_axis("row").reset_index().dropna(subset=["end"]).sort_values(["end", "child"])
    found = pd.merge_asof(back, begun.rename(columns={"start": "next"}).assign(end=lambda t: t["next"]), on="end",
                          by="child", direction="forward", allow_exact_matches=False).set_index("row")
    known = found["child"].map(evidence.collated["histories"].groupby("child")["end"].max())
    until = found["end"] + DAYS * _DAY
    again = (found["next"] <= until).astype(float).mask(known.isna() | (until > known))
    return again.reindex(rows.index)


def _assessed(evidence: Evidence, rows: pd.DataFrame) -> pd.Series:
    known = evidence.children.set_index("child").reindex(rows["child"]).set_index(rows.index)
    yes, on = known["at_risk"].eq("yes"), known["assessed_on"]
    told = pd.Series(np.where(yes & (on < rows["start"].dt.normalize()), 1.0, 0.0), rows.index)
    return told.mask(~known["in_case_records"].eq(True) | (yes & on.isna()))


def factors_of(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """What a score may use of each episode: all known when it was reported, and dated before that day.

    Sex and ethnic group are left out on purpose: a child's need is not to be scored by them.

    Returns
    -------
    DataFrame
        As `rows`: one categorical column per factor, named and worded as printed; without those of which a level has
        fewer than ten children.
    """
    day = rows["start"].dt.normalize()
    scoped = evidence.in_scope()[["child", "start"]].dropna()
    before = _before(rows["child"], day, scoped["child"], scoped["start"].dt.normalize(), _RECENT)
    place = rows["placement"].map(_PLACES).fillna(_ELSEWHERE)
    hour = rows["start"].dt.hour
    found = {
        "Age": _cut(rows["age"].astype(float), _AGES),
        "Where the child lived": pd.Categorical(place, [*dict.fromkeys(_PLACES.values()), _ELSEWHERE]),
        f"Missing episodes in the {_RECENT} days before": pd.Categorical.from_codes(
            np.minimum(before, 2), ["No episode", "One", "Two or more"]),
        "Went missing between 22:00 and 06:00": _yes_no((hour >= _NIGHT[0]) | (hour < _NIGHT[1])),
        "An earlier interview told of harm": _yes_no(_told_before(evidence, rows, day)),
        "Open to social care, or a CAF open": _yes_no(_open_before(evidence, rows["child"], day)),
    }
    contacts = evidence.collated["contacts"]
    for name in _CONTACTS:
        own = contacts[contacts["source"] == name]
        held = _before(rows["child"], day, own["child"], own["start"], _YEAR) > 0
        found[f"In the year before, in: {SOURCES[name].title}"] = _yes_no(held)
    out = pd.DataFrame(found, index=rows.index)
    return out[[name for name in out if _fewest(out[name], rows["child"]) >= FEWEST]]


def _fewest(factor: pd.Series, child: pd.Series) -> int:
    """Children in the level that has the fewest."""
    return int(child.groupby(factor, observed=False).nunique().min())


def _yes_no(held: pd.Series | np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(np.asarray(held).astype(int), ["No", "Yes"])


def _cut(values: pd.Series, upper: dict[str, float]) -> pd.Categorical:
    """Bands by their upper limits."""
    return pd.cut(values, [-np.inf, *upper.values()], labels=list(upper))


def _before(child: pd.Series, day: pd.Series, whose: pd.Series, when: pd.Series, back: int) -> np.ndarray:
    """How many of a child's dated rows lie before a day, and not more than so many days before it."""
    events = {name: np.sort(part.to_numpy("datetime64[s]")) for name, part in when.groupby(whose.to_numpy())}
    none = np.array([], dtype="datetime64[s]")
    out = np.zeros(len(child), dtype=int)
    for place, (name, last) in enumerate(zip(child, day.to_numpy("datetime64[s]"), strict=True)):
        own = events.get(name, none)
        out[place] = np.searchsorted(own, last) - np.searchsorted(own, last - np.timedelta64(back, "D"))
    return out


def _open_before(evidence: Evidence, child: pd.Series, day: pd.Series) -> pd.Series:
    """Whether a case or a CAF was open on the day before, so that one that the report led to does not count."""
    asked = pd.DataFrame({"child": child, "start": day - pd.Timedelta(days=1)})
    return within(in_seconds(asked), in_seconds(evidence.collated["states"]), ["level"])["level"].notna()


def _told_before(evidence: Evidence, rows: pd.DataFrame, day: pd.Series) -> pd.Series:
    """Whether an interview held before that day told of harm."""
    held = evidence.records.get("return_interviews")
    if held is None:
        return pd.Series(False, rows.index)
    told = held[held["harm"].notna() & held["harm"].ne("none")]
    return rows["child"].map(told.groupby("child")["done"].min()).lt(day)


def groups_of(evidence: Evidence, rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Groups by which a score is to err equally often; one of fewer than ten children goes to the rest.

    Returns
    -------
    dict
        By what children are grouped by: a categorical, by row.
    """
    ethnicity = rows["child"].map(evidence.children.set_index("child")["ethnicity"])
    found = {
        "Sex": rows["sex"].map({"female": "Girls", "male": "Boys"}),
        "Age": pd.Series(_cut(rows["age"].astype(float), _AGES), rows.index).astype(object),
        "Ethnic group": ethnicity.astype(object),
        "Where the child lived": rows["placement"].map(_PLACES),
    }
    return {name: _merged(values, rows["child"]) for name, values in found.items()}


def _merged(values: pd.Series, child: pd.Series) -> pd.Series:
    rest = "Other, or not known"
    many = child.groupby(values).nunique()
    kept = many.index[many >= FEWEST]
    own = values.where(values.isin(kept), rest)
    if child[own == rest].nunique() < FEWEST:
        own = own.mask(own == rest)
    order = [name for name in (*_AGES, *dict.fromkeys(_PLACES.values())) if name in kept]
    order += [name for name in sorted(kept) if name not in order]
    return pd.Series(pd.Categorical(own, [*order, rest]), values.index).cat.remove_unused_categories()


def asked_weights(rows: pd.DataFrame, factors: pd.DataFrame) -> np.ndarray:
    """One over the chance that somebody asked of harm, of the episodes where somebody did [@robins1994].

    The chance is from a logistic regression on what was known at the report, the grade, sex, district, year and how
    long the child was away. Weights beyond the first and last hundredth are drawn in to these; their mean is 1.

    Raises
    ------
    RefusalError
        If no estimate is settled on.
    """
    lasted = pd.Series(_cut((rows["end"] - rows["start"]).dt.total_seconds() / 3600, _LASTED), rows.index)
    more = pd.DataFrame({"grade": rows["risk"], "sex": rows["sex"], "year": rows["year"].astype(str),
                         "district": rows["police_district"].fillna("not known"),
                         "lasted": lasted.astype(object).fillna("not known")})
    design = pd.get_dummies(pd.concat([factors, more], axis=1), dtype=float)
    asked = rows["harm"].notna().to_numpy()
    design.insert(0, "level", 1.0)
    fit = ridge(asked.astype(int), design, rows["child"].to_numpy(), penalty=1.0)
    weight = 1 / fit.predicted(design)[asked]
    weight = np.clip(weight, *np.quantile(weight, _TRIM))
    return weight / weight.mean()
