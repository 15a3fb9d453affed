"""The clerical review of a county: its workbook, where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

import pandas as pd

from missing_audit.config import Settings
from missing_audit.linkage.review import review_lines, write_review
from missing_audit.linkage.solution import solve
from missing_audit.paths import private_folder

__all__ = ["WORKBOOK", "Review", "review_links"]

WORKBOOK = "links-to-review.xlsx"


@dataclass(frozen=True)
class Review:
    """What was written: the workbook, its pairs, those that are decided, and its name as `audit.toml` gives it."""

    path: Path
    pairs: int
    decided: int
    named: str


def review_links(used: Mapping[str, pd.DataFrame], key: bytes, settings: Settings) -> Review:
    """Write the pairs that linkage is unsure of into the county's private folder, with decisions made so far.

    Parameters
    ----------
    used
        Checked sources, by name.
    key
        The county's key.
    settings
        The county's settings.

    Returns
    -------
    Review

    Raises
    ------
    SourceError
        If a workbook with decisions cannot be read.
    """
    options = settings.linkage
    folder = private_folder(settings.folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / WORKBOOK
    named = settings.path(options.decisions) if options.decisions else None
    solution = solve(used, options, key=key)
    lines = review_lines(solution.unclear(options), solution.records, solution.model, key)
    pairs, decided = write_review(path, lines, [file for file in (named, path) if file is not None])
    return Review(path, pairs, decided, Path(relpath(path, settings.folder)).as_posix())
