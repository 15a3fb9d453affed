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
from missing_audit.findings.two_groups import sides, smaller, sources
from missing_audit.safe_table import Field
from missing_audit.statistics.compare import Difference
from missing_audit.statistics.estimate import FEWEST, RefusalError
from missing_audit.statistics.hazards import cox, hazard_model, jointly
from missing_audit.statistics.rank import relative_importance, standardised

__all__ = ["Links", "links", "ranking"]

_HELD = ("old", "older", "girl")
_NAMES = {name: name for name in ("start", "stop", "event", "child")}


@dataclass(frozen=True)
class Links:
    """Odds ratios within risk sets, which are ratios of rates of a first episode [@prentice1978].

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
    told = sides(known.rows, name)
    line = {"fewest": min(filter(None, told.values()), default=0)}
    for model, held in {"crude": (), "adjusted": _HELD, "agencies": (*_HELD, "agencies")}.items():
        try:
            row = cox(_modelled(known), columns=[name, *held], **_NAMES, confidence=confidence).iloc[0]
            values = tuple(float(row[column]) for column in ("ratio", "low", "high"))
        except RefusalError:
            values = (np.nan,) * 3
        line |= dict(zip((model, f"{model}_low", f"{model}_high"), values, strict=True))
    return line


def _tested(known: Known, name: str) -> Difference:
    return jointly(hazard_model(_modelled(known), columns=[name, *_HELD], **_NAMES), [name])


def _modelled(known: Known) -> pd.DataFrame:
    """The runs, with what is held."""
    return known.runs.assign(**_held(known.runs))


def _held(rows: pd.DataFrame) -> pd.DataFrame:
    old = rows["age"].astype(float) - 14
    return pd.DataFrame({"old": old, "older": old**2, "girl": rows["girl"].astype(float)})


def ranking(evidence: Evidence, known: Known) -> Draft:
    """Difficulties by how much of the differences in the number of episodes each accounts for."""
    rows, level = known.once, evidence.settings.statistics.confidence
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
