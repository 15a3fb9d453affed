"""Parquet files, each value as the text that the parsers read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from missing_audit.errors import SourceError
from missing_audit.readers.blocks import CHUNK, Block

__all__ = ["PARQUETS", "parquet_blocks"]

PARQUETS = frozenset({".parquet"})
_BATCH = 16 * CHUNK
_WHOLE = 2.0**53
"""Beyond it a float no longer tells one whole number from the next."""


def parquet_blocks(path: Path) -> Iterator[Block]:
    """Rows of a Parquet file, after one that holds its columns' names; a row's line is its number, from 1.

    Dates are written as ``2015-04-03``, times as ``2015-04-03 20:00:00`` (as a date at midnight, to the second, by the
    clock of the column's own zone), whole numbers without a point, and nothing is blank.

    Raises
    ------
    SourceError
        If the file cannot be opened, or a column holds lists, records or bytes that are no text.
    """
    with _understood(path), pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        for field in schema:
            _refuse(path, field)
        yield _block(np.array([0]), [pa.array([name], type=pa.large_string()) for name in schema.names])
        line = 1
        for batch in file.iter_batches(batch_size=_BATCH, use_threads=False):
            texts = [pc.fill_null(_text(path, name, values), "")
                     for name, values in zip(schema.names, batch.columns, strict=True)]
            block = _block(np.arange(line, line + len(batch)), texts)
            line += len(batch)
            if len(block):
                yield block


def _block(lines: np.ndarray, columns: list[pa.LargeStringArray]) -> Block:
    """Columns laid out row by row."""
    rows, width = len(lines), len(columns)
    places = (np.arange(rows)[:, None] + rows * np.arange(width)).ravel()
    cells = pa.concat_arrays(columns).take(pa.array(places)) if columns else pa.array([], type=pa.large_string())
    return Block.of(lines.astype(np.int64), np.arange(rows + 1, dtype=np.int64) * width, cells)


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as fault:
        said = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
        raise SourceError(f"{path}: cannot be read as Parquet ({said}). Write it again, or send it as CSV.") from fault


def _refuse(path: Path, field: pa.Field) -> None:
    if pa.types.is_nested(field.type) or pa.types.is_duration(field.type) or pa.types.is_interval(field.type):
        raise SourceError(f"{path}: column {field.name!r} holds {field.type}, and not one value a row. Spread it "
                          "over columns of its own, or leave it out.")


def _text(path: Path, name: str, values: pa.Array) -> pa.LargeStringArray:
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _text(path, name, values.dictionary_decode())
    if pa.types.is_timestamp(kind):
        return _times(values)
    if pa.types.is_date(kind):
        return _large(values.cast(pa.date32()).cast(pa.string()))
    if pa.types.is_floating(kind):
        return _numbers(values.cast(pa.float64()))
    if pa.types.is_decimal(kind):
        return _large(pc.replace_substring_regex(values.cast(pa.string()), r"\.0+$", ""))
    try:
        return pc.replace_substring(_large(values), "\0", " ")
    except pa.ArrowInvalid as fault:
        raise SourceError(f"{path}: column {name!r} holds {kind} that is no text ({fault}). Write text.") from fault


def _times(values: pa.TimestampArray) -> pa.LargeStringArray:
    local = pc.local_timestamp(values) if values.type.tz else values
    seconds = pc.floor_temporal(local, unit="second").cast(pa.timestamp("s"))
    return _large(pc.replace_substring_regex(seconds.cast(pa.string()), r" 00:00:00$", ""))


def _numbers(values: pa.DoubleArray) -> pa.LargeStringArray:
    whole = pc.and_(pc.equal(values, pc.floor(values)), pc.less(pc.abs(values), _WHOLE))
    integers = pc.if_else(whole, values, 0.0).cast(pa.int64())
    return pc.if_else(whole, _large(integers), _large(values))


def _large(values: pa.Array) -> pa.LargeStringArray:
    return values.cast(pa.large_string())
