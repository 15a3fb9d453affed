"""Numbers and sentences as they are printed: only what `disclosure` has passed can be put into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from missing_audit.safe_table import WITHHELD, Field, SafeTable, require_safe

__all__ = ["HOURS", "MONTHS", "WEEKDAYS", "capital", "cell", "in_sentences", "interval", "listed", "lower", "number",
           "p_value", "per_cent", "plural", "share", "small"]

# Spelt out because `strftime` answers in the machine's language.
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = tuple(f"{hour:02d}:00 to {hour + 2:02d}:00" for hour in range(0, 24, 2))
"""The day in bands of two hours: in a single hour of the night too few children go missing to be shown."""

_WHOLE = 100
"""From here on a decimal says nothing that an interval does not take back."""
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(value: float | None, field: Field, digits: int | None = None) -> str:
    """A value as its column writes it.

    Examples
    --------
    >>> number(1234, Field("n", "Children")), number(0.256, Field("s", "Share", kind="share"))
    ('1,234', '26%')
    >>> rate = Field("r", "Rate", kind="number")
    >>> number(572.76, rate), number(0.91, rate)
    ('573', '0.9')
    """
    if value is None:
        return ""
    match field.kind:
        case "label":
            return str(value)
        case "share":
            return share(value)
        case "count":
            return f"{value:,.0f}"
        case _:
            decimals = 0 if abs(value) >= _WHOLE else field.digits if digits is None else digits
            return f"{round(value, decimals) + 0.0:,.{decimals}f}"  # what rounds to nothing has no sign


def share(value: float) -> str:
    """A proportion as a whole percentage; never 0% or 100% of what is neither.

    Examples
    --------
    >>> share(0.004), share(0.5), share(0.998)
    ('under 1%', '50%', 'over 99%')
    """
    if 0 < value < 0.005:
        return "under 1%"
    if 0.995 <= value < 1:
        return "over 99%"
    return f"{value:.0%}"


def cell(table: SafeTable, column: str, **labels: Any) -> str:
    """One cell of a safe table, in words; a withheld one says so."""
    value, mark = require_safe(table).value(column, **labels)
    if mark:
        return "[withheld]" if mark == WITHHELD else "[not known]"
    return number(value, table.field(column), _digits(table, **labels))


def interval(table: SafeTable, column: str, **labels: Any) -> str:
    """One cell with its interval: ``4.2 (3.9 to 4.6)``."""
    field = require_safe(table).field(column)
    low, mark = table.value(field.low, **labels)
    high, _ = table.value(field.high, **labels)
    if mark:
        few = " (too few children for an interval)" if table.value(column, **labels)[1] == "" else ""
        return f"{cell(table, column, **labels)}{few}"
    digits = _digits(table, **labels)
    # No space but a plain one: Quarto prints any other in an inline value as its code.
    return f"{cell(table, column, **labels)} ({number(low, field, digits)} to {number(high, field, digits)})"


def per_cent(table: SafeTable, column: str, **labels: str) -> str:
    """A value in per cent with its interval: ``99.7% (99.4% to 99.8%)``."""
    return re.sub(r"(\d)(?= \(| to |\)|$)", r"\1%", interval(table, column, **labels))


def _digits(table: SafeTable, **labels: Any) -> int | None:
    by_row = [field.name for field in table.fields if field.kind == "digits"]
    return int(table.value(by_row[0], **labels)[0]) if by_row else None


def p_value(p: float) -> str:
    """A p-value as printed.

    Examples
    --------
    >>> p_value(0.0004), p_value(0.034), p_value(1.0)
    ('p < 0.001', 'p = 0.034', 'p = 1.000')
    """
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def listed(items: Sequence[str], joint: str = "and") -> str:
    """Items as a list in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a"]), listed(["a", "b"], "or")
    ('a, b and c', 'a', 'a or b')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """A count with its noun; a whole number below ten in words.

    Examples
    --------
    >>> plural(1, "source"), plural(3, "child", "children"), plural(1200, "row")
    ('one source', 'three children', '1,200 rows')
    """
    return f"{small(count)} {noun if count == 1 else nouns or noun + 's'}"


def small(count: int) -> str:
    """A count by itself; below ten in words.

    Examples
    --------
    >>> small(5), small(0), small(17)
    ('five', 'no', '17')
    """
    return _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"


def capital(sentence: str) -> str:
    """A sentence with its first letter as a capital."""
    return sentence[:1].upper() + sentence[1:]


def in_sentences(parts: Iterable[str]) -> str:
    """Statements as sentences, one after the other.

    Examples
    --------
    >>> in_sentences(["nothing was found", "Ten were asked"])
    'Nothing was found. Ten were asked.'
    """
    return " ".join(f"{capital(part)}." for part in parts)


def lower(text: str) -> str:
    """A phrase as it stands within a sentence; a name that begins with capitals stays.

    Examples
    --------
    >>> lower("A parent's illness"), lower("MASH contacts")
    ("a parent's illness", 'MASH contacts')
    """
    return text if text[:2].isalpha() and text[:2].isupper() else text[:1].lower() + text[1:]
