"""What came in and what was made of it, as protected tables: the collation and methodology chapters."""

from missing_audit.overview.made import overview

__all__ = ["overview"]
