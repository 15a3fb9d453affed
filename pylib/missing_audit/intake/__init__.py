"""From a folder of extracts to a county's first `audit.toml`: recognise, guess, draft."""

from missing_audit.intake.beginning import Beginning, begin

__all__ = ["Beginning", "begin"]
