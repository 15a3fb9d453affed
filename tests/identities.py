"""What names a child of the extracts, and where it stands in files that must not name any.

A file's cells are compared whole with every name, birth, postcode and number; its running text is searched for full
names, postcodes, numbers, and births beside a name, since a surname alone is often a word, a birth a date like others,
and six digits may be a count.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import pandas as pd
import pypdfium2

from missing_audit.collated import COLLATED
from missing_audit.config import Settings
from missing_audit.readers import read
from missing_audit.schema import code_list
from missing_audit.sources import SOURCES

Found = tuple[str, str, str]
"""Which file, what kind, and the value."""

BINARY = {".png", ".woff", ".woff2", ".ttf", ".otf", ".ico"}
"""Files of the book that have no text."""
_MONTHS = tuple(date(2000, month, 1).strftime("%B") for month in range(1, 13))
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,/#-])(?:\d{6,}(?![\w/]|[.,]\d)|[A-Z]+[/-]?\d[\w/-]{3,})", re.IGNORECASE)
_DATE = re.compile(rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|\d{{1,2}} (?:{'|'.join(_MONTHS)}|"
                   rf"{'|'.join(month[:3] for month in _MONTHS)}) \d{{4}}")
_NEAR = 60
"""Characters between a birth and a name that belong together."""


def folded(text: str) -> str:
    """Letters alone, without case or accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalpha())


def compact(text: str) -> str:
    return re.sub(r"\W", "", text).upper()


def day_of(text: str) -> date | None:
    """A day as it is written, in digits or with the month's name."""
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def vocabulary(settings: Settings) -> set[str]:
    """Words that cells may hold: headings, codes and labels of the dictionary, and the county's districts."""
    words = set(settings.county.districts)
    for source in SOURCES.values():
        words |= {heading for layout in source.layouts.values() for heading in layout.values()}
    for table in [*SOURCES.values(), *COLLATED.values()]:
        for column in table.columns:
            words |= {column.heading, *column.canonical(), *column.canonical().values()}
            if column.values:
                words |= {text for code in code_list(column.values).values() for text in (code.label, code.group)}
    return {folded(word) for word in words}


def identifying() -> set[str]:
    """Names of columns that the dictionary marks as identity wherever they stand."""
    every = [column for table in [*SOURCES.values(), *COLLATED.values()] for column in table.columns]
    return {column.name for column in every if column.identity} - {c.name for c in every if not c.identity}


@dataclass(frozen=True)
class Identities:
    """Everything by which a child of the extracts is known: by each source as its rows give it.

    Attributes
    ----------
    people
        Forename, surname and birth of every row that names a child.
    births
        Birth of every row.
    postcodes, numbers
        Of every row; numbers are all other columns marked as identity, where they hold a digit and five characters.
    common
        Words that are names, and that cells may hold all the same.
    own
        Births that any source gives each child, by pseudonym.
    """

    people: frozenset[tuple[str, str, date | None]]
    births: frozenset[date]
    postcodes: frozenset[str]
    numbers: frozenset[str]
    common: frozenset[str]
    own: Mapping[str, set[date]] = field(default_factory=dict)

    @cached_property
    def names(self) -> frozenset[str]:
        """Forenames and surnames that no cell may hold."""
        return frozenset({folded(name) for person in self.people for name in person[:2]} - self.common)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset((folded(forename), folded(surname)) for forename, surname, _ in self.people)

    @cached_property
    def born(self) -> Mapping[date, set[str]]:
        """Names by birth."""
        found = defaultdict(set)
        for forename, surname, birth in self.people:
            found[birth] |= {folded(forename), folded(surname)}
        return found

    def in_cell(self, text: str) -> Iterator[tuple[str, str]]:
        """What a whole cell is, and what its text holds."""
        if folded(text) in self.names and not re.search(r"\d", text):
            yield "name", text
        if day_of(text) in self.births:
            yield "birth", text
        yield from self.in_text(text)

    def in_text(self, text: str) -> Iterator[tuple[str, str]]:
        """What running text holds."""
        yield from (("postcode", match[0]) for match in _POSTCODE.finditer(text)
                    if compact(match[0]) in self.postcodes)
        yield from (("number", match[0]) for match in _NUMBER.finditer(text)
                    if match[0].upper().rstrip("/-") in self.numbers)
        words = [match for match in _WORD.finditer(text) if match[0][0].isupper()]
        yield from (("full name", name) for name in self._full_names(words, text))
        for match in _DATE.finditer(text):
            around = text[max(match.start() - _NEAR, 0):match.end() + _NEAR]
            near = {folded(word) for word in _WORD.findall(around) if word[0].isupper()}
            if near & self.born.get(day_of(match[0]), set()):
                yield "birth", match[0]

    def _full_names(self, words: list[re.Match], text: str) -> Iterator[str]:
        """Neighbouring words that are forename and surname of one child, in either order; each may be two words."""
        for place in range(len(words)):
            run = [words[place]]
            for following in words[place + 1:place + 4]:
                if not re.fullmatch(r"[\s,;|]{1,4}", text[run[-1].end():following.start()]):
                    break
                run.append(following)
            parts = [folded(word[0]) for word in run]
            for total in range(2, len(parts) + 1):
                for cut in range(max(total - 2, 1), min(total, 3)):
                    one, other = "".join(parts[:cut]), "".join(parts[cut:total])
                    if (one, other) in self.pairs or (other, one) in self.pairs:
                        yield text[run[0].start():run[total - 1].end()]

    def in_numbers(self, values: pd.Series) -> Iterator[tuple[str, str]]:
        """A column of whole numbers, half of which are children's: one that is may be a count."""
        different = {str(value) for value in values.dropna().unique()}
        hits = different & self.numbers
        if hits and len(hits) * 2 >= len(different):
            yield "number", sorted(hits)[0]


