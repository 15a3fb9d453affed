"""Python, packages, engine, fonts, memory, disk, and the programs that tests use."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from missing_audit.doctor.checks import Check, Status
from missing_audit.doctor.packages import packages
from missing_audit.paths import ROOT, THEME

__all__ = ["disk", "engine", "fonts", "machine", "memory", "pandoc", "python", "tools"]

_OLDEST_PYTHON = (3, 11)
_MEMORY = 2.0
"""Gigabytes: four kernels and a Word document at the same time."""
_ENVIRONMENT = 1.4
"""Gigabytes that the packages take."""
_RESULTS = 0.3
"""Gigabytes for results, pages and what an unfinished run leaves."""
_FACES = ("Regular", "Italic", "SemiBold", "Bold", "BoldItalic")
_TOOLS = {
    "chromium": "tests of the pages, and the pictures of the walk-through",
    "pdftotext": "a second reading of the PDF in tests",
    "libreoffice": "looking at the Word document without Word",
}
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def machine() -> list[Check]:
    """Everything but the county."""
    installed = packages()
    complete = all("not installed" not in check.text for check in installed)
    return [python(), *installed, *engine(), pandoc(), fonts(), memory(), disk(complete=complete), *tools()]


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Check:
    """Whether Python is new enough."""
    said = f"Python {'.'.join(map(str, version))}"
    oldest = ".".join(map(str, _OLDEST_PYTHON))
    if tuple(version[:2]) < _OLDEST_PYTHON:
        return Check(Status.cannot, f"{said}: {oldest} or later is needed; install it, then make PYTHON=python{oldest}")
    return Check(Status.ok, f"{said} on {platform.system()} ({oldest} or later is needed)")


def engine() -> list[Check]:
    """What `render` will use, and why."""
    try:
        from missing_audit.engines import quarto
    except ModuleNotFoundError as fault:
        return [Check(Status.cannot, f"no engine can be loaded without the package that provides {fault.name}")]
    program, version = quarto.find()
    oldest = ".".join(map(str, quarto.OLDEST))
    if program is not None:
        return [Check(Status.ok, f"render will use Quarto {version}, {program} ({oldest} or later is needed); "
                                 "--engine builtin does without it")]
    lines = [Check(Status.ok, f"render will use the built-in engine: {version}")]
    if version != "Quarto is not installed":
        lines.append(Check(Status.todo, f"{version}: install {oldest} or later, or go on with the built-in engine"))
    return lines


def pandoc() -> Check:
    """Whether pandoc and typst, which the built-in engine is made of, can be run."""
    try:
        import pypandoc
        import typst  # noqa: F401

        program = pypandoc.get_pandoc_path()
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (ModuleNotFoundError, OSError, subprocess.SubprocessError) as fault:
        return Check(Status.cannot, f"pandoc and typst, which the built-in engine is made of, do not run ({fault}): "
                                    "install pypandoc_binary and typst again, as requirements.lock has them")
    return Check(Status.ok, f"{asked.stdout.splitlines()[0]} runs, from {Path(program).parent}; typst can be loaded")


def fonts(folder: Path = THEME / "fonts") -> Check:
    """Whether the report's fonts lie where both engines look for them."""
    lacking = [face for face in _FACES if not (folder / f"OpenSans-{face}.ttf").is_file()]
    if lacking:
        return Check(Status.cannot, f"{folder}: lacks OpenSans {', '.join(lacking)}; take the folder from the project "
                                    "again (git checkout theme/fonts)")
    return Check(Status.ok, f"{len(_FACES)} fonts in {folder}")


def memory() -> Check:
    """Whether there is enough of it."""
    try:
        have = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    except (AttributeError, ValueError, OSError):
        return Check(Status.ok, f"memory: cannot be told on this system; {_MEMORY:.0f} GB is enough")
    for path in _LIMITS:
        limit = path.read_text(encoding="ascii").strip() if path.is_file() else "max"
        have = min(have, int(limit) / 1e9) if limit.isdigit() else have
    if have < _MEMORY:
        return Check(Status.todo, f"memory: {have:.1f} GB, and {_MEMORY:.0f} GB is advised; close other programs while "
                                  "rendering")
    return Check(Status.ok, f"memory: {have:.1f} GB ({_MEMORY:.0f} GB is enough)")


def disk(folder: Path = ROOT, *, complete: bool = True) -> Check:
    """Whether there is room for results, and for the packages where these are still to be installed."""
    wanted = _RESULTS if complete else _RESULTS + _ENVIRONMENT
    free = shutil.disk_usage(folder).free / 1e9
    said = f"disk: {free:.1f} GB free; {wanted:.1f} GB is needed{'' if complete else ', packages included'}"
    if free < wanted:
        return Check(Status.cannot, f"{said}. Make room, or put the project on another disk")
    return Check(Status.ok, said)


def tools() -> list[Check]:
    """Programs that no book needs."""
    return [Check(Status.ok, f"{name} is {'there' if shutil.which(name) else 'not there, and not needed'} (only for "
                             f"{use})") for name, use in _TOOLS.items()]
