"""What the files hide, written down: parameters, what was realised, and who every row is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import pandas as pd

from missing_audit.synthesis import county
from missing_audit.synthesis.care import ABSENT
from missing_audit.synthesis.clock import DAY, DAYS, year_of
from missing_audit.synthesis.history import History
from missing_audit.synthesis.paper import Invented, Rows
from missing_audit.synthesis.papers import PAPERS
from missing_audit.synthesis.parameters import FIRST_ADULT, KINDS
from missing_audit.synthesis.planted import planted

__all__ = ["links", "truth", "truth_json"]

_YEARS = ("2014-15", "2015-16", "2016-17")
_NOT_MODELLED = (
    "missing episodes from the family home that nobody told any agency of",
    "missing episodes before 1 April 2014, except as a case record's history of going missing",
    "children placed outside the county and missing there, as the other police force recorded them",
    "any effect of school, health or a fostering household on going missing",
    "any effect of a child's circumstances on going missing other than through what makes it prone to",
    "any effect of school holidays or of daylight other than through the one annual wave",
    "any effect of ethnicity on going missing, and any change from year to year",
)


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(key): int(count) for key, count in values.value_counts().sort_index().items()}


def _table(rows: pd.DataFrame) -> dict[str, dict[str, int]]:
    year = pd.Series(np.array(_YEARS, dtype=object)[year_of(rows["start"] // DAY)], index=rows.index)
    table = pd.crosstab(rows["living"], year).reindex(index=list(KINDS), columns=list(_YEARS), fill_value=0)
    return {kind: {name: int(table.loc[kind, name]) for name in _YEARS} for kind in KINDS}


def _person_years(history: History, who: np.ndarray, ages: tuple[int, int] = (0, 18)) -> dict[str, dict[str, float]]:
    where, year = history.lives.where[who], year_of(np.arange(DAYS))
    kind = np.where(where == ABSENT, -1, history.lives.kind[where])
    age = (np.arange(DAYS) - history.children["born"].to_numpy()[who][:, None]) / 365.25
    kind = np.where((age >= ages[0]) & (age < ages[1]), kind, -1)
    return {
        name: {
            label: round(float((kind[:, year == y] == k).sum()) / 365.25, 4) for y, label in enumerate(_YEARS)
        }
        for k, name in enumerate(KINDS)
    }


def _shape(missing: pd.DataFrame) -> dict[str, float]:
    """Skew, repeats, ages and durations of the true missing episodes."""
    each = missing.groupby("person").size().sort_values(ascending=False)
    ordered = missing.sort_values(["person", "start"], kind="stable")
    nth = ordered.groupby("person").cumcount()
    second = ordered[nth == 1].set_index("person")["start"]
    gap = (second - ordered[nth == 0].set_index("person")["end"].reindex(second.index)) / DAY
    hours = (missing["end"] - missing["start"]) / 60
    top = each.head(max(1, round(0.05 * len(each))))
    shares = {
        "episodes_of_the_top_5_percent": top.sum() / len(missing),
        "children_with_more_than_one": (each > 1).mean(),
        "first_repeats_within_28_days": (gap <= 28).mean(),
        "episodes_aged_12_to_17": (missing["age"] >= 12).mean(),
        "episodes_aged_15_to_17": (missing["age"] >= 15).mean(),
        "episodes_up_to_24_hours": (hours <= 24).mean(),
        "episodes_up_to_48_hours": (hours <= 48).mean(),
    }
    return {name: round(float(value), 4) for name, value in shares.items()} | {
        "most_episodes_of_a_child": int(each.iloc[0])
    }


def _true(history: History) -> dict[str, object]:
    children, happened = history.children, history.happened
    visitor = children["visitor"].to_numpy()
    missing, away = (happened[happened["kind"] == kind] for kind in ("missing", "absence"))
    family = happened[happened["kind"] == "family"]
    guest = visitor[missing["person"]]
    year = np.array(_YEARS, dtype=object)[year_of(missing["start"] // DAY)]
    county_own = np.unique(history.stays["person"])
    return {
        "children": len(children),
        "children_placed_here_by_other_authorities": int(visitor.sum()),
        "children_looked_after_by_the_county": int((~visitor[county_own]).sum()),
        "children_moved_after_repeated_missing": len(history.moves),
        "children_ever_missing": int(missing["person"].nunique()),
        "children_missing_by_year": {y: int(missing.loc[year == y, "person"].nunique()) for y in _YEARS},
        "missing_episodes": len(missing),
        "missing_episodes_by_year": _counts(pd.Series(year)),
        "missing_episodes_by_living_and_year": _table(missing[~guest]),
        "missing_episodes_of_children_placed_here_by_others": _table(missing[guest]),
        "missing_episodes_from_placements_outside_the_county": int(missing["outside"].sum()),
        "unauthorised_absences": len(away),
        "unauthorised_absences_by_living_and_year": _table(away),
        "family_departures": int(family["group"].nunique()),
        "family_departures_children": len(family),
        "person_years_by_living_and_year": _person_years(history, ~visitor),
        "aged_10_to_17": {
            "missing_episodes_by_living_and_year": _table(missing[~guest & (missing["age"] >= 10)]),
            "person_years_by_living_and_year": _person_years(history, ~visitor, (10, 18)),
        },
        "person_years_of_children_placed_here_by_others": _person_years(history, visitor),
        "shape": _shape(missing),
    }


def _recorded(history: History, written: Rows) -> dict[str, object]:
    """What became of the true events on paper."""
    police, returned, happened = written["police"], written["looked_after_missing"], history.happened
    logged = written["home_logs"]
    said = pd.crosstab(police["said"], police["kind"])
    missing = happened[happened["kind"] == "missing"]
    by_police, by_return = missing["event"].isin(police["event"]), missing["event"].isin(returned["event"])
    mixed = pd.crosstab(returned["kind"], returned["MISSING"])
    noted = said.loc["Missing"]
    return {
        "police_rows": len(police),
        "police_reports": int(police["report"].nunique()),
        "police_rows_by_type_and_truth": {
            k: {c: int(v) for c, v in row.items()} for k, row in said.to_dict("index").items()
        },
        "share_of_police_missing_truly_absence": round(float(noted["absence"] / noted.sum()), 4),
        "family_reports": int(police.loc[police["kind"] == "family", "report"].nunique()),
        "family_rows": int((police["kind"] == "family").sum()),
        "true_missing_episodes_in": {
            "police and return": int((by_police & by_return).sum()),
            "police only": int((by_police & ~by_return).sum()),
            "return only": int((~by_police & by_return).sum()),
            "neither": int((~by_police & ~by_return).sum()),
        },
        "case_records": len(written["case_records"]),
        "looked_after_children": len(written["looked_after_header"]),
        "looked_after_episodes": len(written["looked_after_episodes"]),
        "looked_after_missing_rows": len(returned),
        "looked_after_missing_by_truth_and_code": {
            k: {c: int(v) for c, v in row.items()} for k, row in mixed.to_dict("index").items()
        },
        "home_log_rows": len(logged),
        "home_log_rows_by_truth_and_category": {
            k: {c: int(v) for c, v in row.items()}
            for k, row in pd.crosstab(logged["kind"], logged["code"]).to_dict("index").items()
        },
        "caf_assessments": len(written["caf"]),
        "children_ever_missing_with_an_earlier_caf": _with_earlier(missing, written["caf"]),
    }


def _with_earlier(missing: pd.DataFrame, assessments: pd.DataFrame) -> int:
    """Children ever missing who were assessed on a day before their first true missing episode."""
    first = missing.groupby("person")["start"].min() // DAY
    assessed = assessments.groupby("person")["on"].min().reindex(first.index)
    return int((assessed < first).sum())


def _faults(written: Rows) -> dict[str, dict[str, int]]:
    adults = int((written["police"]["kind"] == "adult").sum())
    found = {name: _counts(rows.loc[rows["fault"] != "", "fault"]) for name, rows in written.items()}
    return {name: faults for name, faults in found.items() if faults} | {
        "police": found["police"] | {"adult_at_the_time": adults}}


def truth(invented: Invented, written: Rows, arguments: Mapping[str, object]) -> dict[str, object]:
    """Everything the audit could be marked against, as plain values."""
    return {
        "about": "Everything in this folder is invented; this file says what the extracts hide.",
        "arguments": dict(arguments),
        "county": {
            "name": county.NAME,
            "hot_spot": county.HOT_SPOT,
            "postcode_districts": county.outcodes(),
            "postcode_areas_outside": list(county.OUTSIDE),
        },
        "parameters": asdict(invented.model),
        "not_modelled": list(_NOT_MODELLED),
        "true": _true(invented.history),
        "planted": planted(invented.history),
        "recorded": _recorded(invented.history, written),
        "planted_faults": _faults(written),
    }


def truth_json(values: Mapping[str, object]) -> bytes:
    """Bytes of `truth.json`."""
    return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode()


def links(written: Rows) -> pd.DataFrame:
    """Who every row is about.

    Returns
    -------
    DataFrame
        One row a row of an extract: `source`, `reference` (as its agency names it), `line` (of the file, the header
        line counted; in the workbook, the row of the sheet), `person` (900001 and up are adults), `event` (number of
        the true event, '' if none), `kind`, `fault`.
    """
    columns = ["source", "reference", "line", "person", "event", "kind", "fault"]
    parts = []
    for name, paper in PAPERS.items():
        rows = written[name]
        parts.append(rows.reindex(columns=columns).assign(
            source=name, reference=rows[paper.reference], line=np.arange(len(rows)) + paper.first))
    out = pd.concat(parts, ignore_index=True)
    out["event"] = ["" if pd.isna(event) or event == 0 else str(int(event)) for event in out["event"]]
    # People count from 1 in the files.
    out["person"] = np.where(out["person"] < FIRST_ADULT, out["person"] + 1, out["person"])
    return out.fillna("")
