"""`audit.toml` as typed settings; every fault is named by key, value and what is allowed."""

from __future__ import annotations

import datetime
import os
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from missing_audit.config_faults import explained
from missing_audit.errors import ConfigError
from missing_audit.paths import ROOT
from missing_audit.sources import SOURCES

__all__ = ["ENVIRONMENT", "Settings", "current", "load"]

ENVIRONMENT = "MISSING_AUDIT_CONFIG"
"""Environment variable that names the `audit.toml` in use; unset, the example county's."""

Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class County(_Part):
    """Whose audit it is."""

    name: Text
    authority: Text
    synthetic: bool
    seed: int | None = None
    """What the synthetic data were made from."""
    districts: Annotated[list[Text], Field(min_length=1)]
    latitude: Annotated[float, Field(ge=49, le=61)] | None = None
    """Degrees north of the county's middle, for the length of its days."""


class Period(_Part):
    """The audit's first and last day: whole years, so that each can be set against a year's population."""

    start: datetime.date
    end: datetime.date

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        following = self.end + datetime.timedelta(days=1)
        if (self.start.month, self.start.day) == (2, 29):
            raise ValueError(f"start = {self.start} comes once in four years: begin on 28 February or 1 March")
        whole = (following.month, following.day) == (self.start.month, self.start.day)
        if self.end <= self.start or not whole:
            raise ValueError(f"end = {self.end} must be the last day of a whole year that began with "
                             f"start = {self.start}, such as {self._year_end()}")
        return self

    def _year_end(self) -> datetime.date:
        return self.start.replace(year=self.start.year + 1) - datetime.timedelta(days=1)


class Ages(_Part):
    """Ages, in completed years, that rates are worked out for."""

    youngest: Annotated[int, Field(ge=0, le=17)] = 10
    oldest: Annotated[int, Field(ge=0, le=17)] = 17

    @model_validator(mode="after")
    def _ordered(self) -> Ages:
        if self.oldest < self.youngest:
            raise ValueError(f"oldest = {self.oldest} must not be below youngest = {self.youngest}")
        return self


class Version(_Part):
    """One version of the document; its date is a day, or words where only a month is known."""

    version: Text
    date: datetime.date | Text
    purpose: Text


class Role(_Part):
    """Who does what in the audit: a role, never a person's name."""

    role: Text
    duty: Text


class Document(_Part):
    """Title page and document control; the day of agreement may be words until it is known."""

    title: Text
    subtitle: Text
    commissioner: Text
    agreed_by: Text
    agreed_on: datetime.date | Text
    timescale: Text
    published: datetime.date | None = None
    contact: Text | None = None
    """Whom to ask for another format, or to tell of a fault: an office and its address, never a person's name."""
    roles: list[Role] = []
    versions: Annotated[list[Version], Field(min_length=1)]


class Disclosure(_Part):
    """How small a number of children may be shown, and when one child makes too much of a cell."""

    threshold: Annotated[int, Field(ge=1, le=50)] = 5
    dominance: Annotated[float, Field(gt=0, le=1)] = 0.5
    zeros_are_sensitive: bool = False


class Statistics(_Part):
    """Levels that hold for the whole report."""

    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    significance: Annotated[float, Field(gt=0, lt=0.5)] = 0.05


Probability = Annotated[float, Field(gt=0, lt=1)]


class Linkage(_Part):
    """How rows are given their child."""

    key: Text = "linkage.key"
    """The file of the key that pseudonyms are made with, which travels with the extracts."""
    threshold: Probability = 0.99
    """Two identity records are of one child from this match probability."""
    clerical_from: Probability = 0.5
    """From this match probability, a pair is for a person to look at."""
    engine: Literal["duckdb", "spark"] = "duckdb"
    decisions: Text | None = None
    """The workbook of pairs that a person has decided on."""
    truth: Text | None = None
    """Who every row is of, known of invented data alone."""
    sensitivity: list[Probability] = [0.9, 0.999]
    """Other thresholds, to see what hangs on the choice."""
    memory: Annotated[str, Field(pattern=r"^[1-9][0-9]*(MB|GB)$")] = "4GB"
    """What DuckDB or Spark may use; the rest goes to a temporary folder."""
    threads: Annotated[int, Field(ge=1, le=256)] = 2

    @model_validator(mode="after")
    def _ordered(self) -> Linkage:
        if self.clerical_from > self.threshold:
            raise ValueError(f"clerical_from = {self.clerical_from} must not be above threshold = {self.threshold}")
        return self

    @property
    def lowest(self) -> float:
        """The lowest match probability that anything is asked of."""
        return min(self.threshold, self.clerical_from, *self.sensitivity)


class Agency(_Part):
    """An agency that sends extracts, as the report names it, and the office that its feedback goes to."""

    name: Text
    contact: Text | None = None


