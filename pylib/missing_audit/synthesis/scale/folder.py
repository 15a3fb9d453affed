"""The folder of a large county: extracts, settings, populations, and the truth beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from missing_audit.synthesis import county
from missing_audit.synthesis.parameters import Model, SynthesisError
from missing_audit.synthesis.scale import homes, lives, police, records
from missing_audit.synthesis.scale.parts import Part
from missing_audit.synthesis.scale.people import people

__all__ = ["TRUTH", "Form", "large_county"]

Form = Literal["parquet", "csv"]
TRUTH = "truth_links.csv"
"""Who every row is about: `source`, `line` (of the file), `person`, `event` (0 where of none)."""
_FEWEST = 300
_STREAMS = ("people", "stays", "absences", "records", "police", "homes", "return", "early help", "county")
_LAYOUTS = {"police": "police-missing-reports", "case_records": "case-records", "caf": "caf-assessments",
            "home_logs": "home-logs", "looked_after_header": "ssda903", "looked_after_episodes": "ssda903",
            "looked_after_missing": "ssda903"}
_KNOWN = 0.1
"""Share of all children of the county who are known to an agency."""
_SETTINGS = """\
# A large invented county, to try the pipeline's speed on: everything named here, and every child, is made up.

[county]
name = "{name}"
authority = "{name} County Council"
synthetic = true
seed = {seed}
districts = [{districts}]
latitude = 53.5

[period]
start = 2014-04-01
end = 2017-03-31

[document]
title = "Children and young people who go missing"
subtitle = "A large invented county"
commissioner = "Nobody: a trial of speed"
agreed_by = "Nobody"
agreed_on = 2017-07-20
timescale = "None"

[[document.versions]]
version = "1.0"
date = 2017-10-31
purpose = "A trial of speed"

# No figure by other thresholds: what is tried is one collation.
[linkage]
sensitivity = []

[reference]
populations = "populations.csv"
"""


def large_county(out: Path, *, seed: int, children: int, form: Form = "parquet",
                 report: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """Make a large invented county, about five police rows a child, and write it to a folder.

    Parameters
    ----------
    out
        Folder, made if need be.
    seed
        Any whole number from 0; the same arguments give the same rows.
    children
        Number of children known to agencies, from 300.
    form
        Of the extracts.
    report
        Told of every file written.

    Returns
    -------
    dict
        Rows by source.

    Raises
    ------
    SynthesisError
        If `seed` or `children` is out of range.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     rows = large_county(Path(folder), seed=1, children=300)
    >>> rows["police"] > 1000
    True
    """
    if seed < 0:
        raise SynthesisError(f"large_county: seed is {seed}; give a whole number from 0")
    if children < _FEWEST:
        raise SynthesisError(f"large_county: children is {children}; give at least {_FEWEST}, fewer make no county")
    (out / "extracts").mkdir(parents=True, exist_ok=True)
    counts = {}
    with _writer(out / TRUTH, "csv") as truth:
        for name, parts in _sources(seed, children):
            counts[name] = _write(out / "extracts" / f"{name}.{form}", form, name, parts, truth)
            report(f"{name}: {counts[name]:,} rows")
    _settings(out, seed, children, {name: f"extracts/{name}.{form}" for name, rows in counts.items() if rows})
    return counts


def _sources(seed: int, children: int) -> Iterator[tuple[str, Iterable[Part]]]:
    """What each agency writes, in turn."""
    model, draw = Model(), {name: np.random.default_rng([seed, i]) for i, name in enumerate(_STREAMS)}
    everybody = people(draw["people"], model, children)
    care = lives.stays(draw["stays"], model, everybody)
    away = lives.absences(draw["absences"], model, everybody, care)
    number = records.numbers(draw["records"], everybody)
    yield "police", police.police(draw["police"], model, everybody, care, away)
    yield "case_records", records.case_records(draw["records"], model, everybody, care, number)
    yield "caf", records.assessments(draw["early help"], model, everybody)
    yield "home_logs", homes.logs(draw["homes"], model, everybody, care, away)
    child = homes.return_numbers(draw["return"], model, care, number)
    head, born = homes.header(draw["return"], model, everybody, care, child)
    yield "looked_after_header", head
    yield "looked_after_episodes", homes.episodes(draw["return"], everybody, care, child)
    yield "looked_after_missing", homes.missing(draw["return"], model, away, child, born)


def _write(path: Path, form: Form, name: str, parts: Iterable[Part], truth: _Writer) -> int:
    """Write one extract, and of whom its rows are; how many rows it has."""
    rows, above = 0, 2 if form == "csv" else 1
    with _writer(path, form) as file:
        for part in parts:
            file.write(pa.table(part.columns))
            size = len(part.person)
            line = np.arange(size) + rows + above
            truth.write(pa.table({"source": pa.repeat(name, size), "line": line, "person": part.person + 1,
                                  "event": part.event}))
            rows += size
    return rows


class _Writer:
    """A file that tables of the same columns are added to."""

    def __init__(self, path: Path, form: Form) -> None:
        self._path, self._form, self._file = path, form, None

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        if self._file is None:
            make = pq.ParquetWriter if self._form == "parquet" else pa_csv.CSVWriter
            self._file = make(self._path, table.schema)
        self._file.write_table(table)

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()


@contextmanager
def _writer(path: Path, form: Form) -> Iterator[_Writer]:
    writer = _Writer(path, form)
    try:
        yield writer
    finally:
        writer.close()


def _settings(out: Path, seed: int, children: int, extracts: dict[str, str]) -> None:
    """Settings, populations and key, so that the folder can be collated."""
    districts = ", ".join(f'"{district}"' for district in county.DISTRICTS)
    sources = "".join(f'\n[sources.{name}]\npath = "{path}"\nlayout = "{_LAYOUTS[name]}"\n'
                      for name, path in extracts.items())
    text = _SETTINGS.format(name=county.NAME, seed=seed, districts=districts) + sources
    (out / "audit.toml").write_text(text, encoding="utf-8")
    there = county.populations(np.random.default_rng([seed, _STREAMS.index("county")]))
    everybody = there.loc[there["year"] == there["year"].min(), "population"].sum()
    more = max(1, math.ceil(children / _KNOWN / everybody))
    there.assign(population=there["population"] * more).to_csv(out / "populations.csv", index=False)
    (out / "linkage.key").write_text(f"the key of a large invented county, {seed}\n", encoding="utf-8")
