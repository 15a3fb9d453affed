"""What collation and analysis have made, addressed by everything that it was made from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import StoreError
from missing_audit.paths import LOCK, PACKAGE, REFERENCE, THEME
from missing_audit.processes import alive
from missing_audit.writing import replacing

__all__ = ["Inputs", "Store", "file_digest", "inputs", "read_tables", "tree_digest", "write_json"]

_KEPT = 2
"""Results kept of each step: the newest, and the one before, in case a render is still reading it."""


def file_digest(path: Path) -> str:
    """SHA-256 of a file's content; of nothing where it is not there."""
    if not path.is_file():
        return hashlib.sha256(b"").hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def tree_digest(folder: Path, *suffixes: str) -> str:
    """SHA-256 over the names and contents of a folder's files, read once a process."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and (not suffixes or path.suffix in suffixes):
            digest.update(f"{path.relative_to(folder).as_posix()}\0{file_digest(path)}\0".encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Inputs:
    """Everything that a result rests on: digests by name.

    `files` are the county's own; `code` is the software, the lock file and the national code lists; `look` is what
    only pages depend on.
    """

    files: dict[str, str]
    code: dict[str, str]
    look: dict[str, str]

    @cached_property
    def key(self) -> str:
        """What collation and analysis are stored under."""
        text = json.dumps([self.files, self.code], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    @cached_property
    def page_key(self) -> str:
        """What executed chapters depend on, beside their own source."""
        return hashlib.sha256(json.dumps([self.key, self.look], sort_keys=True).encode()).hexdigest()[:24]


def inputs(settings: Settings, *, key_fingerprint: str) -> Inputs:
    """Digests of all that the county's results depend on.

    Parameters
    ----------
    settings
        The county's settings.
    key_fingerprint
        Of the key that pseudonyms are made with.

    Returns
    -------
    Inputs
        A file that is not there has the digest of nothing, so that its arrival changes the key.
    """
    named = {"audit.toml": settings.file}
    named |= {source.path: settings.path(source.path) for source in settings.sources.values()}
    given = settings.reference.model_dump(exclude_none=True)
    given |= settings.linkage.model_dump(include={"decisions", "truth"}, exclude_none=True)
    named |= {path: settings.path(path) for path in given.values()}
    files = {name: file_digest(path) for name, path in sorted(named.items())} | {"linkage key": key_fingerprint}
    code = {"package": tree_digest(PACKAGE, ".py"), "requirements.lock": file_digest(LOCK),
            "code lists": tree_digest(REFERENCE, ".csv")}
    return Inputs(files, code, {"theme": tree_digest(THEME), "engine": tree_digest(PACKAGE)})


class Store:
    """Results in a folder beside `audit.toml`, each step under its key, each written whole or not at all."""

    def __init__(self, settings: Settings) -> None:
        self.root = settings.folder / ".store"

    def has(self, step: str, key: str) -> bool:
        """Whether a step's result for a key is there."""
        return (self.root / f"{step}-{key}").is_dir()

    def folder(self, step: str, key: str) -> Path:
        """Folder of a step's result.

        Raises
        ------
        StoreError
            If there is none.
        """
        path = self.root / f"{step}-{key}"
        if not path.is_dir():
            raise StoreError(f"{self.root}: no result of `missing-audit {step}` for these extracts and settings. "
                             f"Run `missing-audit {step}` first.")
        return path

    def made(self, step: str, key: str, make: Callable[[Path], None], *, unchanged: str,
             report: Callable[[str], None]) -> Path:
        """A step's result: taken from the store where it is there, else made; chapters read it from now on.

        Parameters
        ----------
        step, key
            What is wanted.
        make
            Writes the result into the folder it is given.
        unchanged
            What to report where nothing needed to be made.
        report
            Told so.

        Returns
        -------
        Path
            Folder of the result.
        """
        if self.has(step, key):
            report(unchanged)
            self._point(step, key)
        else:
            with self.writing(step, key) as draft:
                make(draft)
        return self.folder(step, key)

    def private_file(self, name: str) -> Path:
        """Path of a file of the county's own, beside its results."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.root / name

    @contextmanager
    def writing(self, step: str, key: str) -> Iterator[Path]:
        """A folder to write a result into, which takes its place only when all of it has been written."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        draft = Path(tempfile.mkdtemp(prefix=f"draft-{os.getpid()}-", dir=self.root))
        try:
            yield draft
            target = self.root / f"{step}-{key}"
            if not target.is_dir():  # else another run has made the same in the meantime
                draft.replace(target)
            self._point(step, key)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def latest(self, step: str) -> Path:
        """Folder of the newest result of a step; what a chapter reads.

        Raises
        ------
        StoreError
            If the step has not been run.
        """
        pointer = self.root / f"{step}.latest"
        return self.folder(step, pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else "none")

    def _point(self, step: str, key: str) -> None:
        with replacing(self.root / f"{step}.latest", mode=0o600) as draft:
            draft.write_text(key, encoding="utf-8")
        newest = sorted(self.root.glob(f"{step}-*"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in [path for path in newest if path.name != f"{step}-{key}"][_KEPT - 1:]:
            shutil.rmtree(path, ignore_errors=True)

    def _sweep(self) -> None:
        """Take away what runs that were killed have left behind."""
        for path in self.root.glob("draft-*"):
            owner = int(path.name.split("-")[1])
            if not alive(owner):
                shutil.rmtree(path, ignore_errors=True)


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON that is the same for the same value."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def read_tables(folder: Path) -> Mapping[str, pd.DataFrame]:
    """The Parquet tables of a folder, by name; each is read when it is first asked for."""
    return _Tables({path.stem: path for path in sorted(folder.glob("*.parquet"))})


class _Tables(Mapping):
    def __init__(self, paths: dict[str, Path]) -> None:
        self._paths = paths
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            self._read[name] = pd.read_parquet(self._paths[name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
