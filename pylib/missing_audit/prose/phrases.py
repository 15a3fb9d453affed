"""Phrases that the sentences on collation and on linkage share."""

from __future__ import annotations

import re

import pandas as pd

from missing_audit.safe_table import SafeTable
from missing_audit.words import interval

__all__ = ["lower", "per_cent"]


def per_cent(table: SafeTable, column: str, **labels: str) -> str:
    """A value in per cent with its interval: ``99.7% (99.4% to 99.8%)``."""
    return re.sub(r"(\d)(?= \(| to |\)|$)", r"\1%", interval(table, column, **labels))


def lower(text: str) -> str:
    """A phrase as it stands within a sentence; a name that begins with capitals stays."""
    return text if pd.isna(text) or (text[:2].isalpha() and text[:2].isupper()) else text[:1].lower() + text[1:]
