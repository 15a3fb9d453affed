"""The model that says how likely two identity records are of one child, and the pairs that it scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from missing_audit.linkage.comparisons import COMPARISONS, STANDARD_PRIOR, Comparison, Level
from missing_audit.linkage.names import each, nickname_groups, parts, sector
from missing_audit.linkage.records import Records

__all__ = ["BLOCKS", "Chances", "Model", "comparable", "match_weight", "pairs", "probability", "standard"]

BLOCKS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("l.birth = r.birth AND substr(l.surname, 1, 1) = substr(r.surname, 1, 1)", (),
     "The same birth, and surnames that begin alike"),
    ("l.birth = r.birth AND substr(l.forename, 1, 1) = substr(r.forename, 1, 1)", (),
     "The same birth, and forenames that begin alike"),
    ("l.birth = r.birth AND l.surname = r.forename AND l.forename = r.surname", (),
     "The same birth, and names that change places"),
    ("l.surname = r.surname AND substr(l.forename, 1, 2) = substr(r.forename, 1, 2) "
     "AND substr(l.birth, 1, 4) = substr(r.birth, 1, 4)", (),
     "The same surname and year of birth, and forenames that begin alike"),
    ("l.surname = r.surname AND l.forename = r.forename AND substr(l.birth, 6, 5) = substr(r.birth, 6, 5)", (),
     "The same names, and day and month of birth"),
    ("l.postcodes = r.postcodes AND l.surname = r.surname", ("postcodes",), "A postcode in common, and the surname"),
    ("l.postcodes = r.postcodes AND l.forename = r.forename", ("postcodes",), "A postcode in common, and the forename"),
)
"""Pairs that are compared at all: condition, lists that it looks into, and the condition in plain words."""
Chances = Mapping[tuple[str, str], tuple[float, float]]
"""m and u by comparison and label of the level."""
_CHUNK = 1_000_000
"""Records of which all pairs are scored at one go."""


@dataclass(frozen=True)
class Model:
    """Chances by level, from which every weight follows.

    Attributes
    ----------
    comparisons
        With the chances in use.
    prior
        Chance that two records taken at random are of one child.
    trained
        Whether the chances were learnt from these records.
    """

    comparisons: tuple[Comparison, ...]
    prior: float
    trained: bool

    def settings(self, blocks: tuple[tuple[str, tuple[str, ...], str], ...] = BLOCKS) -> dict[str, Any]:
        """The model as Splink's settings, which DuckDB and Spark both take."""
        return {
            "link_type": "dedupe_only",
            "unique_id_column_name": "record",
            "probability_two_random_records_match": self.prior,
            "comparisons": [_comparison(item, self.trained) for item in self.comparisons],
            "blocking_rules_to_generate_predictions": [
                {"blocking_rule": sql} | ({"arrays_to_explode": list(lists)} if lists else {})
                for sql, lists, _ in blocks],
            "retain_matching_columns": True,  # without them Splink tells no levels
            "retain_intermediate_calculation_columns": False,
        }

    def with_chances(self, chances: Chances, prior: float) -> Model:
        """The model with chances learnt; a level that has none keeps its own."""
        new = tuple(replace(item, levels=tuple(_with(level, chances.get((item.name, level.label)))
                                               for level in item.levels)) for item in self.comparisons)
        return Model(new, prior, trained=True)


def _with(level: Level, learnt: tuple[float, float] | None) -> Level:
    return level if learnt is None or level.fixed else replace(level, m=learnt[0], u=learnt[1])


def _comparison(item: Comparison, frequencies: bool) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [{"sql_condition": item.missing, "label_for_charts": "missing",
                                     "is_null_level": True}]
    for level in item.levels:
        entry = {"sql_condition": level.sql or "ELSE", "label_for_charts": level.label, "m_probability": level.m,
                 "u_probability": level.u, "fix_m_probability": level.fixed, "fix_u_probability": level.fixed}
        # Of few records, how often a name occurs says nothing.
        levels.append(entry | ({"tf_adjustment_column": item.name} if level.exact and frequencies else {}))
    return {"output_column_name": item.name, "comparison_levels": levels}


def standard() -> Model:
    """The model where there are too few records to learn from."""
    return Model(COMPARISONS, STANDARD_PRIOR, trained=False)


def match_weight(m: float, u: float) -> float:
    """Match weight of a level: the binary logarithm of m over u.

    Examples
    --------
    >>> match_weight(0.9, 0.225)
    2.0
    """
    return float(np.log2(m / u))


