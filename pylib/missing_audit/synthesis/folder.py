"""The whole folder, written file by file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from missing_audit.synthesis import case_records, county, early_help, homes, looked_after, police, truth
from missing_audit.synthesis.history import History, history, stream
from missing_audit.synthesis.parameters import DEFAULT_CHILDREN, Model, SynthesisError
from missing_audit.synthesis.readme import readme
from missing_audit.writing import replacing

__all__ = ["FILES", "synthesise"]

FILES = (
    "extracts/police_missing_reports.csv",
    "extracts/social_care_case_records.xlsx",
    "extracts/looked_after_header.csv",
    "extracts/looked_after_episodes.csv",
    "extracts/looked_after_missing.csv",
    "extracts/childrens_homes_logs.csv",
    "extracts/caf_assessments.txt",
    "populations.csv",
    "adjacency.csv",
    "tile_map.csv",
    "school_terms.csv",
    "truth.json",
    "truth_links.csv",
    "README.md",
)
"""Every file that `synthesise` writes; it leaves all others alone."""
_FEWEST = 300


def _written(seed: int, model: Model, past: History) -> truth.Written:
    """Let each agency write down what it saw."""
    reports = police.police_rows(stream(seed, "police"), model, past)
    records, returns = stream(seed, "records"), stream(seed, "return")
    codes = case_records.person_codes(records, len(past.children))
    sound = reports.loc[(reports["fault"] == "") & (reports["kind"] != "adult"), "person"].unique()
    has = case_records.known(records, model, past, sound)
    cases = case_records.case_rows(records, model, past, codes, has)
    child, wrong = looked_after.return_codes(returns, model, past, codes, has)
    header = looked_after.header_rows(returns, model, past, child)
    episodes = looked_after.episode_rows(returns, past, child)
    missing = looked_after.missing_rows(returns, model, past, child, header)
    logs = homes.log_rows(stream(seed, "homes"), model, past)
    assessments = early_help.caf_rows(stream(seed, "early help"), model, past)
    return truth.Written(reports, cases, header, episodes, missing, logs, assessments, wrong)


def _table(rows: pd.DataFrame) -> bytes:
    return looked_after.as_csv(rows, tuple(rows.columns))


def _contents(
    arguments: dict[str, object], model: Model, past: History, written: truth.Written
) -> dict[str, bytes]:
    """Bytes of every file, by its path in the folder."""
    people = county.populations(stream(int(arguments["seed"]), "county"))
    near, tiles, terms, links = (
        county.adjacency(),
        county.tile_map(),
        county.school_terms(),
        truth.links(written),
    )
    counts = {
        "police": len(written.police), "cases": len(written.cases), "header": len(written.header),
        "episodes": len(written.episodes), "missing": len(written.missing), "logs": len(written.logs),
        "assessments": len(written.assessments), "populations": len(people),
        "adjacency": len(near), "tiles": len(tiles), "terms": len(terms), "links": len(links),
    }  # fmt: skip
    return dict(zip(FILES, (
        police.police_csv(written.police),
        case_records.case_workbook(written.cases),
        looked_after.as_csv(written.header, looked_after.HEADER, mark=True),
        looked_after.as_csv(written.episodes, looked_after.EPISODES),
        looked_after.as_csv(written.missing, looked_after.MISSING),
        homes.log_csv(written.logs),
        early_help.caf_csv(written.assessments),
        *map(_table, (people, near, tiles, terms)),
        truth.truth_json(truth.truth(past, written, model, arguments)),
        _table(links),
        readme(arguments, counts),
    ), strict=True))  # fmt: skip


def synthesise(
    out: Path,
    *,
    seed: int,
    children: int = DEFAULT_CHILDREN,
    seasonal: bool = True,
    report: Callable[[str], None] = print,
) -> None:
    """Make an invented county and write its extracts, surroundings and truth to a folder.

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
        If `seed` or `children` is out of range.
    """
    if seed < 0:
        raise SynthesisError(f"synthesise: seed is {seed}; give a whole number from 0")
    if children < _FEWEST:
        raise SynthesisError(
            f"synthesise: children is {children}; give at least {_FEWEST}, fewer make no county"
        )
    model = Model() if seasonal else replace(Model(), seasonal_amplitude=0.0)
    past = history(seed, model, children)
    arguments: dict[str, object] = {"seed": seed, "children": children, "seasonal": seasonal}
    for name, content in _contents(arguments, model, past, _written(seed, model, past)).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        with replacing(out / name) as draft:
            draft.write_bytes(content)
        report(f"{name}: {len(content):,} bytes")
