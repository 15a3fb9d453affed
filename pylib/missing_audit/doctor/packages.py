"""Installed packages against `requirements.lock`."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from missing_audit.doctor.checks import Check, Status
from missing_audit.paths import LOCK, ROOT

__all__ = ["locked", "needed", "packages"]

_INSTALL = "`make report`, or pip install --require-hashes -r requirements.lock, installs it"
_FOR_QUARTO = {"jupyter"}
"""Packages without which only Quarto cannot render."""


def packages(lock: Path = LOCK) -> list[Check]:
    """Every package of the lock file by what is installed of it; those that agree in one line.

    Parameters
    ----------
    lock
        The lock file.

    Returns
    -------
    list of Check
        A package that the audit itself imports and that is missing is one without which nothing can be rendered.
    """
    own = needed()
    wanted = dict(locked(lock))
    have = {name: _installed(name) for name in wanted}
    same = [name for name, version in wanted.items() if have[name] == version]
    checks = []
    if same:
        shown = ", ".join(f"{name} {wanted[name]}" for name in sorted(own & set(same)))
        checks.append(Check(Status.ok, f"{len(same)} of {len(wanted)} packages are as requirements.lock has them: "
                                       f"{shown} and what these rest on"))
    for name, version in wanted.items():
        if have[name] is None:
            fatal = name in own - _FOR_QUARTO
            checks.append(Check(Status.cannot if fatal else Status.todo,
                                f"{name} is not installed: {_INSTALL} ({version})"))
        elif have[name] != version:
            checks.append(Check(Status.todo, f"{name} is {have[name]}, and requirements.lock has {version}: numbers "
                                             f"may come out otherwise; {_INSTALL}"))
    return checks


def needed() -> set[str]:
    """Packages that the audit itself imports, by `pyproject.toml`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {_folded(re.match(r"[\w.-]+", line)[0]) for line in project["dependencies"]}


def locked(lock: Path) -> Iterator[tuple[str, str]]:
    """Names and versions that the lock file has for this machine and this Python."""
    for line in lock.read_text(encoding="utf-8").splitlines():
        found = re.match(r"([\w.-]+)==([^\s;\\]+)\s*(?:;\s*([^\\]+))?", line)
        if found and _meant(found[3]):
            yield _folded(found[1]), found[2]


def _meant(marker: str | None) -> bool:
    """Whether a line is for this machine; one that cannot be judged is left out."""
    if not marker:
        return True
    try:
        from packaging.markers import Marker
    except ModuleNotFoundError:
        return False
    return Marker(marker.strip()).evaluate()


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
