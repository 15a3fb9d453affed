"""What each agency is told of its own rows: a folder apiece, under the county's private folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from missing_audit.config import Settings
from missing_audit.paths import private_folder
from missing_audit.quality import Checked
from missing_audit.sources import SOURCES
from missing_audit.words import plural, share
from missing_audit.writing import replacing

__all__ = ["feedback"]

_DONE = {"quarantine": "set aside, not counted", "set to unknown": "used, this value as unknown", "note": "used"}
_FILES = ("rows.csv", "rules.csv", "README.txt")
_SEVERITY = {"high": 0, "medium": 1, "low": 2}
_README = """\
Feedback to: {agency}{contact}
From: {authority}, audit of children and young people who go missing
Records from {first} to {last}

This folder is about the rows of your own extracts, and about nobody else's. It holds no value of any row: your own
reference and the line of your file say which row is meant.

{sources}

rows.csv     every row that broke a rule: the file, the line, your reference, the rule, what is wrong, what was done
rules.csv    each rule by how often it was broken, with a {level} interval, and the children of the audit it touches

What to mend first, by the number of children in the audit whom it touches:
{first_things}

A rule without rows in rows.csv is about what your records lack beside another agency's: you are told how often, and not
of whom.

A row that was set aside is not counted at all. Of its children it cannot be known how many are in the audit, so the
number given is the most that it can be. Where a rule compares your rows with another agency's, only your own rows are
listed; ask the audit for the rest, which needs an agreement to share it.
"""


def feedback(checked: Checked, rates: pd.DataFrame, faults: pd.DataFrame, settings: Settings) -> list[Path]:
    """Write a pack for every agency whose extract was read.

    Parameters
    ----------
    checked
        Sources after their rules, with the agencies' own references.
    rates, faults
        As `assured` makes them.
    settings
        The county's settings.

    Returns
    -------
    list of Path
        Folders written, by agency; only their owner can read them.
    """
    root = private_folder(settings.folder) / "feedback"
    owners = {name: settings.agency(name) for name in SOURCES}
    agencies = dict.fromkeys(owners[name] for name in checked.sources["table"])
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    _forget(root, agencies)
    for agency in agencies:
        names = [name for name in checked.sources["table"] if owners[name] == agency]
        # A rule that another agency has to mend is told to that one alone, and there as a count.
        mine = rates[rates["owner"].map(owners).eq(agency) & rates["rows"].gt(0)]
        mine = mine.assign(grave=mine["severity"].map(_SEVERITY)).sort_values(
            ["touched", "grave", "rows", "rule", "table"], ascending=[False, True, False, True, True])
        folder = root / agency
        folder.mkdir(mode=0o700, exist_ok=True)
        _write(folder / "rows.csv", _rows(names, checked, mine, faults, settings))
        _write(folder / "rules.csv", mine.assign(extract=mine["table"].map(lambda name: SOURCES[name].title))[
            ["rule", "extract", "reason", "dimension", "severity", "action", "rows", "asked", "rate", "low", "high",
             "touched"]])
        with replacing(folder / "README.txt", mode=0o600) as draft:
            draft.write_text(_readme(names, checked, mine, settings), encoding="utf-8")
    return [root / agency for agency in agencies]


def _forget(root: Path, agencies: Collection[str]) -> None:
    """Take away the packs of agencies that send nothing any more; what others have put there stays."""
    for folder in root.iterdir():
        if folder.is_dir() and folder.name not in agencies:
            for name in _FILES:
                (folder / name).unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()


def _rows(tables: list[str], checked: Checked, rules: pd.DataFrame, faults: pd.DataFrame,
          settings: Settings) -> pd.DataFrame:
    """Every row of an agency that broke a rule, by file and line."""
    parts = [pd.DataFrame(columns=["file", "line", "reference", "rule", "what is wrong", "column", "what was done"])]
    for name in tables:
        told = rules[rules["table"] == name].set_index("rule")
        rows = faults[(faults["table"] == name) & faults["rule"].isin(told.index)]
        parts.append(pd.DataFrame({
            "file": settings.sources[name].path, "line": rows["line"],
            "reference": rows["line"].map(_references(name, checked)), "rule": rows["rule"],
            "what is wrong": rows["rule"].map(told["reason"]),
            "column": rows["rule"].map(told["column"]).map(lambda column, name=name: _heading(name, column)),
            "what was done": rows["rule"].map(told["action"]).map(_DONE)}))
    filled = [part for part in parts if len(part)] or parts
    return pd.concat(filled).sort_values(["file", "line", "rule"], ignore_index=True)


def _references(name: str, checked: Checked) -> pd.Series:
    """The agency's own reference by line, of rows used and of rows that broke a rule."""
    own = SOURCES[name].reference
    known = checked.faults[checked.faults["table"] == name][["line", "reference"]]
    if own and name in checked.used:
        known = pd.concat([known, checked.used[name][["line", own]].set_axis(["line", "reference"], axis=1)])
    return known.drop_duplicates("line").set_index("line")["reference"]


def _heading(name: str, column: str) -> str:
    return SOURCES[name][column].heading if column else ""


def _write(path: Path, rows: pd.DataFrame) -> None:
    with replacing(path, mode=0o600) as draft:
        rows.to_csv(draft, index=False, float_format="%.4f", encoding="utf-8-sig")


def _readme(tables: list[str], checked: Checked, rules: pd.DataFrame, settings: Settings) -> str:
    counts = checked.sources.set_index("table")
    sources = [f"{SOURCES[name].title}: rows read {counts.loc[name, 'rows']:,}, used {counts.loc[name, 'used']:,}, "
               f"set aside {counts.loc[name, 'quarantined']:,}." for name in tables]
    own = settings.agencies.get(settings.agency(tables[0]))
    return _README.format(
        agency=settings.agency_name(tables[0]), contact=f"\nAt: {own.contact}" if own and own.contact else "",
        level=share(settings.statistics.confidence),
        authority=settings.county.authority, first=settings.period.start, last=settings.period.end,
        sources="\n".join(sources), first_things="\n".join(_first_things(rules)) or "  nothing: no row broke a rule")


def _first_things(rules: pd.DataFrame) -> Iterator[str]:
    for place, rule in enumerate(rules.head(5).itertuples(), start=1):
        yield (f"  {place}. {rule.reason} ({rule.rule}): rows {rule.rows:,} of {rule.asked:,}, "
               f"{plural(rule.touched, 'child', 'children')} of the audit.")
