"""How strongly each difficulty goes with having gone missing, and with how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.findings.common import SEED
from missing_audit.findings.known_children import Known
from missing_audit.findings.two_groups import smaller, sources
from missing_audit.safe_table import Field
from missing_audit.statistics.compare import Difference
from missing_audit.statistics.contingency import odds_ratio
from missing_audit.statistics.design import LEVEL
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.fitted import Fitted, joint
from missing_audit.statistics.logistic import logistic_regression
from missing_audit.statistics.rank import relative_importance, standardised

__all__ = ["Links", "links", "ranking"]


@dataclass(frozen=True)
class Links:
    """Odds ratios.

    Attributes
    ----------
    labels
        Of the difficulties, by name.
    table
        One row per difficulty: `label`, `fewest`, and `crude`, `adjusted` (for age and sex), `agencies` (for how many
        agencies had a record as well), each with `…_low` and `…_high`.
    tests
        By name, what tests whether the adjusted odds ratio is 1.
    """

    labels: dict[str, str]
    table: pd.DataFrame
    tests: dict[str, Callable[[], Difference]]


def links(known: Known, *, confidence: float) -> Links:
    """Odds ratios of having gone missing, of each difficulty by itself."""
    lines, tests = [], {}
    for name, label in known.difficulties.items():
        tests[name] = partial(_tested, known, name)
        lines.append({"label": label} | _line(known, name, confidence))
    return Links(known.difficulties, pd.DataFrame(lines), tests)


def _line(known: Known, name: str, confidence: float) -> dict[str, float]:
    rows = known.children
    cells = [rows[rows[name] == held]["missing"] for held in (True, False)]
    counts = [(int(part.sum()), len(part)) for part in cells]
    sides = [side for part, whole in counts for side in (part, whole - part)]
    line = {"fewest": min((side for side in sides if side), default=0)}
    found = {"crude": partial(odds_ratio, *counts, confidence=confidence),
             "adjusted": partial(_ratio, known, name, confidence),
             "agencies": partial(_ratio, known, name, confidence, ("agencies",))}
    for model, run in found.items():
        try:
            values = run() if min(whole for _, whole in counts) >= FEWEST else (np.nan,) * 3
        except RefusalError:
            values = (np.nan,) * 3
        line |= dict(zip((model, f"{model}_low", f"{model}_high"), values, strict=True))
    return line


def _fitted(known: Known, name: str, confidence: float = 0.95, more: tuple[str, ...] = ()) -> Fitted:
    """Having gone missing by one difficulty, with age, its square and sex held."""
    rows = known.children
    design = pd.DataFrame({LEVEL: 1.0, name: rows[name].astype(float), **_held(rows), **rows[list(more)].astype(float)})
    return logistic_regression(rows["missing"].to_numpy(int), design, rows["child"], confidence=confidence)


def _held(rows: pd.DataFrame) -> pd.DataFrame:
    age = rows["age"].astype(float) - 14
    return pd.DataFrame({"age": age, "age squared": age**2, "girl": rows["girl"].astype(float)})


def _ratio(known: Known, name: str, confidence: float, more: tuple[str, ...] = ()) -> tuple[float, float, float]:
    row = _fitted(known, name, confidence, more).table.set_index("term").loc[name]
    return float(row["ratio"]), float(row["low"]), float(row["high"])


def _tested(known: Known, name: str) -> Difference:
    held = known.children[name]
    if min(held.sum(), (~held).sum()) < FEWEST:
        raise RefusalError(f"fewer than {FEWEST} children have it recorded, or have not")
    return joint(_fitted(known, name), [name])


def ranking(evidence: Evidence, known: Known) -> Draft:
    """Difficulties by how much of the differences in the number of episodes each accounts for."""
    rows, level = known.children, evidence.settings.statistics.confidence
    # The logarithm, since a few children have very many: without it they alone would decide the order.
    criterion, held = np.log1p(rows["after"].astype(float)), _held(rows)
    columns = rows[list(known.difficulties)].astype(float)
    columns = columns.loc[:, [smaller(int(columns[name].sum()), len(rows)) >= FEWEST and columns[name].nunique() > 1
                              for name in columns]]
    found = relative_importance(criterion, {name: columns[[name]] for name in columns}, always=held,
                                seed=SEED, confidence=level)
    slope = standardised(criterion, columns, always=held, confidence=level).rename(
        columns={"column": "block", "low": "low_slope", "high": "high_slope"})
    table = found.blocks.merge(slope, on="block", how="left").assign(
        label=lambda t: t["block"].map(known.difficulties), r_squared=found.r_squared,
        fewest=lambda t: [smaller(int(columns[name].sum()), len(rows)) for name in t["block"]])
    table[["share", "low", "high"]] *= 100
    whole = {"label": "All of them together", "share": 100 * found.r_squared, "fewest": found.children}
    table = pd.concat([table, pd.DataFrame([whole])], ignore_index=True)
    return Draft(table, (
        Field("label", "Difficulty recorded before", "label"),
        Field("rank", "Rank", "number", "fewest", low="rank_low", high="rank_high", digits=0),
        Field("share", "Share accounted for, %", "number", "fewest", low="low", high="high"),
        Field("coefficient", "Coefficient, standard deviations", "number", "fewest", low="low_slope", high="high_slope",
              digits=2),
    ), sources(evidence), (
        "Of the logarithm of one more than the number of missing episodes from the day on which a child is looked at; "
        "age and sex held.",
        f"In brackets: {level:.0%} interval; of ranks and shares over {found.children:,} children drawn anew.",
    ))
