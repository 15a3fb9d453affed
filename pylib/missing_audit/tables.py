"""Protected tables as they are printed; meaning never rests on colour, and every symbol is explained beneath."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from great_tables import GT, loc, style

from missing_audit.finding import Finding
from missing_audit.safe_table import SYMBOLS, Field, SafeTable, require_safe
from missing_audit.theme import look
from missing_audit.words import number

__all__ = ["Shown", "cells", "listing", "of", "printed", "printed_fields", "show", "show_or_say"]

_CODE = r"[A-Z]+-\d+"


class Shown(GT):
    """A table as it is shown, which knows its content: `SafeTable`, or lines of words."""

    content: SafeTable | Sequence[dict[str, str]]

    def knowing(self, content: SafeTable | Sequence[dict[str, str]]) -> Shown:
        """The same, with what it shows, for the files that are made from it."""
        self.content = content
        return self


def of(finding: Finding, name: str) -> Shown:
    """A finding's table, or the reason why the data cannot fill it."""
    table = finding.tables.get(name)
    return listing([{"No table can be shown": finding.refusals[name]}]) if table is None else show(table)


def show(table: SafeTable) -> Shown:
    """A protected table.

    Parameters
    ----------
    table
        As `disclosure.protect` made it.

    Returns
    -------
    Shown
        Numbers at the right, labels at the left, intervals in brackets after their value; a field that parts the rows
        stands above each group of them; notes, the symbols used and the source beneath.
    """
    require_safe(table)
    fields = printed_fields(table)
    text = pd.DataFrame(cells(table), columns=[field.name for field in fields], dtype="str")
    group = next((field.name for field in fields if field.parts), None)
    shown = _plain(text, group).cols_label(**{field.name: field.label for field in fields if not field.parts})
    shown = shown.cols_align("left", [f.name for f in fields if f.kind == "label" and not f.parts])
    shown = shown.cols_align("right", [f.name for f in fields if f.kind != "label"])
    # Browsers would break a rule's number at its hyphen.
    codes = [f.name for f in fields if f.kind == "label" and text[f.name].str.fullmatch(_CODE).all()]
    shown = shown.tab_style(style.css("white-space: nowrap"), loc.body(columns=codes)) if codes else shown
    for spanner in dict.fromkeys(field.spanner for field in fields if field.spanner):
        shown = shown.tab_spanner(spanner, [field.name for field in fields if field.spanner == spanner])
    for note in [*table.notes, *_symbols(table), f"Source: {table.source}."]:
        shown = shown.tab_source_note(note)
    return shown.knowing(table)


def show_or_say(table: SafeTable | None, otherwise: str) -> Shown:
    """A protected table, or what its being empty, or not there, means."""
    return listing([{"Nothing to list": otherwise}]) if table is None or table.rows.empty else show(table)


def listing(lines: Sequence[dict[str, str]], *, group: str = "") -> Shown:
    """Words in rows and columns: code lists, rules, provenance; nothing that counts children.

    Parameters
    ----------
    lines
        One a row, all with the same keys.
    group
        Key that parts the rows into groups, which stand together; its value is printed above each group.

    Returns
    -------
    Shown
    """
    text = pd.DataFrame(lines, dtype="str")
    return _plain(text, group or None).cols_align("left").knowing(lines)


def _plain(text: pd.DataFrame, group: str | None = None) -> Shown:
    """A table in the book's own font and size, which both engines take from its style."""
    font = look()["font"]
    return Shown(text, groupname_col=group).tab_options(table_font_names=[font["family"], *font["fallback"]],
                                table_font_size=f"{look()['sizes']['table_pt']}pt", table_width="100%")


def cells(table: SafeTable) -> list[list[str]]:
    """The cells of a protected table as they are printed, row by row."""
    columns = [[_cell(table, field, row) for row in table.rows.index] for field in printed_fields(require_safe(table))]
    return [list(row) for row in zip(*columns, strict=True)]


def printed_fields(table: SafeTable) -> list[Field]:
    """The fields of a protected table that are printed."""
    return [field for field in table.fields if field.kind != "digits"]


def printed(table: SafeTable, field: Field, row: object) -> tuple[str, ...]:
    """One cell as printed: its value and, where the column has an interval, its limits; symbols where none is shown."""
    by_row = next((f.name for f in table.fields if f.kind == "digits"), None)
    digits = int(table.rows.at[row, by_row]) if by_row else None
    columns = [field.name, *((field.low, field.high) if field.low else ())]
    return tuple(table.marks.at[row, column] or number(table.rows.at[row, column], field, digits) for column in columns)


def _cell(table: SafeTable, field: Field, row: object) -> str:
    text, *limits = printed(table, field, row)
    if not limits or table.marks.at[row, field.name]:
        return text
    if table.marks.at[row, field.low]:
        return f"{text} ({limits[0]})"
    return f"{text} ({limits[0]}\u00a0to\u00a0{limits[1]})"  # may stand on a line of its own, but whole


def _symbols(table: SafeTable) -> list[str]:
    used = {mark for mark in table.marks.to_numpy().ravel().tolist() if mark}
    meanings = [f"{symbol}: {meaning}" for symbol, meaning in SYMBOLS.items() if symbol in used]
    return ["; ".join(meanings) + "."] if meanings else []
