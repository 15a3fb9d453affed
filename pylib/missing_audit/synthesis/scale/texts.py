"""Columns of text made from columns of numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from missing_audit.synthesis.clock import DAY, day_text

__all__ = ["days", "either", "minutes", "picked", "text"]

_FIRST, _LAST = -9000, 4000
"""Days whose text is kept ready: from before any child's birth to after any case is closed."""
_DAYS = pa.array([day_text(day) for day in range(_FIRST, _LAST)])
_CLOCK = pa.array([f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(DAY)])
Text = pa.Array


def days(numbers: np.ndarray, *, blank: np.ndarray | bool = False, mark: str = "/") -> Text:
    """Day numbers as ``DD/MM/YYYY``, with another `mark` between if wanted; blank where told.

    Examples
    --------
    >>> days(np.array([30, 31]), blank=np.array([False, True]), mark=".").to_pylist()
    ['01.05.2014', '']
    """
    ready = _DAYS if mark == "/" else pc.replace_substring(_DAYS, "/", mark)
    return _blank(ready.take(pa.array(np.clip(numbers, _FIRST, _LAST - 1) - _FIRST)), blank)


def minutes(numbers: np.ndarray, *, blank: np.ndarray | bool = False) -> Text:
    """Minute numbers as ``DD/MM/YYYY HH:MM``; blank where told."""
    day, minute = np.divmod(numbers, DAY)
    return _blank(pc.binary_join_element_wise(days(day), _CLOCK.take(pa.array(minute)), " "), blank)


def picked(rng: np.random.Generator, share: Mapping[str, float], size: int) -> Text:
    """Texts drawn by their weight."""
    weight = np.array(list(share.values()), dtype=float)
    return pa.array(list(share)).take(pa.array(rng.choice(len(share), size, p=weight / weight.sum())))


def either(first: np.ndarray, one: Text | str, other: Text | str) -> Text:
    """One text or the other, by row."""
    return pc.if_else(pa.array(first), one, other)


def text(values: np.ndarray) -> Text:
    """Objects or numbers as text."""
    values = np.asarray(values)
    return pa.array(values, type=pa.string()) if values.dtype == object else pa.array(values).cast(pa.string())


def _blank(values: Text, blank: np.ndarray | bool) -> Text:
    return either(blank, "", values) if np.any(blank) else values
