"""A county's own files: configuration, extracts, key, and what is outstanding."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from missing_audit.doctor.checks import Check, Status
from missing_audit.errors import AuditError

if TYPE_CHECKING:
    from missing_audit.config import Settings

__all__ = ["county"]


def county(config: Path) -> list[Check]:
    """Whether a county's files are such that its book can be rendered.

    Parameters
    ----------
    config
        The county's `audit.toml`, or its folder.

    Returns
    -------
    list of Check
    """
    try:
        return _county(config)
    except ModuleNotFoundError as fault:
        return [Check(Status.cannot, f"cannot be looked at without the package that provides {fault.name}")]
    except AuditError as fault:
        return [Check(Status.cannot, line) for line in str(fault).splitlines()]


def _county(config: Path) -> list[Check]:
    from missing_audit.config import load
    from missing_audit.supplies import outstanding
    from missing_audit.surroundings import SURROUNDINGS

    settings = load(config)
    checks = [Check(Status.ok, f"{settings.file}: valid; {settings.county.name}, "
                               f"{settings.period.start:%d/%m/%Y} to {settings.period.end:%d/%m/%Y}")]
    named = {name: settings.path(source.path) for name, source in settings.sources.items()}
    there = [name for name, path in named.items() if path.is_file()]
    if there:
        checks.append(Check(Status.ok, f"{len(there)} of {len(named)} extracts that it names are there: "
                                       f"{', '.join(there)}"))
    if not named:
        checks.append(Check(Status.cannot, f"{settings.file}: names no extract; add one under [sources], or let "
                                           "`missing-audit init --from …` make the file"))
    checks += _key(settings.path(settings.linkage.key), settings)
    fatal = [f"{path} is not there" for path in named.values()]
    fatal += [f"{settings.path(path)} is not there" for name, file in SURROUNDINGS.items()
              if file.readers and (path := getattr(settings.reference, name)) is not None]
    fatal.append("linkage key: ")
    checks += [Check(Status.cannot if any(mark in line for mark in fatal) else Status.todo, line)
               for line in outstanding(settings)]
    return checks


def _key(path: Path, settings: Settings) -> list[Check]:
    """Whether the key can be used, and by its owner alone; that of an invented county is public on purpose."""
    if not path.is_file():
        return []  # it is among what is outstanding
    from missing_audit.linkage import read_key

    try:
        read_key(settings)
    except AuditError as fault:
        return [Check(Status.cannot, str(fault))]
    if settings.county.synthetic:
        return [Check(Status.ok, f"{path}: the key, public like the invented county")]
    if os.name == "posix" and path.stat().st_mode & 0o077:
        return [Check(Status.todo, f"{path}: others can read the key; run: chmod 600 {path}")]
    return [Check(Status.ok, f"{path}: the key, readable by its owner alone")]