def probability(weight: pd.Series | float) -> Any:
    """Match probability of a match weight that includes the prior."""
    return 1 / (1 + np.exp2(-np.asarray(weight, dtype=float)))


def comparable(records: Records) -> pa.Table:
    """The linkable records as Splink compares them: one row a record, in order of content."""
    table = records.linkable
    posts = records.postcodes[records.postcodes["record"].isin(table.index)]
    born = pd.to_datetime(table["birth"]).astype("datetime64[s]").astype("int64") // 86_400
    born = born.where(table["birth"].notna())
    columns = {name: table[name] for name in ("surname", "forename", "birth", "sex", "home")}
    return pa.table({
        "record": pa.array(table.index.to_numpy(), type=pa.int64()),
        **{name: pa.array(column, type=pa.string(), from_pandas=True) for name, column in columns.items()},
        "born": pa.array(born, type=pa.int64(), from_pandas=True),
        "surnames": _lists(table["spelt"], parts),
        "forenames": _lists(table["called"], nickname_groups),
        "postcodes": _grouped(posts, table.index),
        "sectors": _grouped(_sectors(posts), table.index),
    })


def _lists(values: pd.Series, rule: Any) -> pa.Array:
    """A rule that makes a list of each different value, looked up for every row."""
    codes, different = pd.factorize(values, use_na_sentinel=True)
    lists = pa.array([rule(value) or None for value in different], type=pa.list_(pa.string()))
    return lists.take(pa.array(codes, mask=codes < 0, type=pa.int64()))


def _sectors(posts: pd.DataFrame) -> pd.DataFrame:
    found = posts.assign(postcode=each(posts["postcode"], sector).astype("str"))
    return found.drop_duplicates().sort_values(["record", "postcode"], ignore_index=True)


def _grouped(posts: pd.DataFrame, order: pd.Index) -> pa.Array:
    """A list of postcodes for every record in order; missing where it has none."""
    counts = posts["record"].value_counts().reindex(order, fill_value=0).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(counts)])
    # Missing is not the same as empty: an offset that is missing says so.
    marks = pa.array(offsets, mask=np.append(counts == 0, False), type=pa.int32())
    return pa.ListArray.from_arrays(marks, pa.array(posts["postcode"], type=pa.string()))


def pairs(model: Model, records: Records, database: Any, *, lowest: float) -> pd.DataFrame:
    """Score every pair that a blocking rule brings together.

    Parameters
    ----------
    model, records
        What to score by, and what.
    database
        As `engine` yields it.
    lowest
        Match probability below which a pair is not kept.

    Returns
    -------
    DataFrame
        One row per pair: `left`, `right` (records, left the smaller), `weight` (match weight in bits, the prior
        included, to nine decimals), and by comparison the number of its level (see `Comparison.label`), highest weight
        first, then by record.
    """
    from splink import Linker

    threshold, number = match_weight(lowest, 1 - lowest), len(records.linkable)
    columns = {f"gamma_{item.name}": item.name for item in model.comparisons}
    if number < 2:
        return _pairs(pd.DataFrame({name: [] for name in ("record_l", "record_r", "match_weight", *columns)}), columns)
    linker = Linker([database.register(comparable(records))], model.settings(), log_level=None,
                    validate_settings=False)
    size = -(-number // _CHUNK)
    found = []
    for left, right in product(range(1, size + 1), repeat=2):
        frame = linker.inference.predict_chunk((left, size), (right, size), threshold_match_weight=threshold,
                                               warning_mode="never")
        wanted = ", ".join(["record_l", "record_r", "match_weight", *columns])
        sql = f"SELECT {wanted} FROM {frame.physical_name}"  # the names are Splink's and the model's own
        found.append(_pairs(database.query_sql(sql, output_type="pandas"), columns))
        frame.drop_table_from_database_and_remove_from_cache()
    return pd.concat(found).sort_values(["weight", "left", "right"], ascending=[False, True, True], ignore_index=True)


def _pairs(given: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Splink's pairs under our names; the engines may add in another order, which shows in the last decimals."""
    first, second = given["record_l"].to_numpy("int64"), given["record_r"].to_numpy("int64")
    weight = given["match_weight"].to_numpy(float).round(9)
    out = pd.DataFrame({"left": np.minimum(first, second), "right": np.maximum(first, second), "weight": weight})
    return out.assign(**{name: given[column].to_numpy("int8") for column, name in columns.items()})
