"""Which table a file is, by its headings; where one is missing but another is very like it, a guess."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from missing_audit.intake.shapes import Shape, aliases, shapes
from missing_audit.intake.sheets import Sheet, Unplaced, shown
from missing_audit.readers.blocks import first_rows
from missing_audit.readers.files import HEADER_SEARCH, Cells, as_cells, fold
from missing_audit.readers.values import parse
from missing_audit.schema import Column

__all__ = ["Fit", "Guess", "likeness", "placed"]

_ALIKE = 0.8
_NUMBER = {"number", "num", "nr"}
_READABLE = 0.5
_SEEN = 200
"""Values looked at to see whether a guessed column can be what it is guessed to be."""


@dataclass(frozen=True)
class Guess:
    """A heading taken for another."""

    heading: str
    why: str


@dataclass(frozen=True)
class Fit:
    """A file as one of the known tables.

    Attributes
    ----------
    sheet, shape
        The file, and what it was compared with.
    cells
        Its first rows under the row that has most of the shape's headings.
    exact
        Heading as written, by column that was found.
    guessed
        By required column that was not found, the heading taken for it.
    suggested
        The same for columns that a file may lack; not used unless the analyst says so.
    lacking
        Required columns neither found nor guessed.
    """

    sheet: Sheet
    shape: Shape
    cells: Cells
    exact: dict[str, str]
    guessed: dict[str, Guess] = field(default_factory=dict)
    suggested: dict[str, Guess] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """Share of headings in common, of the file's and the shape's together; a guess counts half."""
        common = len(self.exact) + len(self.guessed) / 2
        return 2 * common / (len(self.shape.columns) + self.cells.rows.shape[1] - 1)

    @property
    def recognised(self) -> bool:
        """Whether the file can be used as this table, or is surely the one that is not used."""
        required = self.shape.required
        found = sum(name in self.exact for name in required)
        if self.shape.kind == "unused":
            return found >= 0.8 * len(required)
        if self.shape.kind == "reference":  # few and common words: the file must hold little else
            return not self.lacking and not self.guessed and self.score >= 0.6
        return not self.lacking and 2 * found >= len(required)

    @property
    def nearly(self) -> bool:
        """Whether most of what the table needs is there."""
        found = sum(name in self.exact for name in self.shape.required) + len(self.guessed)
        return self.shape.kind == "source" and found > 1 and 2 * found >= len(self.shape.required)

    def column(self, name: str) -> pd.Series | None:
        """Values of a column as given, found or guessed; nothing where there is none."""
        heading = self.exact.get(name) or (self.guessed[name].heading if name in self.guessed else None)
        if heading is None:
            return None
        known = [*self.shape.headings.values(), heading]
        return as_cells(self.sheet.path, self.sheet.blocks, known, others=False).rows[heading]


def placed(found: Sequence[Sheet]) -> tuple[dict[str, Fit], list[Fit], list[Unplaced]]:
    """Say what each file is; where several are the same, take the one that fits best.

    Parameters
    ----------
    found
        As `sheets` returns them.

    Returns
    -------
    tuple
        The files to be used, by the name of their shape; those recognised that the audit does not use; the rest.
    """
    best: dict[str, Fit] = {}
    unused, rest = [], []
    for sheet in found:
        fits = _fits(sheet)
        fit = max((fit for fit in fits if fit.recognised), key=lambda fit: fit.score, default=None)
        if fit is None:
            rest.append(Unplaced(sheet.name, _nearest(sheet, fits)))
        elif fit.shape.kind == "unused":
            unused.append(fit)
        elif fit.shape.kind == "reference" and not sheet.default:
            rest.append(Unplaced(sheet.name, f"is the {fit.shape.title}, but not the first sheet of its workbook; save "
                                             "it as a file of its own"))
        else:
            other = best.get(fit.shape.name)
            best[fit.shape.name], beaten = (fit, other) if other is None or _better(fit, other) else (other, fit)
            if beaten:
                rest.append(Unplaced(beaten.sheet.name, f"is {fit.shape.title} too, but one file is read for each; put "
                                     f"the rows of both into one, or name this one in audit.toml instead of "
                                     f"{best[fit.shape.name].sheet.name}"))
    return best, unused, rest


def _better(fit: Fit, other: Fit) -> bool:
    return (fit.score, fit.sheet.rows) > (other.score, other.sheet.rows)


def _fits(sheet: Sheet) -> list[Fit]:
    """The file as each shape of which it has at least one heading."""
    there = {fold(cell) for _, cells in first_rows(sheet.first, HEADER_SEARCH) for cell in cells}
    return [_fit(sheet, shape) for shape in shapes() if there & {fold(heading) for heading in shape.headings.values()}]


def _fit(sheet: Sheet, shape: Shape) -> Fit:
    cells = as_cells(sheet.path, sheet.first, shape.headings.values())
    by_fold = {fold(heading): heading for heading in cells.rows.columns if heading != "line"}
    exact = {name: by_fold[fold(heading)] for name, heading in shape.headings.items() if fold(heading) in by_fold}
    free = [heading for heading in by_fold.values() if heading not in exact.values()]
    guessed, suggested = {}, {}
    if shape.kind == "source":
        for column in sorted(shape.columns, key=lambda column: not column.required):
            guess = None if column.name in exact else _guess(column, shape, free, cells.rows)
            if guess:
                (guessed if column.required else suggested)[column.name] = guess
                free.remove(guess.heading)
    lacking = tuple(name for name in shape.required if name not in exact and name not in guessed)
    return Fit(sheet, shape, cells, exact, guessed, suggested, lacking)


def _guess(column: Column, shape: Shape, free: Sequence[str], rows: pd.DataFrame) -> Guess | None:
    """The heading that is most like a column's, or the one that another source gives such a column."""
    others = {fold(heading): heading for heading in aliases(shape, column.name)}
    for heading in free:
        if fold(heading) in others and _readable(rows[heading], column):
            return Guess(heading, f"another extract has {column.heading!r} under that heading")
    ranked = sorted(((likeness(heading, column.heading), heading) for heading in free), reverse=True)
    for ratio, heading in ranked:
        if ratio < _ALIKE:
            break
        if _readable(rows[heading], column):
            return Guess(heading, f"very like {column.heading!r}, which the file does not have")
    return None


