"""What a chapter's chunks show, got by running them in order, so that a file is made from what the page shows."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from missing_audit.engines.builtin.source import Cell
from missing_audit.errors import AuditError
from missing_audit.publication.catalogue import Chapter, Item

__all__ = ["shown"]


def shown(book: Path, chapter: Chapter, *, before: Callable[[Item], None]) -> Iterator[tuple[Item, Any]]:
    """Each figure and table of a chapter, with what its chunk shows.

    Parameters
    ----------
    book
        Folder of `_quarto.yml`.
    chapter
        As `catalogue` gives it.
    before
        Is told of an item before its chunk runs.

    Yields
    ------
    tuple
        The item, and the value of its chunk's last line.

    Raises
    ------
    AuditError
        If a chunk raises, or ends with something that shows nothing.
    """
    items = {item.id: item for item in chapter.items}
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in chapter.cells:
        if not items:
            return
        item = items.pop(cell.label, None)
        if item is not None:
            before(item)
        with contextlib.chdir((book / chapter.name).parent):
            value = _value(cell, names, chapter.name)
        if item is not None:
            if value is None:
                raise AuditError(f"{chapter.name}:{cell.line} ({item.id}): the chunk's last line shows nothing; end it "
                                 "with the call that makes the figure or table.")
            yield item, value


def _value(cell: Cell, names: dict[str, Any], chapter: str) -> Any:
    """Value of the chunk's last line, if that is an expression."""
    try:
        tree = ast.parse(cell.code, chapter)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, chapter, "exec"), names)
        return eval(compile(ast.Expression(last.value), chapter, "eval"), names) if last else None
    except AuditError:
        raise
    except Exception as fault:  # whatever a chapter's code raises is reported, with its place
        raise AuditError(f"{chapter}:{cell.line} ({cell.label}): {type(fault).__name__}: {fault}") from fault
