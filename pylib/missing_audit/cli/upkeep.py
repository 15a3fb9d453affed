"""Commands for those who look after the project: synthesise, theme, bench."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from missing_audit.cli.screen import report, say, table

__all__ = ["bench", "synthesise", "theme"]


def synthesise(
    out: Annotated[Path, typer.Option(help="Folder to write the county into.", file_okay=False)],
    seed: Annotated[int, typer.Option(help="Same seed, same county.")] = 20140401,
    children: Annotated[int, typer.Option(min=300, help="Children with some contact.")] = 2500,
    season: Annotated[bool, typer.Option(
        help="Plant the annual wave, or leave it out: a method that finds a season without it is wrong.")] = True,
) -> None:
    """Make an invented county: extracts, populations, geography, and the truth planted in them.

    Example: missing-audit synthesise --seed 7 --children 2500 --no-season --out data/private/invented
    """
    from missing_audit.synthesis import synthesise as make

    report(f"Living through {children:,} childhoods …")
    make(out, seed=seed, children=children, seasonal=season, report=report)


def theme() -> None:
    """Make theme/tokens.css and theme/reference.docx again from theme/theme.json.

    The look of figures, tables, pages and documents is set there.

    Example: missing-audit theme
    """
    from missing_audit.engines.tokens import tokens_css
    from missing_audit.engines.word import build_reference
    from missing_audit.paths import THEME

    (THEME / "tokens.css").write_text(tokens_css(THEME / "theme.json"), encoding="utf-8")
    build_reference(THEME / "theme.json", THEME / "reference.docx")
    say.print("theme/tokens.css and theme/reference.docx: made.", markup=False)


def bench(
    json: Annotated[Path | None, typer.Option(help="File to write the times to as well.", dir_okay=False)] = None,
) -> None:
    """Time each step over a copy of the example county; status 1 if one takes longer than it may.

    Works in a temporary folder: the output and the results that are kept here stay as they are.

    Example: missing-audit bench --json times.json
    """
    from missing_audit.bench import measure
    from missing_audit.store import write_json

    times = measure(report=report)
    table("Times", ["Engine", "Step", "Seconds", "At most", ""],
          [[time.engine, time.step, _shown(time.seconds, 1), _shown(time.bar, 0),
            "too long" if time.late else time.note] for time in times])
    if json is not None:
        write_json(json, [time.to_dict() for time in times])
        report(f"{json}: written.")
    if any(time.late for time in times):
        raise typer.Exit(1)


def _shown(seconds: float | None, places: int) -> str:
    return "" if seconds is None else f"{seconds:.{places}f}"
