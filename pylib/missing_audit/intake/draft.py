"""The text of a first `audit.toml`: each line says whether it was recognised, guessed, or is to be filled in."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from missing_audit.intake import toml
from missing_audit.intake.guesses import Guessed
from missing_audit.intake.recognition import Fit
from missing_audit.intake.sheets import Unplaced, shown
from missing_audit.sources import SOURCES
from missing_audit.surroundings import SURROUNDINGS

__all__ = ["Draft", "path_from"]

LATER = "To be filled in"
_STEPS_UP = 2
"""How far a relative path may go up before an absolute one is easier to read."""


@dataclass
class Draft:
    """All that goes into the file; `text` writes it.

    Attributes
    ----------
    folder
        That `audit.toml` will lie in.
    extracts
        Folder that was looked at.
    name, districts, period
        As guessed.
    today
        Day on which it is made.
    used, unused, unplaced
        As `placed` returns them.
    refused
        Files that were recognised but cannot be used as they are, by the name of their shape, and why.
    """

    folder: Path
    extracts: Path
    name: Guessed
    districts: Guessed
    period: Guessed
    today: datetime.date
    used: Mapping[str, Fit]
    unused: Sequence[Fit]
    unplaced: Sequence[Unplaced]
    refused: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The file, as TOML."""
        parts = (self._head(), self._county(), self._document(), self._sources(), self._reference(), self._others())
        return "\n\n".join("\n".join(part) for part in parts) + "\n"

    def doubts(self) -> list[str]:
        """What the analyst has to look at, a line each."""
        (first, last), names = self.period.value, self.districts.value
        few = shown(", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else ""))
        lines = [
            ("name", self.name.value, self.name.why),
            ("districts", few, self.districts.why),
            ("period", f"{first:%d/%m/%Y} to {last:%d/%m/%Y}", self.period.why),
            ("document", "to fill in", "who commissioned and agreed the audit, and when"),
        ]
        return [f"{key:<10} {value}: {why}" for key, value, why in lines if not why.startswith("recognised")]

    def _head(self) -> Iterator[str]:
        yield toml.comment(f"Made by `missing-audit init` from {self.extracts}, which it has not changed.\n"
                           "What stands behind a line says where it is from:\n"
                           "  recognised   as it stands in the extracts\n"
                           "  guessed      read it, and correct it\n"
                           "  to fill in   only the county can know it; the report shows what stands here until then\n"
                           "After a change: missing-audit check, then missing-audit render, both with --config.")

    def _county(self) -> Iterator[str]:
        first, last = self.period.value
        yield "[county]"
        yield toml.line("name", self.name.value, self.name.why)
        yield toml.line("authority", f"{self.name.value} Council", "guessed from the name")
        yield toml.line("synthetic", False, "must stay: true would say on every page that the children are invented")
        yield toml.line("districts", self.districts.value, self.districts.why)
        yield ""
        yield "[period]"
        yield toml.comment(self.period.why + ".\nWhole years only, such as April to March.")
        yield toml.line("start", first, "guessed" if self.period.why.startswith("guessed") else "to fill in")
        yield toml.line("end", last, "the last day of a whole year")
        yield ""
        yield "[ages]"
        yield toml.line("youngest", 10, "usual; rates are for these ages, in completed years")
        yield toml.line("oldest", 17, "usual")
        yield ""
        yield "[disclosure]"
        yield toml.line("threshold", 5, "usual: numbers of 1 to 5 children are withheld")

    def _document(self) -> Iterator[str]:
        first, last = self.period.value
        yield "[document]"
        yield toml.line("title", "Children and young people who go missing", "usual")
        yield toml.line("subtitle", f"A themed audit for {self.name.value}, {first:%B %Y} to {last:%B %Y}",
                        "guessed from the name and the period")
        yield toml.line("commissioner", LATER, "to fill in: which directorate asked for the audit")
        yield toml.line("agreed_by", LATER, "to fill in: who agreed its scope and method")
        yield toml.line("agreed_on", "date to be filled in", "to fill in: such as 2016-09-19, without the marks")
        yield toml.line("timescale", LATER, "to fill in: from when to when the audit ran")
        yield "# published = 2016-10-31  # to fill in once it is"
        yield ""
        yield "[[document.versions]]"
        yield toml.line("version", "Draft")
        yield toml.line("date", self.today, "the day on which this file was made")
        yield toml.line("purpose", "First run of the audit over the extracts", "to fill in")
        yield ""
        yield "[linkage]"
        yield toml.line("key", "linkage.key", "made beside this file; keep it with the extracts, and secret")

    def _sources(self) -> Iterator[str]:
        for name, table in SOURCES.items():
            yield ""
            if name not in self.used:
                yield toml.comment(f"{table.title}: nothing here was recognised as this; its owner is {table.owner}.")
                continue
            fit = self.used[name]
            block = self._source(fit)
            yield from (self._set_aside(name, block) if name in self.refused else block)

    def _source(self, fit: Fit) -> list[str]:
        total = len(fit.shape.columns)
        lines = [f"[sources.{fit.shape.name}]",
                 toml.line("path", path_from(self.folder, fit.sheet.path),
                           f"recognised: {fit.shape.title}, by {len(fit.exact)} of {total} headings"),
                 toml.line("layout", fit.shape.layout)]
        if fit.sheet.sheet is not None:
            lines.append(toml.line("sheet", fit.sheet.sheet, "recognised"))
        if fit.guessed or fit.suggested:
            lines += ["", f"[sources.{fit.shape.name}.columns]"]
        lines += [toml.line(column, guess.heading, f"guessed: {guess.why}") for column, guess in fit.guessed.items()]
        lines += [toml.comment(toml.line(column, guess.heading, f"guessed, and not in use: {guess.why}"))
                  for column, guess in fit.suggested.items()]
        return lines

    def _reference(self) -> Iterator[str]:
        yield "[reference]"
        for name in SURROUNDINGS:
            if name not in self.used:
                yield toml.comment(f"{name}: nothing here was recognised as this.")
                continue
            block = [toml.line(name, path_from(self.folder, self.used[name].sheet.path), "recognised")]
            yield from (self._set_aside(name, block) if name in self.refused else block)

    def _set_aside(self, name: str, block: Sequence[str]) -> Iterator[str]:
        yield toml.comment(f"Recognised, but not usable as it is: {self.refused[name]}\n"
                           "Correct that, then take the first # of these lines away:")
        yield from (f"# {text}".rstrip() for text in block)

    def _others(self) -> Iterator[str]:
        if self.unused:
            yield "# Recognised, and not used by this edition:"
            yield from (toml.comment(f"  {fit.sheet.name}: {fit.shape.title}") for fit in self.unused)
        if self.unplaced:
            yield "# Not placed:"
            yield from (toml.comment(f"  {item.name}: {item.why}") for item in self.unplaced)
        if not self.unused and not self.unplaced:
            yield "# Every file of the folder was placed."


def path_from(folder: Path, file: Path) -> str:
    """A path as `audit.toml` gives it: relative to its folder where that is short, else absolute.

    Examples
    --------
    >>> path_from(Path("/county"), Path("/county/extracts/police.csv"))
    'extracts/police.csv'
    """
    try:
        relative = Path(os.path.relpath(file, folder))
    except ValueError:  # on another drive
        return file.as_posix()
    return file.as_posix() if relative.parts.count("..") > _STEPS_UP else relative.as_posix()
