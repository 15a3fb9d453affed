"""What all commands share: the option that names the county, lines of progress, and tables."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from missing_audit.config import ENVIRONMENT, Settings, load
from missing_audit.paths import ROOT

__all__ = ["EXAMPLE", "Config", "complain", "county", "near", "report", "say", "table"]

say = Console(highlight=False, soft_wrap=True)
complain = Console(stderr=True, highlight=False, soft_wrap=True)

Config = Annotated[Path, typer.Option("--config", "-c", envvar=ENVIRONMENT, show_default="the example county's",
                                      help="The county's audit.toml, or the folder it lies in.")]
EXAMPLE = ROOT / "data" / "example" / "audit.toml"
_NUMBERS = {"Rows in", "Used", "Quarantined", "Rows", "Values", "Seconds", "At most"}


def county(config: Path) -> Settings:
    """The county that was named; the chapters' kernels get to know it too."""
    settings = load(config)
    os.environ[ENVIRONMENT] = str(settings.file.resolve())
    return settings


def near(path: Path) -> str:
    """A path as it is shortest to type from where the command was called."""
    full, here = path.resolve(), Path.cwd().resolve()
    return shlex.quote(full.relative_to(here).as_posix() if full.is_relative_to(here) else str(full))


def report(line: str) -> None:
    """Print one line of progress."""
    say.print(line, markup=False)


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table, numbers to the right and brackets as they are; nothing where it has no rows."""
    if not rows:
        return
    shown = Table(title=Text(title), title_justify="left", title_style="bold")
    for heading in headings:
        shown.add_column(heading, justify="right" if heading in _NUMBERS else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in row))
    say.print()
    say.print(shown)
