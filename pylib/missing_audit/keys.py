"""The key that pseudonyms are made with: made once, whole, and for its owner alone."""

from __future__ import annotations

import secrets
from pathlib import Path

from missing_audit.errors import AuditError
from missing_audit.writing import replacing

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
    with replacing(path, mode=0o600) as draft:
        draft.write_text(secrets.token_hex(32) + "\n", encoding="utf-8")
