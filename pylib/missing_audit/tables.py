"""Protected tables as they are printed; meaning never rests on colour, and every symbol is explained beneath."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from great_tables import GT

from missing_audit.finding import Finding
from missing_audit.safe_table import SYMBOLS, Field, SafeTable, require_safe
from missing_audit.theme import look
from missing_audit.words import number

__all__ = ["cells", "listing", "of", "show", "show_or_say"]


def of(finding: Finding, name: str) -> GT:
    """A finding's table, or the reason why the data cannot fill it."""
    table = finding.tables.get(name)
    return listing([{"No table can be shown": finding.refusals[name]}]) if table is None else show(table)


def show(table: SafeTable) -> GT:
    """A protected table.

    Parameters
    ----------
    table
        As `disclosure.protect` made it.

    Returns
    -------
    GT
        Numbers at the right, labels at the left, intervals in brackets after their value; notes, the symbols used
        and the source beneath.
    """
    require_safe(table)
    fields = _printed(table)
    text = pd.DataFrame(cells(table), columns=[field.name for field in fields], dtype="str")
    shown = _plain(text).cols_label(**{field.name: field.label for field in fields})
    shown = shown.cols_align("left", [f.name for f in fields if f.kind == "label"])
    shown = shown.cols_align("right", [f.name for f in fields if f.kind != "label"])
    for spanner in dict.fromkeys(field.spanner for field in fields if field.spanner):
        shown = shown.tab_spanner(spanner, [field.name for field in fields if field.spanner == spanner])
    for note in [*table.notes, *_symbols(table), f"Source: {table.source}."]:
        shown = shown.tab_source_note(note)
    return shown


def show_or_say(table: SafeTable | None, otherwise: str) -> GT:
    """A protected table, or what its being empty, or not there, means."""
    return listing([{"Nothing to list": otherwise}]) if table is None or table.rows.empty else show(table)


def listing(lines: Sequence[dict[str, str]]) -> GT:
    """Words in rows and columns: code lists, rules, provenance; nothing that counts children."""
    text = pd.DataFrame(lines, dtype="str")
    return _plain(text).cols_align("left")


def _plain(text: pd.DataFrame) -> GT:
    """A table in the book's own font and size, which both engines take from its style."""
    font = look()["font"]
    return GT(text).tab_options(table_font_names=[font["family"], *font["fallback"]],
                                table_font_size=f"{look()['sizes']['table_pt']}pt", table_width="100%")


def cells(table: SafeTable) -> list[list[str]]:
    """The cells of a protected table as they are printed, row by row."""
    columns = [_column(require_safe(table), field) for field in _printed(table)]
    return [list(row) for row in zip(*columns, strict=True)]


def _printed(table: SafeTable) -> list[Field]:
    return [field for field in table.fields if field.kind != "digits"]


def _column(table: SafeTable, field: Field) -> list[str]:
    by_row = next((f.name for f in table.fields if f.kind == "digits"), None)
    texts = []
    for row in table.rows.index:
        mark = table.marks.at[row, field.name]
        digits = int(table.rows.at[row, by_row]) if by_row else None
        text = mark or number(table.rows.at[row, field.name], field, digits)
        if field.low and not mark and table.marks.at[row, field.low]:
            text += f" ({table.marks.at[row, field.low]})"
        elif field.low and not mark:
            low, high = (number(table.rows.at[row, limit], field, digits) for limit in (field.low, field.high))
            text += f" ({low}\u00a0to\u00a0{high})"  # may stand on a line of its own, but whole
        texts.append(text)
    return texts


def _symbols(table: SafeTable) -> list[str]:
    used = {mark for mark in table.marks.to_numpy().ravel().tolist() if mark}
    meanings = [f"{symbol}: {meaning}" for symbol, meaning in SYMBOLS.items() if symbol in used]
    return ["; ".join(meanings) + "."] if meanings else []
