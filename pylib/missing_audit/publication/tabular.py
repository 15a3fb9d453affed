"""A table of the book as columns and rows of plain values, each as the page shows it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from missing_audit.safe_table import SYMBOLS, Field, SafeTable, require_safe
from missing_audit.tables import printed, printed_fields

__all__ = ["ROUNDED", "Column", "Tabular", "tabular"]

ROUNDED = {
    "low": "above zero, but rounds to zero",
    "high": "below a hundred, but rounds to a hundred",
}
"""Symbols for shares that the page calls 'under 1%' and 'over 99%'."""

_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


@dataclass(frozen=True)
class Column:
    """A column of a file.

    Attributes
    ----------
    name
        Its heading in the file: small letters, digits and underscores.
    title
        Its heading on the page; over it, before a colon, the heading that spans it.
    datatype
        Of CSV on the Web: ``string``, ``integer`` or ``decimal``.
    about
        What a value is, where the title does not say so.
    unit
        Unit of the values, where it is not in the title.
    symbols
        What may stand in place of a value.
    """

    name: str
    title: str
    datatype: str = "string"
    about: str = ""
    unit: str = ""
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tabular:
    """A table as it is published: columns, rows of text, notes, symbols with their meaning, whose data these are."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    symbols: tuple[tuple[str, str], ...] = ()
    source: str = ""


def tabular(content: SafeTable | Sequence[dict[str, str]], level: str) -> Tabular:
    """The content of a shown table.

    Parameters
    ----------
    content
        What `tables.Shown` holds: a protected table, or lines of words.
    level
        Confidence level of intervals, in words.

    Returns
    -------
    Tabular
        Values rounded as on the page, without thousands separators and percent signs; the limits of an interval in
        columns of their own.

    Raises
    ------
    UnsafeTableError
        If it is neither lines of words nor a table that `disclosure` has passed.
    """
    if isinstance(content, list | tuple):
        return _listed(content)
    return _protected(require_safe(content), level)


def _listed(lines: Sequence[dict[str, str]]) -> Tabular:
    titles = list(dict.fromkeys(title for line in lines for title in line))
    columns = tuple(Column(name, title) for name, title in zip(_names(titles), titles, strict=True))
    return Tabular(columns, tuple(tuple(str(line.get(title, "")) for title in titles) for line in lines))


def _protected(table: SafeTable, level: str) -> Tabular:
    fields = printed_fields(table)
    columns = [column for field in fields for column in _columns(table, field, level)]
    names = _names([column.name for column in columns])
    columns = [replace(column, name=name) for name, column in zip(names, columns, strict=True)]
    rows = tuple(tuple(text for field in fields for text in _values(table, field, row)) for row in table.rows.index)
    meanings = SYMBOLS | ROUNDED
    may_stand = {symbol for column in columns for symbol in column.symbols}
    symbols = tuple((symbol, meaning) for symbol, meaning in meanings.items() if symbol in may_stand)
    return Tabular(tuple(columns), rows, tuple(table.notes), symbols, table.source)


def _columns(table: SafeTable, field: Field, level: str) -> Iterator[Column]:
    title = f"{field.spanner}: {field.label}" if field.spanner else field.label
    if field.kind == "label":
        marks = tuple(symbol for symbol in SYMBOLS if (table.marks[field.name] == symbol).any())
        yield Column(field.name, title, symbols=marks)
        return
    share = field.kind == "share"
    kind = "integer" if field.kind in {"count", "share"} else "decimal"
    symbols, unit = (*SYMBOLS, *(ROUNDED if share else ())), "percent" if share else ""
    yield Column(field.name, title, kind, "", unit, symbols)
    if field.low:
        for end, word in (("low", "Lower"), ("high", "Upper")):
            yield Column(f"{field.name}_{end}", f"{title}: {word.lower()} limit", kind,
                         f"{word} limit of the {level} interval.", unit, symbols)


def _values(table: SafeTable, field: Field, row: object) -> list[str]:
    texts = printed(table, field, row)
    if field.kind == "label":
        return list(texts)
    return [_plain(text) for text in texts]


def _plain(text: str) -> str:
    """A value as printed, as a number without adornment, or as the symbol that stands for it.

    Examples
    --------
    >>> _plain("1,234"), _plain("26%"), _plain("under 1%"), _plain("c")
    ('1234', '26', 'low', 'c')
    """
    bare = text.replace(",", "").removesuffix("%")
    if _NUMBER.match(bare) or text in SYMBOLS:
        return bare
    for words, symbol in (("under ", "low"), ("over ", "high")):
        if bare.startswith(words):
            return symbol
    raise ValueError(f"{text!r} is neither a number nor a symbol")


def _names(words: Iterable[str]) -> list[str]:
    """Headings for a file: plain, none twice.

    Examples
    --------
    >>> _names(["What it is", "p alone", "p alone", "72 hours", "?"])
    ['what_it_is', 'p_alone', 'p_alone_2', 'column_72_hours', 'column']
    """
    names: list[str] = []
    for word in words:
        name = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")
        name = name if name[:1].isalpha() else f"column_{name}".rstrip("_")
        numbered = (f"{name}_{count}" for count in itertools.count(2))
        names.append(next(each for each in itertools.chain([name], numbered) if each not in names))
    return names
