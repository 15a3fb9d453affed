"""The sections of `audit.toml`, typed."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = ["Ages", "Agency", "County", "Disclosure", "Document", "Extract", "Linkage", "Part", "Period", "Reference",
           "Role", "Statistics", "Version"]

Text = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """A section: no key that is not known, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class County(Part):
    """Whose audit it is."""

    name: Text
    authority: Text
    synthetic: bool
    seed: int | None = None
    """What the synthetic data were made from."""
    districts: Annotated[list[Text], Field(min_length=1)]
    latitude: Annotated[float, Field(ge=49, le=61)] | None = None
    """Degrees north of the county's middle, for the length of its days."""


class Period(Part):
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


class Ages(Part):
    """Ages, in completed years, that rates are worked out for."""

    youngest: Annotated[int, Field(ge=0, le=17)] = 10
    oldest: Annotated[int, Field(ge=0, le=17)] = 17

    @model_validator(mode="after")
    def _ordered(self) -> Ages:
        if self.oldest < self.youngest:
            raise ValueError(f"oldest = {self.oldest} must not be below youngest = {self.youngest}")
        return self


class Version(Part):
    """One version of the document; its date is a day, or words where only a month is known."""

    version: Text
    date: datetime.date | Text
    purpose: Text


class Role(Part):
    """Who does what in the audit: a role, never a person's name."""

    role: Text
    duty: Text


class Document(Part):
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


class Disclosure(Part):
    """How small a number of children may be shown, and when one child makes too much of a cell."""

    threshold: Annotated[int, Field(ge=1, le=50)] = 5
    dominance: Annotated[float, Field(gt=0, le=1)] = 0.5
    zeros_are_sensitive: bool = False


class Statistics(Part):
    """Levels that hold for the whole report."""

    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    significance: Annotated[float, Field(gt=0, lt=0.5)] = 0.05


Probability = Annotated[float, Field(gt=0, lt=1)]


class Linkage(Part):
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


class Agency(Part):
    """An agency that sends extracts, as the report names it, and the office that its feedback goes to."""

    name: Text
    contact: Text | None = None


class Extract(Part):
    """One extract: where it is, how it is laid out, whose it is, and headings that differ from that layout's."""

    path: Text
    layout: Text
    agency: Text | None = None
    """Key under ``[agencies]``; unset, the agency that usually has such an extract."""
    sheet: Text | None = None
    columns: dict[str, Text] = {}


class Reference(Part):
    """The county's own populations and geography."""

    populations: Text | None = None
    adjacency: Text | None = None
    tile_map: Text | None = None
    school_terms: Text | None = None
    areas: Text | None = None
    """Ward-like areas by postcode."""
