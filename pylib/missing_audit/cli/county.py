"""Commands about a county's own files: doctor, init, check, key."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from missing_audit.cli.screen import EXAMPLE, Config, complain, county, near, report, say, table
from missing_audit.config import load

__all__ = ["doctor", "init", "key", "review_links"]

_STYLES = {"ok": "green", "to do": "yellow", "cannot": "red"}


def doctor(config: Config = EXAMPLE) -> None:
    """Say what is installed, how the book will be rendered, and what a county still lacks.

    Each line begins with ok, to do or cannot; the status is 1 only if the book cannot be rendered.

    Example: missing-audit doctor --config data/private/larkshire
    """
    from missing_audit.doctor import Status, examine

    worst = False
    for title, checks in examine(config):
        say.print(f"{title}", style="bold", markup=False)
        for item in checks:
            say.print(f"  {item.status.value:<7} ", style=_STYLES[item.status.value], end="")
            say.print(item.text, markup=False)
            worst = worst or item.status is Status.cannot
    say.print("The book cannot be rendered before that is put right." if worst else "The book can be rendered.")
    if worst:
        raise typer.Exit(1)


def init(
    source: Annotated[Path, typer.Option("--from", help="Folder of the county's extracts; it is only read.")],
    out: Annotated[Path | None, typer.Option(help="Folder to write audit.toml and the key into.",
                                             show_default="data/private/ and the extracts' folder's name")] = None,
) -> None:
    """Look at a folder of extracts, and write a county's first audit.toml and its key.

    Recognises each file by its headings; what it cannot know it guesses or leaves to be filled in, and says so
    line by line. Never overwrites an audit.toml.

    Example: missing-audit init --from ../larkshire
    """
    from missing_audit.intake import begin

    made = begin(source, out, today=datetime.date.today(), report=report)
    draft = made.draft
    table("Recognised", ["File", "As", "Headings", "In use"],
          [[fit.sheet.name, fit.shape.title, f"{len(fit.exact)} of {len(fit.shape.columns)}",
            "no, see audit.toml" if name in draft.refused else "yes"] for name, fit in draft.used.items()]
          + [[fit.sheet.name, fit.shape.title, f"{len(fit.exact)} of {len(fit.shape.columns)}", "not by this edition"]
             for fit in draft.unused])
    table("Headings guessed", ["As", "Column", "Heading taken", "Why"],
          [[fit.shape.title, fit.shape.headings[name], guess.heading, guess.why]
           for fit in draft.used.values() for name, guess in fit.guessed.items()])
    table("Not placed", ["File", "Why"], [[item.name, item.why] for item in draft.unplaced])
    say.print("\nGuessed, or to fill in", style="bold")
    for line in draft.doubts():
        say.print(f"  {line}", markup=False)
    for name, why in draft.refused.items():
        complain.print(f"Not in use, {name}: {why}", style="red", markup=False)
    beside = ", with a key beside it" if made.new_key else "; the key beside it was kept"
    say.print(f"\n{near(made.file)}: made{beside}.", markup=False)
    say.print(f"Read it and correct it, then: missing-audit check --config {near(made.file.parent)}", markup=False)


def key(config: Config = EXAMPLE) -> None:
    """Make the key that pseudonyms are made with, if there is none.

    Example: missing-audit key --config data/private/larkshire
    """
    from missing_audit.keys import make_key

    settings = load(config)
    path = settings.path(settings.linkage.key)
    make_key(path)
    say.print(f"{path}: made. Keep it with the extracts, and out of any repository.", markup=False)


def review_links(config: Config = EXAMPLE) -> None:
    """Write the pairs of records that linkage is unsure of, for a person to decide on.

    The workbook names children: it is written into the county's private folder, for its owner alone. Decisions that
    were made are kept. Name it in audit.toml as [linkage] decisions, and collate again.

    Example: missing-audit review-links --config data/private/larkshire
    """
    from missing_audit.linkage import read_key
    from missing_audit.linkage import review_links as write
    from missing_audit.quality import check_all

    settings = county(config)
    key_of_county = read_key(settings)
    checked = check_all(settings)
    report("Comparing records …")
    made = write(checked.used, key_of_county, settings)
    say.print(f"{near(made.path)}: {made.pairs:,} pairs, of which {made.decided:,} are decided.", markup=False)
    if settings.linkage.decisions is None:
        say.print(f'Decide each in the last column, then put this under [linkage] in audit.toml: '
                  f'decisions = "{made.named}"', markup=False)
