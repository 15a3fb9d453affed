"""The command `missing-audit`: each step of the audit, with progress and errors that say what to do."""

from missing_audit.cli.start import guarded, main

__all__ = ["guarded", "main"]
