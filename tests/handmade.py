"""Linked sources, settings and runs of days made by hand or by hypothesis, small enough to count day by day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
from hypothesis import strategies as st

from missing_audit.config import Settings
from missing_audit.linkage import Linked
from missing_audit.linkage.linked import QUALITY, THRESHOLDS, WEIGHTS
from missing_audit.sources import SOURCES
from smallshire import AUDIT

DAY = pd.Timedelta(days=1)
MOMENTS = frozenset({"start", "end", "first", "reported", "told", "opened", "closed", "assessed", "custody_from",
                     "custody_to", "missing_from", "as_of"})


def frame(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    """Rows as a table; columns of `MOMENTS` are dates, and what is neither number nor flag is text."""
    out = pd.DataFrame(list(rows), columns=columns.split())
    kinds = {name: "datetime64[s]" if name in MOMENTS else "str" for name in out
             if name in MOMENTS or out[name].dtype.kind not in "biuf" or out[name].isna().all()}
    return out.astype(kinds)


def table_of(source: str, columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    """Linked rows of a source: what is not given of its columns is unknown."""
    out = frame(columns, *rows)
    kinds = {"date": "datetime64[s]", "moment": "datetime64[s]", "integer": "Int64"}
    return out.assign(**{column.name: pd.Series(pd.NA, index=out.index, dtype=kinds.get(column.kind, "str"))
                         for column in SOURCES[source].columns if not column.identity and column.name not in out})


def linked_of(tables: Mapping[str, pd.DataFrame], *, births: Mapping[str, str] | None = None,
              sexes: Mapping[str, str] | None = None, disputed: frozenset[str] = frozenset()) -> Linked:
    """Sources as linkage hands them on."""
    born = pd.Series({child: pd.Timestamp(day) for child, day in (births or {}).items()}, dtype="datetime64[s]")
    return Linked(tables=dict(tables), identity=pd.DataFrame(), joins=pd.DataFrame(), births=born,
                  sexes=pd.Series(dict(sexes or {}), dtype="str"), disputed=disputed,
                  weights=pd.DataFrame(columns=WEIGHTS), quality=pd.DataFrame(columns=QUALITY),
                  thresholds=pd.DataFrame(columns=THRESHOLDS))


def settings_of(start: str = "2014-04-01", end: str = "2016-03-31") -> Settings:
    """The small county's settings, for another period."""
    text = AUDIT.replace("start = 2014-04-01", f"start = {start}").replace("end = 2016-03-31", f"end = {end}")
    return Settings.model_validate(tomllib.loads(text) | {"folder": Path("nowhere")})


def day(number: int, origin: str = "2016-02-20") -> pd.Timestamp:
    """A day by number; from the usual origin, day 9 is 29 February."""
    return pd.Timestamp(origin) + number * DAY


def days_of(runs: pd.DataFrame) -> Iterator[tuple[str, pd.Timestamp, int]]:
    """Every child and day of half-open runs, with the place of the run."""
    for place, run in enumerate(runs.itertuples()):
        for each in pd.date_range(run.start, run.end - DAY, unit="s"):
            yield run.child, each, place


@st.composite
def runs_of(draw: st.DrawFn, children: str = "ab", last: int = 16, most: int = 6, shortest: int = 1) -> pd.DataFrame:
    """Half-open runs that may overlap, ordered by child and start, each with a `name` of its own."""
    found = draw(st.lists(st.tuples(st.sampled_from(children), st.integers(0, last), st.integers(shortest, 7)),
                          max_size=most))
    rows = [(child, day(first), day(first + length), f"run {place}")
            for place, (child, first, length) in enumerate(found)]
    return frame("child start end name", *rows).sort_values(["child", "start"], kind="stable", ignore_index=True)
