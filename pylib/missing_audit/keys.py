"""The key that pseudonyms are made with: made once, whole, and for its owner alone."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from missing_audit.errors import AuditError

__all__ = ["make_key"]


def make_key(path: Path) -> None:
    """Make a key where there is none.

    Parameters
    ----------
    path
        Its file, readable by its owner alone; an interrupted run leaves none.

    Raises
    ------
    AuditError
        If there is one already: another would change every pseudonym.
    """
    if path.exists():
        raise AuditError(f"{path}: there is a key already; a new one would change every pseudonym.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # which only its owner can read
    draft = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32) + "\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