class Extract(_Part):
    """One extract: where it is, how it is laid out, whose it is, and headings that differ from that layout's."""

    path: Text
    layout: Text
    agency: Text | None = None
    """Key under ``[agencies]``; unset, the agency that usually has such an extract."""
    sheet: Text | None = None
    columns: dict[str, Text] = {}


class Reference(_Part):
    """The county's own populations and geography."""

    populations: Text | None = None
    adjacency: Text | None = None
    tile_map: Text | None = None
    school_terms: Text | None = None
    areas: Text | None = None
    """Ward-like areas by postcode."""


class Settings(_Part):
    """Everything that `audit.toml` says, with the folder it lies in."""

    folder: Path
    name: str = "audit.toml"
    county: County
    period: Period
    document: Document
    ages: Ages = Ages()
    disclosure: Disclosure = Disclosure()
    statistics: Statistics = Statistics()
    linkage: Linkage = Linkage()
    agencies: dict[str, Agency] = {}
    sources: dict[str, Extract] = {}
    reference: Reference = Reference()

    @model_validator(mode="after")
    def _known_sources(self) -> Settings:
        for name, source in self.sources.items():
            if name not in SOURCES:
                raise ValueError(f"sources.{name}: no such source; allowed: {', '.join(SOURCES)}")
            table = SOURCES[name]
            if source.layout not in table.layouts:
                raise ValueError(f"sources.{name}.layout = {source.layout!r}; allowed: "
                                 f"{', '.join(map(repr, table.layouts))}")
            if source.agency is not None and source.agency not in self.agencies:
                raise ValueError(f"sources.{name}.agency = {source.agency!r}; allowed: the names under [agencies], "
                                 f"which are {', '.join(self.agencies) or 'none'}")
            for column in source.columns:
                if column not in table.names:
                    raise ValueError(f"sources.{name}.columns.{column}: no such column; "
                                     f"allowed: {', '.join(table.names)}")
        return self

    @model_validator(mode="after")
    def _truth_is_invented(self) -> Settings:
        if self.linkage.truth is not None and not self.county.synthetic:
            raise ValueError(f"linkage.truth = {self.linkage.truth!r} is for invented data alone; take it out, or set "
                             "county.synthetic = true if nobody in the extracts is real")
        return self

    @property
    def file(self) -> Path:
        """The `audit.toml` itself."""
        return self.folder / self.name

    @property
    def years(self) -> list[int]:
        """Audit years in the period, each by the calendar year of its first day."""
        last = self.period.end + datetime.timedelta(days=1)
        return list(range(self.period.start.year, last.year))

    @property
    def rate_ages(self) -> str:
        """The ages that rates are for, in words."""
        return f"{self.ages.youngest} to {self.ages.oldest}"

    def year_start(self, year: int) -> datetime.date:
        """First day of an audit year."""
        return self.period.start.replace(year=year)

    def year_label(self, year: int) -> str:
        """An audit year as it is printed: 2014/15, or the calendar year where that is what it is."""
        if (self.period.start.month, self.period.start.day) == (1, 1):
            return str(year)
        return f"{year}/{(year + 1) % 100:02d}"

    def agency(self, source: str) -> str:
        """Key of the agency that sends a source."""
        given = self.sources.get(source)
        return given.agency if given is not None and given.agency else SOURCES[source].agency

    def agency_name(self, source: str) -> str:
        """The agency that sends a source, as the report names it: the county's own name where it gives one."""
        own = self.agencies.get(self.agency(source))
        return own.name if own else SOURCES[source].owner

    def path(self, relative: str) -> Path:
        """A path in `audit.toml`, taken from the folder that the file lies in."""
        return self.folder / relative


def load(file: Path) -> Settings:
    """Read and check an `audit.toml`.

    Parameters
    ----------
    file
        The file itself, or the folder that it lies in.

    Returns
    -------
    Settings

    Raises
    ------
    ConfigError
        If the file is not there, is no TOML, has a key that is not known, or a value out of range.
    """
    file = file / "audit.toml" if file.is_dir() else file
    if not file.is_file():
        raise ConfigError(f"{file}: no such file. Name the county's audit.toml with --config.")
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{file}: not readable as TOML: {fault}") from fault
    try:
        return Settings.model_validate({**given, "folder": file.parent, "name": file.name})
    except ValidationError as faults:
        raise ConfigError("\n".join(explained(file, fault, Settings) for fault in faults.errors())) from faults


def current() -> Settings:
    """The settings in use: those that the environment names, else the example county's."""
    named = Path(os.environ.get(ENVIRONMENT) or ROOT / "data" / "example" / "audit.toml")
    return load(named if named.exists() else ROOT / named)
