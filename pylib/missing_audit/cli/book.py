"""Commands that make the book: collate, analyse, render."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from missing_audit.cli.screen import EXAMPLE, Config, county, report
from missing_audit.paths import ROOT

__all__ = ["Engine", "analyse", "collate", "render"]


class Engine(StrEnum):
    """What turns chapters into pages."""

    auto = "auto"
    quarto = "quarto"
    builtin = "builtin"


def collate(config: Config = EXAMPLE) -> None:
    """Read, check, link and join the extracts, and store the result.

    Example: missing-audit collate --config data/private/larkshire
    """
    from missing_audit.collation import collate as run

    run(county(config), report=report)


def analyse(config: Config = EXAMPLE) -> None:
    """Compute and protect every finding, and store them; collates first where needed.

    Example: missing-audit analyse --config data/private/larkshire
    """
    from missing_audit.analysis import analyse as run

    run(county(config), report=report)


def render(
    config: Config = EXAMPLE,
    engine: Annotated[Engine, typer.Option(help="auto takes Quarto where it is installed.")] = Engine.auto,
    to: Annotated[str, typer.Option(help="Formats, with commas between them.")] = "html,pdf,docx",
    book: Annotated[Path, typer.Option(help="Folder of the book's _quarto.yml.", exists=True,
                                       file_okay=False)] = ROOT,
) -> None:
    """Turn extracts into the book: collate, analyse and render.

    Example: missing-audit render --config data/private/larkshire --to html,pdf
    """
    from missing_audit.rendering import render as run

    formats = [name.strip() for name in to.split(",") if name.strip()]
    if config == EXAMPLE:
        report("No --config is given: this is the book of the invented county.")
    run(county(config), book.resolve(), engine=engine.value, formats=formats, report=report)
