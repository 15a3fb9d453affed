"""How long each step takes, over a copy of the project in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from missing_audit.engines import quarto
from missing_audit.errors import AuditError
from missing_audit.linkage_trial import SOURCES, trial
from missing_audit.paths import ROOT

__all__ = ["BARS", "Copy", "Time", "measure"]

BARS = {"collate, nothing kept": 120.0, "analyse, collated before": 120.0, "nothing changed": 30.0,
        "all chapters anew": 120.0, "one edited chapter, to HTML": 8.0}
"""Seconds that a step of the library, or of the built-in engine, may take on two cores."""
_COPIED = ("_quarto.yml", "index.qmd", "references.bib", "chapters", "theme", "pylib", "data/example", "data/reference",
           "requirements.lock", "pyproject.toml")
_BUILT_IN = "built-in"
_EDITED = "chapters/validity.qmd"


@dataclass(frozen=True)
class Time:
    """Seconds that a step took; none where it could not be run, with the reason as `note`."""

    engine: str
    step: str
    seconds: float | None
    bar: float | None = None
    note: str = ""

    @property
    def late(self) -> bool:
        """Whether it took longer than it may."""
        return self.bar is not None and self.seconds is not None and self.seconds > self.bar

    def to_dict(self) -> dict[str, Any]:
        """What is written as JSON."""
        return asdict(self) | {"late": self.late}


class Copy:
    """The project in a folder of its own, in which commands are run as a user runs them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in _COPIED:
            source, target = ROOT / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns(".store", "__pycache__", "*.egg-info"))
            else:
                shutil.copy(source, target)

    @property
    def pages(self) -> Path:
        """Executed chapters and files that the built-in engine keeps."""
        return self.folder / "data" / "example" / ".store" / "pages"

    def run(self, *arguments: str) -> float:
        """Run the command on the example county; how long that took.

        Raises
        ------
        AuditError
            If it fails.
        """
        environment = os.environ | {"PYTHONPATH": str(self.folder / "pylib")}
        config = str(self.folder / "data" / "example")
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "missing_audit", *arguments, "--config", config], text=True,
                              capture_output=True, cwd=self.folder, env=environment, check=False)
        if done.returncode:
            raise AuditError(f"missing-audit {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return time.perf_counter() - begun

    @contextmanager
    def edited(self) -> Iterator[None]:
        """A sentence more in one chapter."""
        chapter = self.folder / _EDITED
        text = chapter.read_text(encoding="utf-8")
        chapter.write_text(text + "\nThis sentence is not in the book.\n", encoding="utf-8")
        try:
            yield
        finally:
            chapter.write_text(text, encoding="utf-8")


def measure(*, report: Callable[[str], None] = lambda _: None) -> list[Time]:
    """Time every step, with both engines where Quarto is installed.

    Parameters
    ----------
    report
        Told which step is being timed.

    Returns
    -------
    list of Time
        In the order in which they were taken.

    Raises
    ------
    AuditError
        If a step fails.
    """
    times: list[Time] = []

    def took(step: str, seconds: float, engine: str = "") -> None:
        times.append(Time(engine, step, round(seconds, 2), BARS.get(step) if engine in {"", _BUILT_IN} else None))
        report(f"{engine or 'library'}, {step}: {seconds:.1f} s")

    _warn_if_busy(report)
    times.append(_linkage(report))
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        report("Copying the project …")
        copy = Copy(Path(home) / "book")
        took("collate, nothing kept", copy.run("collate"))
        took("analyse, collated before", copy.run("analyse"))
        for step, seconds in _built_in(copy):
            took(step, seconds, _BUILT_IN)
        for name, seconds in _chapters(copy):
            took(name, seconds, _BUILT_IN)
        program, version = quarto.find()
        if program is None:
            times.append(Time("Quarto", "", None, note=f"not timed: {version}"))
        else:
            for step, seconds in _quarto(copy):
                took(step, seconds, f"Quarto {version}")
    return times


def _linkage(report: Callable[[str], None]) -> Time:
    """Linkage of a large county: its time, and as a note its memory and how often it is right."""
    found = trial(report=report)
    right = [f"{name}: precision {found[name]['precision']:.4f}, recall {found[name]['recall']:.4f}"
             for name in ("linked", "exact")]
    peak = "" if found["peak"] is None else f"at most {found['peak']:,.0f} MiB; "
    return Time("library", f"link {found['children']:,} people in {len(SOURCES)} sources ({found['rows']:,} rows)",
                found["seconds"], note=peak + "; ".join(right))


def _warn_if_busy(report: Callable[[str], None]) -> None:
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if busy > 0.5 * (os.cpu_count() or 1):
        report(f"Other programs keep {busy:.1f} of {os.cpu_count()} cores busy: these times will be too long.")


def _built_in(copy: Copy) -> Iterator[tuple[str, float]]:
    render = ("render", "--engine", "builtin")
    yield "all chapters anew", copy.run(*render)
    yield "nothing changed", copy.run(*render)
    with copy.edited():
        yield "one edited chapter, to HTML", copy.run(*render, "--to", "html")
    copy.run(*render)
    for name in quarto.FORMATS:
        shutil.rmtree(copy.pages / "files", ignore_errors=True)
        yield f"{name} alone, chapters kept", copy.run(*render, "--to", name)


def _quarto(copy: Copy) -> Iterator[tuple[str, float]]:
    render = ("render", "--engine", "quarto")
    yield "all chapters, all formats", copy.run(*render)
    with copy.edited():
        yield "one edited chapter, to HTML", copy.run(*render, "--to", "html")


def _chapters(copy: Copy) -> Iterator[tuple[str, float]]:
    """Each chapter in a kernel, one after the other, from the start of the kernel to its last value."""
    from missing_audit.config import ENVIRONMENT
    from missing_audit.engines.builtin.config import load_config
    from missing_audit.engines.builtin.execute import Figures, execute, modules_of
    from missing_audit.engines.builtin.kernel import Kernel, Nursery, kernel_environment
    from missing_audit.engines.builtin.source import Cell, Inline, read_source

    config = load_config(copy.folder)
    sources = [read_source(copy.folder, str(entry.path), config.values) for entry in config.entries]
    figures = Figures(*(float(config.get(f"fig-{side}", 6, fmt="html")) for side in ("width", "height")), 200)
    settings = {ENVIRONMENT: str(copy.folder / "data" / "example" / "audit.toml")}
    begun = time.perf_counter()
    nursery = Nursery(modules_of(sources), kernel_environment(settings))
    try:
        Kernel(nursery, copy.folder).close()
        yield "start of the first kernel", time.perf_counter() - begun
        for source in sources:
            if any(isinstance(piece, Cell | Inline) for piece in source.pieces):
                begun = time.perf_counter()
                execute(source, nursery, (copy.folder / source.name).parent, figures)
                yield source.name, time.perf_counter() - begun
    finally:
        nursery.close()
