"""The one family of errors that a user sees: each names the fault and what to do about it."""

from __future__ import annotations

__all__ = ["AuditError", "ConfigError", "SourceError", "StoreError"]


class AuditError(Exception):
    """A fault that its message explains; the command line prints it without a traceback."""


class ConfigError(AuditError):
    """`audit.toml` has a key or a value that cannot be used."""


class SourceError(AuditError):
    """An extract cannot be read at all."""


class StoreError(AuditError):
    """The store holds something other than what was asked of it."""
