"""Commands for those who look after the project: synthesise, theme, bench, bench-scale, validate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from missing_audit.cli.screen import report, say, table
from missing_audit.errors import AuditError

__all__ = ["bench", "bench_scale", "synthesise", "theme", "validate"]


def synthesise(
    out: Annotated[Path, typer.Option(help="Folder to write the county into.", file_okay=False)],
    seed: Annotated[int, typer.Option(help="Same seed, same county.")] = 20140401,
    children: Annotated[int, typer.Option(min=300, help="Children with some contact.")] = 2500,
    season: Annotated[bool, typer.Option(
        help="Plant the annual wave, or leave it out: a method that finds a season without it is wrong.")] = True,
    large: Annotated[bool, typer.Option(
        "--large", help="A county for trials of speed: a million children in a minute, as Parquet, with its own "
                        "audit.toml; nothing is planted for findings.")] = False,
) -> None:
    """Make an invented county: extracts, populations, geography, and the truth planted in them.

    Example: missing-audit synthesise --seed 7 --children 2500 --no-season --out data/private/invented
    """
    from missing_audit.synthesis import synthesise as make
    from missing_audit.synthesis.scale import large_county

    if large:
        large_county(out, seed=seed, children=children, report=report)
        return
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


def bench_scale(
    sizes: Annotated[str, typer.Option(help="Children of each county, from 300, with commas between.")]
    = "10000,100000,1000000",
    json: Annotated[Path | None, typer.Option(help="File to write the figures to as well.", dir_okay=False)] = None,
) -> None:
    """Collate ever larger invented counties: time, memory, and how both grow; status 1 if one takes over 8 GiB.

    Works in a temporary folder, on two cores at most. An exponent of 1 is growth in proportion to the children.

    Example: missing-audit bench-scale --sizes 10000,100000 --json growth.json
    """
    from missing_audit.growth import exponents, grow
    from missing_audit.store import write_json

    found = grow(_numbers(sizes), report=report)
    slopes = exponents(found)
    heads = ["", *(f"{size.children:,}" for size in found), *(f"to {size.children:,}" for size in found[1:])]
    rows = {"rows": [f"{size.rows:,}" for size in found], "made, s": [_shown(size.made, 1) for size in found],
            "collated, s": [_shown(size.seconds, 1) for size in found],
            "peak, MiB": [_shown(size.peak, 0) for size in found]}
    rows |= {step: [_shown(size.steps.get(step), 2) for size in found] for step in found[-1].steps}
    keys = {"collated, s": "seconds", "peak, MiB": "peak"}
    table("Children, and exponents of growth", heads,
          [[name, *values, *(_shown(slope, 2) for slope in slopes.get(keys.get(name, name), []))]
           for name, values in rows.items()])
    if json is not None:
        write_json(json, {"sizes": [size.to_dict() for size in found], "exponents": slopes})
        report(f"{json}: written.")
    if any(size.over for size in found):
        report("Over 8 GiB: too much.")
        raise typer.Exit(1)


def validate(
    replicates: Annotated[int, typer.Option(min=10, help="Tables drawn for each method.")] = 2000,
    counties: Annotated[int, typer.Option(min=0, help="Invented counties that are audited from end to end.")] = 20,
    only: Annotated[str, typer.Option(help="Ids of scenarios, with commas between; the results are then only "
                                           "printed.")] = "",
) -> None:
    """Try every method on tables of known truth, and the whole audit on invented counties; status 1 if one errs.

    A run that is interrupted is taken up where it stopped. A whole run is kept for the book's appendix.

    Example: missing-audit validate --only wilson --replicates 500
    """
    from missing_audit.validation.whole import validated

    found = validated(replicates, counties, [name for name in only.split(",") if name], report=report)
    for title, lines in (("Methods", found.lines()), ("The whole audit", found.headlines())):
        table(title, list(lines[0]) if lines else [], [list(line.values()) for line in lines])
    if found.missed:
        report(f"Not as they should be: {'; '.join(found.missed)}.")
        raise typer.Exit(1)


def _numbers(sizes: str) -> list[int]:
    """Numbers of children from text.

    Raises
    ------
    AuditError
        If one is no whole number from 300.
    """
    given = [part.strip().replace("_", "") for part in sizes.split(",")]
    if not all(part.isdecimal() and int(part) >= 300 for part in given):
        raise AuditError(f"--sizes {sizes}: give whole numbers from 300 with commas between, such as 10000,100000.")
    return [int(part) for part in given]


def _shown(seconds: float | None, places: int) -> str:
    return "" if seconds is None else f"{seconds:.{places}f}"
