"""From files to canonical tables, with the rules that each source's rows must keep."""

from missing_audit.readers.extracts import GIVEN, Extract, read

__all__ = ["GIVEN", "Extract", "read"]
