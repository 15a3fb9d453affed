"""Rules applied to extracts: what is used, what is quarantined and why; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import AuditError, SourceError
from missing_audit.readers import Extract, read
from missing_audit.readers.files import fold
from missing_audit.sources import SOURCES, checking_order
from missing_audit.sources.rules import Rule, Used
from missing_audit.statistics.shares import clustered_share

__all__ = ["FAULTS", "RAGGED", "TALLY", "Checked", "check", "check_all", "strange_districts"]

TALLY = ["table", "rule", "reason", "dimension", "severity", "action", "column", "rows", "children", "asked", "rate",
         "low", "high"]
FAULTS = ["table", "rule", "line", "reference"]
RAGGED = Rule("FIL-01", "The row has more cells than the file has headings, so its values may stand in the wrong "
              "columns", "validity", "high", "quarantine", lambda rows, _: pd.Series(False, index=rows.index))
"""The one rule that every file has to keep; which lines break it is known when the file is read."""


@dataclass(frozen=True)
class Checked:
    """The sources after their rules.

    Attributes
    ----------
    used
        Canonical tables of the rows that can be used, by name, each with ``line`` and ``row_hash``.
    quarantine
        One row per row that cannot be used: `table`, `file`, `line`, `rule`, `reason`. Holds no value of the row.
    tallies
        One row per rule of a table that was read: `table`, `rule`, `reason`, `dimension`, `severity`, `action`,
        `column`, `rows` (that broke it), `children` (different ones, as the rows give them), `asked` (rows that the
        rule could be asked of), `rate` (share of these that broke it) and its interval `low`, `high`.
    faults
        One row per row and rule that it broke, whatever was done: `table`, `rule`, `line`, `reference` (its agency's
        own, which names a child to that agency and stays with it).
    sources
        One row per table read: `table`, `file`, `rows`, `used`, `quarantined`.
    unknown
        One row per column with values that were given but could not be read: `table`, `column`, `rows`, `children`.
    failed
        Why a source could not be read at all, by table.
    disputed
        Numbers of children whose case record the looked-after return contradicts.
    absent
        Headings that a file does not have, by table: what they hold is unknown throughout.
    """

    used: dict[str, pd.DataFrame]
    quarantine: pd.DataFrame
    tallies: pd.DataFrame
    faults: pd.DataFrame
    sources: pd.DataFrame
    unknown: pd.DataFrame
    failed: dict[str, str]
    disputed: frozenset[str] = frozenset()
    absent: dict[str, list[str]] = field(default_factory=dict)


def check(extract: Extract, used: Used, *,
          confidence: float = 0.95) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Apply a table's rules in order; a row is quarantined under the first rule that says so.

    Parameters
    ----------
    extract
        The source as read.
    used
        Tables already checked.
    confidence
        Two-sided level of the rates' intervals.

    Returns
    -------
    tuple of DataFrame
        Rows used, rows quarantined, tallies, and faults, as in `Checked`.

    Raises
    ------
    AuditError
        If rows used and rows quarantined do not add up to the rows read.
    """
    name, rows = extract.table.name, extract.rows
    child, own = _child(rows), extract.table.reference
    quarantined, tallies, faults = [], [], []
    ragged = replace(RAGGED, broken=lambda r, _: r["line"].isin(extract.ragged))
    for rule in (ragged, *extract.table.rules):
        broken, asked = _broken(rule, rows, used)
        tallies.append((name, rule.id, rule.sentence, rule.dimension, rule.severity, rule.action, rule.column,
                        *_tally(child[rows.index], broken.to_numpy(), asked.to_numpy(), confidence)))
        faults.append(pd.DataFrame({"table": name, "rule": rule.id, "line": rows.loc[broken, "line"],
                                    "reference": rows.loc[broken, own] if own else ""}))
        if rule.action == "quarantine":
            out = rows.loc[broken, ["line"]].assign(table=name, file=extract.file, rule=rule.id, reason=rule.sentence)
            quarantined.append(out)
            rows = rows.loc[~broken] if broken.any() else rows
        elif rule.action == "set to unknown" and broken.any():
            rows = rows.assign(**{rule.column: rows[rule.column].mask(broken)})
    held = pd.concat(quarantined).sort_values("line")[["table", "file", "line", "rule", "reason"]]
    if len(rows) + len(held) != len(extract.rows):
        raise AuditError(f"{extract.file}: {len(extract.rows)} rows read, but {len(rows)} used and {len(held)} "
                         f"quarantined. This is a fault of the software: please report it.")
    return (rows.reset_index(drop=True), held, pd.DataFrame(tallies, columns=TALLY),
            pd.concat(faults, ignore_index=True)[FAULTS])


