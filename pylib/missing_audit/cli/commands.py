"""Every command in the order in which a newcomer needs them."""

from __future__ import annotations

import typer

from missing_audit.cli import book, checking, county, upkeep

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="A literate audit of children and young people who go missing.\n\n"
                       "Begin with doctor, then init, check and render.\n\n"
                       "Example: missing-audit init --from ../larkshire")

for command in (county.doctor, county.init, checking.check, book.render, book.collate, book.analyse, county.key,
                county.review_links, upkeep.synthesise, upkeep.theme, upkeep.bench,
                upkeep.bench_scale, upkeep.validate):
    app.command(command.__name__.replace("_", "-"))(command)


if __name__ == "__main__":
    app()
