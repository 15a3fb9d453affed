"""`audit.toml` as typed settings; every fault is named by key, value and what is allowed."""

from __future__ import annotations

import datetime
import os
import tomllib
from pathlib import Path

from pydantic import ValidationError, model_validator

from missing_audit.config.faults import explained
from missing_audit.config.parts import (
    Agency,
    Ages,
    County,
    Disclosure,
    Document,
    Extract,
    Linkage,
    Part,
    Period,
    Reference,
    Statistics,
)
from missing_audit.errors import ConfigError
from missing_audit.paths import ROOT
from missing_audit.sources import SOURCES

__all__ = ["ENVIRONMENT", "Settings", "current", "load"]

ENVIRONMENT = "MISSING_AUDIT_CONFIG"
"""Environment variable that names the `audit.toml` in use; unset, the example county's."""


class Settings(Part):
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
