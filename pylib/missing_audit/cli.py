"""The command `missing-audit`: each step of the audit, with progress and errors that say what to do."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from missing_audit.config import ENVIRONMENT, Settings, load
from missing_audit.errors import AuditError
from missing_audit.paths import ROOT

__all__ = ["guarded", "main"]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="A literate audit of children and young people who go missing.", rich_markup_mode=None)
say = Console(highlight=False, soft_wrap=True)
complain = Console(stderr=True, highlight=False, soft_wrap=True)

Config = Annotated[Path, typer.Option("--config", "-c", envvar=ENVIRONMENT, show_default="the example county's",
                                      help="The county's audit.toml, or the folder it lies in.")]
_EXAMPLE = ROOT / "data" / "example" / "audit.toml"


class Engine(StrEnum):
    """What turns chapters into pages."""

    auto = "auto"
    quarto = "quarto"
    builtin = "builtin"


def main() -> None:
    """Run the command."""
    guarded(app)


def guarded(run: Callable[[], None]) -> None:
    """Run something; a fault that a message explains ends with that message and status 1, not with a traceback."""
    try:
        run()
    except AuditError as fault:
        complain.print(str(fault), style="red", markup=False)
        sys.exit(1)
    except OSError as fault:
        complain.print(f"{fault.filename or 'A file'}: {fault.strerror or fault}. Is it open elsewhere, or the folder "
                       "not to be written to?", style="red", markup=False)
        sys.exit(1)


def _settings(config: Path) -> Settings:
    settings = load(config)
    os.environ[ENVIRONMENT] = str(settings.file.resolve())
    return settings


def _report(line: str) -> None:
    say.print(line, markup=False)


@app.command()
def synthesise(
    out: Annotated[Path, typer.Option(help="Folder to write the county into.")],
    seed: Annotated[int, typer.Option(help="Same seed, same county.")] = 20140401,
    children: Annotated[int, typer.Option(min=200, help="Children with some contact.")] = 2500,
) -> None:
    """Make an invented county: extracts, populations and geography, with the truth that was planted in them.

    Example: missing-audit synthesise --seed 7 --children 2500 --out data/private/invented
    """
    from missing_audit.synthesis import synthesise as make

    make(out, seed=seed, children=children, report=_report)


@app.command()
def key(config: Config = _EXAMPLE) -> None:
    """Make the key that pseudonyms are made with, if there is none.

    Example: missing-audit key --config data/private/audit.toml
    """
    settings = load(config)
    path = settings.path(settings.linkage.key)
    if path.exists():
        raise AuditError(f"{path}: there is a key already; a new one would change every pseudonym.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(secrets.token_hex(32) + "\n", encoding="utf-8")
    say.print(f"{path}: made. Keep it with the extracts, and out of any repository.", markup=False)


@app.command()
def theme() -> None:
    """Make theme/tokens.css and theme/reference.docx again from theme/theme.json, where the look is set.

    Example: missing-audit theme
    """
    from missing_audit.engines.tokens import tokens_css
    from missing_audit.engines.word import build_reference
    from missing_audit.paths import THEME

    (THEME / "tokens.css").write_text(tokens_css(THEME / "theme.json"), encoding="utf-8")
    build_reference(THEME / "theme.json", THEME / "reference.docx")
    say.print("theme/tokens.css and theme/reference.docx: made.", markup=False)


@app.command()
def check(config: Config = _EXAMPLE) -> None:
    """Read every extract, apply the rules, and say what is used, what is quarantined, and what is lacking.

    Ends with status 1 if a file that audit.toml names cannot be read at all.

    Example: missing-audit check --config data/private/audit.toml
    """
    from missing_audit.quality import check_all
    from missing_audit.reference import populations
    from missing_audit.schema import SOURCES
    from missing_audit.store import Store
    from missing_audit.supplies import outstanding
    from missing_audit.terms import school_terms

    settings = _settings(config)
    checked = check_all(settings, report=lambda name: _report(f"Reading {SOURCES[name].title} …"))
    _print("Rows in = rows used + rows quarantined", ["Extract", "File", "Rows in", "Used", "Quarantined"],
           [[SOURCES[t].title, f, r, u, q] for t, f, r, u, q in checked.sources.itertuples(index=False)])
    broken = checked.tallies[checked.tallies["rows"] > 0]
    _print("Rules that rows have broken", ["Rule", "Extract", "What is wrong", "Done", "Rows"],
           [[r.rule, SOURCES[r.table].title, r.reason, r.action, r.rows] for r in broken.itertuples()])
    _print("Values that could not be read, and count as unknown", ["Extract", "Column", "Values"],
           [[SOURCES[t].title, SOURCES[t][c].heading, n] for t, c, n, _ in checked.unknown.itertuples(index=False)])
    _print("Columns that a file does not have: unknown throughout", ["Extract", "Columns"],
           [[SOURCES[name].title, ", ".join(headings)] for name, headings in checked.absent.items()])
    if len(checked.quarantine):
        listed = Store(settings).private_file("quarantine.csv")
        checked.quarantine.to_csv(listed, index=False)
        say.print(f"\nEvery quarantined row, by file, line and rule: {listed}", markup=False)
    faults = dict(checked.failed)
    for name, read in (("populations", populations), ("school_terms", school_terms)):
        try:
            read(settings)
        except AuditError as fault:
            faults[name] = str(fault)
    lacking = outstanding(settings)
    if lacking:
        say.print("\nStill to be supplied:", style="bold")
        for line in lacking:
            say.print(f"  - {line}", markup=False)
    for fault in faults.values():
        if "no such file" not in fault:  # those are listed above
            complain.print(fault, style="red", markup=False)
    if faults:
        raise typer.Exit(1)


def _print(title: str, headings: list[str], rows: list[list[object]]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in {"Rows in", "Used", "Quarantined", "Rows", "Values"}
                         else "left")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    say.print()
    say.print(table)


@app.command()
def collate(config: Config = _EXAMPLE) -> None:
    """Read, check, link and join the extracts, and store the result.

    Example: missing-audit collate --config data/private/audit.toml
    """
    from missing_audit.collation import collate as run

    run(_settings(config), report=_report)


@app.command()
def analyse(config: Config = _EXAMPLE) -> None:
    """Compute every finding, protect all tables, and store them; collates first where that is needed.

    Example: missing-audit analyse --config data/private/audit.toml
    """
    from missing_audit.analysis import analyse as run

    run(_settings(config), report=_report)


@app.command()
def render(
    config: Config = _EXAMPLE,
    engine: Annotated[Engine, typer.Option(help="auto takes Quarto where it is installed.")] = Engine.auto,
    to: Annotated[str, typer.Option(help="Formats, with commas between them.")] = "html,pdf,docx",
    book: Annotated[Path, typer.Option(help="Folder of the book's _quarto.yml.")] = ROOT,
) -> None:
    """Turn extracts into the book: collate, analyse and render.

    Example: missing-audit render --config data/private/audit.toml --to html,pdf
    """
    from missing_audit.rendering import render as run

    formats = [name.strip() for name in to.split(",") if name.strip()]
    run(_settings(config), book.resolve(), engine=engine.value, formats=formats, report=_report)


if __name__ == "__main__":
    main()
