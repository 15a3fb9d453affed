"""Rules applied to extracts: what is used, what is quarantined and why; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import AuditError, SourceError
from missing_audit.readers import Extract, read
from missing_audit.readers.files import fold
from missing_audit.sources import SOURCES, checking_order
from missing_audit.sources.rules import Rule, Used

__all__ = ["RAGGED", "TALLY", "Checked", "check", "check_all", "strange_districts"]

TALLY = ["table", "rule", "reason", "dimension", "severity", "action", "column", "rows", "children", "asked"]
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
        `column`, `rows` (that broke it), `children` (different ones, as the rows give them) and `asked` (rows that the
        rule could be asked of).
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
    sources: pd.DataFrame
    unknown: pd.DataFrame
    failed: dict[str, str]
    disputed: frozenset[str] = frozenset()
    absent: dict[str, list[str]] = field(default_factory=dict)


def check(extract: Extract, used: Used) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Apply a table's rules in order; a row is quarantined under the first rule that says so.

    Parameters
    ----------
    extract
        The source as read.
    used
        Tables already checked.

    Returns
    -------
    tuple of DataFrame
        Rows used, rows quarantined, and tallies, as in `Checked`.

    Raises
    ------
    AuditError
        If rows used and rows quarantined do not add up to the rows read.
    """
    name, rows = extract.table.name, extract.rows
    quarantined, tallies = [], []
    ragged = replace(RAGGED, broken=lambda r, _: r["line"].isin(extract.ragged))
    for rule in (ragged, *extract.table.rules):
        broken, asked = _broken(rule, rows, used)
        tallies.append((name, rule.id, rule.sentence, rule.dimension, rule.severity, rule.action, rule.column,
                        int(broken.sum()), _children(rows[broken]), asked))
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
    return rows.reset_index(drop=True), held, pd.DataFrame(tallies, columns=TALLY)


def _broken(rule: Rule, rows: pd.DataFrame, used: Used) -> tuple[pd.Series, int]:
    """Which rows break a rule, and how many it could be asked of."""
    broken = rule.broken(rows, used).fillna(False).astype(bool)
    if rule.applies is None:
        return broken, len(rows)
    asked = rule.applies(rows, used).fillna(False).astype(bool)
    return broken & asked, int(asked.sum())


def _children(rows: pd.DataFrame) -> int:
    """Different children among rows, by number or by name and birth."""
    keys = [name for name in ("person", "surname", "forename", "dob") if name in rows]
    return len(rows[keys[:1] if "person" in keys else keys].drop_duplicates())


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
    held, tallies, sources, unknown = [], [], [], []
    for name in checking_order(settings.sources):
        report(name)
        try:
            extract = read(settings, name)
        except SourceError as fault:
            failed[name] = str(fault)
            continue
        if extract.absent:
            absent[name] = [extract.table[column].heading for column in extract.absent]
        usable, out, tally = check(extract, used)
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
        sources.append((name, extract.file, len(extract.rows), len(usable), len(out)))
        unknown.extend((name, *line) for line in _optional(extract))
    reported = {name: place for place, name in enumerate(SOURCES)}
    return Checked(
        used,
        _concat(held, ["table", "file", "line", "rule", "reason"]),
        _concat(tallies, TALLY),
        pd.DataFrame(sorted(sources, key=lambda line: reported[line[0]]),
                     columns=["table", "file", "rows", "used", "quarantined"]),
        pd.DataFrame(unknown, columns=["table", "column", "rows", "children"]),
        failed,
        disputed,
        absent,
    )


def _optional(extract: Extract) -> list[tuple[str, int, int]]:
    """Unreadable values that no rule looks at: they become unknown, and are counted; so do some of several codes."""
    columns = {name: extract.table[name] for name in extract.unreadable}
    return [(name, len(bad), _children(extract.rows.loc[bad])) for name, bad in extract.unreadable.items()
            if not columns[name].required or columns[name].kind == "codes"]


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
