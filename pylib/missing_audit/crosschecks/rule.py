"""What a rule across sources is, what it looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from missing_audit.linkage import Linked
from missing_audit.sources.rules import Dimension, Severity

__all__ = ["FOUND", "CrossRule", "Together", "asked", "of_all"]

FOUND = ["table", "row", "child", "broken"]


@dataclass(frozen=True)
class Together:
    """What cross-source rules look at.

    Attributes
    ----------
    linked
        Sources after linkage.
    episodes, reports
        As `COLLATED`.
    authority
        Whose audit it is, as homes may write it.
    """

    linked: Linked
    episodes: pd.DataFrame
    reports: pd.DataFrame
    authority: str

    def parts(self) -> Iterator[Together]:
        """The same, some children at a time."""
        for part in self.linked.parts():
            own = pd.concat([rows["child"].drop_duplicates() for rows in part.tables.values()]).drop_duplicates()
            yield Together(part, *(rows[rows["child"].isin(own)] for rows in (self.episodes, self.reports)),
                           self.authority)

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The sources' rows, by name."""
        return self.linked.tables


@dataclass(frozen=True)
class CrossRule:
    """A rule over the rows of two sources or more.

    Attributes
    ----------
    id, sentence, dimension, severity
        As of any rule.
    needs
        Sources without which it cannot be asked.
    ask
        From what it looks at to the rows it was asked of: `table` (whose rows), `row` (place in its linked table),
        `child`, `broken`.
    owner
        Source whose agency has to mend what is found, where that is not the agency of the rows.
    """

    id: str
    sentence: str
    dimension: Dimension
    severity: Severity
    needs: tuple[str, ...]
    ask: Callable[[Together], pd.DataFrame]
    owner: str = ""


def asked(table: str, rows: pd.DataFrame, broken: pd.Series) -> pd.DataFrame:
    """Rows of one source that a rule was asked of: `FOUND`."""
    return pd.DataFrame({"table": table, "row": rows.index, "child": rows["child"], "broken": broken.astype(bool)})


def of_all(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """What a rule found in each source, together: `FOUND`."""
    return pd.concat([pd.DataFrame(columns=FOUND), *parts], ignore_index=True)