def identities(settings: Settings, collated: Path) -> Identities:
    """Of every row of the county's extracts, used or set aside, and of the linkage store of its collation."""
    people, births, postcodes, numbers = set(), set(), set(), set()
    for name in settings.sources:
        rows = read(settings, name).rows
        own = {column.name for column in SOURCES[name].columns if column.identity}
        days = rows["dob"].dt.date.where(rows["dob"].notna(), None) if "dob" in own else pd.Series(None, rows.index)
        births |= {day for day in days if day is not None}
        if {"surname", "forename"} <= own:
            full = zip(rows["forename"], rows["surname"], days, strict=True)
            people |= {person for person in full if isinstance(person[0], str) and isinstance(person[1], str)}
        for column in own - {"dob", "surname", "forename"}:
            values = rows[column].dropna().astype("str")
            if column.endswith("postcode"):
                postcodes |= {compact(value) for value in values}
            else:
                numbers |= {value.upper() for value in values if len(value) > 4 and re.search(r"\d", value)}
    return Identities(frozenset(people), frozenset(births), frozenset(postcodes), frozenset(numbers),
                      frozenset(vocabulary(settings)), _births_by_child(collated))


def _births_by_child(collated: Path) -> dict[str, set[date]]:
    rows = pd.read_parquet(collated / "linkage" / "identity.parquet").dropna(subset=["dob"])
    return rows.groupby("child")["dob"].agg(lambda days: set(days.dt.date)).to_dict()


def in_table(rows: pd.DataFrame, known: Identities) -> Iterator[tuple[str, str]]:
    """What a table holds: a column that must not be, a cell, or its children's births."""
    yield from (("column", name) for name in rows.columns if name in identifying())
    for name in rows.columns:
        values = rows[name]
        if pd.api.types.is_datetime64_any_dtype(values) and "child" in rows:
            days = values.dt.date
            hits = [day for child, day in zip(rows["child"], days, strict=True) if day in known.own.get(child, ())]
            # A record may begin on the day of a birth, but not every tenth.
            if len(hits) * 10 > values.notna().sum():
                yield "birth", f"{name} {hits[0]}"
        elif pd.api.types.is_integer_dtype(values):
            yield from known.in_numbers(values)
        elif not pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_datetime64_any_dtype(values):
            for value in values.dropna().astype("str").unique():
                yield from known.in_cell(value)


def strings(value: object) -> Iterator[str]:
    """Every text of a JSON value, keys among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def _marked_up(text: str) -> str:
    """Text of a page, its tags away, and what its attributes say."""
    said = re.findall(r'\b(?:alt|title|aria-label|content|href|src|id|name|value|data-[\w-]+)="([^"]*)"', text)
    text = re.sub(r"<(style)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return html.unescape(" ".join([re.sub(r"<[^>]+>", " ", text), *said]))


def _word_document(path: Path) -> str:
    """Text of every part of a Word document; a word may be cut into several runs."""
    with zipfile.ZipFile(path) as parts:
        texts = [parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith((".xml", ".rels"))]
    texts = [re.sub(r"</w:(?:p|tc)>|<w:(?:br|tab)/>", " ", text) for text in texts]
    attributes = " ".join(found for text in texts for found in re.findall(r'\b(?:descr|title|Target)="([^"]*)"', text))
    return html.unescape(" \n ".join([*(re.sub(r"<[^>]+>", "", text) for text in texts), attributes]))


def _pages(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def in_file(path: Path, known: Identities) -> Iterator[tuple[str, str]]:
    """What a file holds; PDF and Word documents are told by their first bytes, since the store's have no ending."""
    first = path.read_bytes()[:4]
    if path.suffix == ".parquet":
        yield from in_table(pd.read_parquet(path), known)
    elif path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        for column in zip(*rows, strict=True):
            cells = pd.Series([cell for cell in column if re.fullmatch(r"\d+", cell)], dtype="str")
            yield from known.in_numbers(cells)
        for cell in {cell for row in rows for cell in row if not re.fullmatch(r"[\d.,]+", cell)}:
            yield from known.in_cell(cell)
    elif path.suffix == ".json":
        for text in strings(json.loads(path.read_text(encoding="utf-8"))):
            yield from known.in_cell(text)
    elif path.suffix in {".html", ".svg", ".xml"}:
        yield from known.in_text(_marked_up(path.read_text(encoding="utf-8")))
    elif first == b"%PDF":
        yield from known.in_text(_pages(path))
    elif first == b"PK\x03\x04":
        yield from known.in_text(_word_document(path))
    elif path.suffix not in BINARY:
        yield from known.in_text(path.read_text(encoding="utf-8"))


def named_in(folder: Path, known: Identities) -> list[Found]:
    """Everything that files under a folder hold, but for the linkage store."""
    found = []
    for path in sorted(folder.rglob("*")):
        where = path.relative_to(folder)
        if path.is_file() and "linkage" not in where.parts:
            found += [(where.as_posix(), *each) for each in sorted(set(in_file(path, known)))]
    return found

