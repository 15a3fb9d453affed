"""The whole pipeline over invented counties, one seed each: headlines against what was planted in them."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from missing_audit.analysis import find
from missing_audit.collation import collate
from missing_audit.config import load
from missing_audit.evidence import gather
from missing_audit.finding import Finding
from missing_audit.findings.returns import FACTORS
from missing_audit.findings.rq02 import MORE
from missing_audit.findings.rq11 import RESPONSES
from missing_audit.paths import ROOT
from missing_audit.safe_table import SafeTable
from missing_audit.schema import PLACEMENTS
from missing_audit.synthesis import synthesise
from missing_audit.synthesis.county import HOT_SPOT

__all__ = ["COUNTIES", "HEADLINES", "Headline", "counties_tried", "tried"]

COUNTIES = 20
_FIRST_SEED = 20140401
_SETTINGS = ROOT / "data" / "example"
_Numbers = tuple[float | None, float | None, float | None]
_Given = Callable[[Mapping[str, Finding]], _Numbers]
_NOTHING: _Numbers = (None, None, None)


@dataclass(frozen=True)
class Headline:
    """One figure of the report that was planted: how the report gives it, and where the truth stands.

    Attributes
    ----------
    id, called
        Stable id, and what the appendix calls it.
    given
        Estimate and limits of its interval, from the findings by question; the limits are missing where there are none.
    truth
        From what `synthesise` writes into ``truth.json``.
    """

    id: str
    called: str
    given: _Given
    truth: Callable[[dict[str, Any]], float]


def _cell(table: SafeTable, column: str, **labels: str) -> _Numbers:
    """A value with its interval, which may be withheld."""
    field = table.field(column)
    return tuple(table.value(name, **labels)[0] if name else None for name in (column, field.low, field.high))


def _total(findings: Mapping[str, Finding], column: str) -> _Numbers:
    """All ages together, of the whole period."""
    rows = findings["RQ01"].tables["rq01_ages"].rows
    return float(pd.to_numeric(rows[column]).sum()), None, None


def _sums(counts: dict[str, dict[str, float]]) -> dict[str, float]:
    return {kind: float(sum(by_year.values())) for kind, by_year in counts.items()}


def _true_ratio(truth: dict[str, Any]) -> float:
    """Episodes per person-year in residential placements, over those in foster care.

    From ten years on, whatever is neither a home, foster or semi-independent placement nor with parents is a
    residential school, a secure unit or another establishment, which the report counts as residential too.
    """
    aged = truth["true"]["aged_10_to_17"]
    episodes = _sums(aged["missing_episodes_by_living_and_year"])
    years = _sums(aged["person_years_by_living_and_year"])
    residential = (episodes["home"] + episodes["other"]) / (years["home"] + years["other"])
    return residential / (episodes["foster"] / years["foster"])


def _true_home(truth: dict[str, Any]) -> float:
    episodes = _sums(truth["true"]["aged_10_to_17"]["missing_episodes_by_living_and_year"])
    return episodes["family"] / sum(episodes.values())


def _given(name: str, column: str, label: str = "", key: str = "label") -> _Given:
    """Reads one line of a finding's table, the first where no label is named; nothing where there is no such line."""
    def read(findings: Mapping[str, Finding]) -> _Numbers:
        table = findings[name[:4].upper()].tables.get(name)
        if table is None or column not in table.rows:
            return _NOTHING
        wanted = label or table.rows[key].iloc[0]
        return _cell(table, column, **{key: wanted}) if wanted in set(table.rows[key]) else _NOTHING
    return read


def _hot_spot(findings: Mapping[str, Finding]) -> _Numbers:
    """The district chosen, over all but its match, in the year after; nothing where another was chosen."""
    table = findings["RQ07"].tables.get("rq07_compared")
    if table is None or table.rows["group"].iloc[0] != HOT_SPOT:
        return _NOTHING
    return _cell(table, "times_ratio", group=table.rows["group"].iloc[-1])


def _effect(kind: str) -> Callable[[dict[str, Any]], float]:
    return lambda truth: truth["parameters"]["response_effect"][kind]


