"""The model's chances, learnt by expectation–maximisation from samples that do not depend on the order of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from missing_audit.linkage.comparisons import LEARNT, Comparison
from missing_audit.linkage.knowledge import UNIQUE
from missing_audit.linkage.model import Model, comparable, standard
from missing_audit.linkage.records import Records

__all__ = ["FEWEST_RECORDS", "trained"]

FEWEST_RECORDS = 1000
"""Identity records that it takes to learn from."""
_SEED = 20130919
_MOST_RANDOM = 2000
"""Records of which all pairs are compared to learn how often two children are alike by chance: 2 million pairs."""
_MOST_BLOCKED = 2_000_000
"""Pairs that agree in something, compared to learn how one child's records differ."""
_EXACT_RECALL = 0.8
"""Share of all pairs of records of one child that agree in surname, forename and birth, as usually found."""
_DIGITS = 6
_LEAST = 0.002
"""No level is taken to be rarer than that among one child's records: what was never seen can still happen."""
_ENOUGH = 500
"""Pairs that a round needs."""
_ROUNDS = (
    (("birth", "home"), ("surname", "forename", "sex")),
    (("surname", "forename", "home"), ("birth", "sex")),
    (("birth", "surname", "forename"), ("postcode", "sex")),
    (("birth",), ("surname", "forename", "sex")),
    (("surname", "forename"), ("birth", "sex")),
)
"""Columns that the pairs of each round agree in, and the comparisons that it teaches; an earlier round's word holds.

Pairs that agree in two things are nearly all of one child, so that few of others are taken for one in disguise. The
last two stand in where too few records have a postcode.
"""


def trained(records: Records, database: Any) -> Model:
    """Learn the chances of every level.

    How often records of two children agree by chance comes from all pairs of a sample of records; how one child's
    records differ, from expectation–maximisation over pairs that agree in other things. Samples are drawn with a seed
    from records in order of content, so that both engines learn the same. The chances are rounded to six digits,
    because the engines do not add in one order.

    Parameters
    ----------
    records
        Identity records; below `FEWEST_RECORDS` linkable ones, the standard chances are kept.
    database
        As `engine` yields it.

    Returns
    -------
    Model
    """
    table = records.linkable
    if len(table) < FEWEST_RECORDS:
        return standard()
    rng, data = np.random.default_rng(_SEED), comparable(records)
    learning = Model(LEARNT, _prior(table), trained=False)
    u = _by_chance(learning, data.take(pa.array(_at_random(table, rng))), database)
    learning = learning.with_chances({(item.name, level.label): (level.m, u.get((item.name, level.label), level.u))
                                      for item in LEARNT for level in item.levels}, learning.prior)
    m: dict[tuple[str, str], float] = {}
    for agreed, taught in _ROUNDS:
        new = tuple(item for item in learning.comparisons if item.name in taught and not _taught(item, m))
        sample = _blocks(table, agreed, rng)
        if new and len(sample):
            m = _maximised(replace(learning, comparisons=new), data.take(pa.array(sample)), agreed, database) | m
    chances = {(item.name, level.label): (_rounded(max(m.get((item.name, level.label), level.m), _LEAST)),
                                          _rounded(level.u)) for item in learning.comparisons for level in item.levels}
    return standard().with_chances(chances, learning.prior)


def _taught(item: Comparison, m: Mapping[tuple[str, str], float]) -> bool:
    return any((item.name, level.label) in m for level in item.levels)


def _prior(table: pd.DataFrame) -> float:
    """Chance that two records are of one child: pairs alike in names and birth, and as many more as usually differ."""
    alike = table.groupby(["surname", "forename", "birth"]).size()
    many = len(table) * (len(table) - 1) / 2
    return _rounded(max(float((alike * (alike - 1) / 2).sum()), 1.0) / _EXACT_RECALL / many)


def _rounded(chance: float) -> float:
    return float(f"{chance:.{_DIGITS}g}")


def _linker(model: Model, data: pa.Table, database: Any) -> Any:
    from splink import Linker

    return Linker([database.register(data)], model.settings(), log_level=None, validate_settings=False)


def _at_random(table: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Positions of records drawn at random, of which hardly two are of one child.

    They are of a source with one row a child; where that has too few, of all records, but for those that agree with
    another in two of surname, forename and birth, as two children hardly ever do.
    """
    drawn = np.nonzero(table["source"].isin(UNIQUE).to_numpy())[0]
    if len(drawn) < FEWEST_RECORDS:
        again = [table.duplicated(list(pair)) for pair in combinations(["surname", "forename", "birth"], 2)]
        drawn = np.nonzero(~np.logical_or.reduce(again))[0]
    return np.sort(rng.permutation(drawn)[:_MOST_RANDOM])


def _by_chance(model: Model, data: pa.Table, database: Any) -> dict[tuple[str, str], float]:
    linker = _linker(model, data, database)
    linker.training.estimate_u_using_random_sampling(max_pairs=len(data) ** 2, min_count_per_level=None, num_chunks=1)
    return _chances(linker, model, "u_probability")


def _maximised(part: Model, data: pa.Table, agreed: tuple[str, ...], database: Any) -> dict[tuple[str, str], float]:
    """One round, in which about half of the pairs are thought of as one child's to begin with."""
    linker = _linker(replace(part, prior=0.5), data, database)
    rule = " AND ".join(f"l.{column} = r.{column}" for column in agreed)
    linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    return _chances(linker, part, "m_probability")


def _chances(linker: Any, model: Model, kind: str) -> dict[tuple[str, str], float]:
    """Chances by comparison and label, of those levels that were seen at all."""
    saved = {item["output_column_name"]: item for item in linker.misc.save_model_to_json()["comparisons"]}
    return {(item.name, level["label_for_charts"]): level[kind]
            for item in model.comparisons for level in saved[item.name]["comparison_levels"]
            if not level.get("is_null_level") and isinstance(level.get(kind), float) and 0 < level[kind] < 1}


def _blocks(table: pd.DataFrame, columns: tuple[str, ...], rng: np.random.Generator) -> np.ndarray:
    """Positions of the records of blocks drawn at random, until they hold enough pairs; none if there are too few."""
    block = table.groupby(list(columns), sort=True).ngroup().fillna(-1).astype(int).to_numpy()
    sizes = np.bincount(block[block >= 0])
    order = rng.permutation(len(sizes))
    pairs_so_far = np.cumsum(sizes[order] * (sizes[order] - 1) // 2)
    if len(sizes) == 0 or pairs_so_far[-1] < _ENOUGH:
        return np.empty(0, dtype=int)
    kept = np.zeros(len(sizes) + 1, dtype=bool)  # the last stands for records without a block
    kept[order[(pairs_so_far <= max(_MOST_BLOCKED, pairs_so_far[0])) & (sizes[order] > 1)]] = True
    return np.nonzero(kept[block])[0]
