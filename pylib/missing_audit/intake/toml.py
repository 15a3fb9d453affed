"""Values as TOML, and comments, safe for any name that a file or a heading can have."""

from __future__ import annotations

import datetime

from missing_audit.intake.sheets import shown

__all__ = ["comment", "line", "value"]

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def value(given: object) -> str:
    r"""Write a text, truth, whole number, date or list of these as TOML does.

    Examples
    --------
    >>> print(value('C:\\extracts\\"final".csv'), value(datetime.date(2016, 4, 1)), value(["Börn", True]))
    "C:\\extracts\\\"final\".csv" 2016-04-01 ["Börn", true]
    """
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, int):
        return str(given)
    if isinstance(given, datetime.date):
        return given.isoformat()
    if isinstance(given, list):
        return f"[{', '.join(value(item) for item in given)}]"
    return f'"{"".join(_escaped(mark) for mark in str(given))}"'


def line(key: str, given: object, why: str = "") -> str:
    """One line of `audit.toml`, with what is to be said of it behind."""
    return f"{key} = {value(given)}" + (f"  # {shown(why)}" if why else "")


def comment(text: str) -> str:
    r"""Any text as comment lines.

    Examples
    --------
    >>> print(comment("one\ntwo"))
    # one
    # two
    """
    return "\n".join(f"# {shown(part)}".rstrip() for part in text.split("\n"))


def _escaped(mark: str) -> str:
    if mark in _ESCAPES:
        return _ESCAPES[mark]
    return f"\\u{ord(mark):04x}" if ord(mark) < 0x20 or ord(mark) == 0x7f else mark
