"""The model's time: whole days and minutes counted from the first day of the period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np

__all__ = [
    "DAY",
    "DAYS",
    "START",
    "age_on",
    "birthday",
    "day_of",
    "day_text",
    "from_day",
    "long_text",
    "minute_text",
    "spelt_text",
    "year_of",
]

START = dt.date(2014, 4, 1)
DAYS = (dt.date(2017, 4, 1) - START).days
"""Days in the period, 1 April 2014 to 31 March 2017."""
DAY = 1440
"""Minutes in a day; the clocks never change in this county."""
_YEAR = 365.25
# Spelt out because `strftime("%b")` answers in the machine's language.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def from_day(day: int) -> dt.date:
    """Calendar date of a day number; day 0 is 1 April 2014.

    Examples
    --------
    >>> from_day(0).isoformat(), from_day(DAYS - 1).isoformat()
    ('2014-04-01', '2017-03-31')
    """
    return START + dt.timedelta(days=int(day))


def day_of(date: dt.date) -> int:
    """Day number of a calendar date; the inverse of `from_day`."""
    return (date - START).days


def day_text(day: int) -> str:
    """Day number as ``DD/MM/YYYY``.

    Examples
    --------
    >>> day_text(30)
    '01/05/2014'
    """
    date = from_day(day)
    return f"{date.day:02d}/{date.month:02d}/{date.year:04d}"


def long_text(day: int) -> str:
    """Day number as ``DD-Mon-YYYY``, the month in English whatever the machine speaks.

    Examples
    --------
    >>> long_text(30)
    '01-May-2014'
    """
    date = from_day(day)
    return f"{date.day:02d}-{_MONTHS[date.month - 1]}-{date.year:04d}"


def minute_text(minute: int) -> str:
    """Minute number as ``DD/MM/YYYY HH:MM``.

    Examples
    --------
    >>> minute_text(DAY + 65)
    '02/04/2014 01:05'
    """
    day, rest = divmod(int(minute), DAY)
    return f"{day_text(day)} {rest // 60:02d}:{rest % 60:02d}"


def spelt_text(minute: int) -> str:
    """Minute number as ``DD Mon YYYY HH:MM``, the month in English whatever the machine speaks.

    Examples
    --------
    >>> spelt_text(DAY + 65)
    '02 Apr 2014 01:05'
    """
    day, rest = divmod(int(minute), DAY)
    return f"{long_text(day).replace('-', ' ')} {rest // 60:02d}:{rest % 60:02d}"


def birthday(born: int, age: int) -> int:
    """Day number of a birthday; somebody born on 29 February has it on 1 March.

    Examples
    --------
    >>> birthday(day_of(dt.date(2000, 2, 29)), 15) == day_of(dt.date(2015, 3, 1))
    True
    """
    date = from_day(born)
    if (date.month, date.day) == (2, 29):
        date = dt.date(date.year, 3, 1)
    return day_of(date.replace(year=date.year + age))


def age_on(born: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whole years lived, to within a day of the birthday, which does not matter to a rate."""
    return np.floor((np.asarray(day) - np.asarray(born)) / _YEAR).astype(np.int64)


def year_of(days: Iterable[int]) -> np.ndarray:
    """Audit year (0, 1, 2) of day numbers; an audit year starts on 1 April."""
    starts = [day_of(dt.date(year, 4, 1)) for year in (2015, 2016)]
    return np.searchsorted(starts, np.asarray(days), side="right")
