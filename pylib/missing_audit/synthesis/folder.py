"""The whole folder, written file by file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from missing_audit.synthesis import county, truth
from missing_audit.synthesis.history import history
from missing_audit.synthesis.paper import Invented, as_text
from missing_audit.synthesis.papers import PAPERS, writing_order
from missing_audit.synthesis.parameters import DEFAULT_CHILDREN, Model, SynthesisError
from missing_audit.synthesis.readme import readme
from missing_audit.synthesis.settings import settings_toml
from missing_audit.writing import replacing

__all__ = ["FILES", "synthesise"]

FILES = (
    *(paper.file for paper in PAPERS.values()),
    "populations.csv",
    "areas.csv",
    "adjacency.csv",
    "tile_map.csv",
    "school_terms.csv",
    "truth_links.csv",
    "truth.json",
    "audit.toml",
    "README.md",
)
"""Every file that `synthesise` writes; it leaves all others alone."""
_FEWEST = 300


def _tables(invented: Invented, written: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The county's surroundings, and who every row is about, by path."""
    return {
        "populations.csv": county.populations(invented.stream("county")),
        "areas.csv": county.areas(),
        "adjacency.csv": county.adjacency(),
        "tile_map.csv": county.tile_map(),
        "school_terms.csv": county.school_terms(),
        "truth_links.csv": truth.links(written),
    }


def _contents(invented: Invented, arguments: dict[str, object]) -> dict[str, bytes]:
    """Bytes of every file, by its path in the folder."""
    written: dict[str, pd.DataFrame] = {}
    for paper in writing_order():
        written[paper.source] = paper.write(invented, written)
    tables = _tables(invented, written)
    rows = {PAPERS[name].file: len(table) for name, table in written.items()}
    rows |= {path: len(table) for path, table in tables.items()}
    made = {paper.file: paper.save(written[name]) for name, paper in PAPERS.items()}
    made |= {path: as_text(table, list(table.columns)) for path, table in tables.items()}
    made |= {
        "truth.json": truth.truth_json(truth.truth(invented, written, arguments)),
        "audit.toml": settings_toml(invented.seed),
        "README.md": readme(arguments, rows),
    }
    return {name: made[name] for name in FILES}


def synthesise(
    out: Path,
    *,
    seed: int,
    children: int = DEFAULT_CHILDREN,
    seasonal: bool = True,
    report: Callable[[str], None] = print,
) -> None:
    """Make an invented county and write its extracts, surroundings, settings and truth to a folder.

    Parameters
    ----------
    out
        Folder, made if need be. Files not in `FILES` are left alone.
    seed
        Any whole number from 0; the same arguments give the same bytes.
    children
        Number of children known to agencies, from 300.
    seasonal
        Whether to plant the annual wave; False sets its amplitude to 0.
    report
        Called with one line for every file written.

    Raises
    ------
    SynthesisError
        If `seed` or `children` is out of range, or the folder is another county's.
    """
    if seed < 0:
        raise SynthesisError(f"synthesise: seed is {seed}; give a whole number from 0")
    if children < _FEWEST:
        raise SynthesisError(
            f"synthesise: children is {children}; give at least {_FEWEST}, fewer make no county"
        )
    theirs = out / "audit.toml"
    if theirs.is_file() and b"missing-audit synthesise" not in theirs.read_bytes():
        raise SynthesisError(f"{theirs}: was not made by `missing-audit synthesise`, and would be written over. Name "
                             "another folder with --out.")
    model = Model() if seasonal else replace(Model(), seasonal_amplitude=0.0)
    invented = Invented(seed, model, history(seed, model, children))
    arguments: dict[str, object] = {"seed": seed, "children": children, "seasonal": seasonal}
    for name, content in _contents(invented, arguments).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        with replacing(out / name) as draft:
            draft.write_bytes(content)
        report(f"{name}: {len(content):,} bytes")
