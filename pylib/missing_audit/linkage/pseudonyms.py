"""The county's key, and the pseudonyms made with it."""

from __future__ import annotations

import hashlib
import hmac

import numpy as np
import pandas as pd

from missing_audit.config import Settings
from missing_audit.errors import ConfigError
from missing_audit.linkage.knowledge import REGISTER

__all__ = ["digest", "fingerprint", "pseudonym", "pseudonyms", "read_key", "register_key"]

_KEY_BYTES = 16
_PUBLIC = "81f3d8e6f904727c8d1d17af11fe87f0d307612a298d2b43d3c944cfdae0018a"
"""Digest of the example county's key, which is published with it."""


def read_key(settings: Settings) -> bytes:
    """The county's key for pseudonyms.

    Raises
    ------
    ConfigError
        If the file is not there, holds fewer than 16 characters, or is the example's for data that are not synthetic.
    """
    path = settings.path(settings.linkage.key)
    if not path.is_file():
        raise ConfigError(f"{settings.file}: linkage.key = {settings.linkage.key!r}: no such file. Make one with "
                          f"`missing-audit key --config {settings.file}`, and keep it with the extracts.")
    key = path.read_bytes().strip()
    if len(key) < _KEY_BYTES:
        raise ConfigError(f"{path}: the key has {len(key)} characters; it needs at least {_KEY_BYTES}.")
    if not settings.county.synthetic and hashlib.sha256(key).hexdigest() == _PUBLIC:
        raise ConfigError(f"{path}: this is the example county's key, which everybody can read. Take it away, and make "
                          f"one with `missing-audit key --config {settings.file}`.")
    return key


def fingerprint(key: bytes) -> str:
    """What tells one key from another without giving it away."""
    return digest("fingerprint", key)[:12]


def digest(text: str, key: bytes) -> str:
    """Keyed digest of a text, in hexadecimal."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def pseudonym(identity: str, key: bytes) -> str:
    """The pseudonym of a child, by what its records say of it."""
    return digest(identity, key)[:16]


def register_key(number: str) -> str:
    """What a child is known by whom the register holds under a number."""
    return f"case:{number}"


def pseudonyms(groups: np.ndarray, table: pd.DataFrame, key: bytes) -> np.ndarray:
    """The pseudonym of every record's child.

    Parameters
    ----------
    groups
        By record, the smallest number of a record of the same child.
    table
        Of `Records`: a child is known by the register's number where it has one, else by its first record's content.
    key
        The county's key.

    Returns
    -------
    ndarray
        By record.
    """
    order = np.lexsort((np.arange(len(table)), (table["source"] != REGISTER).to_numpy(), groups))
    first = order[np.unique(groups[order], return_index=True)[1]]
    named = pd.Series([pseudonym(text, key) for text in table["key"].to_numpy()[first]], index=groups[first])
    return named.reindex(groups).to_numpy()