HEADLINES = (
    Headline("episodes", "Missing episodes in the period", lambda found: _total(found, "episodes"),
             lambda truth: truth["true"]["missing_episodes"]),
    Headline("again", "Share of children who went missing more than once", _given("rq02_often", "share", MORE),
             lambda truth: truth["true"]["shape"]["children_with_more_than_one"]),
    Headline("top", "Share of episodes of the 5% of children who have most", _given("rq02_top", "share"),
             lambda truth: truth["true"]["shape"]["episodes_of_the_top_5_percent"]),
    Headline("home", "Share of episodes that began at the family home",
             _given("rq03_split", "share", PLACEMENTS["home"], "placement"), _true_home),
    Headline("residential", "Rate in residential placements, over that in foster placements",
             _given("rq03_ratios", "ratio", key="pair"), _true_ratio),
    Headline("girls", "Rate of girls, over that of boys, all else held", _given("rq04_ratios", "held", "Sex", "part"),
             lambda truth: truth["parameters"]["girls"]),
    Headline("disabled", "Rate of disabled children, over that of others, all else held",
             _given("rq04_ratios", "held", "Disability", "part"), lambda truth: truth["parameters"]["disabled"]),
    Headline("season", "Busiest time of year, over the quietest", _given("rq06_season", "ratio"),
             lambda truth: float(np.exp(2 * truth["parameters"]["seasonal_amplitude"]))),
    Headline("hot_spot", "Rate in the hot spot, over other districts, in counties where the right one was chosen",
             _hot_spot, lambda truth: truth["parameters"]["hot_spot"]),
    Headline("interview", "Going again within 28 days after a timely interview, over that without",
             _given("rq09_windows", "to_28_ratio", FACTORS["interview"]),
             lambda truth: truth["parameters"]["interview_effect"]),
    Headline("named_worker", "Episodes after a named worker began, over those of like children",
             _given("rq11_responses", "ratio", RESPONSES["named_worker"]), _effect("named_worker")),
    Headline("mentoring", "Episodes after mentoring began, over those of like children",
             _given("rq11_responses", "ratio", RESPONSES["mentoring"]), _effect("mentoring")),
)
"""The figures that are compared."""


def tried(seed: int) -> list[dict[str, Any]]:
    """Make one county, audit it, and set its headlines beside the truth.

    Returns
    -------
    list of dict
        One per headline: `id`, `seed`, `truth`, `estimate`, `low`, `high`; missing where the report gives none.
    """
    with tempfile.TemporaryDirectory(prefix="missing-audit-") as folder:
        county = Path(folder) / "county"
        synthesise(county, seed=seed, report=lambda _: None)
        for name in ("audit.toml", "linkage.key"):
            shutil.copy(_SETTINGS / name, county / name)
        settings = load(county)
        findings = {finding.id: finding for finding in find(gather(settings, collate(settings)))}
        truth = json.loads((county / "truth.json").read_text(encoding="utf-8"))
    lines = []
    for headline in HEADLINES:
        estimate, low, high = headline.given(findings)
        lines.append({"id": headline.id, "seed": seed, "truth": float(headline.truth(truth)), "estimate": estimate,
                      "low": low, "high": high})
    return lines


def counties_tried(number: int = COUNTIES, *, report: Callable[[str], None] = lambda _: None) -> list[dict[str, Any]]:
    """Audit several counties, and sum up how far each headline is from the truth.

    Parameters
    ----------
    number
        Counties, each of another seed.
    report
        Told of each that is done.

    Returns
    -------
    list of dict
        One per headline: `id`, `called`, `counties` (in which the report gives it), `bias` (mean of estimate over
        truth, less one) with `noise` (its standard error), `covered` (counties whose interval held the truth; missing
        where the figure has no interval).
    """
    lines: list[dict[str, Any]] = []
    seeds = range(_FIRST_SEED + 1, _FIRST_SEED + 1 + number)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for done, found in enumerate(pool.map(tried, seeds), start=1):
            lines += found
            report(f"County {done} of {number}: audited.")
    table = pd.DataFrame(lines).astype(dict.fromkeys(("truth", "estimate", "low", "high"), "float64"))
    return [_summary(headline, table[table["id"] == headline.id]) for headline in HEADLINES]


def _summary(headline: Headline, rows: pd.DataFrame) -> dict[str, Any]:
    given = rows.dropna(subset=["estimate"])
    off = given["estimate"] / given["truth"] - 1
    limits = given.dropna(subset=["low", "high"])
    held = limits["truth"].between(limits["low"], limits["high"])
    return {"id": headline.id, "called": headline.called, "counties": len(given),
            "bias": float(off.mean()) if len(off) else None,
            "noise": float(off.std(ddof=1) / np.sqrt(len(off))) if len(off) > 1 else None,
            "covered": int(held.sum()) if len(limits) else None, "with_interval": len(limits)}
