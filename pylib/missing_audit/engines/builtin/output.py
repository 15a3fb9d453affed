"""The output folder, replaced as a whole: whatever goes wrong, the one before stays."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["replaced"]

_EXCHANGE = 2
_HERE = -100


@contextmanager
def replaced(output: Path, keep: Sequence[str], *, everything: bool) -> Iterator[Path]:
    """Give a fresh folder that takes the place of `output` when the block ends without an exception.

    Parameters
    ----------
    output
        The folder to replace.
    keep
        Names of files in it that stay.
    everything
        Whether all of it stays, but for what the block writes anew.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    aside = output.with_name(f".{output.name}.before")
    if aside.exists() and not output.exists():
        aside.rename(output)
    fresh = Path(tempfile.mkdtemp(prefix=f".{output.name}.new-", dir=output.parent))
    try:
        fresh.chmod(0o755)
        if output.exists():
            _copy(output, fresh, keep, everything=everything)
        yield fresh
        _swap(fresh, output, aside)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _copy(source: Path, target: Path, keep: Sequence[str], *, everything: bool) -> None:
    if everything:
        shutil.copytree(source, target, dirs_exist_ok=True)
        return
    for name in keep:
        if (source / name).is_file():
            shutil.copy2(source / name, target / name)


def _swap(fresh: Path, output: Path, aside: Path) -> None:
    """Exchange the two folders in one step where the system can, else in two with a way back."""
    if not output.exists():
        fresh.rename(output)
        return
    if sys.platform == "linux":
        call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if call and call(_HERE, os.fsencode(fresh), _HERE, os.fsencode(output), _EXCHANGE) == 0:
            return
    shutil.rmtree(aside, ignore_errors=True)
    output.rename(aside)
    try:
        fresh.rename(output)
    except OSError:
        aside.rename(output)
        raise
    shutil.rmtree(aside, ignore_errors=True)