def _broken(rule: Rule, rows: pd.DataFrame, used: Used) -> tuple[pd.Series, pd.Series]:
    """Which rows break a rule, and which it could be asked of."""
    broken = rule.broken(rows, used).fillna(False).astype(bool)
    if rule.applies is None:
        return broken, pd.Series(True, index=rows.index)
    asked = rule.applies(rows, used).fillna(False).astype(bool)
    return broken & asked, asked


def _tally(child: np.ndarray, broken: np.ndarray, asked: np.ndarray,
           confidence: float) -> tuple[int, int, int, float, float, float]:
    """Rows and children that broke a rule, rows asked, and the rate with its interval, the child as cluster."""
    size = int(child.max()) + 1 if len(child) else 0
    part, whole = np.bincount(child[broken], minlength=size), np.bincount(child[asked], minlength=size)
    return (int(broken.sum()), int((part > 0).sum()), int(asked.sum()),
            *clustered_share(part, whole, confidence=confidence))


def _child(rows: pd.DataFrame) -> np.ndarray:
    """A number for each different child among rows, by social care's number or by name and birth."""
    keys = [name for name in ("person", "surname", "forename", "dob") if name in rows]
    keys = keys[:1] if "person" in keys else keys
    return rows.groupby(keys, dropna=False, sort=False).ngroup().to_numpy()


def check_all(settings: Settings, *, report: Callable[[str], None] = lambda _: None) -> Checked:
    """Read and check every source that `audit.toml` names.

    Parameters
    ----------
    settings
        The county's settings.
    report
        Told the name of each source as its turn comes.

    Returns
    -------
    Checked
        A source that cannot be read at all is in `failed`, and the rest go on without it.
    """
    used: dict[str, pd.DataFrame] = {}
    failed: dict[str, str] = {}
    disputed: frozenset[str] = frozenset()
    absent: dict[str, list[str]] = {}
    held, tallies, faults, sources, unknown = [], [], [], [], []
    for name in checking_order(settings.sources):
        report(name)
        try:
            extract = read(settings, name)
        except SourceError as fault:
            failed[name] = str(fault)
            continue
        if extract.absent:
            absent[name] = [extract.table[column].heading for column in extract.absent]
        usable, out, tally, broke = check(extract, used, confidence=settings.statistics.confidence)
        if usable.empty:
            failed[name] = (f"{settings.path(extract.file)}: none of its {len(extract.rows)} rows can be used"
                            f"{': ' + out['reason'].iloc[0] if len(out) else ''}. Correct it, or take it out of "
                            "audit.toml: a report must not count an extract that says nothing as one that says zero.")
        else:
            used[name] = usable
        contradicting = [rule.id for rule in extract.table.rules if rule.disputes]
        if contradicting:
            lines = out.loc[out["rule"].isin(contradicting), "line"]
            disputed |= frozenset(extract.rows.loc[extract.rows["line"].isin(lines), "person"])
        held.append(out)
        tallies.append(tally)
        faults.append(broke)
        sources.append((name, extract.file, len(extract.rows), len(usable), len(out)))
        unknown.extend((name, *line) for line in _optional(extract))
    reported = {name: place for place, name in enumerate(SOURCES)}
    return Checked(
        used,
        _concat(held, ["table", "file", "line", "rule", "reason"]),
        _concat(tallies, TALLY),
        _concat(faults, FAULTS),
        pd.DataFrame(sorted(sources, key=lambda line: reported[line[0]]),
                     columns=["table", "file", "rows", "used", "quarantined"]),
        pd.DataFrame(unknown, columns=["table", "column", "rows", "children"]),
        failed,
        disputed,
        absent,
    )


def _optional(extract: Extract) -> list[tuple[str, int, int]]:
    """Unreadable values that no rule looks at: they become unknown, and are counted; so do some of several codes."""
    child, columns = _child(extract.rows), {name: extract.table[name] for name in extract.unreadable}
    return [(name, len(bad), len(np.unique(child[extract.rows.index.get_indexer(bad)])))
            for name, bad in extract.unreadable.items() if not columns[name].required or columns[name].kind == "codes"]


def _concat(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def strange_districts(checked: Checked, settings: Settings) -> dict[str, int]:
    """Districts that rows name and `audit.toml` does not: their children count in rates, their population does not.

    Returns
    -------
    dict
        Rows by district as it stands in the extracts, most rows first.
    """
    known = {fold(name) for name in settings.county.districts}
    given = [rows["district"].dropna() for rows in checked.used.values() if "district" in rows]
    counts = pd.concat(given).value_counts() if given else pd.Series(dtype=int)
    return {name: int(rows) for name, rows in counts.items() if fold(name) not in known}
