"""The command `check`: what a county's extracts are worth, and what each agency is told of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from missing_audit.cli.screen import EXAMPLE, Config, complain, county, near, report, say, table

if TYPE_CHECKING:
    import pandas as pd

    from missing_audit.config import Settings
    from missing_audit.quality import Checked

__all__ = ["check"]

_FIRST = 3
"""Rules named for each agency as what to mend first."""


def check(config: Config = EXAMPLE) -> None:
    """Read every extract, apply the rules, and say what is used, quarantined and lacking.

    Writes a feedback pack for each agency into the county's private folder. Ends with status 1 if a file that
    audit.toml names cannot be read at all.

    Example: missing-audit check --config data/private/larkshire
    """
    from missing_audit.quality import check_all
    from missing_audit.sources import SOURCES
    from missing_audit.supplies import outstanding
    from missing_audit.surroundings import faults as faults_of_reference

    settings = county(config)
    checked = check_all(settings, report=lambda name: report(f"Reading {SOURCES[name].title} …"))
    faults = checked.failed | faults_of_reference(settings)
    _used(checked)
    _quarantine(checked, settings)
    _districts(checked, settings)
    lacking = outstanding(settings)
    if not faults and checked.used and not any(line.startswith("linkage key") for line in lacking):
        _across(checked, settings)
    if lacking:
        say.print("\nStill to be supplied:", style="bold")
        for line in lacking:
            say.print(f"  - {line}", markup=False)
    for fault in faults.values():
        if "no such file" not in fault:  # those are listed above
            complain.print(fault, style="red", markup=False)
    if faults:
        raise typer.Exit(1)


def _used(checked: Checked) -> None:
    from missing_audit.sources import SOURCES

    table("Rows in = rows used + rows quarantined", ["Extract", "File", "Rows in", "Used", "Quarantined"],
          [[SOURCES[t].title, Path(f).name, r, u, q] for t, f, r, u, q in checked.sources.itertuples(index=False)])
    broken = checked.tallies[checked.tallies["rows"] > 0]
    table("Rules that rows have broken", ["Rule", "Extract", "What is wrong", "Done", "Rows", "Share (interval)"],
          [[r.rule, SOURCES[r.table].title, r.reason, r.action, r.rows, _rate(r)] for r in broken.itertuples()])
    table("Values that could not be read, and count as unknown", ["Extract", "Column", "Values"],
          [[SOURCES[t].title, SOURCES[t][c].heading, n] for t, c, n, _ in checked.unknown.itertuples(index=False)])
    table("Columns that a file does not have: unknown throughout", ["Extract", "Columns"],
          [[SOURCES[name].title, ", ".join(headings)] for name, headings in checked.absent.items()])


def _rate(rule: object) -> str:
    return f"{rule.rate:.1%} ({rule.low:.1%} to {rule.high:.1%})"


def _quarantine(checked: Checked, settings: Settings) -> None:
    from missing_audit.store import Store
    from missing_audit.writing import replacing

    listed = Store(settings).private_file("quarantine.csv")
    if checked.quarantine.empty:
        listed.unlink(missing_ok=True)
        return
    with replacing(listed, mode=0o600) as draft:
        checked.quarantine.to_csv(draft, index=False)
    say.print(f"\nEvery quarantined row, by file, line and rule: {near(listed)}", markup=False)


def _districts(checked: Checked, settings: Settings) -> None:
    from missing_audit.quality import strange_districts

    if strange := strange_districts(checked, settings):
        named = ", ".join(f"{name} ({rows:,} rows)" for name, rows in list(strange.items())[:5])
        more = f" and {len(strange) - 5} more" if len(strange) > 5 else ""
        say.print(f"\nDistricts that [county] districts does not name: {named}{more}. Rates count their children, but "
                  "not their population: add those that belong to the county.", markup=False)


def _across(checked: Checked, settings: Settings) -> None:
    """Rules across sources, which need linkage; what each agency would have to mend first; the packs."""
    from missing_audit.collation import collate
    from missing_audit.feedback import feedback
    from missing_audit.sources import SOURCES
    from missing_audit.store import read_tables

    stored = read_tables(collate(settings, report=report))
    rates: pd.DataFrame = stored["rates"]
    across = rates[rates["rule"].str.startswith("XRS") & rates["rows"].gt(0)]
    table("Rules across sources that rows have broken",
          ["Rule", "Extract", "What is wrong", "Rows", "Share (interval)"],
          [[r.rule, SOURCES[r.table].title, r.reason, r.rows, _rate(r)] for r in across.itertuples()])
    broken = rates[rates["rows"] > 0].sort_values(["touched", "rows", "rule"], ascending=[False, False, True])
    broken = broken.assign(owner=broken["owner"].map(settings.agency_name))
    first = broken.groupby("owner", sort=True).head(_FIRST).sort_values("owner", kind="stable")
    table("What each agency would need to mend first", ["Agency", "Rule", "What is wrong", "Rows", "Children in scope"],
          [[r.owner, r.rule, r.reason, r.rows, f"{r.touched:,} ({r.share:.0%})"] for r in first.itertuples()])
    packs = feedback(checked, rates, stored["faults"], settings)
    if packs:
        say.print(f"\nFeedback packs for {len(packs)} agencies, each about its own rows: {near(packs[0].parent)}",
                  markup=False)
