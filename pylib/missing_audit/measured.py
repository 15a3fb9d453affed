"""A program run by itself, as a user runs it: its time, its memory at the peak, what it said and when."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from missing_audit.errors import AuditError
from missing_audit.paths import PACKAGE

__all__ = ["Ran", "cores", "measured"]

_TOLD = hasattr(os, "wait4")
"""Whether the system tells how much memory a process held."""
_LAUNCHER = """
import os, sys
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
print()
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""
_KIB_A_MIB = 1024
_BYTES_A_KIB = 1024 if sys.platform == "darwin" else 1
"""What the system counts memory in: bytes on macOS, KiB elsewhere."""


@dataclass(frozen=True)
class Ran:
    """One run.

    Attributes
    ----------
    seconds
        From start to end.
    peak
        Most memory that the process held, in MiB; missing where the system does not tell.
    said
        Each line that it printed, with the seconds since its start.
    """

    seconds: float
    peak: float | None
    said: list[tuple[float, str]]

    @property
    def steps(self) -> dict[str, float]:
        """Seconds from each line of progress to the next, or to the end; ``start`` until the first."""
        times = [0.0, *(when for when, _ in self.said), self.seconds]
        names = ["start", *(line.rstrip(" …") for _, line in self.said)]
        return {name: round(end - begin, 3) for name, (begin, end) in zip(names, pairwise(times), strict=True)}


def measured(module: str, *arguments: str) -> Ran:
    """Run a module of this project in a process of its own.

    Parameters
    ----------
    module
        As ``python -m`` takes it.
    arguments
        Of its command line.

    Returns
    -------
    Ran

    Raises
    ------
    AuditError
        If it fails, with what it said; a process that the system has ended had too little memory, as a rule.

    Examples
    --------
    >>> ran = measured("missing_audit", "--help")
    >>> ran.seconds > 0, any("doctor" in line for _, line in ran.said)
    (True, True)
    """
    command = [sys.executable, "-m", module, *arguments]
    environment = os.environ | {"PYTHONPATH": str(PACKAGE.parent), "PYTHONUNBUFFERED": "1"}
    begun = time.perf_counter()
    with subprocess.Popen(_launched(command), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=environment) as process:
        said = [(time.perf_counter() - begun, line.rstrip("\n")) for line in process.stdout]
    seconds = time.perf_counter() - begun
    status, peak = process.returncode, None
    if _TOLD:
        *said, _, (_, told) = said
        status, most = map(int, told.split())
        peak = most / _BYTES_A_KIB / _KIB_A_MIB
    if status:
        lines = "\n".join(line for _, line in said[-20:])
        raise AuditError(f"{module} {' '.join(arguments)} failed with status {status}:\n{lines}")
    return Ran(seconds, peak, said)


def _launched(command: list[str]) -> list[str]:
    """The command, started by a process that holds next to nothing.

    A process counts the memory of the one that started it as its own peak, until it holds more itself.
    """
    return [sys.executable, "-S", "-E", "-c", _LAUNCHER, *command] if _TOLD else command


@contextmanager
def cores(most: int) -> Iterator[int]:
    """Keep this process, and those that it starts, to some cores where the system can do that; how many it has."""
    if not hasattr(os, "sched_setaffinity"):
        yield os.cpu_count() or most
        return
    before: Sequence[int] = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, before[:most])
    try:
        yield len(before[:most])
    finally:
        os.sched_setaffinity(0, before)
