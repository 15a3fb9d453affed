"""From files to canonical tables."""

from missing_audit.readers.extracts import Extract, read

__all__ = ["Extract", "read"]
