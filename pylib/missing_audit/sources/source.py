"""What a source is: the table that its rows are read into, whose it is, how it is laid out, and its rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from missing_audit.schema import Table
from missing_audit.sources.rules import Rule

__all__ = ["Source"]


@dataclass(frozen=True, kw_only=True)
class Source(Table):
    """A source of the audit; everything that is done with its rows follows from what stands here.

    Attributes
    ----------
    name, title, row, columns
        As of any table; the headings of `columns` are those of the first layout.
    owner
        The agency that sends it, in general words; `audit.toml` may name a county's own.
    tells
        What it says that no other source does, as the methodology prints it.
    layouts
        By the name that `audit.toml` gives: the headings that differ from the columns' own, by column.
    rules
        What its rows must keep, in order.
    order
        Where it stands among the sources.
    knows
        By what its rows know a child: by ``name`` and birth, or by social care's own ``number``.
    unique
        Whether a child has one row at most.
    after
        Sources that its rules look at.
    dated, until
        Columns that say when what a row is about began and ended; empty where it has no date.
    short
        Its name where there is little room, for a source of missing episodes.
    told
        Column that says when its agency learnt of what a row is about; empty where none does.
    event
        Column that says of what kind it is, for a source whose rows are events in a child's life.
    regular
        Whether its rows come at set times, whatever happens: one a term, or one a year.
    reference
        The agency's own number for a row, by which feedback names it; empty where it has none.
    records
        For a source of missing episodes: what each of its kinds says, ``missing`` or ``unauthorised``.
    """

    owner: str
    tells: str
    layouts: Mapping[str, Mapping[str, str]]
    rules: tuple[Rule, ...]
    order: int
    knows: Literal["name", "number"] = "name"
    unique: bool = False
    after: tuple[str, ...] = ()
    dated: str = ""
    until: str = ""
    short: str = ""
    told: str = ""
    event: str = ""
    regular: bool = False
    reference: str = ""
    records: Mapping[str, str] = field(default_factory=dict)

    @property
    def agency(self) -> str:
        """Key of the agency that sends it, where `audit.toml` names no other."""
        return re.sub(r"[^a-z]+", "_", self.owner.lower().replace("'", "")).strip("_")

    @property
    def contact(self) -> bool:
        """Whether its rows are dated contacts with a child, and neither episodes nor what comes at set times."""
        return bool(self.dated) and not self.records and not self.regular

    @property
    def timed(self) -> bool:
        """Whether its dates have a time of day."""
        return bool(self.dated) and self[self.dated].kind == "moment"

    def headings(self, layout: str, own: Mapping[str, str]) -> dict[str, str]:
        """Heading by column: the county's own first, then the layout's, then the column's."""
        known = self.layouts[layout]
        return {column.name: own.get(column.name) or known.get(column.name) or column.heading
                for column in self.columns}