def likeness(one: str, other: str) -> float:
    """How like two headings are, from 0 to 1; neither the order of their words counts, nor how 'number' is written.

    Examples
    --------
    >>> likeness("Date/Time Missing From", "Missing From Date Time")
    1.0
    >>> likeness("Number of Report", "Report No") > likeness("Name of Reporter", "Report No")
    True
    """
    ways = ((fold(one), fold(other)), (_sorted_words(one), _sorted_words(other)))
    return max(difflib.SequenceMatcher(None, first, second).ratio() for first, second in ways)


def _sorted_words(heading: str) -> str:
    words = re.findall(r"[a-z0-9]+", heading.lower())
    return "".join(sorted("no" if word in _NUMBER else word for word in words))


def _readable(given: pd.Series, column: Column) -> bool:
    """Whether at least half of the first values can be read as what the column holds."""
    first = given[given != ""].head(_SEEN)
    _, unreadable = parse(first, column)
    return first.empty or unreadable.mean() <= _READABLE


def _nearest(sheet: Sheet, fits: Sequence[Fit]) -> str:
    near = max((fit for fit in fits if fit.nearly), key=lambda fit: fit.score, default=None)
    if near is None:
        # What its first row says is not repeated: a file without headings begins with a child.
        return f"its headings ({len(sheet.blocks[0].row(0))} columns) are those of no table that is known here"
    wanted = [f"{near.shape.headings[name]!r} ({name})" for name in near.lacking]
    return (f"is most like {near.shape.title}, but has no column {shown(', '.join(wanted))}; if it is that, name it "
            f"under [sources.{near.shape.name}] in audit.toml, with the headings it has under "
            f"[sources.{near.shape.name}.columns]")

